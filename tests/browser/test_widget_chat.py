"""The chat in a browser, against a server without a live stream: what is written gets there and is answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Frame, Route, expect

from conversations.models import Conversation, Message, Widget
from conversations.services.conversations import conversation_take_over
from conversations.services.messages import staff_reply
from nexus.accounts.models import User
from tests.browser.widget_help import Guest, Site, bubbles, holds, say

Inside = Callable[[], AbstractContextManager[object]]
FOCUSED = """(element => element.id || element.getAttribute("aria-label") || element.tagName)(
  document.activeElement)"""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Without a stream the page asks every few seconds."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


def answer_as_staff(text: str) -> None:
    """Take over the newest chat and answer in it; called inside the company."""
    user = User.objects.get(role="owner")
    conversation = Conversation.objects.filter(channel="webchat").latest("created_at")
    if conversation.state != "human":
        conversation = conversation_take_over(conversation=conversation, user=user)
    staff_reply(conversation=conversation, author=user, body=text)


def test_without_a_stream_answers_come_by_asking_and_show_who_wrote_them(
    visit: Callable[..., Guest], site: Site, inside: Inside
) -> None:
    chat = visit(site).open()
    expect(chat.locator("#disclosure")).to_contain_text("AI")
    expect(chat.locator("#notice")).to_have_attribute("href", "/integritet/")
    say(chat, "Får jag ta med hunden? <b>&amp;")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    with inside():
        answer_as_staff("Det går bra, se https://alfa.example/hund.")
    expect(chat.locator(".msg--human .text")).to_have_text("Det går bra, se https://alfa.example/hund.")
    expect(chat.locator(".msg--human .meta")).to_contain_text("Maja, Salong Alfa")
    expect(chat.locator(".msg--human a")).to_have_attribute("href", "https://alfa.example/hund")
    expect(chat.locator("#who")).to_have_text("Maja svarar dig")
    expect(chat.locator(".told .ask")).to_be_hidden()
    assert bubbles(chat, "contact") == ["Får jag ta med hunden? <b>&amp;"]
    with inside():
        read = Message.objects.filter(author_type="human", channel="webchat")
        chat.page.wait_for_timeout(1000)
        assert [message.status for message in read] == ["read"]


def test_an_unread_answer_stands_on_the_closed_button(
    visit: Callable[..., Guest], site: Site, inside: Inside
) -> None:
    guest = visit(site)
    chat = guest.open()
    say(chat, "Ring mig gärna")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    guest.page.evaluate("window.heard = []; addEventListener('message', event => heard.push(event.data))")
    chat.press("#body", "Escape")
    with inside():
        answer_as_staff("Vi ringer klockan tre.")
    guest.sees("heard.some(data => data.type === 'unread' && data.n === 1)")
    with inside():
        statuses = Message.objects.filter(author_type="human", channel="webchat").values_list(
            "status", flat=True
        )
        assert list(statuses) == ["delivered"], "it came, but nobody has seen it"
    tree = guest.context.new_cdp_session(guest.page).send("Accessibility.getFullAXTree")
    names = [node.get("name", {}).get("value") for node in tree["nodes"]]
    assert "Öppna chatten, 1 nytt meddelande" in names


def test_what_the_server_refuses_says_so_and_can_be_sent_again_as_the_same_message(
    visit: Callable[..., Guest], site: Site, inside: Inside
) -> None:
    chat = visit(site).open()
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(str(json.loads(route.request.post_data or "")["id"]))
        route.fulfill(status=422, json={"code": "empty"})

    chat.page.route("**/messages", refuse, times=1)
    say(chat, "Hej")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Kom inte fram")
    chat.page.route(
        "**/messages",
        lambda route: route.fulfill(status=429, json={"code": "slow_down", "retry_after": 1}),
        times=1,
    )
    chat.click("text=Försök igen")
    expect(chat.locator(".msg--contact .state")).to_have_text("Väntar")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    with inside():
        (stored,) = Message.objects.filter(channel="webchat")
        assert str(stored.external_id).endswith(f".{sent[0]}")


def test_an_answer_that_is_lost_on_the_way_back_does_not_double_the_message(
    visit: Callable[..., Guest], site: Site, inside: Inside
) -> None:
    chat = visit(site).open()

    # The server has it, and the page never hears of that.
    chat.evaluate(
        """() => {
          const real = window.fetch;
          window.fetch = async (url, ...more) => {
            const answer = await real(url, ...more);
            if (!url.endsWith("/messages")) return answer;
            window.fetch = real;
            throw new TypeError("lost");
          };
        }"""
    )
    say(chat, "Hej igen")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    assert bubbles(chat, "contact") == ["Hej igen"]
    with inside():
        assert Message.objects.filter(channel="webchat").count() == 1


def test_it_is_used_with_the_keyboard_alone_and_focus_stays_and_returns(
    visit: Callable[..., Guest], site: Site
) -> None:
    guest = visit(site)
    keyboard = guest.page.keyboard
    keyboard.press("Tab")
    assert guest.page.evaluate("document.activeElement.textContent") == "Om oss"
    keyboard.press("Tab")
    keyboard.press("Enter")
    chat = guest.chat()
    holds(chat, "document.activeElement.id === 'body'")
    keyboard.type("Hej från tangentbordet")
    keyboard.press("Enter")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    seen = _tab_round(chat, "Tab")
    assert {"body", "Fler val", "close", "notice", "scroll", "Skicka"} <= set(seen)
    assert set(_tab_round(chat, "Shift+Tab")) == set(seen)
    assert guest.page.evaluate("document.activeElement.tagName") == "NEXUS-CHAT"
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


@pytest.mark.parametrize(
    ("page", "attributes", "browser_says", "opens"),
    [
        ("sv", "", "en-GB", "Skriv ett meddelande"),
        ("en", "", "sv-SE", "Write a message"),
        ("en-US", ' data-lang="sv"', "en-GB", "Skriv ett meddelande"),
        ("de", "", "en-GB", "Write a message"),
        ("", "", "de-DE", "Skriv ett meddelande"),
    ],
)
def test_the_language_is_the_lines_else_the_pages_else_the_browsers(
    visit: Callable[..., Guest], site: Site, page: str, attributes: str, browser_says: str, opens: str
) -> None:
    site.language, site.attributes = page, attributes
    chat = visit(site, locale=browser_says).open()
    expect(chat.locator("#body")).to_have_attribute("placeholder", opens)
    expect(chat.locator("html")).to_have_attribute("lang", "sv" if "Skriv" in opens else "en")


def test_out_of_hours_the_chat_offers_to_answer_by_text_message(
    visit: Callable[..., Guest], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("views", "pages"):
        monkeypatch.setattr(f"conversations.channels.webchat.{module}.is_open", lambda *_: False)
    chat = visit(site).open()
    chat.click("text=Lämna ditt nummer så svarar vi med sms")
    chat.fill("#number", "08-123 456")
    chat.press("#number", "Enter")
    expect(chat.locator("#phone-wrong")).to_have_text(
        "Vi kan inte skicka sms till det numret. Skriv ett svenskt mobilnummer."
    )
    chat.fill("#number", "070-174 06 99")
    chat.press("#number", "Enter")
    expect(chat.locator("#code")).to_be_focused()
    monkeypatch.setattr("conversations.channels.webchat.views.is_open", lambda *_: True)
    open_chat = visit(site).open()
    expect(open_chat.locator("#quick")).to_be_visible()
    expect(open_chat.locator("#note-closed")).to_be_hidden()


def test_a_site_that_is_not_allowed_cannot_show_the_chat(
    visit: Callable[..., Guest], site: Site, widget: Widget, inside: Inside
) -> None:
    with inside():
        Widget.objects.filter(pk=widget.pk).update(allowed_origins=["https://alfa.example"])
    guest = visit(site)
    guest.page.mouse.click(guest.width - 52, guest.height - 52)
    guest.page.wait_for_timeout(1000)
    assert any("frame-ancestors" in text for text in guest.complaints)
    assert guest.page.evaluate("window.frames.length") <= 1
