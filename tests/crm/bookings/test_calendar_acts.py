"""Booking, moving, confirming, cancelling and marking in the calendar, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tenants.utils import schema_context

from crm.bookings.models import Booking, Resource
from crm.models import Identifier
from crm.services import opt_out
from nexus.audit.models import Entry
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.models import ChannelRoute
from tests.api.factories import make_contact, phone
from tests.crm.bookings.desk import Desk, desk_of, slot, wish


@pytest.fixture
def desk(client_a, company_a, log_in) -> Iterator[Desk]:
    yield from desk_of(client_a, company_a, log_in, "agent")


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
        ("service", "00000000-0000-4000-8000-000000000000", "Välj en tjänst."),
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


# -- with whom a time is free


def offered(html: str, clock: str) -> set[str]:
    """Who is offered at this time in the list of free times."""
    rows = re.findall(r'<b class="num" aria-hidden="true">(.*?)</b>(.*?)</li>', html, re.DOTALL)
    found = next((rest for time, rest in rows if time == clock), "")
    return set(re.findall(r'<span class="vh">.*?</span>\s*(\w+)\s*</span>', found))


def test_the_free_times_say_who_is_free_then(desk: Desk) -> None:
    own = desk.book("10:00", resource=Resource.objects.get(name="Lina"))
    new = f"/bookings/new/?date={desk.day}&service={wish(desk)['service']}"
    for path in (new, f"/bookings/{own.pk}/move/"):
        html = desk.get(path).content.decode()
        assert offered(html, "10.00") == {"Samira"}
        assert offered(html, "14.30") == {"Lina", "Samira"}
        for name in ("Lina", "Samira"):
            assert slot(desk, "14:30", name) in html


def test_the_free_times_of_one_person_are_theirs_alone(desk: Desk) -> None:
    samira = Resource.objects.get(name="Samira")
    own = desk.book("10:00", resource=samira)
    new = f"/bookings/new/?date={desk.day}&service={wish(desk)['service']}&resource={samira.pk}"
    for path in (new, f"/bookings/{own.pk}/move/?with={samira.pk}"):
        html = desk.get(path).content.decode()
        assert slot(desk, "14:30", "Samira") in html
        assert slot(desk, "14:30", "Lina") not in html
        assert slot(desk, "10:00", "Samira") not in html


def test_the_second_person_of_a_time_can_be_booked(desk: Desk) -> None:
    desk.post("/bookings/new/", {**wish(desk), "slot": slot(desk, "14:30", "Samira")})
    assert Booking.objects.get().resource.name == "Samira"


# -- whether the customer is told

TEXT, NONE = "Kunden får ett sms.", "Inget sms: numret är avregistrerat."


def test_it_is_said_at_the_button_whether_the_customer_gets_a_text(desk: Desk) -> None:
    own = desk.book("10:00", proposed=True)
    pages = [f"/bookings/{own.pk}/", f"/bookings/{own.pk}/move/"]
    for said, other in ((TEXT, NONE), (NONE, TEXT)):
        for path in pages:
            html = desk.get(path).content.decode()
            assert said in html, path
            assert other not in html, path
        opt_out(contact=own.contact, phone=phone(605), source="test")


def test_of_what_has_begun_nobody_is_told(desk: Desk) -> None:
    own = desk.book("10:00")
    start = timezone.now() - timedelta(minutes=5)
    end = start + timedelta(minutes=30)
    Booking.objects.filter(pk=own.pk).update(start=start, end=end, blocked_until=end)
    assert "Inget sms: tiden har redan börjat." in desk.get(f"/bookings/{own.pk}/").content.decode()
    assert TEXT in desk.get(f"/bookings/{own.pk}/move/").content.decode()


def test_as_soon_as_the_number_stands_there_it_is_said_whether_a_text_goes_to_it(desk: Desk) -> None:
    unless = "Kunden får ett sms, om numret inte är avregistrerat."
    assert unless in desk.get("/bookings/new/").content.decode()

    def told(number: str) -> str:
        return desk.post("/bookings/new/told/", {"phone": number}).content.decode()

    assert unless in told("070")
    assert TEXT in told("070-174 06 20")
    opt_out(contact=make_contact(620, "Bo Ek"), phone=phone(620), source="test")
    assert NONE in told("070-174 06 20")
    refused = desk.post("/bookings/new/", {**wish(desk), "slot": ""})
    assert NONE in refused.content.decode()


@pytest.mark.parametrize("out", [False, True])
def test_what_is_said_is_what_is_done(desk: Desk, route_a: ChannelRoute, out: bool) -> None:
    own = desk.book("10:00", source="staff")
    if out:
        opt_out(contact=own.contact, phone=phone(605), source="test")
    said = desk.get(f"/bookings/{own.pk}/").content.decode()
    desk.post(f"/bookings/{own.pk}/cancel/")
    with schema_context("public"):
        for job in Job.objects.filter(kind="booking_text", object_id=own.pk):
            job_run(job.pk)
    own.refresh_from_db()
    assert (own.announced_at is None) is out
    assert (NONE in said) is out
