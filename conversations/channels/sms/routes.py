"""Routes by their token, remembered for a moment so that the hook needs no query to check a signature."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from conversations.channels.sms.port import Route
from nexus.schema import connection
from nexus.tenants.models import ChannelRoute, Company

REMEMBER_SECONDS = 5.0
# While the database is away a route is still known, so that a wrong signature is refused as such.
STALE_SECONDS = 3600.0
_routes: dict[str, tuple[float, Route]] = {}
#: How long a process takes its list of the platform's own numbers for true.
NUMBERS_SECONDS = 60.0
_numbers: tuple[float, frozenset[str]] = (-NUMBERS_SECONDS, frozenset())


def route_by_token(token: str) -> Route | None:
    """The active route of an open company. Raises a database error only when it was never seen."""
    if not token.isascii() or not token.isprintable() or len(token) > 40:
        return None  # also what the database could not be asked about, such as NUL
    now = time.monotonic()
    known = _routes.get(token)
    if known and now - known[0] < REMEMBER_SECONDS:
        return known[1]
    try:
        row = _open_routes().filter(token=token).first()
    except Exception:
        if known and now - known[0] < STALE_SECONDS:
            return known[1]
        raise
    if row is None:
        _routes.pop(token, None)
        return None
    route = _as_route(row)
    _routes[token] = (now, route)
    return route


def route_remembered(token: str) -> Route | None:
    """The route as this process last saw it, without asking the database; None when that is too long ago."""
    known = _routes.get(token)
    return known[1] if known and time.monotonic() - known[0] < STALE_SECONDS else None


def is_platform_number(number: str) -> bool:
    """Whether it is a number of any company here: two agents that answer each other never stop."""
    global _numbers
    now = time.monotonic()
    if now - _numbers[0] >= NUMBERS_SECONDS:
        _numbers = now, frozenset(ChannelRoute.objects.values_list("number", flat=True))
    return number in _numbers[1]


def route_by_id(route_id: UUID | str) -> Route | None:
    """The route with this id, asked of the database."""
    row = ChannelRoute.objects.select_related("company").filter(pk=route_id).first()
    return _as_route(row) if row else None


def first_route(schema: str) -> UUID | None:
    """The company's first active number."""
    own = ChannelRoute.objects.filter(company__schema_name=schema, active=True)
    return own.order_by("number").values_list("pk", flat=True).first()


def routes_all() -> Iterator[Route]:
    """Every active route of an open company; called in public."""
    connection.set_schema_to_public()
    yield from [_as_route(row) for row in _open_routes()]


def hook_path(route: Route, kind: str) -> str:
    """The path of one of the route's hooks, for example ``/hooks/twilio/<token>/sms``."""
    return f"/hooks/twilio/{route.token}/{kind}"


def status_callback(route: Route, reference: str) -> str:
    """The address that the provider reports a message's delivery to; our own id travels in it."""
    return f"{settings.NEXUS.public_url}{hook_path(route, 'status')}?message={reference}"


def _open_routes() -> QuerySet[ChannelRoute]:
    return ChannelRoute.objects.select_related("company").filter(
        active=True, company__state=Company.State.READY
    )


def _as_route(row: ChannelRoute) -> Route:
    own = row.account_sid or row.auth_token
    nexus = settings.NEXUS
    return Route(
        id=str(row.pk),
        schema=row.company.schema_name,
        token=row.token,
        number=row.number,
        account_sid=row.account_sid if own else nexus.twilio_account_sid,
        auth_token=row.auth_token if own else nexus.twilio_auth_token,
        region=row.region or nexus.twilio_region,
        edge=row.edge or nexus.twilio_edge,
        forward_to=row.forward_to,
    )
