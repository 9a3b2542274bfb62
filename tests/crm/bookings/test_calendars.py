"""Bookings as calendar files, behind secret addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from crm.bookings.links import feed_token
from crm.bookings.models import Booking
from crm.bookings.services import booking_cancel, booking_link, booking_mark, booking_move
from tests.crm.bookings.conftest import NOW, at

TEN = "2026-11-24 10:00"


@pytest.fixture
def fetch(in_company_a):
    """``fetch("/b/….ics")``: what Salong Alfa's host answers, the test itself staying inside."""

    def get(path: str, **more):
        try:
            return Client(headers={"host": "alfa.localhost"}).get(path, **more)
        finally:
            connection.set_tenant(in_company_a)

    return get


def events(response) -> list[Event]:
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).events)


def feed(resource) -> str:
    return f"/calendar/{resource.pk}/{feed_token(resource)}.ics"


def test_a_booking_is_an_event_with_place_and_time(book, fetch, lina):
    booking = book(TEN, resource=lina)
    (event,) = events(fetch(f"/b/{booking_link(booking)}.ics"))
    assert event["UID"] == str(booking.uid)
    assert event["SUMMARY"] == "Klippning herr, Salong Alfa"
    assert event["LOCATION"] == "Alfagatan 1, 111 11 Stockholm"
    assert event["DESCRIPTION"] == "Hos Lina"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (event.start, event.end) == (at(TEN).astimezone(UTC), at("2026-11-24 10:30").astimezone(UTC))
    assert event["DTSTAMP"].dt == NOW.astimezone(UTC)


def test_whoever_writes_english_gets_an_english_event(book, fetch, asa, lina):
    asa.language = "en"
    asa.save()
    (event,) = events(fetch(f"/b/{booking_link(book(TEN, resource=lina))}.ics"))
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Men's cut, Salong Alfa", "With Lina")


def test_the_first_address_shows_a_move_and_a_cancellation_as_the_same_event(book, fetch):
    booking = book(TEN)
    address = f"/b/{booking_link(booking)}.ics"
    moved = booking_move(booking=booking, start=at("2026-11-25 11:00"), now=NOW, source="staff")
    (event,) = events(fetch(address))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (str(booking.uid), 1, "CONFIRMED")
    assert event.start == at("2026-11-25 11:00").astimezone(UTC)
    booking_cancel(booking=moved, now=NOW, source="customer")
    (event,) = events(fetch(address))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (str(booking.uid), 2, "CANCELLED")


def test_the_hour_that_comes_twice_is_told_apart(book, fetch):
    booking = book(TEN)
    for fold, hour in ((0, 0), (1, 1)):
        start = at("2026-10-25 02:30", fold=fold)
        Booking.objects.update(start=start, end=start.astimezone(UTC) + timedelta(minutes=30))
        (event,) = events(fetch(f"/b/{booking_link(booking)}.ics"))
        assert event.start == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_calendar_belongs_in_nobodys_cache_and_no_search_engine(book, fetch, lina):
    for address in (f"/b/{booking_link(book(TEN))}.ics", feed(lina)):
        response = fetch(address)
        assert "private" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Content-Disposition"].startswith("attachment")
        assert "Set-Cookie" not in response


