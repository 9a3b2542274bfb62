"""How the chat and its settings look, and what axe finds, in both sizes and themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from conversations.models import Conversation, Widget
from conversations.services.conversations import conversation_take_over
from conversations.services.messages import staff_reply
from nexus.accounts.models import User
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.browser.conftest import Portal, Visits
from tests.browser.looks import THEMES, Looks, keep, sizes, violations
from tests.browser.widget_help import Guest, Site, say


@pytest.fixture
def schema(portal: Portal) -> str:
    return str(Company.objects.get(slug="alfa").schema_name)


@pytest.fixture
def widget(schema: str) -> Widget:
    with company_context(schema):
        made: Widget = Widget.objects.create(
            allowed_origins=["http://127.0.0.1:*"],
            colour="#b5523b",
            greeting_sv="Hej! Vad kan jag hjälpa dig med?",
        )
    return made


@pytest.fixture
def site(portal: Portal, widget: Widget) -> Iterator[Site]:
    with Site(portal.url, widget.key) as site:
        yield site


@sizes
def test_the_chat_is_free_of_axe_violations_on_the_site_and_in_its_frame(
    browser: Browser, site: Site, schema: str, size: str
) -> None:
    guest = Guest(browser, site, size)
    guest.arrive()
    problems: dict[str, list[str]] = {}
    _look(guest.page, None, f"widget-closed-{size}", problems)
    chat = guest.open()
    _look(guest.page, chat, f"widget-open-{size}", problems)
    say(chat, "Jag fick utslag av färgen sist, är det ok ändå?")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat", timeout=30_000)
    with company_context(schema):
        user = User.objects.get(role="owner")
        conversation = Conversation.objects.filter(channel="webchat").latest("created_at")
        conversation = conversation_take_over(conversation=conversation, user=user)
        staff_reply(conversation=conversation, author=user, body="Hej! Maja här. Se https://alfa.example.")
    expect(chat.locator(".msg--human")).to_have_count(1, timeout=30_000)
    guest.context.set_offline(True)
    say(chat, "Tack!")
    expect(chat.locator("#note-offline")).to_be_visible()
    _look(guest.page, chat, f"widget-staff-{size}", problems)
    chat.click("[popovertarget=menu]")
    _look(guest.page, chat, f"widget-menu-{size}", problems)
    chat.click("#menu [data-act=phone]")
    chat.fill("#number", "070-174 06 99")
    chat.press("#number", "Enter")
    expect(chat.locator("#phone-wrong")).to_contain_text("Ingen anslutning")
    _look(guest.page, chat, f"widget-phone-{size}", problems)
    assert problems == {}
    sideways = "document.documentElement.scrollWidth <= innerWidth"
    assert chat.evaluate(sideways)
    assert guest.page.evaluate(sideways)
    guest.close()


def _look(page: Page, chat: Frame | None, name: str, problems: dict[str, list[str]]) -> None:
    for theme in THEMES:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        keep(page, f"{name}-{theme}")
        found = violations(page) + (violations(chat) if chat else [])
        if found:
            problems[f"{name}, {theme}"] = found


#: Pixels, as the drawing has them: ``mock/widget.html`` and its tokens.
TEXTS = {
    ".head h1": 14,
    "#who": 12,
    ".told": 12,
    ".greeting .meta": 12,
    ".greeting .bubble": 15,
    ".quick .btn": 12,
    ".msg--contact .bubble": 15,
    ".msg--contact .state": 12,
    "#note-offline": 13,
}
_SIZE = "element => parseFloat(getComputedStyle(element).fontSize)"
_BOX = "element => (box => [box.width, box.height])(element.getBoundingClientRect())"
_SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
  .filter(one => one.checkVisibility() && [...one.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(one => parseFloat(getComputedStyle(one).fontSize)))"""


@sizes
def test_the_chat_has_the_drawings_sizes_and_what_a_finger_needs(
    browser: Browser, site: Site, size: str
) -> None:
    guest = Guest(browser, site, size)
    chat = guest.arrive().open()
    touch = size == "phone"
    chip = chat.locator(".quick .btn").first
    assert [chip.evaluate(_SIZE), chip.evaluate(_BOX)[1]] == [12, 44 if touch else 34]
    say(chat, "Hej")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat", timeout=30_000)
    guest.context.set_offline(True)
    say(chat, "Hallå?")
    expect(chat.locator("#note-offline")).to_be_visible()
    found = {name: chat.locator(name).first.evaluate(_SIZE) for name in TEXTS}
    assert found == TEXTS
    assert chat.evaluate(_SMALLEST) >= 11
    # A phone enlarges the whole page around a field whose text is smaller than 16 px.
    assert chat.locator("#body").evaluate(_SIZE) == (16 if touch else 14)
    tap = 44 if touch else 36
    for name in ("#close", "[popovertarget=menu]"):
        assert chat.locator(name).evaluate(_BOX) == [tap, tap], name
    assert chat.locator(".send").evaluate(_BOX) == ([44, 44] if touch else [40, 40])
    for name in (".told button", "#notice"):
        assert chat.locator(name).evaluate(_BOX)[1] >= (44 if touch else 24), name
    guest.close()


def test_who_wants_less_motion_gets_none(browser: Browser, site: Site) -> None:
    guest = Guest(browser, site, reduced_motion="reduce")
    chat = guest.arrive().open()
    chat.evaluate(
        "document.getElementById('now').innerHTML = '<p class=typing><i></i></p><b class=caret></b>'"
    )
    assert chat.evaluate("document.getAnimations().length") == 0
    guest.page.emulate_media(reduced_motion="no-preference")
    assert chat.evaluate("document.getAnimations().length") > 0, "and the others do"
    guest.close()


def test_what_is_being_written_is_read_out_when_it_is_finished_and_once(
    browser: Browser, site: Site, schema: str
) -> None:
    """The log is polite and takes whole messages only; what is being written stands beside it, unheard."""
    guest = Guest(browser, site)
    chat = guest.arrive().open()
    log, now = chat.locator("#log"), chat.locator("#now")
    expect(log).to_have_attribute("role", "log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-relevant", "additions")
    expect(now).to_have_attribute("aria-hidden", "true")
    assert not chat.evaluate("document.getElementById('log').contains(document.getElementById('now'))")
    guest.close()


@sizes
def test_the_settings_of_the_chat_are_free_of_axe_violations(
    visits: Visits, portal: Portal, widget: Widget, size: str
) -> None:
    looks = Looks(size)
    page = visits.logged_in(size)
    page.goto(f"{portal.url}/settings/chat/")
    expect(page.locator("#snippet")).to_have_value(
        f'<script src="{portal.url}/widget.js" data-key="{widget.key}" async></script>'
    )
    looks.at(page, "widget-settings")
    page.fill("#id_colour", "#ffee88")
    page.dispatch_event("#id_colour", "input")
    expect(page.locator("#looks")).to_contain_text("Visas lite mörkare")
    page.fill("#id_origins", "saxen.se")
    page.click(".save-bar button")
    expect(page.get_by_text("är ingen webbplats")).to_be_visible()
    looks.at(page, "widget-settings-wrong")
    assert looks.problems == {}
    # The answer to the wrong form is a 422, which the browser's console reports.
    assert [text for text in visits.complaints if "422" not in text] == []
