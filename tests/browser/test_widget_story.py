"""The whole story on the running product: a visitor of a strict site asks, books, reloads, and meets staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.widget_help import Guest, Site, bubbles, holds, say
from tests.running import Running, end_all, installation, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]
PATIENCE = 60_000  # ms; how fast it is, is measured elsewhere
WATCH = """() => {
  window.streamed = [];
  new MutationObserver(() => {
    const text = document.querySelector('#now .text:has(.caret)');
    if (text) window.streamed.push(text.textContent);
  }).observe(document.getElementById('now'), { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    running = installation(ai="embedded")
    running.healthy()
    yield running
    end_all()


@pytest.fixture
def site(running: Running) -> Iterator[Site]:
    company = running.demo["company"]
    with Site(company["url"].rstrip("/"), company["widget_key"], host="localhost") as site:
        yield site


@pytest.fixture
def staff(browser: Browser, running: Running) -> Iterator[Page]:
    """The owner at the portal, in a browser of their own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="sv-SE")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{running.demo['company']['url'].rstrip('/')}/login/")
    page.fill("[name=login]", running.demo["staff"]["email"])
    page.fill("[name=password]", running.demo["staff"]["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_selector("#reply-body, .conv")
    yield page
    context.close()


def keep_in_site(staff: Page, running: Running) -> None:
    """The owner lets the site keep the chat's key, as browsers may give the frame of another site no storage."""
    staff.goto(f"{running.demo['company']['url'].rstrip('/')}/settings/chat/")
    staff.check("#id_keep_in_site")
    staff.click(".save-bar button")
    expect(staff.locator("#id_keep_in_site")).to_be_checked()


def latest_chat(running: Running) -> str:
    """The id of the chat that was written in last."""
    found = running.rest("conversations?page_size=50")["results"]
    return str(next(one["id"] for one in found if one["channel"] == "webchat"))


def stored(running: Running, conversation: str, author: str) -> list[str]:
    """What the server has of one author, in order."""
    found = running.rest(f"conversations/{conversation}/messages?page_size=200")["results"]
    return [one["body"] for one in sorted(found, key=lambda one: one["id"]) if one["author_type"] == author]


def free_time(running: Running) -> str:
    """A free time from tomorrow on, as people write it."""
    days = [date.today() + timedelta(days=number) for number in (1, 21)]
    path = f"availability?service=klippning_herr&from={days[0]}&to={days[1]}&page_size=200"
    starts = [datetime.fromisoformat(slot["start"]) for slot in running.rest(path)["results"]]
    start = next(start for start in starts if start.minute == 0)
    return f"{start.day}/{start.month} kl {start:%H.%M}"


def opened(guest: Guest, how: str) -> Frame:
    if how != "keyboard":
        return guest.open()
    for _ in range(2):  # past the site's own link
        guest.page.keyboard.press("Tab")
    guest.page.keyboard.press("Enter")
    chat = guest.chat()
    holds(chat, "document.activeElement.id === 'body'")
    return chat


def asked(guest: Guest, chat: Frame, how: str, text: str) -> None:
    """Ask in the chat, and wait for the whole answer of the AI to it."""
    before = len(bubbles(chat, "ai"))
    if how == "keyboard":
        guest.page.keyboard.type(text)
        guest.page.keyboard.press("Enter")
    elif how == "phone":
        chat.fill("#body", text)
        chat.tap(".send")
    else:
        say(chat, text)
    expect(chat.locator("#log .msg--ai:not(.greeting)")).to_have_count(before + 1)
    expect(chat.locator("#now")).to_be_empty()


@pytest.mark.parametrize("how", ["desktop", "phone", "keyboard"])
def test_ask_book_reload_continue_hand_over_and_staff_answer(
    browser: Browser, running: Running, site: Site, staff: Page, how: str
) -> None:
    keep_in_site(staff, running)
    guest = Guest(browser, site, "phone" if how == "phone" else "desktop")
    chat = opened(guest.arrive(), how)
    expect(chat.locator("#disclosure")).to_contain_text("AI-assistent")
    chat.evaluate(WATCH)
    asked(guest, chat, how, "Vad kostar klippning herr?")
    assert "495 kr" in bubbles(chat, "ai")[-1]
    streamed = chat.evaluate("streamed")
    assert streamed, "the answer was seen while it was being written"
    assert bubbles(chat, "ai")[-1].startswith(streamed[0].strip()[:20])

    asked(guest, chat, how, f"Boka klippning herr {free_time(running)}")
    assert "Bokat" in bubbles(chat, "ai")[-1]
    assert re.search(r"/b/\w+", str(chat.locator("#log .msg--ai a").last.get_attribute("href")))

    before = [bubbles(chat, author) for author in ("contact", "ai")]
    chat = opened(guest.arrive(), how)
    expect(chat.locator("#log .msg--contact")).to_have_count(2)
    assert [bubbles(chat, author) for author in ("contact", "ai")] == before
    asked(guest, chat, how, "Tack!")

    conversation = latest_chat(running)
    if how == "keyboard":
        chat.focus(".ask button")
        guest.page.keyboard.press("Enter")
    else:
        chat.click(".ask button")
    expect(chat.locator("#who")).to_contain_text("personal")
    staff.goto(f"{running.demo['company']['url'].rstrip('/')}/c/{conversation}/")
    expect(staff.locator("#thread-name")).to_be_visible()
    staff.fill("#reply-body", "Hej! Vi ses på tisdag.")
    staff.click("[data-send]")
    expect(chat.locator(".msg--human .text")).to_have_text("Hej! Vi ses på tisdag.")
    expect(chat.locator("#who")).to_contain_text("svarar dig")
    if how == "keyboard":
        chat.focus("#body")
        guest.page.keyboard.type("Vad bra, tack")
        guest.page.keyboard.press("Enter")
    else:
        say(chat, "Vad bra, tack")
    expect(staff.get_by_role("log").get_by_text("Vad bra, tack")).to_be_visible()
    assert len(bubbles(chat, "human")) == 1
    wait_until(
        lambda: stored(running, conversation, "contact") == bubbles(chat, "contact"),
        "both sides have the same",
    )
    assert len(bubbles(chat, "contact")) == 4
    assert [text for text in guest.complaints if "Content Security Policy" in text] == []
    assert guest.context.cookies() == []
    guest.close()


def test_a_cut_network_and_restarted_servers_lose_and_double_nothing(
    browser: Browser, running: Running, site: Site
) -> None:
    guest = Guest(browser, site)
    chat = guest.arrive().open()
    asked(guest, chat, "desktop", "Var ligger ni?")
    guest.context.set_offline(True)
    expect(chat.locator("#note-offline")).to_be_visible()
    say(chat, "Vad kostar slingor?")
    say(chat, "Och hur lång tid tar det?")
    expect(chat.locator(".msg--contact .state", has_text="Väntar")).to_have_count(2)
    expect(chat.locator("#body")).to_be_enabled()
    guest.context.set_offline(False)
    expect(chat.locator(".msg--contact .state", has_text="Skickat")).to_have_count(3)
    expect(chat.locator("#note-offline")).to_be_hidden()
    expect(chat.locator("#log .msg--ai:not(.greeting)")).not_to_have_count(1)

    answered = len(bubbles(chat, "ai"))
    for child in ("web", "live"):
        running.kill(child)
    say(chat, "Har ni öppet på lördag?")
    expect(chat.locator(".msg--contact .state", has_text="Skickat")).to_have_count(4)
    expect(chat.locator("#log .msg--ai:not(.greeting)")).not_to_have_count(answered)
    running.healthy()
    running.calm()
    conversation = latest_chat(running)
    written = [
        "Var ligger ni?",
        "Vad kostar slingor?",
        "Och hur lång tid tar det?",
        "Har ni öppet på lördag?",
    ]
    assert stored(running, conversation, "contact") == written == bubbles(chat, "contact")
    wait_until(
        lambda: stored(running, conversation, "ai") == bubbles(chat, "ai"), "both sides have the same answers"
    )
    guest.close()


def test_a_number_is_linked_by_the_code_that_comes_to_it(
    browser: Browser, running: Running, site: Site
) -> None:
    number = running.sender()
    guest = Guest(browser, site)
    chat = guest.arrive().open()
    asked(guest, chat, "desktop", "Har ni öppet på lördag?")
    chat.click("[popovertarget=menu]")
    chat.click("#menu [data-act=phone]")
    chat.fill("#number", f"0{number.removeprefix('+46')}")
    chat.press("#number", "Enter")
    expect(chat.locator("#code")).to_be_focused()
    chat.fill("#code", "000000")
    chat.press("#code", "Enter")
    expect(chat.locator("#phone-wrong")).to_contain_text("Koden stämmer inte")
    (text,) = running.answers(number)
    found = re.search(r"\b\d{6}\b", text.body)
    assert found is not None
    chat.fill("#code", found[0])
    chat.press("#code", "Enter")
    expect(chat.locator("#phone-done")).to_be_visible()
    assert [one["channel"] for one in running.conversations(number)] == ["webchat"]
    assert urlsplit(guest.page.url).netloc == urlsplit(site.url).netloc
    guest.close()
