"""The chat in a browser, against a server without a live stream: what is written gets there and is answered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Route, expect

from conversations.models import Conversation, Message, Widget
from conversations.services.conversations import conversation_take_over
from conversations.services.messages import staff_reply
from nexus.accounts.models import User
from tests.browser.widget_help import Guest, Site, bubbles, say

Inside = Callable[[], AbstractContextManager[object]]


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


def test_a_text_that_is_too_long_stays_whole_in_the_field_and_says_by_how_much(
    visit: Callable[..., Guest], site: Site, inside: Inside
) -> None:
    guest = visit(site)
    chat = guest.open()
    chat.focus("#body")
    guest.page.keyboard.insert_text("å😀" * 1000 + "slut")
    expect(chat.locator("#long")).to_have_text(
        "4 tecken för mycket. Korta texten eller skicka den i två delar."
    )
    chat.press("#body", "Enter")
    assert str(chat.input_value("#body")).endswith("å😀slut")
    expect(chat.locator("#body")).to_have_attribute("aria-invalid", "true")
    assert bubbles(chat, "contact") == []
    for _ in range(4):
        chat.press("#body", "Backspace")
    expect(chat.locator("#long")).to_be_hidden()
    chat.press("#body", "Enter")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    with inside():
        (stored,) = Message.objects.filter(channel="webchat")
        assert len(stored.body) == 2000


@pytest.mark.parametrize("language", ["sv", "en"])
def test_times_are_of_the_24_hour_clock_in_both_languages(
    visit: Callable[..., Guest], site: Site, language: str
) -> None:
    site.language = language
    chat = visit(site, locale="en-GB").open()
    say(chat, "Hej")
    expect(chat.locator(".msg--contact .state")).to_have_text(re.compile(r"^\d\d:\d\d · "))


def test_that_the_chat_cannot_be_used_here_is_seen_however_much_stands_above_it(
    visit: Callable[..., Guest], site: Site, widget: Widget, inside: Inside
) -> None:
    with inside():
        Widget.objects.filter(pk=widget.pk).update(greeting_sv="Hej och välkommen! " * 8)
    guest = visit(site, "phone")
    guest.page.set_viewport_size({"width": 390, "height": 400})
    guest.height = 400
    chat = guest.open()
    with inside():
        Widget.objects.filter(pk=widget.pk).update(active=False)
    say(chat, "Hej")
    expect(chat.locator("#note-stopped")).to_be_in_viewport(ratio=0.9)


def test_out_of_hours_the_chat_offers_to_answer_by_text_message(
    visit: Callable[..., Guest], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours(monkeypatch, open=False)
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
    hours(monkeypatch, open=True)
    open_chat = visit(site).open()
    expect(open_chat.locator("#quick")).to_be_visible()
    expect(open_chat.locator("#note-closed")).to_be_hidden()


def hours(monkeypatch: pytest.MonkeyPatch, *, open: bool, turns_in: int = 3600) -> None:
    """The company is open or closed, and will be asked again in so many seconds."""
    shown = {"open": open, "turns_in": turns_in}
    monkeypatch.setattr("conversations.channels.webchat.views.hours_shown", lambda *_: shown)


def test_an_open_chat_hears_that_the_company_has_opened(
    visit: Callable[..., Guest], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours(monkeypatch, open=False, turns_in=4)
    chat = visit(site).open()
    expect(chat.locator("#note-closed")).to_be_visible()
    hours(monkeypatch, open=True)
    expect(chat.locator("#note-closed")).to_be_hidden(timeout=15_000)


def test_the_chat_does_not_say_that_the_ai_answers_what_staff_have(
    visit: Callable[..., Guest], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours(monkeypatch, open=False)
    chat = visit(site).open()
    expect(chat.locator("#closed-ai")).to_be_visible()
    chat.locator(".ways [data-act=human]").click()
    expect(chat.locator("#closed-staff")).to_be_visible()
    expect(chat.locator("#closed-ai")).to_be_hidden()
    expect(chat.locator("#who")).to_have_text("Vår personal svarar när vi har öppnat")


def test_closing_the_page_is_told_to_the_server(
    visit: Callable[..., Guest], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[object] = []
    monkeypatch.setattr("conversations.channels.webchat.views.visitor_leaves", left.append)
    guest = visit(site)
    chat = guest.open()
    say(chat, "Hej")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    assert left == []
    guest.page.goto("about:blank")
    for _ in range(50):
        if left:
            break
        guest.page.wait_for_timeout(100)
    assert len(left) == 1


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
