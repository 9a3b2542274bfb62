"""Times, names and refusals in words, for pages; in the reader's language and the active time zone."""

from __future__ import annotations

import datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from crm.bookings.errors import Code
from crm.bookings.holidays import red_day
from crm.bookings.models import Booking, Service
from crm.bookings.telling import Silence
from crm.models import Contact

#: What a refusal says; what else can be had stands beside it.
REFUSALS: dict[Code, Promise] = {
    "past": gettext_lazy("That time has passed."),
    "closed": gettext_lazy("Nobody works then."),
    "taken": gettext_lazy("That time has just been taken."),
    "unknown_resource": gettext_lazy("There is nobody who can be booked for this."),
    "too_far": gettext_lazy("That is more than a year ahead."),
    "wrong_state": gettext_lazy("The booking has been changed meanwhile, so this can no longer be done."),
    "not_begun": gettext_lazy("The booking has not begun yet."),
    "misfit": gettext_lazy("This service cannot be booked so."),
}

#: Whether the customer gets a text, said where it is decided.
TOLD: dict[Silence, Promise] = {
    "": gettext_lazy("The customer gets a text."),
    "opted_out": gettext_lazy("No text: the number has opted out."),
    "no_phone": gettext_lazy("No text: the customer has no number here."),
    "restricted": gettext_lazy("No text is sent: the customer's data is restricted."),
    "begun": gettext_lazy("No text: the time has begun."),
}
#: The same while nobody knows yet whose number it will be.
TOLD_UNLESS: Promise = gettext_lazy("The customer gets a text, unless the number has opted out.")

SOURCES: dict[str, Promise] = {
    Booking.Source.AI: gettext_lazy("by the AI"),
    Booking.Source.STAFF: gettext_lazy("by staff"),
    Booking.Source.API: gettext_lazy("by another system"),
    Booking.Source.CUSTOMER: gettext_lazy("by the customer"),
}

#: The same as the answer to who booked.
BOOKED_BY: dict[str, Promise] = {
    Booking.Source.AI: gettext_lazy("The AI"),
    Booking.Source.STAFF: gettext_lazy("Staff"),
    Booking.Source.API: gettext_lazy("Another system"),
    Booking.Source.CUSTOMER: gettext_lazy("The customer"),
}


def english() -> bool:
    """Whether the reader reads English; else Swedish."""
    return (get_language() or "sv").startswith("en")


def clock(moment: datetime.datetime | datetime.time) -> str:
    """An agreed time: ``14.30``, in English ``14:30``."""
    time = timezone.localtime(moment).time() if isinstance(moment, datetime.datetime) else moment
    return time.strftime("%H:%M" if english() else "%H.%M")


def clocks(start: datetime.datetime, end: datetime.datetime) -> str:
    """``14.30–16.30``"""
    return f"{clock(start)}–{clock(end)}"


def day_short(day: datetime.date) -> str:
    """``tis 24 nov``, with the year where it is another one."""
    pattern = "D j b" if day.year == timezone.localdate().year else "D j b Y"
    return _cased(formats.date_format(day, pattern))


def day_long(day: datetime.date) -> str:
    """``tisdag 24 november``, with the year where it is another one."""
    pattern = "l j F" if day.year == timezone.localdate().year else "l j F Y"
    return _cased(formats.date_format(day, pattern))


def moment_short(start: datetime.datetime) -> str:
    """``tis 24 nov 14.30``"""
    return f"{day_short(timezone.localdate(start))} {clock(start)}"


def weekday(number: int) -> str:
    """The weekday's name (0 = Monday) as a label: ``Måndag``."""
    return capital(formats.date_format(datetime.date(2024, 1, 1 + number), "l"))


def capital(text: str) -> str:
    """The same with a capital first."""
    return text[:1].upper() + text[1:]


def red_name(day: datetime.date) -> str:
    """What the red day is called, or ""."""
    names = red_day(day)
    return (names[1] if english() else capital(names[0])) if names else ""


def service_label(service: Service) -> str:
    """What the service is called in the reader's language."""
    return (service.name_en if english() else "") or service.name_sv


def price_text(service: Service) -> str:
    """``1 450 kr``, or "" where the company names no price."""
    if service.price_sek is None:
        return ""
    # A line must not break inside a price.
    return f"{service.price_sek:,}\u00a0kr".replace(",", "\u00a0")


def customer_short(contact: Contact) -> str:
    """A customer in the calendar: first name and initial. Restricted data (Art. 18) is not shown."""
    words = [] if contact.restricted else str(contact.name or "").split()
    if not words:
        return pgettext("a person", "Customer")
    return " ".join([words[0], *(f"{word[0]}." for word in words[1:][-1:])])


def customer_name(contact: Contact) -> str:
    """The customer's name; where there is none, or their data is restricted, that it is a customer."""
    return ("" if contact.restricted else str(contact.name or "")) or pgettext("a person", "Customer")


def minutes_text(minutes: int) -> str:
    """``45 min``, ``2 h``, ``1 h 30 min``"""
    hours, rest = divmod(minutes, 60)
    parts = [_("%(n)d h") % {"n": hours}] if hours else []
    if rest or not hours:
        parts.append(_("%(n)d min") % {"n": rest})
    return " ".join(parts)


def _cased(text: str) -> str:
    return text if english() else text.lower()
