"""A customer writes on the company's site: stored once, answered, seen by both sides."""

from __future__ import annotations

import gzip
import hashlib
from uuid import uuid4

import pytest
from django.test import Client

from conversations.channels.webchat.pages import MOST_GREETED
from conversations.models import Conversation, Message, Visitor, Widget
from conversations.services.conversations import conversation_take_over
from conversations.services.messages import staff_reply
from conversations.services.widgets import MOST_WIDGETS
from crm.models import Contact
from nexus.accounts.models import User
from tests.conversations.webchat.conftest import SITE, Chat, run_jobs, the_visitor

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36"
)


def test_opening_the_chat_stores_nothing(chat: Chat, company_a, in_company):
    assert chat.last["state"] == "none"
    assert chat.last["messages"] == []
    with in_company(company_a):
        assert not Visitor.objects.exists()
        assert not Contact.objects.exists()


def test_no_answer_of_the_chat_sets_a_cookie(chat: Chat):
    assert chat.write("Hej!").status_code == 201
    assert not chat.client.cookies
    assert not chat.client.get("/widget.js").cookies


def test_the_first_message_makes_the_visitor_with_where_it_came_from(chat: Chat, company_a, in_company):
    answer = chat.post("messages", {"id": str(uuid4()), "body": "Hej!"}, **{"User-Agent": WINDOWS})
    assert answer.status_code == 201
    assert answer.json()["author"] == "contact"
    assert answer.json()["status"] == "received"
    with in_company(company_a):
        visitor = the_visitor()
        assert (visitor.ip, visitor.network) == ("198.51.100.7", "198.51.100.0/24")
        assert (visitor.browser, visitor.os, visitor.device) == ("Chrome 131", "Windows 10", "computer")
        assert visitor.origin == SITE
        conversation = Conversation.objects.get()
        assert (conversation.channel, conversation.route_id) == ("webchat", visitor.pk)
        assert conversation.contact == visitor.contact


def test_the_same_message_again_is_stored_once_and_answered_alike(chat: Chat, company_a, in_company):
    identity = uuid4()
    first, again = chat.write("Hej!", identity=identity), chat.write("Hej!", identity=identity)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["client_id"] == str(identity)
    with in_company(company_a):
        assert Message.objects.count() == 1


def test_the_same_first_message_twice_makes_one_visitor(chat: Chat, company_a, in_company):
    chat.write("Hej!")
    chat.write("Är ni öppna?")
    with in_company(company_a):
        assert (Visitor.objects.count(), Contact.objects.count(), Conversation.objects.count()) == (1, 1, 1)


def test_the_ai_answers_in_the_chat_with_its_disclosure_and_nothing_goes_out_as_a_text(
    chat: Chat, company_a, in_company
):
    chat.write("När har ni öppet på tisdagar?")
    assert run_jobs(company_a, "turn") == 1
    answer = chat.read()["messages"][-1]
    assert answer["author"] == "ai"
    assert "AI" in answer["body"]
    assert answer["name"] == "Salong Alfa"
    with in_company(company_a):
        sent = Message.objects.get(author_type="ai")
        assert (sent.channel, sent.status, sent.segments) == ("webchat", "delivered", 0)
    assert run_jobs(company_a, "send") == 0


def test_who_comes_back_with_the_secret_goes_on_where_they_were(chat: Chat, client_a, widget_a):
    chat.write("Hej!")
    back = Chat(client_a, widget_a.key)
    back.secret = chat.secret
    opened = back.open()
    assert "secret" not in opened
    assert [message["body"] for message in opened["messages"]] == ["Hej!"]
    assert opened["state"] == "ai"


