"""The booking calendar over HTTP: what it shows, who may act in it, and what is logged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.bookings.models import Booking, HoursException, Resource, Service
from crm.bookings.services import booking_create
from crm.models import Contact, Identifier
from nexus.audit.models import Entry
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import make_contact, make_conversation, open_day, phone, unknown_id
from tests.crm.bookings.conftest import STOCKHOLM


class Desk:
    """A member of staff at Salong Alfa's calendar; rows are made inside the company."""

    def __init__(self, client: Client, company: Company, user: Any) -> None:
        self.client, self.company, self.user = client, company, user
        self.day = open_day()

    def get(self, path: str, **headers: str) -> Any:
        return self._call("get", path, headers)

    def post(self, path: str, data: dict[str, str] | None = None, **headers: str) -> Any:
        return self._call("post", path, headers, data=data or {})

    def _call(self, method: str, path: str, headers: dict[str, str], **extra: Any) -> Any:
        try:
            return getattr(self.client, method)(path, headers={"host": "alfa.localhost", **headers}, **extra)
        finally:
            connection.set_tenant(self.company)

    def at(self, clock: str, day: date | None = None) -> datetime:
        return datetime.combine(day or self.day, time.fromisoformat(clock), STOCKHOLM)

    def book(self, clock: str = "10:00", *, contact: Contact | None = None, **more: Any) -> Booking:
        given = {
            "service": Service.objects.get(key="klippning_herr"),
            "resource": Resource.objects.get(name="Lina"),
            "contact": contact or make_contact(605, "Åsa Öberg"),
            "now": timezone.now(),
            "source": "ai",
            **more,
        }
        return booking_create(start=self.at(clock), **given)

    def week(self, **more: str) -> str:
        query = "".join(f"&{name}={value}" for name, value in more.items())
        return self.get(f"/bookings/?date={self.day}{query}").content.decode()


def _desk(client: Client, company: Company, log_in: Callable[..., Any], role: str) -> Iterator[Desk]:
    user = log_in(client, company, role=role)
    with company_context(company.schema_name):
        yield Desk(client, company, user)


@pytest.fixture
def desk(client_a, company_a, log_in) -> Iterator[Desk]:
    yield from _desk(client_a, company_a, log_in, "agent")


@pytest.fixture
def overseer(client_a, company_a, log_in) -> Iterator[Desk]:
    yield from _desk(client_a, company_a, log_in, "data_protection")


def slot(desk: Desk, clock: str, name: str = "Lina") -> str:
    return f"{desk.at(clock).isoformat()}/{Resource.objects.get(name=name).pk}"


def wish(desk: Desk, clock: str = "14:30", **more: str) -> dict[str, str]:
    return {
        "service": str(Service.objects.get(key="klippning_herr").pk),
        "slot": slot(desk, clock),
        "phone": "070-174 06 20",
        "name": "Bo Ek",
        "kind": "confirmed",
        **more,
    }


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


def test_a_new_booking_is_made_for_a_new_customer(desk: Desk) -> None:
    page = desk.get(f"/bookings/new/?date={desk.day}&service={wish(desk)['service']}").content.decode()
    assert "14.30" in page
    answer = desk.post("/bookings/new/", wish(desk))
    made = Booking.objects.get()
    assert answer["Location"].startswith(f"/bookings/{made.pk}/")
    assert (made.start, made.state, made.source) == (desk.at("14:30"), "confirmed", "staff")
    assert (made.contact.name, made.created_by_id) == ("Bo Ek", desk.user.pk)
    assert Identifier.objects.get(contact=made.contact).value == phone(620)
    assert Entry.objects.get(action="booking.created").subject_id == made.pk


def test_a_known_number_is_the_same_customer_and_keeps_the_name(desk: Desk) -> None:
    known = make_contact(620, "Bo Ekman")
    desk.post("/bookings/new/", wish(desk, name=""))
    made = Booking.objects.get()
    assert made.contact_id == known.pk
    assert made.contact.name == "Bo Ekman"


