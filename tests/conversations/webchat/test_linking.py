"""A visitor shows their number by a code: the histories become one person's, and texts go on the chat."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from conversations.channels.webchat import limits
from conversations.models import Conversation, Message
from conversations.services.messages import staff_reply
from conversations.services.rights import handset_secret
from crm.merging import MergeRefused, contact_merge, contact_unmerge, merges_of
from crm.models import Contact
from crm.selectors import contact_by_phone, contact_phone
from gdpr.models import IdentityCode
from nexus.accounts.models import User
from nexus.audit.models import Entry
from nexus.privacy.requests import rights_request_open
from nexus.tenants.chat_streams import here_key
from tests.api.factories import make_contact, make_conversation, make_link, phone
from tests.conversations.webchat.conftest import Chat, run_jobs, the_visitor

NUMBER = "070-174 06 12"
E164 = phone(612)


def _code(company, in_company, number: str = E164) -> str:
    run_jobs(company, "chat_code")
    with in_company(company):
        found = re.search(r"\b\d{6}\b", handset_secret(number))
    assert found is not None
    return found[0]


def _link(chat: Chat, company, in_company) -> None:
    assert chat.post("phone", {"phone": NUMBER}).status_code == 202
    answer = chat.post("phone/code", {"code": _code(company, in_company)})
    assert answer.json() == {"linked": True}


def _gone(company) -> None:
    """The visitor has left: nothing has been heard of them for longer than is called being there."""
    from nexus.tenants.publish import redis_client, redis_url

    client = redis_client(redis_url())
    for key in client.scan_iter(here_key("*", "*")):
        client.delete(key)


@pytest.mark.parametrize("number", ["08-123 456 78", "+1 202 555 0100", "112", "hej", "+44 7700 900123"])
def test_only_swedish_mobile_numbers_get_a_code(chat: Chat, company_a, number):
    answer = chat.post("phone", {"phone": number})
    assert (answer.status_code, answer.json()["code"]) == (422, "number")
    assert run_jobs(company_a, "chat_code") == 0


def test_a_new_number_becomes_the_visitors_own(chat: Chat, company_a, in_company, route_a):
    chat.write("Hej!")
    _link(chat, company_a, in_company)
    with in_company(company_a):
        visitor = the_visitor()
        assert contact_phone(visitor.contact) == E164
        assert visitor.linked_at is not None
    assert chat.open()["visitor"]["linked"] is True


def test_a_number_can_be_left_before_anything_is_written(chat: Chat, company_a, in_company, route_a):
    _link(chat, company_a, in_company)
    with in_company(company_a):
        assert contact_phone(the_visitor().contact) == E164


def test_the_code_joins_the_chat_with_what_the_number_has_said(chat: Chat, company_a, in_company, route_a):
    with in_company(company_a):
        known = make_contact(612, "Karin Berg")
        texts = make_conversation(known, route_id=route_a.pk)
        Message.objects.create(
            conversation=texts, channel="sms", direction="inbound", author_type="contact", body="Från sms",
            status="received",
        )  # fmt: skip
    chat.write("Från chatten")
    _link(chat, company_a, in_company)
    assert {message["body"] for message in chat.read()["messages"]} == {"Från sms", "Från chatten"}
    with in_company(company_a):
        assert Contact.objects.count() == 1
        assert {c.channel for c in Conversation.objects.filter(contact=known)} == {"sms", "webchat"}
        (record,) = merges_of(known.pk)
        assert record.reason == "chat"


def test_who_has_a_recycled_number_sees_nothing_of_who_had_it(chat: Chat, company_a, in_company, route_a):
    with in_company(company_a):
        known = make_contact(612, "Karin Berg")
        Contact.objects.filter(pk=known.pk).update(last_seen_at=timezone.now() - timedelta(days=200))
        texts = make_conversation(known, route_id=route_a.pk)
        Message.objects.create(
            conversation=texts, channel="sms", direction="inbound", author_type="contact", body="Från sms",
            status="received", created_at=timezone.now() - timedelta(days=200),
        )  # fmt: skip
    chat.write("Från chatten")
    _link(chat, company_a, in_company)
    assert [message["body"] for message in chat.read()["messages"]] == ["Från chatten"]
    with in_company(company_a):
        assert Contact.objects.get().returned_at is not None


def test_a_wrong_code_is_refused_and_five_of_them_end_it(chat: Chat, company_a, in_company, route_a):
    chat.post("phone", {"phone": NUMBER})
    code = _code(company_a, in_company)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    said = [chat.post("phone/code", {"code": wrong}).json()["code"] for _ in range(5)]
    assert said == ["wrong"] * 4 + ["spent"]
    assert chat.post("phone/code", {"code": code}).json()["code"] == "spent"


def test_a_code_serves_once_and_not_in_another_chat(
    chat: Chat, client_a, widget_a, company_a, in_company, route_a
):
    chat.post("phone", {"phone": NUMBER})
    code = _code(company_a, in_company)
    other = Chat(client_a, widget_a.key)
    other.open()
    assert other.post("phone/code", {"code": code}).json()["code"] == "expired"
    assert chat.post("phone/code", {"code": code}).status_code == 200
    assert chat.post("phone/code", {"code": code}).json()["code"] == "expired"


def test_a_code_written_as_a_message_is_used_and_stored_nowhere(chat: Chat, company_a, in_company, route_a):
    chat.write("Hej!")
    chat.post("phone", {"phone": NUMBER})
    code = _code(company_a, in_company)
    assert code not in chat.write(code).content.decode()
    with in_company(company_a):
        assert the_visitor().linked_at is not None
        assert not any(code in message.body for message in Message.objects.all())


def test_who_asks_in_the_chat_for_a_new_code_of_their_case_gets_one(
    chat: Chat, company_a, in_company, route_a
):
    """The text goes to the number, the word about it to the chat; the AI is not asked."""
    chat.write("Hej!")
    _link(chat, company_a, in_company)
    with in_company(company_a):
        rights_request_open(kind="access", contact_id=the_visitor().contact_id, channel="webchat")
        assert IdentityCode.objects.count() == 1
    run_jobs(company_a, "rights_code")  # one that is still on its way is not ordered twice
    chat.write("Jag fick ingen kod, skicka en ny")
    with in_company(company_a):
        assert IdentityCode.objects.count() == 2
        asked, told = Message.objects.order_by("-id")[:2][::-1]
    assert (asked.author_type, asked.handled) == ("contact", True)
    assert (told.author_type, told.body) == ("system", "En ny kod är på väg till ditt nummer.")


def test_codes_have_budgets_and_the_companys_raises_an_alarm(
    client_a, widget_a, company_a, in_company, route_a, monkeypatch
):
    codes = []
    for number in range(5):
        page = Chat(client_a, widget_a.key, address=f"203.0.113.{number}")
        page.open()
        codes.append(page.post("phone", {"phone": NUMBER}).status_code)
    assert codes == [202, 202, 202, 429, 429]  # to one number, whoever types it
    monkeypatch.setattr(
        "conversations.channels.webchat.linking.CODES_BY_COMPANY", (limits.Limit("codes-company", 1, 3600),)
    )
    cache.clear()
    for number in (613, 614):
        page = Chat(client_a, widget_a.key, address=f"203.0.113.{number % 250}")
        page.open()
        last = page.post("phone", {"phone": phone(number)})
    assert last.status_code == 429
    from django.core.cache import caches

    assert int(caches["platform"].get("alarms:chat_codes")) == 1


def test_staff_reach_who_has_left_by_text_and_hold_what_comes_back(
    chat: Chat, company_a, in_company, route_a
):
    chat.write("Hej!")
    _link(chat, company_a, in_company)
    with in_company(company_a):
        user = User.objects.get(email="agent@alfa.example")
        there = staff_reply(conversation=Conversation.objects.get(), author=user, body="Är du kvar?")
        assert (there.channel, there.status) == ("webchat", "queued")
    _gone(company_a)
    with in_company(company_a):
        chatting = Conversation.objects.get(channel="webchat")
        away = staff_reply(conversation=chatting, author=user, body="Vi hörs här i stället!")
        assert (away.channel, away.status, away.route_id) == ("sms", "queued", route_a.pk)
    run_jobs(company_a, "send")
    with in_company(company_a):
        away.refresh_from_db()
        assert away.status in ("accepted", "sent", "delivered")
        texts = Conversation.objects.get(channel="sms")
        assert (texts.state, texts.held_by) == ("human", user)
    assert "Vi hörs här i stället!" in [message["body"] for message in chat.read()["messages"]]


def test_who_wants_no_texts_is_answered_in_the_chat_alone(chat: Chat, company_a, in_company, route_a):
    chat.write("Hej!")
    _link(chat, company_a, in_company)
    chat.write("STOPP")
    _gone(company_a)
    with in_company(company_a):
        user = User.objects.get(email="agent@alfa.example")
        sent = staff_reply(conversation=Conversation.objects.get(), author=user, body="Hej!")
        assert (sent.channel, sent.status) == ("webchat", "queued")


def test_staff_join_two_contacts_and_part_them_again(chat: Chat, company_a, in_company):
    chat.write("Hej!")
    with in_company(company_a):
        user = User.objects.get(email="owner@alfa.example")
        keep, other = make_contact(612, ""), the_visitor().contact
        other.name = "Karin Berg"
        other.objected = True
        other.save()
        link, identity = make_link(other), other.pk
        record = contact_merge(keep=keep, other=other, actor=user)
        keep.refresh_from_db()
        link.refresh_from_db()
        assert (keep.name, keep.objected, link.contact_id) == ("Karin Berg", True, keep.pk)
        assert not Contact.objects.filter(pk=identity).exists()
        assert the_visitor().contact == keep
        assert Conversation.objects.get().contact == keep
        later = make_link(keep, "K-2")
        back = contact_unmerge(record=record, actor=user)
        keep.refresh_from_db()
        link.refresh_from_db()
        later.refresh_from_db()
        assert (back.pk, back.name, link.contact_id, later.contact_id) == (
            identity,
            "Karin Berg",
            identity,
            keep.pk,
        )
        assert keep.name == ""
        assert the_visitor().contact_id == Conversation.objects.get().contact_id == identity
        assert contact_by_phone(E164) == keep
        with pytest.raises(MergeRefused, match="undone"):
            contact_unmerge(record=record, actor=user)
        actions = Entry.objects.filter(contact_id=keep.pk, action__startswith="contact.").values_list(
            "action", flat=True
        )
        assert set(actions) == {"contact.merged", "contact.unmerged"}
    # The visitor, whom staff have taken for somebody else for a while, has their own chat and no other.
    assert [message["body"] for message in chat.read()["messages"]] == ["Hej!"]


def test_two_contacts_with_numbers_are_not_joined(in_company_a):
    with pytest.raises(MergeRefused, match="two_numbers"):
        contact_merge(keep=make_contact(612), other=make_contact(613), actor=None)


def test_what_moved_on_or_went_since_is_left_when_contacts_are_parted(in_company_a):
    keep, other = make_contact(612), Contact.objects.create(name="Karin")
    gone, stays = make_link(other, "1"), make_link(other, "2")
    record = contact_merge(keep=keep, other=other, actor=None)
    gone.delete()
    back = contact_unmerge(record=record, actor=None)
    stays.refresh_from_db()
    assert stays.contact_id == back.pk
    assert back.crm_links.count() == 1
