"""What the chat keeps in the browser: in its frame, in the site where the company allows it, else nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import expect

from conversations.models import Message, Widget
from nexus.privacy.client_storage import client_items
from nexus.privacy.vocabulary import Subject
from tests.browser.widget_help import Guest, Site, bubbles, say

Inside = Callable[[], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Without a stream the page asks every few seconds."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


def denied_storage(guest: Guest) -> None:
    """From the next page on the frame may store nothing, as where browsers deny it to frames of other sites."""
    guest.context.add_init_script(
        "if (window !== window.top) Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('denied', 'SecurityError'); } });"
    )


def declared(place: str, kept: dict[str, str]) -> dict[str, int]:
    """How many of each declared item a browser's storage holds; what is not declared fails, by key or content."""
    counts: dict[str, int] = {}
    for key, value in kept.items():
        (item,) = [
            item for item in client_items(Subject.CONTACT) if item.place == place and item.is_kept_as(key)
        ]
        assert item.kind == "localStorage"
        if item.fields:
            assert sorted(json.loads(value)) == sorted(item.fields)
        else:
            assert re.fullmatch(r"[\w-]{40,}", value), "a key, and nothing that says anything"
        counts[item.code] = counts.get(item.code, 0) + 1
    return counts


def test_what_browsers_keep_is_what_the_notice_and_the_data_map_declare(
    visit: Callable[..., Guest], site: Site, neighbour: Site, widget: Widget, inside: Inside
) -> None:
    guest = visit(neighbour)
    chat = guest.open()
    own = "({...localStorage, ...sessionStorage})"
    assert chat.evaluate(own) == {}
    say(chat, "Ett")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    seen = declared("frame", chat.evaluate(own))
    assert seen == {"webchat_secret": 1}
    guest.context.set_offline(True)
    say(chat, "Två")
    say(chat, "Tre")
    expect(chat.locator(".msg--contact .state").last).to_have_text("Väntar")
    seen |= declared("frame", chat.evaluate(own))
    assert seen == {"webchat_secret": 1, "webchat_waiting": 2}
    guest.context.set_offline(False)
    expect(chat.locator(".msg--contact .state").last).to_contain_text("Skickat")
    assert declared("frame", chat.evaluate(own)) == {"webchat_secret": 1}
    assert declared("site", guest.stored()) == {}
    assert guest.context.cookies() == []

    with inside():
        Widget.objects.filter(pk=widget.pk).update(keep_in_site=True)
    other = visit(site)
    denied_storage(other)
    chat = other.arrive().open()
    say(chat, "Ett")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    seen |= declared("site", other.stored())
    assert other.context.cookies() == []
    assert set(seen) == {item.code for item in client_items(Subject.CONTACT)}, "and no more is declared"


def test_in_a_frame_that_may_store_the_chat_is_there_again_after_a_reload(
    visit: Callable[..., Guest], neighbour: Site, inside: Inside
) -> None:
    guest = visit(neighbour)
    chat = guest.open()
    assert chat.evaluate("Object.keys(localStorage)") == []
    say(chat, "Har ni öppet i dag?")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    assert chat.evaluate("Object.keys(localStorage)") == [f"nexus-chat:{neighbour.key}"]
    assert guest.stored() == {}
    chat = guest.arrive().open()
    expect(chat.locator(".msg--contact .text")).to_have_text("Har ni öppet i dag?")
    chat.evaluate("document.getElementById('menu').showPopover()")
    chat.click("#menu [data-act=forget]")
    chat.click("[data-forget]")
    expect(guest.frame().locator("#quick")).to_be_visible()
    assert guest.frame().evaluate("Object.keys(localStorage)") == []
    assert bubbles(guest.frame(), "contact") == []


def test_where_the_frame_may_store_nothing_the_chat_lasts_as_long_as_the_page(
    visit: Callable[..., Guest], site: Site
) -> None:
    guest = visit(site)
    denied_storage(guest)
    chat = guest.arrive().open()
    say(chat, "Har ni öppet i dag?")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    assert guest.stored() == {}
    chat = guest.arrive().open()
    expect(chat.locator("#quick")).to_be_visible()
    assert bubbles(chat, "contact") == []
    assert [text for text in guest.complaints if "ERR_CONNECTION_REFUSED" not in text] == []


def test_where_the_company_allows_it_the_site_keeps_the_key_and_what_is_not_sent(
    visit: Callable[..., Guest], site: Site, widget: Widget, inside: Inside
) -> None:
    with inside():
        Widget.objects.filter(pk=widget.pk).update(keep_in_site=True)
    guest = visit(site)
    denied_storage(guest)
    chat = guest.arrive().open()
    assert guest.stored() == {}
    say(chat, "Ett")
    expect(chat.locator(".msg--contact .state")).to_contain_text("Skickat")
    (kept,) = guest.stored().values()
    assert json.loads(kept)["queue"] == []
    guest.context.set_offline(True)
    say(chat, "Två")
    expect(chat.locator(".msg--contact .state").last).to_have_text("Väntar")
    assert [text["body"] for text in json.loads(guest.stored()[f"nexus-chat:{site.key}"])["queue"]] == ["Två"]
    guest.context.set_offline(False)
    chat = guest.arrive().open()
    expect(chat.locator(".msg--contact .state").last).to_contain_text("Skickat")
    assert bubbles(chat, "contact") == ["Ett", "Två"]
    with inside():
        assert Message.objects.filter(channel="webchat", author_type="contact").count() == 2
        Widget.objects.filter(pk=widget.pk).update(keep_in_site=False)
    # Once the company no longer wants it there, the next opening takes it away.
    guest.arrive().open()
    guest.sees("Object.keys(localStorage).length === 0")
