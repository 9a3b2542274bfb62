"""What is said about times and bookings, to customers, in both languages (see wording.py)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from conversations.agent import wording
from crm.bookings.links import booking_link
from crm.bookings.models import Booking


def moment(start: datetime.datetime, now: datetime.datetime, language: str) -> str:
    """``imorgon tisdag 24 november kl 14.30``; both times local."""
    day, today = start.date(), now.date()
    near = {0: ("idag", "today"), 1: ("imorgon", "tomorrow")}.get((day - today).days)
    english = language == "en"
    lead = f"{near[english]} " if near else ("on " if english else "")
    at = "at" if english else "kl"
    return f"{lead}{wording.date_name(day, language)} {at} {wording.clock(start.time(), language)}"


def name_of(booking: Booking, language: str) -> str:
    """What is booked, and with whom: ``Klippning herr hos Lina``."""
    name = wording.service_name(booking.service, language)
    return f"{name} {'with' if language == 'en' else 'hos'} {booking.resource.name}"


def proposed(booking: Booking, zone: ZoneInfo, now: datetime.datetime, language: str) -> str:
    """``Förslag: Klippning herr hos Lina tisdag 24 november kl 14.30. Bekräfta via länken.``"""
    when = moment(booking.start.astimezone(zone), now.astimezone(zone), language)
    if language == "en":
        return f"Suggested: {name_of(booking, 'en')} {when}. Please confirm with the link."
    return f"Förslag: {name_of(booking, 'sv')} {when}. Bekräfta med länken."


def booked(booking: Booking, zone: ZoneInfo, now: datetime.datetime, language: str) -> str:
    """``Bokat: Klippning herr tisdag 24 november kl 14.30 hos Lina.``, or that it was moved."""
    start = booking.start.astimezone(zone)
    name = wording.service_name(booking.service, language)
    when = moment(start, now.astimezone(zone), language)
    moved = booking.sequence > 0
    if language == "en":
        return f"{'Moved' if moved else 'Booked'}: {name} {when} with {booking.resource.name}."
    return f"{'Ombokat' if moved else 'Bokat'}: {name} {when} hos {booking.resource.name}."


def cancelled(booking: Booking, zone: ZoneInfo, now: datetime.datetime, language: str) -> str:
    """``Avbokat: Klippning herr tisdag 24 november kl 14.30.``"""
    name = wording.service_name(booking.service, language)
    when = moment(booking.start.astimezone(zone), now.astimezone(zone), language)
    return f"{'Cancelled' if language == 'en' else 'Avbokat'}: {name} {when}."


def names_time(text: str, start: datetime.datetime) -> bool:
    """Whether ``text`` says the clock time of ``start``, in either way of writing it."""
    padded = f"{start:%H:%M}"
    return any(form in text for form in (padded, padded.replace(":", "."), padded.lstrip("0")))


def link_tail(booking: Booking, company_url: str, language: str) -> str:
    """How the customer changes it: the link to the booking's own page."""
    if not company_url:
        return ""
    lead = "Change or cancel" if language == "en" else "Ändra eller avboka"
    return f"{lead}: {company_url}/b/{booking_link(booking)}/"


def clocks(starts: Sequence[datetime.datetime], language: str) -> str:
    """``13.00, 13.30 eller 14.00``"""
    said = [wording.clock(start.time(), language) for start in starts]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {'or' if language == 'en' else 'eller'} {said[-1]}"
