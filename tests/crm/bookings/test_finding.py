"""Finding bookings, services and resources."""

from __future__ import annotations

from datetime import timedelta

from crm.bookings.models import Booking, Service
from crm.bookings.selectors import (
    booking_by_code,
    resource_named,
    service_named,
    services_all,
    upcoming_bookings,
)
from crm.bookings.services import (
    booking_cancel,
    booking_link,
)
from crm.bookings.slots import free_slots
from tests.crm.bookings.conftest import ELEVEN, NOW, TEN, at, starts


def test_a_contacts_coming_bookings_are_in_order_and_without_what_is_over(book, asa, bo):
    later, sooner = book("2026-11-25 10:00"), book(TEN)
    book(ELEVEN, contact=bo)
    booking_cancel(booking=book("2026-11-26 10:00"), now=NOW, source="ai")
    book("2026-11-27 10:00", proposed=True)
    assert upcoming_bookings(asa, NOW + timedelta(hours=1)) == [sooner, later]
    assert upcoming_bookings(asa, at("2026-11-24 10:01")) == [later]


def test_a_service_is_found_by_id_key_or_name_whatever_the_case(herr, dam):
    for text in (str(herr.pk), "klippning_herr", "KLIPPNING HERR", " men's cut "):
        assert service_named(text) == herr
    assert service_named("Slingor OCH klippning").key == "slingor"
    for text in ("", " ", "klipp", "\0", "00000000-0000-0000-0000-000000000000"):
        assert service_named(text) is None
    Service.objects.filter(pk=herr.pk).update(active=False)
    assert service_named("klippning_herr") is None
    assert service_named("klippning_herr", active=False) == herr
    assert herr not in services_all()


def test_a_resource_is_found_by_id_or_name(lina):
    lina.name = "Åsa Ödman"
    lina.save()
    assert resource_named("åsa ödman") == resource_named(str(lina.pk)) == lina


def test_a_link_says_nothing_of_its_booking_and_is_not_stored(book):
    booking = book(TEN)
    code = booking_link(booking)
    assert len(code) == 12
    assert code.isascii()
    assert code.isalnum()
    assert code.encode() not in bytes(Booking.objects.get().link_blind)
    assert booking_by_code(code[:-1] + ("a" if code[-1] != "a" else "b")) is None


def test_what_is_booked_is_not_offered(book, herr, lina):
    book(TEN, resource=lina)
    offered = free_slots(
        service=herr, start=at("2026-11-24 09:00"), end=at("2026-11-24 12:00"), now=NOW, resource=lina
    )
    assert starts(offered) == [
        f"2026-11-24 {clock}"
        for clock in ["09:00", "09:15", "09:30", "10:30", "10:45", "11:00", "11:15", "11:30", "11:45"]
    ]
