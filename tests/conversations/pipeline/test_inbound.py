"""A text comes in by webhook and is answered once."""

from __future__ import annotations

import pytest
from django.db import connection

from conversations.models import Conversation, ConversationEvent, Interpretation, Message
from crm.models import Consent, Contact, OptOut
from nexus.outbox.models import Job
from tests.conversations.pipeline.conftest import KARIN


def messages(in_company, company) -> list[Message]:
    with in_company(company):
        return list(Message.objects.order_by("id"))


def test_a_text_is_stored_encrypted_and_answered_with_the_right_hours(sms_hook, work, company_a, in_company):
    answer = sms_hook("Hej, när har ni öppet på lördag?")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml"
    work()
    inbound, outbound = messages(in_company, company_a)
    with in_company(company_a):
        assert (inbound.body, inbound.status, inbound.author_type) == (
            "Hej, när har ni öppet på lördag?", "received", "contact",
        )  # fmt: skip
        assert "10" in outbound.body
        assert "15" in outbound.body
        assert "AI" in outbound.body
        assert "MÄNNISKA" in outbound.body
        assert outbound.status == "delivered"
        reading = Interpretation.objects.get()
        assert reading.content["intent"] == "opening_hours"
        assert reading.message_id == outbound.pk
        assert Contact.objects.get().ai_disclosed_at is not None
        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM conversations_message UNION SELECT value FROM crm_identifier")
            stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"ppet" not in stored
    assert KARIN.encode() not in stored


def test_the_disclosure_is_said_once(sms_hook, work, company_a, in_company):
    for text in ("När har ni öppet idag?", "Vad kostar klippning herr?"):
        sms_hook(text)
        work()
    with in_company(company_a):
        said = [m.body for m in Message.objects.filter(author_type="ai").order_by("id")]
    assert ["MÄNNISKA" in text for text in said] == [True, False]


def test_four_texts_in_a_burst_are_one_turn(sms_hook, work, company_a, in_company):
    for text in ("Hej", "jag undrar", "när har ni öppet", "på lördag?"):
        sms_hook(text)
    connection.set_schema_to_public()
    assert Job.objects.filter(kind="turn").count() == 1
    work()
    with in_company(company_a):
        assert Interpretation.objects.count() == 1
        assert Message.objects.filter(direction="outbound").count() == 1


def test_the_same_message_sid_again_is_stored_and_answered_once(sms_hook, work, company_a, in_company):
    for _ in range(3):
        assert sms_hook("Var ligger ni?", sid="SM" + "1" * 32).status_code == 200
        work()
    with in_company(company_a):
        assert Message.objects.filter(direction="inbound").count() == 1
        assert Message.objects.filter(direction="outbound").count() == 1


@pytest.mark.parametrize("word", ["STOPP", "stop", " Stopp! ", "AVSLUTA.", "Unsubscribe"])
def test_after_an_opt_out_word_nothing_is_ever_sent(word, sms_hook, work, company_a, in_company):
    for text in (word, "Hallå?", "När öppnar ni?", "yes please"):
        assert sms_hook(text).status_code == 200
        work()
    with in_company(company_a):
        assert Message.objects.filter(direction="outbound").count() == 0
        assert Interpretation.objects.count() == 0
        assert OptOut.objects.count() == 1
        assert Consent.objects.get().kind == "opt_out"
        assert ConversationEvent.objects.get().kind == "opted_out"


@pytest.mark.parametrize("word", ["START", "börja", "Unstop", "YES"])
def test_an_opt_in_word_opens_again(word, sms_hook, work, company_a, in_company):
    sms_hook("STOPP")
    sms_hook(word)
    sms_hook("När har ni öppet idag?")
    work()
    with in_company(company_a):
        assert not OptOut.objects.exists()
        assert Message.objects.filter(direction="outbound").count() == 1


def test_another_companys_agent_is_not_answered(sms_hook, work, company_a, route_b, in_company, monkeypatch):
    """Two agents that text each other would never stop; staff see what the other wrote."""
    monkeypatch.setattr("conversations.channels.sms.routes._numbers", (-60.0, frozenset()))
    sms_hook("Hej! Hur kan jag hjälpa dig?", sender=route_b.number)
    work()
    with in_company(company_a):
        assert Message.objects.get().direction == "inbound"


def test_yes_without_an_opt_out_is_an_ordinary_text(sms_hook, work, company_a, in_company):
    sms_hook("Yes")
    work()
    with in_company(company_a):
        assert Interpretation.objects.count() == 1


