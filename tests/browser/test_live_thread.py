"""What the browser does while things happen: late answers, a customer who says no, the phone beside."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from conversations.models import Conversation
from crm.models import Contact
from crm.services import opt_in, opt_out
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits

OSKAR = "+46701740620"


def open_from_list(page: Page, name: str) -> None:
    page.locator(".conv", has_text=name).click()
    expect(page.locator("#thread-name")).to_have_text(name)


def say(page: Page, conversation: object) -> None:
    """Have the live stream tell of the conversation, and wait until the thread has been fetched again."""
    with page.expect_response(lambda response: "/messages/" in response.url):
        page.evaluate(f"window.stream.say('{conversation}')")


def test_an_answer_that_a_live_refresh_overtakes_is_shown_without_complaints(
    visits: Visits, portal: Portal
) -> None:
    page = visits.logged_in()
    open_from_list(page, "Oskar Hallvik")

    held: list[Route] = []
    for button, said in (("#take-over", "Du svarar Oskar."), ("#hand-back", "AI:n svarar Oskar.")):
        page.route(
            lambda url: url.endswith(("/take-over/", "/hand-back/")),
            lambda route: held.append(route),
            times=1,
        )
        page.click(button)
        page.wait_for_function("document.querySelector('.htmx-request') !== null")
        say(page, portal.scene.conversations["Oskar"])
        held.pop().continue_()
        expect(page.locator("#stance")).to_contain_text(said)
    expect(page.locator("#baton-ai")).to_have_attribute("aria-pressed", "true")
    assert visits.complaints == []


def test_an_opt_out_closes_the_open_composer_and_keeps_the_draft(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in()
    open_from_list(page, "Oskar Hallvik")
    conversation = portal.scene.conversations["Oskar"]
    box, card = page.locator("#reply-body"), page.locator("#contact-card .consent")
    box.fill("Ett utkast")
    expect(page.locator("[data-send]")).to_be_enabled()
    schema = Company.objects.get(slug="alfa").schema_name
    with company_context(schema):
        opt_out(contact=Contact.objects.get(conversations=conversation), phone=OSKAR, source="sms")
    say(page, conversation)
    expect(page.locator("#stance")).to_contain_text("Oskar har tackat nej till sms.")
    expect(card).to_contain_text("nej")
    expect(box).to_be_disabled()
    expect(page.locator("[data-send]")).to_be_disabled()
    expect(page.locator("#take-over")).to_have_count(0)
    with company_context(schema):
        opt_in(contact=Contact.objects.get(conversations=conversation), phone=OSKAR, source="sms")
    say(page, conversation)
    expect(card).not_to_contain_text("nej")
    expect(box).to_be_enabled()
    expect(box).to_have_value("Ett utkast")
    expect(box).to_have_attribute("placeholder", "Skriv till Oskar. När du skriver tar du över.")
    assert visits.complaints == []


def test_on_a_phone_the_simulators_numbers_stand_above_the_handset(visits: Visits, portal: Portal) -> None:
    page = visits.logged_in("phone")
    page.goto(f"{portal.url}/simulator/+46701740612/")
    chooser, handset = page.locator(".sim-side").bounding_box(), page.locator(".handset").bounding_box()
    assert chooser is not None
    assert handset is not None
    assert chooser["y"] + chooser["height"] <= handset["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_simulator_keeps_its_clock_and_the_menus_number_up_to_date(
    visits: Visits, portal: Portal
) -> None:
    page = visits.logged_in()
    page.goto(f"{portal.url}/simulator/+46701740612/")
    expect(page.locator("#rail-waiting")).to_contain_text("3")
    page.evaluate("document.querySelector('#sim-clock').textContent = '00:00'")
    with company_context(Company.objects.get(slug="alfa").schema_name):
        Conversation.objects.filter(pk=portal.scene.conversations["Oskar"]).update(state="closed")
    expect(page.locator("#rail-waiting")).to_contain_text("2")
    expect(page.locator("#sim-clock")).not_to_have_text("00:00")
    assert visits.complaints == []
