"""One person, several doors: one holder, one thread, one row."""

from __future__ import annotations

import pytest

from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.routes import route_by_id
from conversations.models import Conversation, Message
from conversations.services.conversations import (
    conversation_close,
    conversation_hand_back,
    conversation_take_over,
)
from conversations.services.inbound import sms_receive
from nexus.accounts.models import User
from tests.api.factories import make_contact, make_inbound
from tests.conversations.webchat.conftest import Chat, run_jobs
from tests.conversations.webchat.test_linking import E164, _link

ASKED = "När har ni öppet på lördagar?"


@pytest.fixture
def linked(chat: Chat, company_a, in_company, route_a) -> Chat:
    chat.write(ASKED)
    run_jobs(company_a, "turn")
    _link(chat, company_a, in_company)
    with in_company(company_a):
        assert Conversation.objects.get().state == "ai"
    return chat


def _text(company, in_company, route, body: str, *, sid: str = "SM1") -> None:
    with in_company(company):
        known = route_by_id(route.pk)
        sms_receive(
            route=known, sms=InboundSms(external_id=sid, sender=E164, recipient=route.number, body=body)
        )
    run_jobs(company, "turn")


def _open(company, in_company) -> dict[str, tuple[str, object]]:
    with in_company(company):
        found = Conversation.objects.exclude(state="closed")
        return {each.channel: (each.state, each.held_by_id) for each in found}


def _ai_texts(company, in_company) -> int:
    with in_company(company):
        return Message.objects.filter(conversation__channel="sms", author_type="ai").count()


def test_a_text_from_whom_staff_answer_in_the_chat_is_theirs_and_the_ai_is_silent(
    linked: Chat, company_a, in_company, route_a
):
    with in_company(company_a):
        user = User.objects.get(email="agent@alfa.example")
        conversation_take_over(conversation=Conversation.objects.get(), user=user)
    _text(company_a, in_company, route_a, "När har ni öppet på tisdagar?")
    assert _open(company_a, in_company) == {"webchat": ("human", user.pk), "sms": ("human", user.pk)}
    assert _ai_texts(company_a, in_company) == 0


def test_a_chat_that_waits_for_staff_keeps_the_ai_from_the_persons_texts(
    linked: Chat, company_a, in_company, route_a
):
    linked.post("human", {})
    _text(company_a, in_company, route_a, "När har ni öppet på tisdagar?")
    assert {state for state, _ in _open(company_a, in_company).values()} == {"waiting_for_staff"}
    assert _ai_texts(company_a, in_company) == 0


def test_a_conversation_that_was_open_already_gets_the_same_holder(
    linked: Chat, company_a, in_company, route_a
):
    _text(company_a, in_company, route_a, "När har ni öppet på tisdagar?")
    assert _ai_texts(company_a, in_company) == 1
    with in_company(company_a):
        user = User.objects.get(email="agent@alfa.example")
        chatting = Conversation.objects.get(channel="webchat")
        conversation_take_over(conversation=chatting, user=user)
    assert _open(company_a, in_company) == {"webchat": ("human", user.pk), "sms": ("human", user.pk)}
    _text(company_a, in_company, route_a, "Och på onsdagar?", sid="SM2")
    assert _ai_texts(company_a, in_company) == 1
    with in_company(company_a):
        conversation_hand_back(conversation=chatting, user=user)
    run_jobs(company_a, "turn")
    assert {state for state, _ in _open(company_a, in_company).values()} == {"ai"}
    assert _ai_texts(company_a, in_company) == 2
    with in_company(company_a):
        conversation_close(conversation=chatting, user=user)
    assert _open(company_a, in_company) == {}


def test_who_shows_a_number_that_staff_answer_is_answered_by_them_in_the_chat_too(
    chat: Chat, company_a, in_company, route_a
):
    _text(company_a, in_company, route_a, "Hej!")
    with in_company(company_a):
        user = User.objects.get(email="agent@alfa.example")
        conversation_take_over(conversation=Conversation.objects.get(), user=user)
    chat.write("Hej!")
    run_jobs(company_a, "turn")
    _link(chat, company_a, in_company)
    assert _open(company_a, in_company)["webchat"] == ("human", user.pk)


def test_the_thread_shows_everything_from_any_of_the_persons_conversations_and_the_list_one_row(
    linked: Chat, company_a, in_company, route_a, client_a, log_in
):
    _text(company_a, in_company, route_a, "Och så ett sms")
    log_in(client_a, company_a, role="agent")
    with in_company(company_a):
        keys = {each.channel: each.pk for each in Conversation.objects.all()}
    for key in keys.values():
        page = client_a.get(f"/c/{key}/").content.decode()
        log = page[page.index('id="log"') :]
        assert ASKED in log
        assert "Och så ett sms" in log
        heard = page.split('data-conversations="')[1].split('"')[0].split()
        assert set(heard) == {str(each) for each in keys.values()}
    found = client_a.get("/").content.decode()
    assert found.count('class="conv"') == 1
    assert f'id="c-{keys["sms"]}"' in found
    assert 'id="tab-open">1<' in found


def test_after_staff_have_joined_two_customers_the_chats_thread_shows_the_texts(
    chat: Chat, company_a, in_company, route_a, client_a, log_in
):
    chat.write("Hej från chatten")
    with in_company(company_a):
        chatting = Conversation.objects.get()
        known = make_contact(612, "Karin Berg")
        texts = Conversation.objects.create(contact=known, channel="sms", route_id=route_a.pk)
        make_inbound(texts, "Från telefonen")
    log_in(client_a, company_a, role="agent")
    given = {"phone": "070-174 06 12", "confirmed": str(known.pk)}
    client_a.post(f"/c/{chatting.pk}/merge/", given)
    page = client_a.get(f"/c/{chatting.pk}/").content.decode()
    assert "Från telefonen" in page[page.index('id="log"') :]
