"""Searching in a real browser: while typing, by keyboard alone, without scripts, and how it looks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from conversations.models import Conversation, Message
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import Looks, sizes


@pytest.fixture
def old(portal: Portal) -> Message:
    """Something that Elin wrote long before all that is shown of her thread."""
    with company_context(Company.objects.get(slug="alfa").schema_name):
        thread = Conversation.objects.get(pk=portal.scene.conversations["Elin"])
        made = []
        for number in range(60):
            body = "Jag lämnade pärlsocker till er" if number == 0 else f"Mellantext {number}"
            made.append(
                Message.objects.create(
                    conversation=thread, channel="sms", direction="inbound", author_type="contact",
                    status="received", body=body, created_at=timezone.now() - timedelta(days=90, minutes=-number),
                )
            )  # fmt: skip
        return made[0]


def test_what_is_typed_is_found_without_a_press_of_a_key_more(
    visits: Visits, portal: Portal, old: Message
) -> None:
    page = visits.logged_in()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("pärlsocker", delay=20)
    expect(page.locator("#list mark")).to_have_text("pärlsocker")
    expect(page.locator("#search")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/\?tab=open&q=p%C3%A4rlsocker$"))
    page.reload()
    expect(page.locator("#list mark")).to_have_text("pärlsocker")
    page.locator("#search").fill("")
    expect(page.locator(".list-group").first).to_contain_text("Behöver dig")
    assert visits.complaints == []


def test_the_arrows_lead_to_the_message_in_its_thread(visits: Visits, portal: Portal, old: Message) -> None:
    page = visits.logged_in()
    page.keyboard.press("/")
    page.keyboard.type("pärlsocker")
    expect(page.locator("#list mark")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#list .conv").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    sought = page.locator(f"#m-{old.pk}")
    expect(sought).to_be_in_viewport()
    expect(sought.locator("mark")).to_have_text("pärlsocker")
    expect(page.locator("#list .conv[aria-current]")).to_have_count(1)
    expect(page.locator("#list mark")).to_have_count(1)
    page.get_by_role("link", name="Visa de nyaste").click()
    expect(sought).to_have_count(0)
    expect(page.locator("#list mark")).to_have_count(1)
    assert visits.complaints == []


def test_a_search_goes_without_scripts(visits: Visits, portal: Portal, old: Message) -> None:
    context = visits.browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    visits.contexts.append(context)
    context.add_cookies(visits.logged_in().context.cookies())
    page = context.new_page()
    page.goto(f"{portal.url}/")
    page.fill("#search", "pärlsocker")
    page.press("#search", "Enter")
    expect(page.locator("#list mark")).to_have_text("pärlsocker")
    page.locator("#list .conv").first.click()
    expect(page.locator(f"#m-{old.pk}")).to_be_in_viewport()


def test_an_event_does_not_take_away_what_was_found(visits: Visits, portal: Portal, old: Message) -> None:
    page = visits.logged_in()
    page.fill("#search", "pärlsocker")
    expect(page.locator("#list mark")).to_have_count(1)
    page.evaluate("htmx.trigger(document.getElementById('list'), 'refresh')")
    page.wait_for_timeout(600)
    expect(page.locator("#list mark")).to_have_count(1)


@sizes
def test_results_look_right_and_axe_finds_nothing(
    visits: Visits, portal: Portal, old: Message, size: str
) -> None:
    page = visits.logged_in(size)
    looks = Looks(size)
    for name, query in (
        ("search", "mellantext"),
        ("search-person", "elin"),
        ("search-empty", "finnsinte"),
    ):
        page.goto(f"{portal.url}/?q={query}")
        looks.at(page, name)
    page.goto(f"{portal.url}/?q=pärlsocker")
    page.locator("#list .conv").first.click()
    expect(page.locator(".msg--sought")).to_be_in_viewport()
    looks.at(page, "search-thread")
    page.goto(f"{portal.url}/settings/search/")
    looks.at(page, "search-settings")
    assert looks.problems == {}
    assert visits.complaints == []
