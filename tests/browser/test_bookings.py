"""The booking calendar, the settings and the customer's own page in a real browser, beside the mock."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import Page, expect

from crm.bookings.models import Booking, HoursException, Resource, Service
from crm.bookings.services import booking_cancel, booking_create, booking_link, booking_move
from crm.models import Contact
from crm.services import contact_create
from nexus.outbox.tasks import WORKERS_SEEN
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import open_day
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, keep, sizes
from tests.browser.test_inbox import schema
from tests.crm.bookings.conftest import STOCKHOLM


class Week:
    """A week of bookings at Salong Alfa, made inside the company."""

    def __init__(self) -> None:
        self.day = open_day()
        self.herr = Service.objects.get(key="klippning_herr")
        self.dam = Service.objects.get(key="klippning_dam")
        self.long = Service.objects.get(key="slingor")
        self.lina, self.samira = Resource.objects.get(name="Lina"), Resource.objects.get(name="Samira")
        self.people = 0

    def at(self, clock: str, days: int = 0) -> datetime:
        return datetime.combine(self.day + timedelta(days=days), time.fromisoformat(clock), STOCKHOLM)

    def person(self, name: str) -> Contact:
        self.people += 1
        return contact_create(phone=f"+4670174{self.people + 661:04d}", name=name, language="sv")

    def book(self, name: str, clock: str, service: Service, who: Resource, days: int = 0, **more) -> Booking:
        given = {"source": "ai", "now": timezone.now(), **more}
        contact = given.pop("contact", None) or self.person(name)
        return booking_create(
            service=service, start=self.at(clock, days), contact=contact, resource=who, **given
        )


def busy_week() -> Week:
    """Bookings of every kind and state around one day."""
    week = Week()
    week.book("Alma Gren", "09:00", week.dam, week.lina)
    week.book("Bo Ek", "10:30", week.herr, week.lina, source="staff")
    week.book("Viggo Torn", "13:00", week.long, week.lina, source="api")
    week.book("Inez Palm", "09:30", week.long, week.samira)
    week.book("Otto Lind", "14:00", week.dam, week.samira, source="staff")
    week.book("Cim Dal", "15:30", week.herr, week.samira, proposed=True)
    moved = week.book("Sonja Ivarsson", "10:00", week.dam, week.lina, 1)
    booking_move(booking=moved, start=week.at("11:00", 1), now=timezone.now(), source="customer")
    gone = week.book("Knut Eng", "14:00", week.dam, week.lina, 1)
    booking_cancel(booking=gone, now=timezone.now(), source="staff")
    week.book("Nora Juhl", "16:00", week.dam, week.samira, 2)
    HoursException.objects.create(resource=week.samira, day=week.day + timedelta(days=1), note="Kurs")
    return week


@pytest.fixture
def week(portal: Portal) -> Week:
    with company_context(schema()):
        return busy_week()


def calendar(page: Page, portal: Portal, day: date, view: str = "week") -> None:
    page.goto(f"{portal.url}/bookings/?date={day}&view={view}")


@sizes
def test_calendar_settings_and_the_customers_page_are_free_of_violations(
    visits: Visits, portal: Portal, week: Week, size: str
) -> None:
    looks = Looks(size)
    with company_context(schema()):
        alma = Booking.objects.get(resource=week.lina, start=week.at("09:00"))
        sonja = Booking.objects.get(state="confirmed", start=week.at("11:00", 1))
        cim = Booking.objects.get(state="proposed")
        codes = {name: booking_link(one) for name, one in (("alma", alma), ("cim", cim))}
    page = visits.logged_in(size)

    def look(name: str, path: str) -> None:
        page.goto(f"{portal.url}{path}")
        looks.at(page, name)

    look("week", f"/bookings/?date={week.day}")
    look("day", f"/bookings/?date={week.day}&view=day")
    look("booking", f"/bookings/{sonja.pk}/")
    look("move", f"/bookings/{alma.pk}/move/")
    look("new", f"/bookings/new/?date={week.day}&service={week.herr.pk}")
    look("services", "/settings/services/")
    look("service", f"/settings/services/{week.herr.pk}/")
    look("resources", "/settings/resources/")
    look("resource", f"/settings/resources/{week.lina.pk}/")
    look("hours", "/settings/hours/")
    look("agent", "/settings/agent/")
    page = visits.page(size)
    look("customer", f"/b/{codes['alma']}/")
    look("customer-proposed", f"/b/{codes['cim']}/")
    look("customer-cancel", f"/b/{codes['alma']}/cancel/")
    look("customer-move", f"/b/{codes['alma']}/move/?from={week.day}")
    with company_context(schema()):
        booking_cancel(booking=alma, now=timezone.now(), source="staff")
    look("customer-cancelled", f"/b/{codes['alma']}/")
    assert visits.complaints == []
    look("customer-gone", "/b/aaaaaaaaaaaa/")  # a 404, which the browser complains of
    assert looks.problems == {}


@sizes
def test_while_no_worker_is_seen_every_page_says_so_and_stays_whole(
    visits: Visits, portal: Portal, week: Week, size: str
) -> None:
    looks, page = Looks(size), visits.logged_in(size)
    caches["platform"].delete(WORKERS_SEEN)
    height = page.viewport_size["height"] if page.viewport_size else 0
    for name, path in (
        ("inbox", "/"),
        ("week", f"/bookings/?date={week.day}"),
        ("services", "/settings/services/"),
    ):
        page.goto(f"{portal.url}{path}")
        expect(page.locator("#answers")).to_contain_text("Svaren går inte ut just nu.")
        looks.at(page, f"no-workers-{name}")
        box = page.locator("#answers").bounding_box()
        assert box is not None
        assert box["y"] == 0
        main = page.locator("main").bounding_box()
        assert main is not None
        assert main["y"] == box["height"]
        if name == "inbox":
            assert main["y"] + main["height"] <= height
    assert looks.problems == {}
    assert visits.complaints == []


@pytest.mark.parametrize("minutes", [15, 20])
@pytest.mark.parametrize("view", ["week", "day"])
def test_the_shortest_bookings_show_whose_they_are_and_when(
    visits: Visits, portal: Portal, week: Week, minutes: int, view: str
) -> None:
    with company_context(schema()):
        Service.objects.filter(pk=week.herr.pk).update(minutes=minutes)
        week.herr.refresh_from_db()
        for number, name in enumerate(("Ada Ask", "Bea Bok", "Eja Ek")):
            clock = f"11:{number * minutes:02}"
            week.book(name, clock, week.herr, week.samira, 2, source="staff")
    page = visits.logged_in()
    calendar(page, portal, week.day + timedelta(days=2), view)
    for name in ("Ada A.", "Bea B.", "Eja E."):
        link = page.locator(".slot a", has_text=name)
        box, inside = link.bounding_box(), link.locator("b").bounding_box()
        assert box is not None
        assert inside is not None
        assert inside["height"] >= 12
        assert box["y"] <= inside["y"]
        assert inside["y"] + inside["height"] <= box["y"] + box["height"] + 1
        assert box["x"] + box["width"] >= inside["x"] + inside["width"]
    keep(page, f"short-{minutes}-{view}")
    page.locator(".slot a", has_text="Bea B.").click()
    expect(page.locator("#panel")).to_contain_text("Bea Bok")


def test_a_booking_is_opened_moved_and_cancelled_in_the_panel(
    visits: Visits, portal: Portal, week: Week
) -> None:
    page = visits.logged_in()
    calendar(page, portal, week.day)
    page.locator(".slot a", has_text="Alma G.").click()
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_be_focused()
    expect(panel).to_contain_text("Alma Gren")
    expect(page).to_have_url(re.compile("/bookings/[0-9a-f-]{36}/"))
    panel.get_by_role("link", name="Välj annan tid").click()
    panel.locator(".offer", has_text="12.00").first.click()
    panel.get_by_role("button", name="Flytta tiden").click()
    expect(page.locator(".toast")).to_contain_text("Tiden är flyttad.")
    expect(page.locator(".slot a", has_text="Alma G.")).to_contain_text("12.00")
    panel.locator("summary", has_text="Avboka").click()
    panel.get_by_role("button", name="Avboka tiden").click()
    expect(page.locator(".slot a", has_text="Alma G.")).to_have_count(0)
    expect(panel).to_contain_text("Avbokad av Maja Ekdahl")
    panel.get_by_role("link", name="Stäng").click()
    expect(panel).to_be_hidden()
    assert visits.complaints == []


def test_a_free_time_is_booked_with_a_press_in_the_calendar(
    visits: Visits, portal: Portal, week: Week
) -> None:
    page = visits.logged_in()
    calendar(page, portal, week.day, "day")
    page.locator(".gap a[aria-label*='Lina']").last.click()
    panel = page.locator("#panel")
    panel.get_by_label("Tjänst").select_option(label="Klippning herr, 30 min")
    expect(panel.locator(".offer :checked")).to_have_count(1)
    panel.get_by_label("Kundens telefonnummer").fill("070-174 06 99")
    panel.get_by_label("Namn").fill("Greta Åhl")
    panel.get_by_label("Hos").select_option(label="Samira")
    expect(panel.locator(".offer").first).to_contain_text("Samira")
    expect(panel.get_by_label("Namn")).to_have_value("Greta Åhl")
    panel.locator(".offer").last.click()
    panel.get_by_role("button", name="Spara bokningen").click()
    expect(page.locator(".slot a", has_text="Greta Å.")).to_be_visible()
    assert visits.complaints == []


def test_on_a_phone_the_week_is_a_list_and_the_panel_fills_the_screen(
    visits: Visits, portal: Portal, week: Week
) -> None:
    page = visits.logged_in("phone")
    calendar(page, portal, week.day)
    expect(page.locator(".cal")).to_be_hidden()
    page.locator(".agenda a", has_text="Alma G.").click()
    box = page.locator("#panel").bounding_box()
    assert box is not None
    assert box["width"] == 390
    expect(page.locator("#panel")).to_contain_text("Alma Gren")


def test_the_customer_moves_and_cancels_with_big_buttons_and_without_scripts(
    visits: Visits, portal: Portal, week: Week
) -> None:
    with company_context(schema()):
        alma = Booking.objects.get(resource=week.lina, start=week.at("09:00"))
        code = booking_link(alma)
    page = visits.page("phone")
    page.goto(f"{portal.url}/b/{code}/")
    for button in page.locator(".cust-acts .btn").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 52
        assert box["width"] >= 300
    page.get_by_role("link", name="Välj annan tid").click()
    page.goto(f"{portal.url}/b/{code}/move/?from={week.day}")
    page.locator(".cust-times a", has_text="12.00").first.click()
    page.get_by_role("button", name="Ja, flytta").click()
    expect(page.get_by_role("status")).to_contain_text("Din tid är flyttad.")
    expect(page.locator(".cust-clock")).to_contain_text("12.00")
    page.get_by_role("link", name="Avboka").click()
    page.get_by_role("button", name="Ja, avboka").click()
    expect(page.locator("h1")).to_have_text("Tiden är avbokad")
    with company_context(schema()):
        states = Booking.objects.filter(uid=alma.uid).values_list("state", flat=True)
        assert sorted(states) == ["cancelled", "moved"]
    assert visits.complaints == []


def test_the_ai_notice_is_previewed_while_it_is_written(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    page.goto(f"{portal.url}/settings/agent/")
    page.get_by_label("Första meddelandet").fill("Varmt välkommen till Alfa!")
    expect(page.locator("#preview .added")).to_contain_text("Det är en AI som svarar.")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".toast")).to_contain_text("Sparat.")
    assert Company.objects.get(slug="alfa").disclosure_text == "Varmt välkommen till Alfa!"
    assert visits.complaints == []
