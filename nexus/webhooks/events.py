"""The registry of events. Each app registers those of its own rows, and how their content is put together.

An app's ``events_out.py`` says::

    @event_kind("contact.created", title=_("A customer was taken in"), example={"contact": ...})
    def contact_created(event: Event) -> dict[str, Any]: ...

What the function answers is the event's ``data``; it runs when the event is sent, inside the company.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from nexus.privacy.logfilter import known_words
from nexus.schema import connection
from nexus.tenants.hosts import company_url
from nexus.tenants.models import Company

#: Why nothing is told about a contact: "" (it may be), ``restricted`` (GDPR art. 18(2)), ``gone``.
Silence = Literal["", "restricted", "gone"]
#: Sent when somebody asks for it, whatever the receiver has chosen.
TEST: Final = "webhook.test"


class NothingToTell(Exception):
    """What the event is about is not there any more; raised by who puts its content together."""


@dataclass(frozen=True, slots=True)
class Event:
    """What has happened, as ids. ``system`` is the register that the receiver keeps, or ""."""

    kind: str
    object_id: UUID
    contact_id: UUID | None
    at: datetime
    system: str = ""

    def url(self, name: str, *args: Any) -> str:
        """The address at which the company's own API shows a row: ``event.url("message", pk)``."""
        company = getattr(connection, "tenant", None)
        if not isinstance(company, Company):
            company = Company.objects.get(schema_name=connection.schema_name)
        return company_url(company) + reverse(f"api:{name}", args=args)


Builder = Callable[[Event], dict[str, Any]]
Delivered = Callable[[UUID], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event. ``version`` grows when its data changes so that an old receiver would go wrong.

    ``notice``: it tells of a person's right itself, and goes out about a restricted person too.
    """

    name: str
    title: str | Promise
    version: int
    notice: bool
    example: Mapping[str, Any]
    build: Builder


_kinds: dict[str, Kind] = {}
_delivered: dict[str, Delivered] = {}
_guards: list[Callable[[UUID], Silence]] = []


def event_kind(
    name: str,
    *,
    title: str | Promise,
    example: Mapping[str, Any],
    version: int = 1,
    notice: bool = False,
) -> Callable[[Builder], Builder]:
    """Register the decorated function as what puts the content of this kind together.

    It raises :class:`NothingToTell` when there is nothing any more. Raises ValueError for a name that is taken.
    """

    def register(build: Builder) -> Builder:
        if name in _kinds:
            raise ValueError(f"The event {name} is registered twice.")
        known_words(name)
        _kinds[name] = Kind(name, title, version, notice, example, build)
        return build

    return register


def when_delivered(name: str) -> Callable[[Delivered], Delivered]:
    """Register what is done, with the delivery's id and in its transaction, once a receiver has taken such an
    event."""

    def register(act: Delivered) -> Delivered:
        if name in _delivered:
            raise ValueError(f"Two things are done when {name} is delivered.")
        _delivered[name] = act
        return act

    return register


def contact_guard(guard: Callable[[UUID], Silence]) -> Callable[[UUID], Silence]:
    """Register what says whether anything may be told about a contact."""
    _guards.append(guard)
    return guard


def kinds() -> Mapping[str, Kind]:
    """All kinds by name, in the order in which they are listed to people."""
    return {name: _kinds[name] for name in sorted(_kinds)}


def choosable() -> Mapping[str, Kind]:
    """The kinds that a receiver may choose; the test is sent on order."""
    return {name: kind for name, kind in kinds().items() if name != TEST}


def delivered_act(name: str) -> Delivered | None:
    return _delivered.get(name)


def silence_about(contact_id: UUID) -> Silence:
    """Why nothing may be told about this contact; "" when it may."""
    for guard in _guards:
        if why := guard(contact_id):
            return why
    return ""