def test_a_feed_shows_what_is_to_come_and_what_lately_was(book, fetch, asa, bo, lina, samira, dam):
    now = timezone.now()
    rows = {
        name: book(f"2026-11-24 {9 + hour:02}:00", resource=lina)
        for hour, name in enumerate(["soon", "past", "long_ago", "cancelled", "lapsed", "held"])
    }
    # Out of each other's way first: the times below are reckoned from now, whenever that is.
    away = timedelta(days=400)
    Booking.objects.filter(resource=lina).update(
        start=F("start") + away, end=F("end") + away, blocked_until=F("blocked_until") + away
    )
    for name, days in (
        ("soon", 1),
        ("past", -29),
        ("long_ago", -31),
        ("lapsed", 2),
        ("held", 3),
        ("cancelled", 1),
    ):
        start = now + timedelta(days=days, hours=len(name))
        Booking.objects.filter(pk=rows[name].pk).update(
            start=start, end=start + timedelta(minutes=30), blocked_until=start + timedelta(minutes=30)
        )
    booking_mark(booking=rows["past"], state="done")
    booking_cancel(booking=rows["cancelled"], now=NOW, source="api")
    for name, minutes in (("lapsed", -1), ("held", 5)):
        Booking.objects.filter(pk=rows[name].pk).update(
            state="proposed", held_until=now + timedelta(minutes=minutes)
        )
    book("2026-11-24 10:00", contact=bo, resource=samira, service=dam)
    shown = {event["UID"]: event["STATUS"] for event in events(fetch(feed(lina)))}
    assert shown == {
        str(rows["past"].uid): "CONFIRMED",
        str(rows["soon"].uid): "CONFIRMED",
        str(rows["held"].uid): "TENTATIVE",
    }


def test_a_feed_names_the_service_and_the_customer_and_nothing_more(book, fetch, asa, lina):
    soon = timezone.now() + timedelta(days=1)
    booking = book(TEN, resource=lina, note="Känslig hårbotten")
    Booking.objects.update(
        start=soon, end=soon + timedelta(minutes=30), blocked_until=soon + timedelta(hours=1)
    )
    response = fetch(feed(lina))
    (event,) = events(response)
    assert event["SUMMARY"] == "Klippning herr, Åsa Öberg"
    text = response.content.decode()
    for secret in ("740605", "hårbotten", booking_link(booking), str(booking.pk), str(asa.pk)):
        assert secret not in text


def test_of_a_restricted_customer_a_feed_names_the_service_alone(book, fetch, asa, lina):
    soon = timezone.now() + timedelta(days=1)
    book(TEN, resource=lina)
    Booking.objects.update(
        start=soon, end=soon + timedelta(minutes=30), blocked_until=soon + timedelta(hours=1)
    )
    asa.restricted = True
    asa.save()
    (event,) = events(fetch(feed(lina)))
    assert event["SUMMARY"] == "Klippning herr"


def test_a_wrong_address_is_404_whatever_is_wrong_with_it(book, fetch, lina, samira):
    code, token = booking_link(book(TEN)), feed_token(lina)
    wrong = [
        f"/b/{code[:-1]}.ics",
        f"/b/{code[:-1]}{'a' if code[-1] != 'a' else 'b'}.ics",
        f"/b/{code.upper()}.ics",
        f"/calendar/{samira.pk}/{token}.ics",
        f"/calendar/{lina.pk}/{token[:-1]}.ics",
        f"/calendar/00000000-0000-7000-8000-000000000000/{token}.ics",
    ]
    answers = {fetch(path).content for path in wrong}
    assert {fetch(path).status_code for path in wrong} == {404}
    assert len({len(answer) for answer in answers}) == 1


def test_raising_the_version_ends_the_address_that_was_handed_out(fetch, lina):
    old = feed(lina)
    lina.feed_version += 1
    lina.save()
    assert fetch(old).status_code == 404
    assert events(fetch(feed(lina))) == []


def test_one_companys_addresses_are_nothing_on_anothers_host(company_b, book, fetch, lina):
    addresses = [f"/b/{booking_link(book(TEN))}.ics", feed(lina)]
    for address in addresses:
        assert fetch(address).status_code == 200
        assert fetch(address, headers={"host": "beta.localhost"}).status_code == 404


def test_what_a_name_holds_cannot_add_to_the_calendar(book, fetch, asa, lina):
    asa.name = "Åsa\r\nBEGIN:VEVENT\r\nUID:x; , \\"
    asa.save()
    soon = timezone.now() + timedelta(days=1)
    book(TEN, resource=lina)
    Booking.objects.update(
        start=soon, end=soon + timedelta(minutes=30), blocked_until=soon + timedelta(hours=1)
    )
    assert len(events(fetch(feed(lina)))) == 1
