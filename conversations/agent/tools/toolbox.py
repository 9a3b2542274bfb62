"""The tools of one turn, bound to the company and the contact that the turn is about.

No tool takes a company or a contact: whom it concerns is decided here, not by a model. Each call is
recorded for the interpretation; what was really done stands in ``acts``, and only that may be claimed.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from conversations.agent.types import Json, TurnInput
from conversations.knowledge import Hit, search_articles
from crm.bookings import services as bookings
from crm.bookings.errors import NotBookable
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import Hours, service_named, services_all, upcoming_bookings, week_hours
from crm.bookings.slots import Slot, free_slots, nearest_slots
from crm.models import Contact
from crm.services import contact_name_learned
from nexus.privacy.requests import OpenedRequest, RequestKind, rights_request_open

T = TypeVar("T")
ActKind = Literal["booked", "moved", "cancelled", "named", "rights_request"]


@dataclass(frozen=True)
class FreeTimes:
    """Free times; ``nearest`` says that none was free as asked and these are the closest."""

    slots: list[Slot]
    nearest: bool = False


@dataclass(frozen=True)
class Acted:
    """What became of an act. ``problem`` is "" or a code of :class:`NotBookable`, with other times."""

    booking: Booking | None = None
    problem: str = ""
    alternatives: list[Slot] = field(default_factory=list)


class Toolbox:
    """Runs tools and records each call as ``{"name", "arguments", "result", "milliseconds"}``.

    ``hold`` is called first in the transaction of every act and raises when this turn has lost its
    right to act. Without a contact nothing can be booked.
    """

    def __init__(
        self, turn: TurnInput, *, contact: Contact | None = None, hold: Callable[[], None] | None = None
    ) -> None:
        self.turn = turn
        self.contact = contact
        self.calls: list[Json] = []
        self.sources: list[Json] = []
        self.acts: list[ActKind] = []
        self.handed_over = ""
        self.touched: list[Booking] = []
        self.opened: OpenedRequest | None = None
        self._hold = hold

    @property
    def now(self) -> datetime.datetime:
        """The turn's moment, in the company's zone."""
        return self.turn.now.astimezone(self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.turn.company.timezone)

    # Looking things up

    def search_knowledge(self, query: str, language: str) -> list[Hit]:
        """The knowledge articles that fit ``query``, best first."""
        hits = self._run(
            "search_knowledge",
            {"query": query, "language": language},
            lambda: search_articles(query, language, today=self.now.date()),
            lambda found: [{"title": hit.title, "rank": round(hit.rank, 3)} for hit in found],
        )
        for hit in hits:
            self.add_source(hit)
        return hits

    def opening_hours(self) -> dict[int, Hours]:
        """Opening hours by weekday."""
        return self._run(
            "company_facts",
            {"about": "opening_hours"},
            week_hours,
            lambda week: {str(day): f"{own.opens:%H:%M}-{own.closes:%H:%M}" for day, own in week.items()},
        )

    def company_facts(self, about: str) -> Json:
        """Name and address of the company."""
        facts = {"name": self.turn.company.name, "address": self.turn.company.address}
        return self._run("company_facts", {"about": about}, lambda: facts, lambda found: found)

    def services(self) -> list[Service]:
        """What the company sells."""
        return self._run("list_services", {}, services_all, lambda found: [service.key for service in found])

    def my_bookings(self) -> list[Booking]:
        """The contact's coming bookings, the next one first. No tool: the turn is told of them."""
        own = upcoming_bookings(self.contact, self.now) if self.contact else []
        since = self.turn.known_from
        return [booking for booking in own if since is None or booking.created_at >= since]

    def find_free_times(
        self,
        service: Service,
        start: datetime.datetime,
        end: datetime.datetime,
        *,
        resource: Resource | None = None,
        limit: int = 50,
    ) -> FreeTimes:
        """Free times that begin from ``start`` up to ``end``; where there are none, the nearest ones."""

        def look() -> FreeTimes:
            found = free_slots(
                service=service, start=start, end=end, now=self.now, resource=resource, limit=limit
            )
            if found:
                return FreeTimes(found)
            own = nearest_slots(service=service, wanted=start, now=self.now, resource=resource)
            return FreeTimes(own or nearest_slots(service=service, wanted=start, now=self.now), nearest=True)

        return self._run(
            "find_free_times",
            {
                "service": service.key,
                "start": self._local(start),
                "end": self._local(end),
                **({"resource": resource.name} if resource else {}),
            },
            look,
            lambda free: {
                "times": [self._local(slot.start) for slot in free.slots[:8]],
                "nearest": free.nearest,
            },
        )

    # Acting

    def book(self, service: Service, start: datetime.datetime, resource: Resource | None = None) -> Acted:
        """Book ``service`` at ``start`` for the contact."""

        def act(contact: Contact) -> Booking:
            return bookings.booking_create(
                service=service,
                start=start,
                contact=contact,
                now=self.now,
                source=Booking.Source.AI,
                resource=resource,
                hold=self._hold,
            )

        arguments = {"service": service.key, "start": self._local(start)}
        return self._act("book", arguments, "booked", act)

    def move_booking(
        self, booking: Booking, start: datetime.datetime, resource: Resource | None = None
    ) -> Acted:
        """Move one of the contact's own bookings to ``start``."""

        def act(_contact: Contact) -> Booking:
            return bookings.booking_move(
                booking=booking,
                start=start,
                now=self.now,
                source=Booking.Source.AI,
                resource=resource,
                hold=self._hold,
            )

        arguments = {"booking": self._local(booking.start), "start": self._local(start)}
        return self._act("move_booking", arguments, "moved", act)

    def cancel_booking(self, booking: Booking) -> Acted:
        """Cancel one of the contact's own bookings."""

        def act(_contact: Contact) -> Booking:
            return bookings.booking_cancel(
                booking=booking, now=self.now, source=Booking.Source.AI, hold=self._hold
            )

        return self._act("cancel_booking", {"booking": self._local(booking.start)}, "cancelled", act)

    def remember_name(self, name: str) -> bool:
        """Remember what the contact is called; a name that the company has already stays."""
        contact = self.contact

        def learn() -> bool:
            return contact is not None and contact_name_learned(contact=contact, name=name, hold=self._hold)

        learned = self._run("remember_name", {"name": name}, learn, lambda done: {"remembered": done})
        if learned:
            self.acts.append("named")
        return learned

    def open_rights_request(self, kind: RequestKind) -> bool:
        """Open a case for the contact's wish; False when staff must see to it themselves."""
        contact = self.contact

        def open_case() -> bool:
            if contact is None:
                return False
            if self._hold:
                self._hold()
            self.opened = rights_request_open(
                kind=kind, contact_id=contact.pk, channel=self.turn.channel, wish=self.turn.text
            )
            return self.opened is not None

        opened = self._run("open_rights_request", {"kind": kind}, open_case, lambda done: {"opened": done})
        if opened:
            self.acts.append("rights_request")
        return opened

    def hand_over(self, reason: str) -> None:
        """Let staff answer."""
        self.handed_over = self._run(
            "hand_over", {"reason": reason}, lambda: reason or "asked_for_human", lambda _reason: {"ok": True}
        )

    # Keeping the record

    def note_failure(self, name: str, arguments: Json, problem: str) -> None:
        """Record a call that could not be run."""
        self.calls.append(
            {"name": name, "arguments": arguments, "result": {"error": problem}, "milliseconds": 0}
        )

    def add_source(self, hit: Hit) -> None:
        """Remember an article as looked at, once."""
        source = {"id": str(hit.article_id), "title": hit.title}
        if source not in self.sources:
            self.sources.append(source)

    def service(self, named: str) -> Service | None:
        """The service with this key, without a record."""
        return service_named(named)

    def _act(self, name: str, arguments: Json, kind: ActKind, act: Callable[[Contact], Booking]) -> Acted:
        contact = self.contact

        def carry_out() -> Acted:
            if contact is None:
                return Acted(problem="no_contact")
            try:
                return Acted(act(contact))
            except NotBookable as refusal:
                return Acted(problem=refusal.code, alternatives=list(refusal.alternatives))

        acted = self._run(name, arguments, carry_out, self._brief)
        if acted.booking is not None:
            self.acts.append(kind)
            self.touched.append(acted.booking)
        return acted

    def _brief(self, acted: Acted) -> Json:
        if acted.booking is None:
            return {
                "error": acted.problem,
                "alternatives": [self._local(slot.start) for slot in acted.alternatives],
            }
        return {
            "booking": str(acted.booking.pk),
            "state": acted.booking.state,
            "start": self._local(acted.booking.start),
        }

    def _local(self, moment: datetime.datetime) -> str:
        return moment.astimezone(self.zone).isoformat(timespec="minutes")

    def _run(self, name: str, arguments: Json, call: Callable[[], T], brief: Callable[[T], object]) -> T:
        started = time.monotonic()
        found = call()
        spent = round((time.monotonic() - started) * 1000)
        self.calls.append(
            {"name": name, "arguments": arguments, "result": brief(found), "milliseconds": spent}
        )
        return found
