"""What a model is told of the company, the moment and the customer."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from conversations.agent import wording
from conversations.agent.types import BookingLine, TurnInput
from crm.bookings.holidays import eve_or_red_day
from crm.bookings.models import Service
from crm.bookings.selectors import services_all, week_hours

MAX_SERVICES = 40
RED_DAYS_AHEAD = 28  # days
_TONES = {
    "friendly": "Warm and personal, still short.",
    "neutral": "Polite and matter-of-fact.",
    "brief": "As short as can be, one or two sentences.",
}


@dataclass(frozen=True)
class About:
    """What is told of the customer, and which kinds of personal data that is."""

    text: str
    disclosed: list[str]


def company(turn: TurnInput) -> str:
    """The company's own facts and wishes: the same for each of its customers, so that it can be cached."""
    week = week_hours()
    services = services_all()[:MAX_SERVICES]
    prefetch_related_objects(services, "resources")
    lines = [
        f"Company: {turn.company.name}",
        f"Address: {turn.company.address or 'not known'}",
        f"Usual opening hours: {wording.hours_of_week(week, 'en') if week else 'not known'}",
        "Services, by key:",
        *[f"- {_service(service)}" for service in services],
        f"Tone: {_TONES.get(turn.agent.tone, _TONES['friendly'])}",
    ]
    if turn.agent.excluded_topics:
        lines.append(f"Topics that the company leaves to staff: {', '.join(turn.agent.excluded_topics)}")
    if turn.company.handles_health_data:
        lines.append(
            "The company handles health data: answer only practical questions (times, prices, address) and "
            "hand over everything else. Do not ask why the customer comes."
        )
    return "\n".join(lines)


def moment(turn: TurnInput) -> str:
    """The time, the coming days, and those of them that are red."""
    now = turn.now.astimezone(ZoneInfo(turn.company.timezone))
    days = {
        day: wording.date_name(day, "en")
        for day in (now.date() + datetime.timedelta(days=shift) for shift in range(8))
    }
    red = [
        f"{wording.date_name(day, 'en')} ({names[0]})"
        for shift in range(RED_DAYS_AHEAD)
        if (names := eve_or_red_day(day := now.date() + datetime.timedelta(days=shift)))
    ]
    lines = [
        f"Now: {wording.date_name(now.date(), 'en')} {now.year}, {now:%H:%M}, {turn.company.timezone}",
        f"The coming days: {', '.join(f'{name} ({day})' for day, name in days.items())}",
    ]
    if red:
        lines.append(f"Red days and eves, when the usual hours do not hold: {', '.join(red)}")
    return "\n".join(lines)


def customer(turn: TurnInput) -> About:
    """Name, bookings and what was before the history, as far as each is there and may be disclosed."""
    lines: list[str] = []
    disclosed: list[str] = []
    private = turn.company.handles_health_data
    if (name := given_name(turn.contact_name)) and not private:
        lines.append(f"The customer's first name: {name}")
        disclosed.append("name")
    if turn.bookings:
        lines.append("The customer's coming bookings:")
        lines += [f"- {_booking(booking, private=private)}" for booking in turn.bookings]
        disclosed.append("bookings")
    else:
        lines.append("The customer has no coming booking.")
    if turn.summary:
        lines.append(f"Earlier in this conversation: {turn.summary}")
        disclosed.append("summary")
    return About("\n".join(lines), disclosed)


def given_name(name: str) -> str:
    """What a person is called to their face; a register may have "Ek, Anna". More no answer needs."""
    _family, comma, given = name.partition(",")
    return next(iter((given if comma else name).split()), "")


def _service(service: Service) -> str:
    english = f" ({service.name_en})" if service.name_en else ""
    price = f", {service.price_sek} kr" if service.price_sek is not None else ", no fixed price"
    able = [resource.name for resource in service.resources.all() if resource.active]
    who = f", only with {', '.join(able)}" if able else ""
    return f"{service.key}: {service.name_sv}{english}, {service.minutes} min{price}{who}"


def _booking(booking: BookingLine, *, private: bool) -> str:
    when = f"{wording.date_name(booking.start.date(), 'en')} {booking.start:%H:%M} ({booking.start:%Y-%m-%dT%H:%M})"
    # What is booked at a clinic tells of health; when is enough to move or cancel it.
    return when if private else f"{booking.service_sv}, {when}, with {booking.resource}"
