"""A few bookings in the coming days for the demo companies' customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from crm.bookings.links import booking_link, code_blind
from crm.bookings.models import Booking
from crm.bookings.selectors import company_tz, resources_for, services_all
from crm.bookings.slots import nearest_slots
from crm.bookings.taking import take
from crm.selectors import contact_by_phone

# Days from now, and around which time; what is closed or taken moves to the nearest free time.
WISHES: Final = (
    (1, time(9, 30)), (1, time(13)), (2, time(10, 15)), (2, time(15)), (3, time(11)), (4, time(14, 30)),
    (6, time(9)), (7, time(16)),
)  # fmt: skip
_SOURCES: Final = (Booking.Source.AI, Booking.Source.STAFF)


def bookings_seed(*, phones: Sequence[str], now: datetime) -> int:
    """Book a time for each contact with one of these numbers; returns how many. Nobody is told of them.

    A company that has bookings already gets none.
    """
    services = services_all()
    if not services or Booking.objects.exists():
        return 0
    seeded, today, zone = 0, now.astimezone(company_tz()).date(), company_tz()
    for number, (phone, (days, clock)) in enumerate(zip(phones, WISHES, strict=False)):
        contact = contact_by_phone(phone)
        service = services[number % len(services)]
        able = resources_for(service)
        if contact is None or not able:
            continue
        slots = nearest_slots(
            service=service,
            wanted=datetime.combine(today + timedelta(days=days), clock, zone),
            now=now,
            limit=1,
            resource=able[number % len(able)],
        )
        for slot in slots:
            booked = now - timedelta(hours=5 * (number + 1))
            draft = Booking(
                service=service,
                contact=contact,
                start=slot.start,
                source=_SOURCES[number % len(_SOURCES)],
                announced_at=booked,
                created_at=booked,
                changed_at=booked,
            )
            draft.link_blind = code_blind(booking_link(draft))
            seeded += take(draft, [slot.resource], now) is not None
    return seeded
