"""The booking calendar over HTTP: what it shows, to whom, and what is logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.bookings.models import Booking, HoursException, Resource
from crm.models import Contact
from nexus.audit.models import Entry
from tests.api.factories import make_contact, make_conversation, unknown_id
from tests.crm.bookings.desk import Desk, desk_of, slot


@pytest.fixture
def desk(client_a, company_a, log_in) -> Iterator[Desk]:
    yield from desk_of(client_a, company_a, log_in, "agent")


@pytest.fixture
def overseer(client_a, company_a, log_in) -> Iterator[Desk]:
    yield from desk_of(client_a, company_a, log_in, "data_protection")


def test_a_booking_stands_in_the_week_and_in_the_day_with_a_shortened_name(desk: Desk) -> None:
    desk.book("10:00")
    for view in ("week", "day"):
        html = desk.week(view=view)
        assert "Åsa Ö." in html
        assert "Åsa Öberg" not in html
        assert "Klippning herr" in html
        assert "10.00" in html
    assert "Åsa Ö." not in desk.get(f"/bookings/?date={desk.day + timedelta(days=7)}").content.decode()


def test_cancelled_moved_and_run_out_bookings_take_no_place(desk: Desk) -> None:
    gone = desk.book("10:00")
    held = desk.book("11:00", contact=make_contact(607, "Cim Dal"), proposed=True)
    assert "Cim D." in desk.week()
    Booking.objects.filter(pk=held.pk).update(held_until=timezone.now() - timedelta(minutes=1))
    desk.post(f"/bookings/{gone.pk}/cancel/")
    html = desk.week()
    assert "Cim D." not in html
    assert "Åsa Ö." not in html


def test_one_resource_can_be_shown_alone(desk: Desk) -> None:
    desk.book("10:00")
    desk.book("10:00", contact=make_contact(607, "Cim Dal"), resource=Resource.objects.get(name="Samira"))
    html = desk.week(only=str(Resource.objects.get(name="Samira").pk))
    assert "Cim D." in html
    assert "Åsa Ö." not in html


def test_red_days_and_notes_of_special_days_are_shown(desk: Desk) -> None:
    assert "Juldagen" in desk.get("/bookings/?date=2030-12-25&view=day").content.decode()
    lina = Resource.objects.get(name="Lina")
    HoursException.objects.create(resource=lina, day=desk.day, note="Kurs i Lund")
    assert "Kurs i Lund" in desk.week()


def test_an_address_that_makes_no_sense_shows_this_week(desk: Desk) -> None:
    for query in ("date=igår", "date=9999-12-31", "view=year", "only=ingen", "date=0001-01-01"):
        assert desk.get(f"/bookings/?{query}").status_code == 200, query


def test_a_full_week_costs_no_more_queries_than_one_booking(desk: Desk) -> None:
    desk.book("15:00")
    desk.week()
    with CaptureQueriesContext(connection) as few:
        desk.week()
    for number, clock in enumerate(("09:00", "10:00", "11:00", "12:00", "13:00", "14:00")):
        desk.book(clock, contact=make_contact(610 + number, f"Kund {number}"))
    with CaptureQueriesContext(connection) as full:
        desk.week()
    assert len(full) == len(few)


def test_opening_a_booking_shows_whose_it_is_and_is_logged(desk: Desk) -> None:
    own = desk.book("10:00")
    desk.week()
    assert not Entry.objects.filter(action="read").exists()
    html = desk.get(f"/bookings/{own.pk}/").content.decode()
    assert "Åsa Öberg" in html
    assert "070-174 06 05" in html
    assert "av AI:n" in html
    entry = Entry.objects.get(action="read")
    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (
        desk.user.pk,
        "bookings.Booking",
        own.pk,
    )


def test_htmx_gets_the_panel_alone(desk: Desk) -> None:
    own = desk.book("10:00")
    html = desk.get(f"/bookings/{own.pk}/", **{"hx-request": "true", "hx-target": "panel"}).content.decode()
    assert "Åsa Öberg" in html
    assert "<html" not in html


def test_of_a_restricted_customer_neither_name_nor_number_is_shown(desk: Desk) -> None:
    own = desk.book("10:00")
    Contact.objects.filter(pk=own.contact_id).update(restricted=True)
    html = desk.week() + desk.get(f"/bookings/{own.pk}/").content.decode()
    assert "Åsa" not in html
    assert "06 05" not in html


def test_the_panel_leads_to_the_conversation(desk: Desk) -> None:
    own = desk.book("10:00")
    conversation = make_conversation(own.contact)
    path = f"/contacts/{own.contact_id}/conversation/"
    assert path in desk.get(f"/bookings/{own.pk}/").content.decode()
    assert desk.get(path)["Location"] == f"/c/{conversation.pk}/"
    other = make_contact(609, "Utan samtal")
    assert desk.get(f"/contacts/{other.pk}/conversation/")["Location"] == "/"
    assert desk.get(f"/contacts/{unknown_id()}/conversation/").status_code == 404


def test_the_data_protection_contact_reads_but_does_not_book(overseer: Desk) -> None:
    own = overseer.book("10:00")
    html = overseer.get(f"/bookings/{own.pk}/").content.decode()
    assert "Åsa Öberg" in html
    assert "/bookings/new/" not in html
    assert "/cancel/" not in html
    assert overseer.get("/bookings/new/").status_code == 403
    for act in ("move", "confirm", "cancel", "done", "no-show"):
        assert overseer.post(f"/bookings/{own.pk}/{act}/").status_code == 403, act
    own.refresh_from_db()
    assert own.state == "confirmed"


def test_without_a_login_every_page_leads_to_the_login(client_a: Client) -> None:
    for path in (
        "/bookings/",
        "/bookings/new/",
        f"/bookings/{unknown_id()}/",
        "/settings/",
        "/settings/agent/",
    ):
        answer = client_a.get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/login/?next=/"), path


def test_what_happened_to_a_booking_stands_in_the_thread_and_leads_to_the_calendar(desk: Desk) -> None:
    contact = make_contact(605, "Åsa Öberg")
    conversation = make_conversation(contact)
    own = desk.book("10:00", contact=contact, proposed=True)
    thread = f"/c/{conversation.pk}/"
    assert "Föreslagen: Klippning herr" in desk.get(thread).content.decode()
    desk.post(f"/bookings/{own.pk}/confirm/")
    desk.post(f"/bookings/{own.pk}/move/", {"slot": slot(desk, "13:00")})
    moved = Booking.objects.get(moved_from=own)
    desk.post(f"/bookings/{moved.pk}/cancel/")
    html = desk.get(thread).content.decode()
    lines = re.findall(
        r'<a href="(/bookings/[^"]+)">([^<:]+): Klippning herr[^<]*?(\d\d\.\d\d) hos Lina</a>', html
    )
    before, after = f"/bookings/{own.pk}/", f"/bookings/{moved.pk}/"
    assert lines == [
        (before, "Föreslagen", "10.00"),
        (before, "Bokad", "10.00"),
        (after, "Flyttad", "13.00"),
        (after, "Avbokad", "13.00"),
    ]
    assert after in desk.get(before).content.decode()


def test_a_short_booking_has_room_for_its_name_and_says_all_of_it_to_whoever_points(desk: Desk) -> None:
    own = desk.book("10:00")
    html = desk.week()
    assert "cal--tall" not in html
    assert 'title="10.00–10.30 Åsa Ö., Klippning herr, Lina"' in html
    Booking.objects.filter(pk=own.pk).update(end=own.start + timedelta(minutes=15))
    html = desk.week()
    assert "cal--tall" in html
    assert 'title="10.00–10.15 Åsa Ö., Klippning herr, Lina"' in html
