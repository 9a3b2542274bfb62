"""Who may speak in a chat, how much, and which sites may show it."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from django.core import signing
from django.core.cache import caches
from hypothesis import given
from hypothesis import strategies as st

from conversations.channels.webchat import limits
from conversations.channels.webchat.addresses import network_of
from conversations.channels.webchat.devices import device_of
from conversations.channels.webchat.origins import frame_ancestors, origin_allowed, origin_normalise
from conversations.channels.webchat.tokens import SALT
from conversations.models import Message, Visitor, Widget
from tests.conversations.webchat.conftest import SITE, Chat, the_visitor


def _claims(chat: Chat, **changed: Any) -> str:
    claims = {**signing.loads(chat.token, salt=SALT), **changed}
    return signing.dumps(claims, salt=SALT)


def test_an_origin_that_is_not_allowed_gets_no_session(client_a, widget_a):
    for origin in (
        "https://evil.example",
        "http://salongalfa.example",
        f"{SITE}:8443",
        "null",
        "https://localhost",
    ):
        answer = Chat(client_a, widget_a.key)._post("session", {"origin": origin}, token=False)
        assert (answer.status_code, answer.json()["code"]) == (403, "origin"), origin
    answer = Chat(client_a, widget_a.key)._post("session", {"origin": "http://localhost:5173"}, token=False)
    assert answer.status_code == 200


def test_a_token_is_refused_that_is_forged_for_another_widget_company_or_site(
    chat: Chat, client_b, company_a, company_b, in_company
):
    with in_company(company_a):
        other = Widget.objects.create(allowed_origins=[SITE])
    with in_company(company_b):
        theirs = Widget.objects.create(allowed_origins=[SITE])
    good = chat.token
    for token in (
        "",
        "nonsense",
        good[:-2] + "xx",
        _claims(chat, s="c_beta"),
        _claims(chat, o="https://evil.example"),
    ):
        chat.token = token
        assert chat.write("Hej!").status_code == 403, token
    chat.token = good
    assert chat.post("messages", {}, **{"X-Widget-Origin": "https://evil.example"}).status_code == 403
    chat.key = other.key
    assert chat.write("Hej!").status_code == 403
    stranger = Chat(client_b, theirs.key)
    stranger.token = good
    assert stranger.write("Hej!").status_code == 403
    with in_company(company_a):
        assert not Message.objects.exists()


def test_an_old_token_says_that_a_new_session_is_needed(chat: Chat, monkeypatch):
    now = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 16 * 60)
    answer = chat.write("Hej!")
    assert (answer.status_code, answer.json()["code"]) == (401, "expired")


def test_a_site_that_is_taken_off_the_list_is_shut_out_at_once(chat: Chat, widget_a, company_a, in_company):
    """Also with a token that it was given before (docs/webchat.md)."""
    chat.open()
    assert chat.write("Hej!").status_code == 201
    with in_company(company_a):
        Widget.objects.filter(pk=widget_a.pk).update(allowed_origins=["https://another.example"])
    assert chat.write("Är ni kvar?").status_code == 403
    assert chat.post("human", {}).status_code == 403
    with in_company(company_a):
        assert [message.body for message in Message.objects.filter(author_type="contact")] == ["Hej!"]


def test_a_visitors_token_opens_nobody_elses_chat(chat: Chat, client_a, widget_a, company_a, in_company):
    chat.write("Min hemlighet")
    with in_company(company_a):
        visitor = the_visitor()
    stranger = Chat(client_a, widget_a.key)
    stranger.open()
    stranger.token = _claims(stranger, v=str(visitor.pk))
    assert stranger.read()["messages"] == []


def test_who_was_erased_is_not_made_again_by_their_last_token(
    chat: Chat, company_a, in_company, django_capture_on_commit_callbacks
):
    from conversations.channels.webchat.stream import streams_end

    chat.write("Hej!")
    with in_company(company_a):
        visitor = the_visitor()
        with django_capture_on_commit_callbacks(execute=True):
            streams_end(visitors=[visitor.pk])
        visitor.contact.delete()
    assert chat.write("Hej igen!").status_code == 401
    with in_company(company_a):
        assert not Visitor.objects.exists()


def test_one_address_is_limited_and_another_is_served(chat: Chat, client_a, widget_a):
    answers = [chat.write(f"Hej {number}") for number in range(15)]
    assert [answer.status_code for answer in answers[:10]] == [201] * 10
    refused = answers[-1]
    assert refused.status_code == 429
    assert refused.json()["code"] == "slow_down"
    assert int(refused.headers["Retry-After"]) >= 1
    other = Chat(client_a, widget_a.key, address="203.0.113.9")
    other.open()
    assert other.write("Hej!").status_code == 201


def test_an_address_that_makes_chat_after_chat_is_stopped(
    client_a, widget_a, company_a, in_company, monkeypatch
):
    monkeypatch.setattr(
        "conversations.channels.webchat.visitors.NEW_BY_ADDRESS", (limits.Limit("new", 3, 3600),)
    )
    codes = []
    for _ in range(5):
        page = Chat(client_a, widget_a.key)
        page.open()
        codes.append(page.write("Hej!").status_code)
    assert codes == [201, 201, 201, 429, 429]
    with in_company(company_a):
        assert Visitor.objects.count() == 3


def test_a_company_whose_new_chats_are_used_up_raises_one_alarm(client_a, widget_a, monkeypatch, caplog):
    monkeypatch.setattr(
        "conversations.channels.webchat.visitors.NEW_BY_COMPANY", (limits.Limit("new-company", 1, 3600),)
    )
    with caplog.at_level(logging.ERROR, "nexus.alarms"):
        for number in range(4):
            page = Chat(client_a, widget_a.key, address=f"203.0.113.{number}")
            page.open()
            page.write("Hej!")
    assert len([record for record in caplog.records if record.name == "nexus.alarms"]) == 1
    assert int(caches["platform"].get("alarms:chat_visitors")) >= 1


def test_a_window_slides_instead_of_beginning_anew(in_company_a, monkeypatch):
    limit = (limits.Limit("sliding", 10, 100),)
    now = [1_000_000_099.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    for _ in range(10):
        limits.allow(limit, "somebody")
    # A moment later it is another window; but nearly all of the one before is within the last 100 seconds.
    now[0] += 2
    with pytest.raises(limits.TooMuch):
        limits.allow(limit, "somebody")
    now[0] += 150
    limits.allow(limit, "somebody")


def test_hosts_and_wildcards_of_origins():
    assert origin_normalise("HTTPS://Saxen.SE:443") == "https://saxen.se"
    assert origin_normalise("http://localhost:*") == "http://localhost:*"
    for text in (
        "",
        "saxen.se",
        "https://",
        "https://saxen.se/kontakt",
        "javascript:alert(1)",
        "https://a b.se",
    ):
        assert origin_normalise(text) is None, text
    assert not origin_allowed("http://localhost.evil.example:80", ["http://localhost:*"])
    assert not origin_allowed("https://saxen.se:*", ["https://saxen.se:*"])
    assert origin_allowed("http://[::1]:8000", ["http://[::1]:*"])


@given(st.lists(st.text(max_size=40), max_size=4))
def test_no_allowed_origin_can_end_the_directive(texts):
    for source in frame_ancestors(texts):
        assert not set(source) & set("; ,'\"\n\r\t")


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
         " Version/18.1 Mobile/15E148 Safari/604.1", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 Chrome/131.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "computer"),
        ("Googlebot/2.1 (+http://www.google.com/bot.html)", "bot"),
        ("", ""),
    ],
)  # fmt: skip
def test_kinds_of_devices(agent, kind):
    assert device_of(agent).kind == kind


def test_a_truncated_address_names_no_household():
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::77") == "2001:db8:1::/48"