def test_a_time_can_be_proposed_and_then_confirmed(desk: Desk) -> None:
    desk.post("/bookings/new/", wish(desk, kind="proposed"))
    made = Booking.objects.get()
    assert made.state == "proposed"
    assert "Bo E." in desk.week()
    desk.post(f"/bookings/{made.pk}/confirm/")
    made.refresh_from_db()
    assert made.state == "confirmed"


def test_a_taken_time_is_refused_with_other_times(desk: Desk) -> None:
    desk.book("14:30")
    answer = desk.post("/bookings/new/", wish(desk))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Tiden har just blivit tagen." in html
    assert slot(desk, "15:00") in html or slot(desk, "14:00") in html
    assert "070-174 06 20" in html
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phone", "ring mig", "Det här är inget telefonnummer."),
        ("phone", "", "Ett telefonnummer behövs"),
        ("slot", "", "Välj en tid."),
        ("slot", "nonsens", "Välj någon av tiderna."),
        ("service", str(unknown_id()), "Välj en tjänst."),
    ],
)
def test_what_is_missing_is_said_beside_its_field(desk: Desk, field: str, value: str, said: str) -> None:
    answer = desk.post("/bookings/new/", {**wish(desk), field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Booking.objects.exists()


def test_moving_offers_free_times_and_keeps_the_history(desk: Desk) -> None:
    own = desk.book("10:00")
    offered = desk.get(f"/bookings/{own.pk}/move/").content.decode()
    assert slot(desk, "13:00") in offered
    assert slot(desk, "10:00") not in offered
    answer = desk.post(f"/bookings/{own.pk}/move/", {"slot": slot(desk, "13:00")})
    moved = Booking.objects.get(moved_from=own)
    assert answer["Location"].startswith(f"/bookings/{moved.pk}/")
    html = desk.get(f"/bookings/{moved.pk}/").content.decode()
    assert "Bokad av AI:n" in html
    assert "Flyttad av personalen" in html
    assert moved.start == desk.at("13:00")


def test_moving_to_a_taken_time_is_refused_with_other_times(desk: Desk) -> None:
    own = desk.book("10:00")
    desk.book("13:00", contact=make_contact(607, "Cim Dal"))
    answer = desk.post(f"/bookings/{own.pk}/move/", {"slot": slot(desk, "13:00")})
    assert answer.status_code == 409
    assert "Tiden har just blivit tagen." in answer.content.decode()
    own.refresh_from_db()
    assert own.state == "confirmed"


def test_cancelling_says_who_did_it_and_frees_the_time(desk: Desk) -> None:
    own = desk.book("10:00")
    desk.post(f"/bookings/{own.pk}/cancel/")
    own.refresh_from_db()
    assert own.state == "cancelled"
    assert "Avbokad av Agent Alfa" in desk.get(f"/bookings/{own.pk}/").content.decode()
    again = desk.book("10:00", contact=make_contact(607, "Cim Dal"))
    assert again.start == own.start
    assert desk.post(f"/bookings/{own.pk}/confirm/").status_code == 409


def test_what_became_of_a_booking_is_noted_once_it_has_begun(desk: Desk) -> None:
    own = desk.book("10:00")
    assert "/done/" not in desk.get(f"/bookings/{own.pk}/").content.decode()
    past = timezone.now() - timedelta(hours=1)
    length = {"end": past + timedelta(minutes=30), "blocked_until": past + timedelta(minutes=30)}
    Booking.objects.filter(pk=own.pk).update(start=past, **length)
    assert "/done/" in desk.get(f"/bookings/{own.pk}/").content.decode()
    for act, state in (("done", "done"), ("no-show", "no_show")):
        desk.post(f"/bookings/{own.pk}/{act}/")
        own.refresh_from_db()
        assert own.state == state


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