def test_a_secret_is_nothing_on_another_site_and_in_another_company(
    chat: Chat, client_a, client_b, company_b, widget_a, in_company
):
    chat.write("Hej!")
    elsewhere = Chat(client_a, widget_a.key, origin="http://localhost:8080")
    elsewhere.secret = chat.secret
    assert elsewhere.open()["messages"] == []
    from conversations.models import Widget

    with in_company(company_b):
        other = Widget.objects.create(allowed_origins=[SITE])
    stranger = Chat(client_b, other.key)
    stranger.secret = chat.secret
    assert stranger.open()["messages"] == []


@pytest.mark.parametrize("body", ["", "   ", "\n"])
def test_nothing_to_say_is_refused(chat: Chat, body):
    assert chat.write(body).status_code == 422


def test_a_message_may_have_two_thousand_characters_and_no_more(chat: Chat):
    assert chat.write("å" * 2000).status_code == 201
    assert chat.write("å" * 2001).status_code == 413
    assert chat.write("å" * 20_000).status_code == 413


@pytest.mark.parametrize(
    "data", ["[]", "nonsense", '"text"', '{"id": 3, "body": "x"}', '{"id": "x", "body": "y"}']
)
def test_what_is_no_message_is_refused_calmly(chat: Chat, data):
    answer = chat.client.post(
        f"/widget/{chat.key}/messages",
        data,
        content_type="application/json",
        headers={"Authorization": f"Bearer {chat.token}", "X-Widget-Origin": SITE},
    )
    assert answer.status_code == 422


def test_a_personnummer_is_masked_before_it_is_stored(chat: Chat):
    chat.write("Mitt personnummer är 19900101-0017")
    assert chat.read()["messages"][0]["body"].endswith("900101-****")


def test_asking_for_a_person_hands_over_at_once(chat: Chat, company_a, in_company):
    chat.write("Hej!")
    assert chat.post("human", {}).json() == {"state": "waiting_for_staff", "staff": None}
    assert "kollega" in chat.read()["messages"][-1]["body"]
    run_jobs(company_a, "turn")
    with in_company(company_a):
        assert not Message.objects.filter(author_type="ai").exists()
        assert Conversation.objects.get().waiting_since is not None
    assert chat.post("human", {}).json()["state"] == "waiting_for_staff"
    assert len(chat.read()["messages"]) == 2


def test_staff_answer_under_their_first_name_and_see_that_it_was_read(chat: Chat, company_a, in_company):
    chat.write("Hej!")
    with in_company(company_a):
        user = User.objects.get(email="agent@alfa.example")
        conversation = conversation_take_over(conversation=Conversation.objects.get(), user=user)
        message = staff_reply(conversation=conversation, author=user, body="Hej, Agent här!")
    found = chat.read()
    assert (found["state"], found["staff"]) == ("human", "Agent")
    assert found["messages"][-1]["name"] == "Agent"
    assert chat.post("seen", {"id": found["messages"][-1]["id"]}).status_code == 204
    with in_company(company_a):
        message.refresh_from_db()
        assert message.status == "read"
        assert set(message.delivery.values_list("status", flat=True)) == {"delivered", "read"}


def test_seen_goes_no_further_than_what_was_shown(chat: Chat, company_a, in_company):
    chat.write("Hej!")
    with in_company(company_a):
        user = User.objects.get(email="agent@alfa.example")
        first = staff_reply(conversation=Conversation.objects.get(), author=user, body="Ett")
        second = staff_reply(conversation=Conversation.objects.get(), author=user, body="Två")
    chat.post("seen", {"id": str(first.pk)})
    with in_company(company_a):
        second.refresh_from_db()
        assert second.status == "queued"


def test_opting_out_of_texts_does_not_silence_the_chat(chat: Chat, company_a, in_company):
    chat.write("STOPP")
    assert run_jobs(company_a, "turn") == 0
    assert "inga sms" in chat.read()["messages"][-1]["body"]
    chat.write("När har ni öppet på tisdagar?")
    run_jobs(company_a, "turn")
    assert chat.read()["messages"][-1]["author"] == "ai"


