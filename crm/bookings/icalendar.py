"""Bookings as iCalendar (RFC 5545): one for its customer, and a feed of a resource's for who works there.

Times are in UTC, which every calendar shows in its owner's zone: a local time with its zone's rules could
not say which of the two half past twos of a night in autumn is meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import bookings_standing
from crm.bookings.slots import HORIZON
from nexus.tenants.models import Company

PRODUCT: Final = "-//Nomar//Nexus//SV"
#: How far back a feed shows what has been.
LOOK_BACK: Final = timedelta(days=30)
MOST_EVENTS: Final = 5000
_STATUS = {Booking.State.PROPOSED: "TENTATIVE", Booking.State.CANCELLED: "CANCELLED"}


def booking_calendar(booking: Booking, company: Company) -> bytes:
    """The ``.ics`` for the customer: one event, in the contact's language.

    Fetched again after a move or a cancellation it is the same event with a higher ``SEQUENCE``, which is how
    a calendar knows to replace what it has.
    """
    language = "en" if booking.contact.language == "en" else "sv"
    calendar = _calendar(company.name, company)
    calendar.add("method", "PUBLISH")
    summary = f"{service_name(booking.service, language)}, {company.name}"
    event = _event(booking, summary)
    if company.address:
        event.add("location", company.address)
    event.add("description", f"{'With' if language == 'en' else 'Hos'} {booking.resource.name}")
    calendar.add_component(event)
    return calendar.to_ical()


def resource_calendar(resource: Resource, company: Company, *, now: datetime) -> bytes:
    """A resource's feed: coming bookings and those of the last 30 days, with service and customer's name.

    What was cancelled or moved away is left out, and so it goes from the calendar that follows the feed. Of
    a customer whose data is restricted (Art. 18) only the service is shown.
    """
    calendar = _calendar(f"{resource.name}, {company.name}", company)
    for booking in _feed(resource, now):
        name = "" if booking.contact.restricted else booking.contact.name
        summary = ", ".join(filter(None, (service_name(booking.service, "sv"), name)))
        calendar.add_component(_event(booking, summary))
    return calendar.to_ical()


def service_name(service: Service, language: str) -> str:
    """What a service is called in ``sv`` or ``en``."""
    return (service.name_en if language == "en" else "") or service.name_sv


def _feed(resource: Resource, now: datetime) -> Iterable[Booking]:
    over = Booking.objects.filter(state__in=(Booking.State.DONE, Booking.State.NO_SHOW))
    return (
        (bookings_standing(now) | over)
        .filter(resource=resource, start__gte=now - LOOK_BACK, start__lte=now + HORIZON)
        .select_related("service", "contact")
        .order_by("start", "id")[:MOST_EVENTS]
    )


def _calendar(name: str, company: Company) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", company.timezone)
    return calendar


def _event(booking: Booking, summary: str) -> Event:
    event = Event()
    event.add("uid", str(booking.uid))
    event.add("sequence", booking.sequence)
    event.add("dtstamp", booking.changed_at.astimezone(UTC))
    event.add("created", booking.created_at.astimezone(UTC))
    event.add("last-modified", booking.changed_at.astimezone(UTC))
    event.add("dtstart", booking.start.astimezone(UTC))
    event.add("dtend", booking.end.astimezone(UTC))
    event.add("summary", summary)
    event.add("status", _STATUS.get(Booking.State(booking.state), "CONFIRMED"))
    event.add("transp", "OPAQUE")
    return event
