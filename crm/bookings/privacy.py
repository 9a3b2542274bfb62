"""Classification of what the company sells, when it is open, and what is booked."""

from django.db.models import Q

from nexus.privacy.inventory import (
    Category,
    Classification,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import SubjectRows, expires, subject_rows
from nexus.privacy.vocabulary import Text


def _booking(sv: str, en: str, *, portable: bool = False) -> Classification:
    return personal(
        Category.BOOKINGS,
        purpose=Purpose.BOOKING,
        retention=RetentionClass.CONTACTS,
        sv=sv,
        en=en,
        portable=portable,
    )


def _work(sv: str, en: str) -> Classification:
    return personal(
        Category.STAFF_ACCOUNT,
        subject=Subject.STAFF,
        purpose=Purpose.BOOKING,
        retention=RetentionClass.COMPANY_LIFETIME,
        sv=sv,
        en=en,
    )


_ROW = technical("identity of the row")
classify(
    "bookings.Service",
    {
        "id": _ROW,
        "key": technical("the service's short name"),
        "name_sv": technical("its Swedish name"),
        "name_en": technical("its English name"),
        "minutes": technical("its duration"),
        "price_sek": technical("its price"),
        "position": technical("its place in lists"),
        "buffer_minutes": technical("time kept free after it"),
        "active": technical("whether it is offered"),
    },
)
classify(
    "bookings.Service_resources",
    {
        "id": _ROW,
        "service": technical("which service"),
        "resource": technical("who can do it"),
    },
)
classify(
    "bookings.Resource",
    {
        "id": _ROW,
        "name": personal(
            Category.STAFF_ACCOUNT,
            subject=Subject.STAFF,
            purpose=Purpose.BOOKING,
            retention=RetentionClass.COMPANY_LIFETIME,
            sv="Namn på bokningsbar resurs",
            en="Name of a bookable resource",
        ),
        "position": technical("its place in lists"),
        "active": technical("whether it takes bookings"),
        "feed_version": technical("which calendar address is valid"),
    },
)
classify(
    "bookings.OpeningHours",
    {
        "id": _ROW,
        "weekday": technical("day of the week"),
        "opens": technical("from"),
        "closes": technical("until"),
    },
)
classify(
    "bookings.ResourceHours",
    {
        "id": _ROW,
        "resource": technical("whose hours"),
        "weekday": _work("Veckodag", "Day of the week"),
        "opens": _work("Arbetar från", "Works from"),
        "closes": _work("Arbetar till", "Works until"),
    },
)
classify(
    "bookings.HoursException",
    {
        "id": _ROW,
        "resource": technical("whose day; none: the company's"),
        "day": _work("Avvikande dag", "Day that differs"),
        "opens": _work("Från", "From"),
        "closes": _work("Till", "Until"),
        "note": _work("Anteckning", "Note"),
    },
)
classify(
    "bookings.Booking",
    {
        "id": _ROW,
        "service": _booking("Tjänst", "Service", portable=True),
        "resource": _booking("Hos", "With"),
        "contact": technical("which contact"),
        "start": _booking("Börjar", "Starts", portable=True),
        "end": _booking("Slutar", "Ends", portable=True),
        "blocked_until": technical("when the resource is free again"),
        "state": _booking("Status", "State", portable=True),
        "held_until": technical("until when a proposed time is held"),
        "source": _booking("Bokad av", "Booked by"),
        "created_by": personal(
            Category.AUDIT,
            subject=Subject.STAFF,
            purpose=Purpose.BOOKING,
            retention=RetentionClass.CONTACTS,
            sv="Medarbetare",
            en="Member of staff",
        ),
        "note": _booking("Anteckning", "Note"),
        "moved_to": technical("the booking that replaced it"),
        "uid": technical("identity in calendars"),
        "sequence": technical("version in calendars"),
        "link_blind": technical("keyed hash of the code in the customer's link"),
        "announced_at": _booking("Bekräftelse skickad", "Confirmation sent"),
        "reminded_at": _booking("Påminnelse skickad", "Reminder sent"),
        "created_at": _booking("Bokad", "Booked"),
        "changed_at": _booking("Ändrad", "Changed"),
    },
)

subject_rows(
    SubjectRows(
        "bookings.Booking",
        Text("Bokningar", "Bookings"),
        contact="contact",
        at="start",
        expiry={RetentionClass.CONTACTS: expires(lambda before: Q(end__lt=before))},
    ),
)
