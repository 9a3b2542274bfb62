"""Calls whose reports never came, and what callers did afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from conversations.channels.sms.routes import route_by_id
from conversations.channels.voice.gateways import voice
from conversations.channels.voice.outcomes import FINAL, NO_LEG, UNKNOWN, Fact
from conversations.channels.voice.port import GatewayError, InboundCall, ListedCall, Route
from conversations.models import Call, CallEvent, Message
from conversations.selectors.calls_afterwards import RECOVERED_WITHIN
from conversations.services.calls import call_report
from crm.bookings.models import Booking
from nexus.outbox.services import Claim, RetryLater

Kind = CallEvent.Kind
#: A call still goes on, or the provider cannot be asked: look again after so long.
LOOK_AGAIN: Final = timedelta(minutes=5)
#: Twilio ends a call after four hours; whoever has not told us by then never will.
GIVE_UP: Final = timedelta(hours=5)


def call_settle(claim: Claim) -> None:
    """The job ``call_settle``: ask the provider about a call whose end nobody has reported."""
    call = Call.objects.filter(pk=claim.object_id, outcome=None).first()
    if call is None:
        return
    route = route_by_id(call.route_id)
    try:
        facts = asked(route, call.external_id) if route is not None else ()
    except GatewayError as error:
        if _young(call):
            raise RetryLater(LOOK_AGAIN, f"provider {error.code}") from error
        facts = ()
    if facts is None:
        if _young(call):
            raise RetryLater(LOOK_AGAIN, "the call goes on")
        facts = ()
    _report(call, route, facts or (Fact(Kind.LISTED, UNKNOWN),))
    if Call.objects.filter(pk=call.pk, outcome=None).exists():
        # What the provider says leaves it open all the same: nobody took it, as far as anybody can tell.
        _report(call, route, (Fact(Kind.LISTED, UNKNOWN),))


def _report(call: Call, route: Route | None, facts: tuple[Fact, ...]) -> None:
    if route is None:
        return
    call_report(
        route=route,
        call=InboundCall(call.external_id, call.phone, call.started_at),
        facts=facts,
        take_in=False,
    )


def _young(call: Call) -> bool:
    return timezone.now() - call.started_at < GIVE_UP


def asked(route: Route, external_id: str) -> tuple[Fact, ...] | None:
    """What the provider's list says of a call: () when it knows nothing, None while the call goes on.

    Raises :class:`GatewayError`.
    """
    provider = voice()
    parent = provider.fetch(route, external_id)
    return () if parent is None else listed_facts(parent, list(provider.legs(route, external_id)))


def listed_facts(parent: ListedCall, legs: list[ListedCall]) -> tuple[Fact, ...] | None:
    """The facts in the provider's records of a call and of the legs that it led to; None while it goes on."""
    if parent.status not in FINAL or any(leg.status not in FINAL for leg in legs):
        return None
    facts = [Fact(Kind.STATUS, parent.status, seconds=parent.seconds)]
    facts += [Fact(Kind.LEG, leg.status, seconds=leg.seconds) for leg in legs]
    if not legs:
        facts.append(Fact(Kind.LISTED, NO_LEG))
    return tuple(facts)


def call_follow(claim: Claim) -> None:
    """The job ``call_follow``: when the time is over, note whether the caller wrote or booked afterwards.

    Until then statistics look for themselves; afterwards the answer stays when messages go by age.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).filter(pk=claim.object_id).first()
        claim.hold()
        if call is None or call.contact_id is None or call.followed_at is not None:
            return
        call.wrote_at, call.booked_at = followed(call)
        call.followed_at = timezone.now()
        call.save(update_fields=["wrote_at", "booked_at", "followed_at"])
        claim.finish()


def followed(call: Call) -> tuple[datetime | None, datetime | None]:
    """When the caller first wrote, and first booked, within :data:`RECOVERED_WITHIN` of the call."""
    if call.contact_id is None:
        return None, None
    within = (call.started_at, call.started_at + RECOVERED_WITHIN)
    wrote = Message.objects.filter(
        conversation__contact_id=call.contact_id,
        direction=Message.Direction.INBOUND,
        created_at__gt=within[0],
        created_at__lte=within[1],
    ).aggregate(first=Min("created_at"))["first"]
    # A booking that was moved is the same booking as before; only the first of a chain is a new one.
    booked = Booking.objects.filter(
        contact_id=call.contact_id, created_at__gt=within[0], created_at__lte=within[1], moved_from=None
    ).aggregate(first=Min("created_at"))["first"]
    return wrote, booked
