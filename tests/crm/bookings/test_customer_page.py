"""The customer's own page for a booking: what it shows, what can be done there, and what it gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from crm.bookings import limits
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.services import booking_create, booking_link
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import make_contact, open_day, phone
from tests.crm.bookings.conftest import STOCKHOLM


class Phone:
    """A customer with a link, on Salong Alfa's host."""

    def __init__(self, company: Company, **wish: Any) -> None:
        self.company = company
        self.client = Client(headers={"host": "alfa.localhost", "accept-language": "sv"})
        self.day = open_day()
        given = {"now": timezone.now(), "source": "ai", "resource": Resource.objects.get(name="Lina"), **wish}
        self.booking = booking_create(
            service=Service.objects.get(key="klippning_herr"),
            start=self.at("14:30"),
            contact=make_contact(605, "Åsa Öberg"),
            note="Allergisk mot nötter",
            **given,
        )
        self.code = booking_link(self.booking)

    def at(self, clock: str) -> datetime:
        return datetime.combine(self.day, time.fromisoformat(clock), STOCKHOLM)

    def get(self, path: str = "", **headers: str) -> Any:
        return self._call("get", path, headers)

    def post(self, path: str, data: dict[str, str] | None = None) -> Any:
        return self._call("post", path, {}, data=data or {})

    def text(self, path: str = "", **headers: str) -> str:
        return self.get(path, **headers).content.decode()

    def _call(self, method: str, path: str, headers: dict[str, str], **extra: Any) -> Any:
        address = path if path.startswith("/") else f"/b/{self.code}/{path}"
        try:
            return getattr(self.client, method)(address, headers=headers, **extra)
        finally:
            connection.set_tenant(self.company)

    def state(self) -> str:
        self.booking.refresh_from_db()
        return str(self.booking.state)


@pytest.fixture
def mobile(company_a) -> Iterator[Phone]:
    with company_context(company_a.schema_name):
        yield Phone(company_a)


@pytest.fixture
def proposed(company_a) -> Iterator[Phone]:
    with company_context(company_a.schema_name):
        yield Phone(company_a, proposed=True)


def begun(mobile: Phone) -> None:
    past = timezone.now() - timedelta(minutes=5)
    end = past + timedelta(minutes=30)
    Booking.objects.filter(pk=mobile.booking.pk).update(start=past, end=end, blocked_until=end)


def test_the_page_shows_the_time_and_where_but_not_whose_it_is(mobile: Phone) -> None:
    answer = mobile.get()
    html = answer.content.decode()
    for shown in (
        "Klippning herr",
        "14.30–15.00",
        "Lina",
        "Alfagatan 1",
        "425\u00a0kr",
        f"/b/{mobile.code}.ics",
    ):
        assert shown in html
    for hidden in ("Åsa", "Öberg", "06 05", "+46", "nötter", 'src="http'):
        assert hidden not in html
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_it_speaks_the_browsers_language_and_can_be_switched(mobile: Phone) -> None:
    english = mobile.text(**{"accept-language": "en-GB"})
    assert "Men&#x27;s cut" in english
    assert "14:30–15:00" in english
    assert "Din bokning" in mobile.text()
    mobile.post("/language/", {"language": "en", "next": f"/b/{mobile.code}/"})
    assert "Your booking" in mobile.text()


def test_codes_that_nobody_has_are_all_answered_alike(mobile: Phone, company_b) -> None:
    with company_context(company_b.schema_name):
        strange = booking_create(
            service=Service.objects.first(),
            start=mobile.at("12:00"),
            contact=make_contact(606, "Bo Beta"),
            now=timezone.now(),
            source="api",
        )
        theirs = booking_link(strange)
    answers = []
    for code in (theirs, "aaaaaaaaaaaa", "x", "A" * 300):
        for path in ("", "move/", "cancel/"):
            answer = mobile.get(f"/b/{code}/{path}")
            answers.append((answer.status_code, answer.content, answer["X-Frame-Options"]))
    assert len(set(answers)) == 1
    assert answers[0][0] == 404


def test_cancelling_asks_first_and_frees_the_time(mobile: Phone) -> None:
    assert "Ja, avboka" in mobile.text("cancel/")
    assert mobile.state() == "confirmed"
    assert mobile.post("cancel/")["Location"] == f"/b/{mobile.code}/"
    assert mobile.state() == "cancelled"
    html = mobile.text()
    assert "Tiden är avbokad" in html
    assert "/move/" not in html
    again = booking_create(
        service=mobile.booking.service,
        start=mobile.booking.start,
        contact=make_contact(607, "Cim Dal"),
        resource=mobile.booking.resource,
        now=timezone.now(),
        source="api",
    )
    assert again.state == "confirmed"


def test_a_proposed_time_is_confirmed_with_one_press(proposed: Phone) -> None:
    html = proposed.text()
    assert "Passar den här tiden?" in html
    assert "Vi håller tiden åt dig till" in html
    proposed.post("confirm/")
    assert proposed.state() == "confirmed"
    assert "confirm/" not in proposed.text()


def test_moving_shows_free_times_asks_and_keeps_the_link(mobile: Phone) -> None:
    start = mobile.at("10:00").isoformat()
    offered = mobile.text(f"move/?from={mobile.day}")
    assert quote(start, safe="/") in offered
    sure = mobile.text(f"move/?start={quote(start)}")
    assert "Vill du flytta tiden?" in sure
    assert "10.00–10.30" in sure
    assert mobile.state() == "confirmed"
    mobile.post("move/", {"start": start, "with": str(mobile.booking.resource_id)})
    assert mobile.state() == "moved"
    moved = Booking.objects.get(moved_from=mobile.booking)
    assert (moved.start, moved.source, moved.resource_id) == (
        mobile.at("10:00"),
        "customer",
        mobile.booking.resource_id,
    )
    html = mobile.text()
    assert "Din tid är flyttad." in html
    assert "10.00–10.30" in html


