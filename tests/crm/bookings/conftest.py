"""Salong Alfa's bookings: Lina and Samira, open 9–18 (Thursdays to 20, Saturdays 10–15), closed on Sundays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from crm.bookings.errors import NotBookable
from crm.bookings.models import Booking, OpeningHours, Resource, Service
from crm.bookings.services import booking_create
from crm.bookings.signals import booking_changed
from crm.models import Contact
from tests.api.factories import make_contact

STOCKHOLM = ZoneInfo("Europe/Stockholm")
#: A Monday in a week without red days.
TEN, ELEVEN = "2026-11-24 10:00", "2026-11-24 11:00"
NOW = datetime(2026, 11, 23, 8, tzinfo=STOCKHOLM)


def at(text: str, *, fold: int = 0) -> datetime:
    """``"2026-11-24 14:30"`` in Stockholm."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM, fold=fold)


def open_at(weekday: int, opens: str, closes: str) -> None:
    OpeningHours.objects.update_or_create(
        weekday=weekday, defaults={"opens": time.fromisoformat(opens), "closes": time.fromisoformat(closes)}
    )


@pytest.fixture
def herr(in_company_a) -> Service:
    """Men's cut, 30 minutes."""
    return Service.objects.get(key="klippning_herr")


@pytest.fixture
def dam(in_company_a) -> Service:
    """Women's cut, 60 minutes."""
    return Service.objects.get(key="klippning_dam")


@pytest.fixture
def lina(in_company_a) -> Resource:
    return Resource.objects.get(name="Lina")


@pytest.fixture
def samira(in_company_a) -> Resource:
    return Resource.objects.get(name="Samira")


@pytest.fixture
def asa(in_company_a) -> Contact:
    return make_contact(605, "Åsa Öberg")


@pytest.fixture
def bo(in_company_a) -> Contact:
    return make_contact(606, "Bo Ek")


@pytest.fixture
def book(herr, asa) -> Callable[..., Booking]:
    """``book("2026-11-24 10:00", contact=bo)``: a booking by the API, by default Åsa's men's cut."""

    def do(start: str, **more) -> Booking:
        given = {"service": herr, "contact": asa, "now": NOW, "source": "api", **more}
        return booking_create(start=at(start), **given)

    return do


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str]]]:
    """What listeners are told in this test: (change, state of the booking)."""
    told: list[tuple[str, str]] = []

    def listen(booking: Booking, change: str, **_) -> None:
        told.append((change, booking.state))

    booking_changed.connect(listen, weak=False)
    yield told
    booking_changed.disconnect(listen)


def starts(slots) -> list[str]:
    return [f"{slot.start:%Y-%m-%d %H:%M}" for slot in slots]


def refused(do, *args, **kwargs) -> NotBookable:
    with pytest.raises(NotBookable) as caught:
        do(*args, **kwargs)
    return caught.value
