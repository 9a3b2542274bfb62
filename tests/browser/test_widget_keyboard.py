"""The chat with the keyboard alone, and what stands at its closed button."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Frame, expect

from conversations.models import Widget
from tests.browser.widget_help import Guest, Site, holds

Inside = Callable[[], AbstractContextManager[object]]
FOCUSED = """(element => element.id || element.getAttribute("aria-label") || element.tagName)(
  document.activeElement)"""
ON_PAGE = "document.activeElement.textContent"


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Without a stream the page asks every few seconds."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


def test_it_is_used_with_the_keyboard_alone_and_focus_goes_on_to_the_page_and_returns(
    visit: Callable[..., Guest], site: Site
) -> None:
    guest = visit(site)
    keyboard = guest.page.keyboard
    keyboard.press("Tab")
    assert guest.page.evaluate(ON_PAGE) == "Om oss"
    keyboard.press("Tab")
    keyboard.press("Enter")
    chat = guest.chat()
    holds(chat, "document.activeElement.id === 'body'")
    keyboard.type("Hej från tangentbordet")
    keyboard.press("Enter")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    # It floats beside the page: Tab leaves it at either end, and comes in again.
    assert _tab_out(chat, "Tab") == ["body", "Skicka"]
    keyboard.press("Shift+Tab")
    holds(chat, "document.hasFocus() && document.activeElement.type === 'submit'")
    seen = _tab_out(chat, "Shift+Tab")
    assert {"body", "Fler val", "close", "notice", "scroll", "Skicka"} <= set(seen)
    assert guest.page.evaluate(ON_PAGE) == "Om oss"
    keyboard.press("Tab")
    holds(chat, "document.hasFocus()")
    keyboard.press("Escape")
    guest.sees("document.activeElement.tagName === 'NEXUS-CHAT'")
    assert not chat.evaluate("document.hasFocus()")
    keyboard.press("Enter")
    holds(chat, "document.activeElement.id === 'body' && document.hasFocus()")
    # In a dialog Esc closes the dialog alone.
    chat.focus("[popovertarget=menu]")
    keyboard.press("Enter")
    chat.focus("#menu [data-act=phone]")
    keyboard.press("Enter")
    holds(chat, "document.activeElement.id === 'number'")
    keyboard.press("Escape")
    expect(chat.locator("#phone")).to_be_hidden()
    holds(chat, "document.activeElement.id === 'body' && document.hasFocus()")


def test_where_it_fills_the_screen_it_is_a_dialog_and_keeps_focus_to_itself(
    visit: Callable[..., Guest], site: Site
) -> None:
    guest = visit(site, "phone")
    chat = guest.open()
    holds(chat, "document.hasFocus()")
    chat.focus("#body")
    seen = _tab_round(chat, "Tab")
    assert {"body", "Fler val", "close", "notice", "scroll", "Skicka"} <= set(seen)
    assert set(_tab_round(chat, "Shift+Tab")) == set(seen)
    assert _dialogs(guest) == [("Chatt med Salong Alfa", True)]
    # Turned to a wide window it stands beside the page again.
    guest.page.set_viewport_size({"width": 1200, "height": 800})
    guest.page.wait_for_timeout(300)
    assert _dialogs(guest) == [("Chatt med Salong Alfa", False)]
    chat.focus(".send")
    guest.page.keyboard.press("Tab")
    assert not chat.evaluate("document.hasFocus()")


def _dialogs(guest: Guest) -> list[tuple[str, bool]]:
    """Names of the dialogs on the site's page, and whether they are modal, as assistive technology hears them."""
    tree = guest.context.new_cdp_session(guest.page).send("Accessibility.getFullAXTree")
    return [
        (
            node["name"]["value"],
            any(each["name"] == "modal" and each["value"]["value"] for each in node["properties"]),
        )
        for node in tree["nodes"]
        if node.get("role", {}).get("value") == "dialog"
    ]


def _tab_out(chat: Frame, key: str) -> list[str]:
    """What has focus, step by step, until it has left the chat."""
    seen = [str(chat.evaluate(FOCUSED))]
    for _ in range(30):
        chat.page.keyboard.press(key)
        chat.page.wait_for_timeout(50)
        if not chat.evaluate("document.hasFocus()"):
            return seen
        seen.append(str(chat.evaluate(FOCUSED)))
    raise AssertionError(f"focus never left: {seen}")


def _tab_round(chat: Frame, key: str) -> list[str]:
    """What has focus, step by step, until it is where it began."""
    seen = [str(chat.evaluate(FOCUSED))]
    for _ in range(30):
        chat.page.keyboard.press(key)
        assert chat.evaluate("document.hasFocus()"), "focus has left the chat"
        now = str(chat.evaluate(FOCUSED))
        if now == seen[0]:
            return seen
        seen.append(now)
    raise AssertionError(f"focus never came back: {seen}")


def test_the_companys_own_greeting_stands_at_the_closed_button_until_it_is_put_away(
    visit: Callable[..., Guest], site: Site, widget: Widget, inside: Inside
) -> None:
    greeting = "Hej! Behöver du hjälp att boka?"
    assert greeting not in _names(visit(site)), "nothing by itself"
    with inside():
        Widget.objects.filter(pk=widget.pk).update(greeting_sv=greeting)
    guest = visit(site)
    asked: list[str] = []
    guest.page.on("request", lambda request: asked.append(request.url))
    assert greeting in _names(guest)
    assert greeting not in _names(visit(site, "phone")), "it would cover a phone's page"
    keyboard = guest.page.keyboard
    for _ in range(3):  # the page's link, the greeting, its cross
        keyboard.press("Tab")
    keyboard.press("Enter")
    assert greeting not in _names(guest)
    assert asked == []
    assert guest.stored() == {}
    chat = guest.open()
    expect(chat.locator(".greeting .text")).to_have_text(greeting)
    chat.click("#close")
    assert greeting not in _names(guest)


def _names(guest: Guest) -> list[str]:
    """What assistive technology finds on the site's page, by name; the button's shadow is closed to scripts."""
    tree = guest.context.new_cdp_session(guest.page).send("Accessibility.getFullAXTree")
    return [str(node.get("name", {}).get("value")) for node in tree["nodes"] if not node["ignored"]]
