"""Classification of what the company sells and when it is open."""

from nexus.privacy.inventory import (
    Category,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    personal,
    technical,
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
