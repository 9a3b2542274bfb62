"""What the customer's own page for a booking shows: what the link's holder may see, and no more.

No name, number or note: a link may be forwarded, and a phone lies on a table.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.bookings.hours import day_bounds
from crm.bookings.models import Booking, OpeningHours, Resource
from crm.bookings.selectors import company_tz, week_hours
from crm.bookings.slots import HORIZON, Slot, free_slots, nearest_slots
from crm.bookings.words import (
    capital,
    clock,
    clocks,
    day_long,
    english,
    minutes_text,
    moment_short,
    price_text,
    service_label,
    weekday,
)
from crm.selectors import phone_display
from nexus.tenants.models import ChannelRoute, Company

State = Booking.State
#: Free times are shown for so many days at a time.
PAGE_DAYS = 7


@dataclass(frozen=True)
class FreeTime:
    """A time to move to."""

    value: str
    clock: str


@dataclass(frozen=True)
class FreeDay:
    """A day with times to move to. ``open``: they are shown at once, the others' at a touch."""

    title: str
    times: list[FreeTime]
    open: bool


def booking_context(booking: Booking, company: Company, code: str, now: datetime.datetime) -> dict[str, Any]:
    """Service, time, with whom, where, how it stands, and what can be done about it."""
    standing = booking.state in (State.PROPOSED, State.CONFIRMED)
    may_change = standing and booking.start > now
    heading, tone = _standing(booking, now)
    return {
        "code": code,
        "company": company,
        "service": service_label(booking.service),
        "day": capital(day_long(timezone.localdate(booking.start))),
        "clock": clocks(booking.start, booking.end),
        "length": minutes_text(booking.service.minutes),
        "price": price_text(booking.service),
        "resource": booking.resource.name,
        "address": company.address,
        "heading": heading,
        "tone": tone,
        "can_confirm": may_change and booking.state == State.PROPOSED,
        "can_change": may_change,
        "begun": standing and not may_change,
        "has_calendar": standing,
        "held_until": _held(booking, now),
        "short": moment_short(booking.start),
        **({} if may_change else reach_context(company)),
    }


def reach_context(company: Company) -> dict[str, Any]:
    """How to reach the company where a link leads no further: its number for texts, and when it is open.

    ``sms`` is the number in E.164, ``sms_text`` as it is written here; both "" for a company without one.
    """
    route = ChannelRoute.objects.filter(company=company, active=True).order_by("number").first()
    number = route.number if route else ""
    return {
        "company": company,
        "reach": True,
        "sms": number,
        "sms_text": phone_display(number) if number else "",
        "hours": _usual_week() if OpeningHours.objects.exists() else [],
    }


def _usual_week() -> list[tuple[str, str]]:
    """The weekdays with their opening hours, equal days in a row put together."""
    week = week_hours()
    rows = []
    for hours, days in groupby(range(7), key=week.get):
        first, *more = days
        names = f"{weekday(first)}–{_inside(weekday(more[-1]))}" if more else weekday(first)
        rows.append((names, f"{clock(hours.opens)}–{clock(hours.closes)}" if hours else _("closed")))
    return rows


def _inside(name: str) -> str:
    return name if english() else name.lower()


def _standing(booking: Booking, now: datetime.datetime) -> tuple[str, str]:
    if booking.state == State.PROPOSED:
        return (
            (_("Does this time suit you?"), "wait")
            if booking.start > now
            else (_("This time has passed"), "")
        )
    if booking.state == State.CONFIRMED:
        return (_("Your booking"), "ok") if booking.start > now else (_("This time has begun"), "")
    if booking.state == State.CANCELLED:
        return _("The booking is cancelled"), "bad"
    return _("This time has passed"), ""


def _held(booking: Booking, now: datetime.datetime) -> str:
    held = booking.state == State.PROPOSED and booking.held_until and booking.held_until > now
    return clock(booking.held_until) if held and booking.held_until else ""


def move_context(booking: Booking, first: datetime.date, now: datetime.datetime) -> dict[str, Any]:
    """Free times of a week from ``first``, and the addresses of the weeks around it."""
    zone, today = company_tz(), timezone.localdate(now)
    first = min(max(first, today), today + HORIZON)
    last = first + timedelta(days=PAGE_DAYS)
    slots = free_slots(
        service=booking.service,
        start=day_bounds(first, zone)[0],
        end=day_bounds(last, zone)[0],
        now=now,
        limit=None,
    )
    later = None
    if not slots:
        found = nearest_slots(service=booking.service, wanted=day_bounds(last, zone)[0], now=now, limit=1)
        later = timezone.localdate(found[0].start) if found else None
    back = max(first - timedelta(days=PAGE_DAYS), today)
    return {
        "days": _by_day(slots),
        "from": capital(day_long(first)),
        "to": day_long(last - timedelta(days=1)),
        "earlier": back.isoformat() if first > today else "",
        "later": last.isoformat() if last < today + HORIZON else "",
        "first_free": later.isoformat() if later else "",
        "first_free_text": day_long(later) if later else "",
    }


def _by_day(slots: list[Slot]) -> list[FreeDay]:
    days: dict[datetime.date, list[FreeTime]] = defaultdict(list)
    for slot in slots:
        days[slot.start.date()].append(FreeTime(slot.start.isoformat(), clock(slot.start)))
    return [
        FreeDay(capital(day_long(day)), times, open=not number)
        for number, (day, times) in enumerate(sorted(days.items()))
    ]


def slot_at(booking: Booking, start: datetime.datetime, now: datetime.datetime) -> Slot | None:
    """The free time that begins then, with whom the customer has already, if they are free; else None."""
    slots = free_slots(
        service=booking.service,
        start=start,
        end=start + timedelta(minutes=1),
        now=now,
        limit=None,
        every_resource=True,
    )
    own = [slot for slot in slots if slot.resource.pk == booking.resource_id]
    return next(iter(own or slots), None)


def slot_context(slot: Slot) -> dict[str, Any]:
    """The new time, to be agreed to."""
    return {
        "new_day": capital(day_long(slot.start.date())),
        "new_clock": clocks(slot.start, slot.end),
        "new_resource": slot.resource.name,
        "start": slot.start.isoformat(),
        "with": str(slot.resource.pk),
    }


def resource_of(text: str) -> Resource | None:
    """The resource that a form names by its id."""
    return next((one for one in Resource.objects.filter(active=True) if str(one.pk) == text), None)
