"""The panel beside the calendar: one booking, its history, and free times to choose from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.bookings.errors import NotBookable
from crm.bookings.hours import day_bounds
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import company_tz, resources_for
from crm.bookings.slots import HORIZON, Slot, free_slots, nearest_slots
from crm.bookings.telling import why_no_text, why_no_text_to
from crm.bookings.words import (
    BOOKED_BY,
    REFUSALS,
    SOURCES,
    TOLD,
    TOLD_UNLESS,
    capital,
    clock,
    clocks,
    customer_name,
    day_long,
    day_short,
    minutes_text,
    moment_short,
    price_text,
    red_name,
    service_label,
)
from crm.restricted import reason_needed
from crm.selectors import contact_phone, phone_display, phone_normalise
from nexus.accounts.access import ANSWERING
from nexus.accounts.models import User
from nexus.audit.models import Entry

State = Booking.State
SUBJECT = "bookings.Booking"
ICONS = {"ai": "ai", "staff": "user", "api": "tool", "customer": "sms"}


@dataclass(frozen=True)
class Step:
    """One thing that happened to a booking; ``kind`` is "ai", "human", "wait" or ""."""

    icon: str
    kind: str
    title: str
    at: str
    text: str = ""


@dataclass(frozen=True)
class Offer:
    """A free time to choose. ``value`` is what is sent back: the moment, a slash, the resource."""

    value: str
    clock: str
    day: str
    resource: str
    chosen: bool = False


@dataclass(frozen=True)
class FreeTime:
    """A time of a day, and with whom it can be had."""

    clock: str
    offers: list[Offer]


@dataclass(frozen=True)
class Choice:
    """Free times of a day. ``other`` are those nearest by, where the day has none.

    ``several``: more than one person can do it, so that each time says who is free.
    """

    day: datetime.date
    title: str
    red: str
    times: list[FreeTime]
    several: bool
    other: list[Offer]
    previous: str
    next: str


def booking_or_404(booking_id: UUID) -> Booking:
    """The booking with all that its panel shows of it."""
    found = (
        Booking.objects.filter(pk=booking_id)
        .select_related("service", "resource", "contact", "moved_to", "created_by")
        .prefetch_related("contact__identifiers")
        .first()
    )
    if found is None:
        raise Http404
    return found


def panel_context(booking: Booking, now: datetime.datetime, *, user: User) -> dict[str, Any]:
    """What the panel shows to this member of staff, and which acts it offers them.

    Of a customer whose data is restricted (Art. 18) neither name, number nor note, but the note to whoever has
    said why they look.
    """
    may_act = user.role in ANSWERING
    contact = booking.contact
    phone = "" if contact.restricted else contact_phone(contact)
    standing = booking.state in (State.PROPOSED, State.CONFIRMED)
    begun = booking.start <= now
    return {
        "booking": booking,
        "title": f"{service_label(booking.service)}, {customer_name(contact)}",
        "customer": customer_name(contact),
        "phone": phone_display(phone) if phone else "",
        "when": f"{capital(day_long(timezone.localdate(booking.start)))} {clocks(booking.start, booking.end)}",
        "length": minutes_text(booking.service.minutes),
        "service": service_label(booking.service),
        "price": price_text(booking.service),
        "state": _state(booking, now),
        "tone": _tone(booking, now),
        "booked_by": _booked_by(booking),
        "note": "" if reason_needed(contact, user.pk) else str(booking.note or ""),
        "history": history(booking),
        "can_confirm": may_act and booking.state == State.PROPOSED and not begun,
        "can_move": may_act and standing,
        "can_cancel": may_act and standing,
        "can_mark": may_act and begun and booking.state in (State.CONFIRMED, State.DONE, State.NO_SHOW),
        "conversation": contact.pk,
        "told": told_of(booking, booking.start, now) if may_act and standing else "",
    }


def told_of(booking: Booking, start: datetime.datetime, now: datetime.datetime) -> str:
    """Whether the customer gets a text when something is done about the booking, which then begins so."""
    return str(TOLD[why_no_text(contact=booking.contact, start=start, now=now)])


def told_number(text: str) -> str:
    """Whether whoever has this number, as it was typed, gets a text of a new booking."""
    number = phone_normalise(text)
    return str(TOLD[why_no_text_to(number)] if number else TOLD_UNLESS)


def _state(booking: Booking, now: datetime.datetime) -> str:
    if booking.state == State.PROPOSED and booking.held_until:
        if booking.held_until <= now:
            return _("The proposal has run out")
        return _("Held until %(time)s") % {"time": clock(booking.held_until)}
    return str(booking.get_state_display())


def _tone(booking: Booking, now: datetime.datetime) -> str:
    if booking.state in (State.CANCELLED, State.NO_SHOW):
        return "bad"
    return {State.PROPOSED: "wait", State.CONFIRMED: "pine"}.get(State(booking.state), "")


def _booked_by(booking: Booking) -> str:
    if booking.source == Booking.Source.STAFF and booking.created_by:
        return str(booking.created_by.name or booking.created_by.email)
    return str(BOOKED_BY[booking.source])


def history(booking: Booking) -> list[Step]:
    """What happened to the booking and to those it was moved from, in order; two queries."""
    chain = list(
        Booking.objects.filter(uid=booking.uid)
        .select_related("service", "resource", "created_by")
        .order_by("created_at", "sequence", "id")
    )
    acts = {
        (entry.subject_id, entry.action): entry
        for entry in Entry.objects.filter(
            Q(subject_type=SUBJECT, subject_id__in=[one.pk for one in chain], action__startswith="booking.")
        ).select_related("actor")
    }
    steps = [_made(one, number) for number, one in enumerate(chain)]
    last = chain[-1]
    if last.state in (State.CANCELLED, State.DONE, State.NO_SHOW):
        entry = acts.get((last.pk, f"booking.{last.state}"))
        by = f" {_('by %(name)s') % {'name': entry.actor.name}}" if entry and entry.actor else ""
        steps.append(
            Step(
                icon="x" if last.state == State.CANCELLED else "check",
                kind="human" if by else "",
                title=f"{last.get_state_display()}{by}",
                at=_when(last.changed_at),
            )
        )
    elif last.state == State.PROPOSED:
        steps.append(Step("clock", "wait", _("Waits for an answer"), ""))
    return steps


def _made(one: Booking, number: int) -> Step:
    by = str(SOURCES[one.source])
    if one.source == Booking.Source.STAFF and one.created_by and not number:
        by = _("by %(name)s") % {"name": one.created_by.name}
    values = {"by": by}
    title = _("Moved %(by)s") % values if number else _("Booked %(by)s") % values
    if not number and one.state == State.PROPOSED:
        title = _("Proposed %(by)s") % values
    return Step(
        icon=ICONS[one.source] if not number else "swap",
        kind="ai" if one.source == Booking.Source.AI else "human",
        title=title,
        at=_when(one.created_at),
        text=_("%(time)s with %(name)s") % {"time": moment_short(one.start), "name": one.resource.name},
    )


def _when(moment: datetime.datetime) -> str:
    local = timezone.localtime(moment)
    clock_text = local.strftime("%H:%M")
    return clock_text if local.date() == timezone.localdate() else f"{day_short(local.date())} {clock_text}"


def choice_of_day(
    service: Service,
    day: datetime.date,
    now: datetime.datetime,
    *,
    resource: Resource | None = None,
    wanted: str = "",
) -> Choice:
    """The free times of a day with each who is free then, or with ``resource`` alone.

    From the clock time ``wanted`` ("14:30") on, the first is chosen beforehand.
    """
    zone = company_tz()
    start, end = day_bounds(day, zone)
    slots = free_slots(
        service=service, start=start, end=end, now=now, resource=resource, limit=None, every_resource=True
    )
    other: Sequence[Slot] = ()
    if not slots:
        noon = start + timedelta(hours=12)
        other = nearest_slots(service=service, wanted=noon, now=now, resource=resource)
    today = timezone.localdate(now)
    return Choice(
        day=day,
        title=capital(day_long(day)),
        red=red_name(day),
        times=_times(offers_of(slots, wanted=wanted)),
        several=resource is None and len(resources_for(service)) > 1,
        other=offers_of(other),
        previous=(day - timedelta(days=1)).isoformat() if day > today else "",
        next=(day + timedelta(days=1)).isoformat() if day < today + HORIZON else "",
    )


def _times(offers: Iterable[Offer]) -> list[FreeTime]:
    return [FreeTime(said, list(some)) for said, some in groupby(offers, key=lambda offer: offer.clock)]


def offers_of(slots: Iterable[Slot], *, wanted: str = "") -> list[Offer]:
    """Free times as choices; the first from the clock time ``wanted`` on is chosen beforehand."""
    found = list(slots)
    chosen = next((slot for slot in found if wanted and slot.start.strftime("%H:%M") >= wanted), None)
    return [
        Offer(
            value=f"{slot.start.isoformat()}/{slot.resource.pk}",
            clock=clock(slot.start),
            day=capital(day_short(timezone.localdate(slot.start))),
            resource=slot.resource.name,
            chosen=slot is chosen,
        )
        for slot in found
    ]


def refusal_context(refused: NotBookable) -> dict[str, Any]:
    """Why it could not be done, and the times that can be had instead."""
    return {"refusal": str(REFUSALS[refused.code]), "alternatives": offers_of(refused.alternatives)}
