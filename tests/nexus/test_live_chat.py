"""A chat's stream in the ``live`` process: sealed in Redis, resumed where it was, ended at once."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing

from nexus.relay.hub import CHATS_OF_PLACE, CHATS_OF_VISITOR
from nexus.tenants import chat_streams
from nexus.tenants.chat_streams import CHAT_SALT, chat_publish, is_here, stream_key, streams_forget
from nexus.tenants.publish import publish_revocation, visitor_mark
from tests.nexus.live_help import ORIGIN, Page, Valkey, live_process, live_token, wait_for

KEY = bytes(range(32))
SCHEMA = "public"  # where a test without a company is


@pytest.fixture
def valkey(tmp_path, settings, monkeypatch):
    server = Valkey(tmp_path)
    server.start()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": server.url}}
    monkeypatch.setattr(chat_streams, "secret_of", lambda visitor: KEY)
    yield server
    server.kill()


@pytest.fixture
def live(valkey, tmp_path):
    with live_process(valkey, tmp_path / "home") as (port, process):
        yield port, process


def chat_token(
    visitor: UUID, *, widget: str = "widget-1", at: str = "", age: float = 0, **changed: Any
) -> str:
    made = int((time.time() - age) * 1000)
    claims = {
        "s": SCHEMA,
        "v": str(visitor),
        "w": widget,
        "o": ORIGIN,
        "t": made,
        "i": at or f"{made - 1000}-0",
        "k": base64.urlsafe_b64encode(KEY).decode(),
        "a": "place-1",
        **changed,
    }
    return signing.dumps(claims, salt=CHAT_SALT)


class ChatPage(Page):
    def __init__(self, port: int, token: str, **more: Any) -> None:
        super().__init__(port, token, path="/live/chat/", **more)

    def event(self) -> tuple[str, str, dict[str, Any]]:
        """The next event: its id, kind and data."""
        found: dict[str, str] = {}
        while "data" not in found:
            line = self.line()
            assert line, "the stream has ended"
            name, _, value = line.partition(": ")  # a comment has no name
            if name in ("id", "event", "data"):
                found[name] = value
        return found.get("id", ""), found["event"], json.loads(found["data"])


def test_a_chat_hears_what_is_said_in_it_and_nothing_of_another(live):
    port, _ = live
    mine, other = uuid4(), uuid4()
    page = ChatPage(port, chat_token(mine))
    assert page.status == 200
    chat_publish(other, ("message", {"body": "inte för dig"}))
    chat_publish(mine, ("part", {"text": "Vi har"}), ("part", {"text": "öppet."}))
    assert page.event()[1:] == ("part", {"text": "Vi har"})
    assert page.event()[1:] == ("part", {"text": "öppet."})


def test_what_was_missed_comes_with_the_last_id_and_nothing_twice(live):
    port, _ = live
    visitor = uuid4()
    page = ChatPage(port, chat_token(visitor))
    for number in range(3):
        chat_publish(visitor, ("part", {"n": number}))
    first, _, _ = page.event()
    page.close()
    chat_publish(visitor, ("part", {"n": 3}))
    again = ChatPage(port, chat_token(visitor), last=first)
    assert [again.event()[2]["n"] for _ in range(3)] == [1, 2, 3]
    chat_publish(visitor, ("part", {"n": 4}))
    assert again.event()[2]["n"] == 4


def test_what_was_said_between_the_session_and_the_stream_is_not_lost(live):
    port, _ = live
    visitor = uuid4()
    token = chat_token(visitor)
    chat_publish(visitor, ("message", {"body": "däremellan"}))
    assert ChatPage(port, token).event()[2] == {"body": "däremellan"}


def test_more_than_a_page_of_events_comes_in_order(live):
    port, _ = live
    visitor = uuid4()
    for start in range(0, 130, 10):
        chat_publish(visitor, *[("part", {"n": number}) for number in range(start, start + 10)])
    page = ChatPage(port, chat_token(visitor))
    assert [page.event()[2]["n"] for _ in range(130)] == list(range(130))


def test_redis_shows_nothing_of_what_is_said_and_forgets_it_within_minutes(valkey):
    visitor = uuid4()
    chat_publish(visitor, ("message", {"body": "kanariefågel"}))
    client = valkey.client()
    assert b"kanarie" not in b"".join(client.dump(key) for key in client.scan_iter("*"))
    assert 0 < client.ttl(stream_key(SCHEMA, visitor)) <= 600


def test_what_is_sealed_for_one_chat_opens_in_no_other(live, valkey):
    port, _ = live
    mine, other = uuid4(), uuid4()
    chat_publish(other, ("message", {"body": "inte för dig"}))
    (_, fields), *_ = valkey.client().xrange(stream_key(SCHEMA, other))
    page = ChatPage(port, chat_token(mine))
    valkey.client().xadd(stream_key(SCHEMA, mine), fields)
    chat_publish(mine, ("message", {"body": "för dig"}))
    assert page.event()[2] == {"body": "för dig"}


@pytest.mark.parametrize("token", ["", "nonsense", live_token(), chat_token(uuid4(), age=0)[:-3] + "abc"])
def test_a_token_of_another_kind_or_a_forged_one_opens_no_chat(live, token):
    assert ChatPage(live[0], token).status == 403


def test_a_chats_token_opens_no_page_and_is_good_for_its_own_origin_only(live):
    token = chat_token(uuid4())
    assert Page(live[0], token).status == 403
    assert ChatPage(live[0], token, origin="https://evil.example").status == 403


@pytest.mark.parametrize("kind", ["visitor", "widget", "company"])
def test_what_is_shut_out_ends_at_once_and_says_so(live, kind):
    port, _ = live
    visitor, widget = uuid4(), str(uuid4())
    token = chat_token(visitor, widget=widget)
    page, another = ChatPage(port, token), ChatPage(port, chat_token(uuid4(), s="c_other"))
    page.line(), another.line()
    publish_revocation(marks=[{"visitor": visitor_mark(visitor), "widget": widget, "company": SCHEMA}[kind]])
    assert page.event()[1] == "end"
    assert page.line() == ""
    assert ChatPage(port, token).status == 403
    # A widget that is opened again, and a company's next page, have younger tokens.
    assert ChatPage(port, chat_token(visitor, widget=widget, age=-1)).status == 200
    assert another.connection.sock is not None


def test_who_comes_back_after_what_was_kept_is_told_to_begin_anew(live):
    port, _ = live
    old = f"{int((time.time() - 700) * 1000)}-0"
    page = ChatPage(port, chat_token(uuid4()), last=old)
    assert page.event()[1] == "end"


def test_the_visitor_is_here_while_the_stream_is_open(live, valkey):
    port, _ = live
    visitor = uuid4()
    assert is_here(visitor) is False
    page = ChatPage(port, chat_token(visitor))
    page.line()
    deadline = time.monotonic() + 5
    while not is_here(visitor) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert is_here(visitor) is True
    assert 0 < valkey.client().ttl(chat_streams.here_key(SCHEMA, visitor)) <= 120


def test_nothing_is_left_of_a_stream_that_is_forgotten(valkey):
    visitor = uuid4()
    chat_publish(visitor, ("message", {"body": "x"}))
    streams_forget([visitor])
    assert not valkey.client().exists(stream_key(SCHEMA, visitor))


def test_telling_a_chat_while_redis_is_away_neither_raises_nor_waits(valkey):
    valkey.kill()
    started = time.monotonic()
    for _ in range(50):
        chat_publish(uuid4(), ("part", {"text": "x"}))
    assert time.monotonic() - started < 2


def test_one_browser_and_one_address_open_only_so_many_streams(live):
    """What a script holds open is bounded; who closes one may open another, and others are served."""
    port, _process = live
    greedy, other = uuid4(), uuid4()
    pages = [ChatPage(port, chat_token(greedy)) for _ in range(CHATS_OF_VISITOR)]
    assert {page.status for page in pages} == {200}
    refused = ChatPage(port, chat_token(greedy))
    assert refused.status == 429
    assert ChatPage(port, chat_token(other)).status == 200
    pages.pop().close()
    wait_for(lambda: ChatPage(port, chat_token(greedy)).status == 200)
    crowd = [ChatPage(port, chat_token(uuid4(), a="place-2")) for _ in range(CHATS_OF_PLACE)]
    assert {page.status for page in crowd} == {200}
    assert ChatPage(port, chat_token(uuid4(), a="place-2")).status == 429
    assert ChatPage(port, chat_token(uuid4(), a="place-3")).status == 200
    for page in (*crowd, *pages):
        page.close()