def test_a_personnummer_is_masked_before_it_is_stored(sms_hook, work, company_a, in_company):
    sms_hook("Mitt personnummer är 811228-9874, kan ni kolla?")
    with in_company(company_a):
        message = Message.objects.get()
        assert message.body == "Mitt personnummer är 811228-****, kan ni kolla?"
        assert message.masked


def test_a_text_to_one_company_is_not_seen_by_another(sms_hook, company_a, company_b, in_company):
    sms_hook("Hej")
    with in_company(company_b):
        assert Message.objects.count() == 0
        assert Contact.objects.count() == 0


def test_a_new_text_during_a_turn_is_answered_together_with_the_first(
    sms_hook, work, company_a, in_company, monkeypatch
):
    from conversations.services import turns

    real, calls = turns.run_turn, []

    def while_thinking(turn, **how):
        calls.append(turn.pending)
        if len(calls) == 1:
            sms_hook("och på söndag?")
            connection.set_tenant(company_a)
        return real(turn, **how)

    monkeypatch.setattr(turns, "run_turn", while_thinking)
    sms_hook("När har ni öppet på lördag?")
    work()
    assert calls == [["När har ni öppet på lördag?"], ["När har ni öppet på lördag?", "och på söndag?"]]
    with in_company(company_a):
        assert Message.objects.filter(direction="outbound").count() == 1
        assert not Message.objects.filter(handled=False).exists()


def test_an_answer_is_void_when_staff_took_over_meanwhile(sms_hook, work, company_a, in_company, monkeypatch):
    from conversations.services import turns
    from conversations.services.conversations import conversation_take_over
    from nexus.accounts.models import User

    real = turns.run_turn

    def while_thinking(turn, **how):
        conversation_take_over(conversation=Conversation.objects.get(), user=User.objects.get(role="owner"))
        return real(turn, **how)

    monkeypatch.setattr(turns, "run_turn", while_thinking)
    sms_hook("När har ni öppet på lördag?")
    work()
    with in_company(company_a):
        assert Message.objects.filter(direction="outbound").count() == 0
        assert Conversation.objects.get().state == "human"


def test_a_text_to_an_opted_out_company_is_not_answered_after_start_either(
    sms_hook, work, company_a, in_company
):
    for text in ("STOPP", "Vad kostar klippning herr?", "START"):
        sms_hook(text)
        work()
    with in_company(company_a):
        assert not Message.objects.filter(handled=False).exists()
    sms_hook("När har ni öppet idag?")
    work()
    with in_company(company_a):
        answer = Message.objects.get(author_type="ai")
        assert "425" not in answer.body


def test_staff_cannot_reopen_a_closed_conversation_beside_a_newer_one(sms_hook, work, company_a, in_company):
    from conversations.services.conversations import CannotSend, conversation_close, conversation_take_over
    from conversations.services.messages import staff_reply
    from nexus.accounts.models import User

    sms_hook("Hej")
    work()
    with in_company(company_a):
        old = conversation_close(conversation=Conversation.objects.get())
        owner = User.objects.get(role="owner")
    sms_hook("Hej igen")
    with in_company(company_a):
        for act in (
            lambda: conversation_take_over(conversation=old, user=owner),
            lambda: staff_reply(conversation=old, author=owner, body="Hej"),
            lambda: staff_reply(conversation=old, author=None, body="Hej"),
        ):
            with pytest.raises(CannotSend, match="newer_open"):
                act()
        old.refresh_from_db()
        assert old.state == "closed"


def test_steady_texting_does_not_put_off_the_holding_reply(
    sms_hook, work, company_a, in_company, monkeypatch
):
    """The clock runs from the oldest unanswered text, not from the newest."""
    from datetime import timedelta

    from django.utils import timezone

    from conversations.agent.providers.base import ProviderError
    from conversations.services import turns

    def fails(turn, **how):
        raise ProviderError("down", permanent=False)

    monkeypatch.setattr(turns, "run_turn", fails)
    sms_hook("Hallå?")
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(seconds=25))
    sms_hook("Är någon där?")
    work()
    with in_company(company_a):
        reply = Message.objects.get(direction="outbound")
        assert reply.author_type == "system"
        assert Conversation.objects.get().state == "waiting_for_staff"
        assert Interpretation.objects.get().content["reason"] == "provider_failed"


def test_what_staff_write_is_screened_too(sms_hook, work, company_a, in_company):
    from conversations.services.messages import staff_reply

    sms_hook("Hej")
    with in_company(company_a):
        message = staff_reply(
            conversation=Conversation.objects.get(), author=None, body="Är det 811228-9874?"
        )
        assert (message.body, message.masked) == ("Är det 811228-****?", True)
