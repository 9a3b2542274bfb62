"""The ``live`` process, as a process, on a real Valkey."""

from __future__ import annotations

import signal
import time
from uuid import uuid4

import psutil
import pytest
from django.core import signing

from nexus.tenants.publish import publish_conversation, publish_revocation
from tests.nexus.live_help import ORIGIN, Page, Valkey, live_process, live_token, ready, wait_for


@pytest.fixture
def valkey(tmp_path, settings):
    server = Valkey(tmp_path)
    server.start()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": server.url}}
    yield server
    server.kill()


@pytest.fixture
def live(valkey, tmp_path):
    with live_process(valkey, tmp_path / "home") as (port, process):
        yield port, process


def test_a_page_hears_the_id_of_its_own_companys_conversation_and_no_other(live, valkey):
    port, _ = live
    own, other = Page(port, live_token()), Page(port, live_token(schema="c_other"))
    assert own.status == 200
    assert own.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert own.response.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert own.line().startswith("retry: ")
    assert other.line().startswith("retry: ")
    conversation = uuid4()
    valkey.client().publish("live:c_saxen", str(conversation))
    valkey.client().publish("live:c_other", "another")
    assert own.lines(2) == ["event: conversation", f"data: {conversation}"]
    assert other.lines(2) == ["event: conversation", "data: another"]


def test_the_publisher_names_the_company_and_the_id_and_nothing_else(valkey):
    pubsub = valkey.client().pubsub()
    pubsub.psubscribe("*")
    assert pubsub.get_message(timeout=2)["type"] == "psubscribe"
    conversation = uuid4()
    publish_conversation(conversation)
    message = pubsub.get_message(timeout=2)
    assert (message["channel"], message["data"]) == (b"live:public", str(conversation).encode())


def test_publishing_while_redis_is_away_neither_raises_nor_waits(valkey):
    valkey.kill()
    started = time.monotonic()
    for _ in range(50):
        publish_conversation(uuid4())
    publish_revocation(session_keys=["session-1"], user_id=uuid4())
    assert time.monotonic() - started < 2


def test_publishing_while_redis_hangs_waits_once_and_not_for_every_message(valkey):
    valkey.send(signal.SIGSTOP)
    started = time.monotonic()
    for _ in range(50):
        publish_conversation(uuid4())
    assert time.monotonic() - started < 2
    valkey.send(signal.SIGCONT)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        live_token.__name__,
        signing.dumps({"s": "c_saxen", "u": "1", "k": "2", "o": ORIGIN, "t": 0}, salt="another"),
    ],
)
def test_a_forged_token_opens_nothing(live, token):
    assert Page(live[0], token).status == 403


def test_a_token_is_good_for_the_page_it_was_made_for_only(live):
    assert Page(live[0], live_token(), origin="http://evil.example").status == 403
    assert Page(live[0], live_token(), origin=None).status == 200


def test_other_methods_and_addresses_are_refused(live):
    assert Page(live[0], live_token(), method="POST").status == 405
    page = Page(live[0], live_token())
    page.connection.close()
    page.connection.request("GET", "/")
    assert page.connection.getresponse().status == 404


def test_logging_out_ends_the_sessions_streams_and_its_token_opens_no_more(live):
    port, _ = live
    mine, colleague = Page(port, live_token()), Page(port, live_token(session="session-2", user="user-2"))
    mine.line(), colleague.line()
    publish_revocation(session_keys=["session-1"])
    assert mine.line() == ""
    assert Page(port, live_token()).status == 403
    assert Page(port, live_token(session="session-3")).status == 200


def test_disabling_a_user_ends_all_their_streams_but_a_younger_token_is_good(live):
    port, _ = live
    user = uuid4()
    pages = [Page(port, live_token(user=str(user), session=f"session-{n}")) for n in range(3)]
    old = live_token(user=str(user), session="session-1")
    for page in pages:
        page.line()
    publish_revocation(user_id=user)
    assert [page.line() for page in pages] == ["", "", ""]
    assert Page(port, old).status == 403
    assert Page(port, live_token(user=str(user), session="session-9", age=-1)).status == 200


def test_when_redis_dies_streams_end_cleanly_and_open_again_when_it_is_back(live, valkey):
    port, process = live
    page = Page(port, live_token())
    page.line()
    valkey.kill()
    assert page.line() == ""
    assert Page(port, live_token()).status == 503
    valkey.start()
    wait_for(lambda: ready(port))
    again = Page(port, live_token())
    again.line()
    valkey.client().publish("live:c_saxen", "after")
    assert again.lines(2) == ["event: conversation", "data: after"]
    assert process.poll() is None


def test_many_events_while_a_page_does_not_read_cost_no_memory_and_do_not_stop_the_others(live, valkey):
    port, process = live
    slow, quick = Page(port, live_token()), Page(port, live_token(session="session-2"))
    quick.line()
    before = psutil.Process(process.pid).memory_info().rss
    client = valkey.client()
    for number in range(4_000):
        client.publish("live:c_saxen", f"{number:0200d}")
    client.publish("live:c_saxen", "last")
    # It hears all of it, or is told to connect again and look for itself; it is not left hanging.
    while quick.line() not in ("data: last", ""):
        pass
    assert Page(port, live_token(session="session-3")).line().startswith("retry: ")
    assert psutil.Process(process.pid).memory_info().rss - before < 20_000_000
    slow.close()


def test_sigterm_ends_open_streams_and_the_process_within_three_seconds(live):
    port, process = live
    page = Page(port, live_token())
    page.line()
    process.send_signal(signal.SIGTERM)
    assert page.line() == ""
    process.wait(timeout=3)


def test_a_page_that_leaves_is_forgotten(live, valkey):
    port, process = live
    for _ in range(20):
        page = Page(port, live_token())
        page.line()
        page.close()
    # Only the process knows how many it has: its connections, as the kernel sees them, are gone.
    wait_for(
        lambda: (
            not [
                c
                for c in psutil.Process(process.pid).net_connections()
                if c.status == "ESTABLISHED" and c.laddr.port == port
            ]
        )
    )