def test_a_closed_conversation_is_followed_by_a_new_one_in_the_same_chat(chat: Chat, company_a, in_company):
    from conversations.services.conversations import conversation_close

    chat.write("Hej!")
    with in_company(company_a):
        conversation_close(conversation=Conversation.objects.get())
    assert chat.read()["state"] == "closed"
    chat.write("Hej igen!")
    found = chat.read()
    assert found["state"] == "ai"
    assert [message["body"] for message in found["messages"]] == ["Hej!", "Hej igen!"]
    with in_company(company_a):
        assert Conversation.objects.count() == 2


def test_a_long_answer_is_cut_by_no_text_messages_limits(in_company_a, settings):
    from conversations.agent.guardrails import finish

    long = "Vi har många behandlingar – och gärna “tid” för dig. " * 20
    kept = finish(long, company_name="Alfa", disclose=None, language="sv", channel="webchat").text
    assert kept == long.strip()
    assert len(finish(long, company_name="Alfa", disclose=None, language="sv").text) < 400


def test_a_rights_request_in_the_chat_opens_a_case_that_the_chats_secret_verifies(
    chat: Chat, company_a, in_company
):
    from gdpr.models import Case

    chat.write("REGISTERUTDRAG")
    run_jobs(company_a, "turn")
    with in_company(company_a):
        case = Case.objects.get()
        assert (case.kind, case.channel, case.state) == ("access", "webchat", "waiting_for_company")
        assert case.verified_by == "chat"
        assert case.contact == the_visitor().contact
    assert str(case.number) in chat.read()["messages"][-1]["body"]


def test_the_page_of_an_inactive_widget_is_gone(client_a: Client, widget_a, company_a, in_company):
    assert client_a.get(f"/widget/{widget_a.key}/").status_code == 200
    with in_company(company_a):
        widget_a.active = False
        widget_a.save()
    assert client_a.get(f"/widget/{widget_a.key}/").status_code == 404
    assert Chat(client_a, widget_a.key)._post("session", {"origin": SITE}, token=False).status_code == 404


def test_only_the_widgets_own_sites_may_frame_the_chat(client_a: Client, widget_a):
    answer = client_a.get(f"/widget/{widget_a.key}/?lang=en")
    policy = answer.headers["Content-Security-Policy"]
    assert f"frame-ancestors http://localhost:* {SITE}" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in answer.headers


def test_the_loader_names_the_active_widgets_and_is_kept_by_its_tag(client_a: Client, widget_a):
    first = client_a.get("/widget.js")
    assert first.status_code == 200
    assert widget_a.key in first.content.decode()
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = client_a.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_loader_stays_within_its_weight_with_as_many_chats_as_one_can_have(
    client_a: Client, company_a, in_company
):
    for number in range(MOST_WIDGETS):
        # Words that cannot be packed well, as long as one may write them.
        words = [hashlib.sha256(f"{number}{language}".encode()).hexdigest() for language in ("sv", "en")]
        with in_company(company_a):
            Widget.objects.create(
                allowed_origins=[SITE], greeting_sv=words[0] * 2, greeting_en=f"{words[1]} {words[1][::-1]}"
            )
        loader = client_a.get("/widget.js", headers={"Accept-Encoding": "gzip"})
        assert len(loader.content) <= 5_000, number
        assert (words[0] in gzip.decompress(loader.content).decode()) is (number < MOST_GREETED)


def test_loader_and_frame_come_packed_to_whoever_takes_it(client_a: Client, widget_a):
    for path in ("/widget.js", f"/widget/{widget_a.key}/"):
        plain = client_a.get(path)
        packed = client_a.get(path, headers={"Accept-Encoding": "br;q=0, gzip"})
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert gzip.decompress(packed.content) == plain.content
        assert len(packed.content) < len(plain.content) / 2
    loader = client_a.get("/widget.js", headers={"Accept-Encoding": "gzip"})
    tag = {"If-None-Match": loader.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client_a.get("/widget.js", headers=tag).status_code == 304