def test_the_weeks_can_be_paged_through_but_not_into_the_past(mobile: Phone) -> None:
    today = timezone.localdate()
    first = mobile.text("move/")
    assert f"?from={today + timedelta(days=7)}" in first
    assert "Tidigare" not in first
    later = mobile.text(f"move/?from={today + timedelta(days=7)}")
    assert f"?from={today}" in later
    for odd in ("igår", "1999-01-01", "9999-01-01", "2099-01-01"):
        assert mobile.get(f"move/?from={odd}").status_code == 200, odd


def test_a_time_that_was_taken_meanwhile_is_said_and_others_are_shown(mobile: Phone) -> None:
    for name in ("Lina", "Samira"):
        booking_create(
            service=mobile.booking.service,
            start=mobile.at("10:00"),
            contact=make_contact(607 if name == "Lina" else 608, name),
            resource=Resource.objects.get(name=name),
            now=timezone.now(),
            source="api",
        )
    start = mobile.at("10:00").isoformat()
    assert "Tiden har just blivit tagen." in mobile.text(f"move/?start={quote(start)}")
    answer = mobile.post("move/", {"start": start, "with": str(mobile.booking.resource_id)})
    assert answer.status_code == 409
    assert "Tiden har just blivit tagen." in answer.content.decode()
    assert mobile.state() == "confirmed"


def test_what_has_begun_can_no_longer_be_changed_here(mobile: Phone) -> None:
    begun(mobile)
    html = mobile.text()
    assert "Den kan inte längre ändras här." in html
    assert "/cancel/" not in html
    assert mobile.get("cancel/")["Location"] == f"/b/{mobile.code}/"
    assert mobile.post("cancel/").status_code == 409
    start = mobile.at("10:00").isoformat()
    assert mobile.post("move/", {"start": start}).status_code == 409
    assert mobile.state() == "confirmed"


def test_a_form_that_is_not_the_pages_own_does_nothing(mobile: Phone) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "alfa.localhost"})
    for act in ("cancel", "confirm", "move"):
        assert strict.post(f"/b/{mobile.code}/{act}/").status_code == 403, act
    connection.set_tenant(mobile.company)
    assert mobile.state() == "confirmed"


def test_whoever_tries_many_codes_is_held_off_but_not_those_behind_the_same_address(
    mobile: Phone, monkeypatch
) -> None:
    monkeypatch.setattr(limits, "UNKNOWN_CODES", (3, 600))
    for number in range(3):
        assert mobile.get(f"/b/wrong{number}/").status_code == 404
    wrong, right = mobile.get("/b/wrong9/"), mobile.get()
    assert (wrong.status_code, right.status_code) == (429, 200)
    elsewhere = Client(headers={"host": "alfa.localhost"}, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.get(f"/b/{mobile.code}/").status_code == 200
    connection.set_tenant(mobile.company)


def test_one_address_and_one_code_may_be_asked_for_only_so_often(mobile: Phone, monkeypatch) -> None:
    monkeypatch.setattr(limits, "BY_CODE", (2, 60))
    assert [mobile.get().status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr(limits, "BY_CODE", (60, 60))
    monkeypatch.setattr(limits, "BY_ADDRESS", (1, 60))
    assert mobile.get("/b/wrong1/").status_code == 404
    answer = mobile.get("/b/wrong2/")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"


def test_a_time_that_was_not_on_offer_is_refused_with_those_that_are(mobile: Phone) -> None:
    answer = mobile.post("move/", {"start": mobile.at("10:07").isoformat()})
    assert answer.status_code == 409
    assert "Välj någon av tiderna." in answer.content.decode()
    assert mobile.state() == "confirmed"


def test_the_days_are_folded_but_the_first(mobile: Phone) -> None:
    html = mobile.text("move/")
    days = re.findall(r'<details class="cust-day"( open)?>\s*<summary>\s*<h2>(.*?)</h2>', html)
    assert len(days) >= 4
    assert [bool(shown) for shown, _ in days] == [True] + [False] * (len(days) - 1)
    assert html.count("?start=") > 20
    assert re.search(r"\d+ tider</span>", html)


def test_a_cancelled_booking_leads_to_a_new_one(mobile: Phone) -> None:
    assert "sms:" not in mobile.text()
    mobile.post("cancel/")
    html = mobile.text()
    assert f'href="sms:{phone(690)}"' in html
    assert "070-174 06 90" in html
    assert "Salong Alfa" in html
    assert re.search(r"<dt>Måndag–onsdag</dt>\s*<dd class=\"num\">\s*09.00–18.00\s*</dd>", html)
    assert re.search(r"<dt>Söndag</dt>\s*<dd class=\"num\">\s*stängt\s*</dd>", html)


def test_what_has_begun_says_where_to_text(mobile: Phone) -> None:
    begun(mobile)
    assert f'href="sms:{phone(690)}"' in mobile.text()


def test_a_link_that_is_no_longer_good_says_how_to_get_a_time(mobile: Phone) -> None:
    answer = mobile.get("/b/aaaaaaaaaaaa/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "Länken gäller inte längre" in html
    assert f'href="sms:{phone(690)}"' in html
    assert "Måndag–onsdag" in html
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_company_without_a_number_is_named_all_the_same(mobile: Phone) -> None:
    ChannelRoute.objects.filter(company=mobile.company).delete()
    html = mobile.text("/b/aaaaaaaaaaaa/")
    assert "Hör av dig till Salong Alfa." in html
    assert "sms:" not in html
