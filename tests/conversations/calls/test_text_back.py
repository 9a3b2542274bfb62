"""The text after a call that nobody took: whom it goes to, how often, and what it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations import calls_words
from conversations.channels.sms.segments import segment_count
from conversations.models import Call, CallSettings, Conversation, Message
from crm.models import Contact, Identifier
from crm.services import contact_create, opt_out
from nexus.alarms import alarms_counted
from nexus.crypto.index import blind_phone
from tests.conversations.calls.conftest import KARIN, PHONE, Line

ERIK = "+46701740613"


def texts(line: Line) -> list[str]:
    with line.inside():
        return [m.body for m in Message.objects.filter(direction="outbound").order_by("id")]


def missed(line: Line, sid: str = "CA1", caller: str = KARIN, ended: str = "no-answer") -> Call:
    """A call that nobody took, with the jobs that follow."""
    line.post(sid=sid, From=caller)
    line.done(ended, sid=sid, From=caller)
    line.work()
    return line.call(sid)


def test_a_missed_call_is_texted_back_in_the_callers_thread_and_the_ai_is_ready(line: Line) -> None:
    call = missed(line)
    with line.inside():
        message = Message.objects.get(pk=call.text_id)
        assert (message.author_type, message.status, message.channel) == ("system", "delivered", "sms")
        assert message.body.startswith("Hej! Vi missade ditt samtal till Salong Alfa.")
        conversation = message.conversation
        assert (conversation.state, conversation.contact_id) == ("ai", call.contact_id)
        assert conversation.route_id == line.route.pk
    assert call.texted_back_at is not None
    assert call.no_text == ""


@pytest.mark.parametrize("language", ["sv", "en"])
def test_our_own_wording_is_one_text_with_a_name_of_25_letters(language: str) -> None:
    text = calls_words.text_of("Björkviks Hår & Skönhet A", CallSettings(), language)
    assert segment_count(text).count == 1
    assert segment_count(text).units <= 160


@pytest.mark.parametrize(
    ("caller", "reason"),
    [
        ("+4681234567", "not_mobile"),
        ("+447400123456", "foreign"),
        ("+12025550123", "foreign"),
        ("+447700900123", "foreign"),  # in no country's plan, so of no known kind
        (PHONE, "own_number"),
        ("71120", "no_number"),
        ("sip:anna@example.com", "no_number"),
    ],
)
def test_no_text_goes_where_it_must_not(line: Line, caller: str, reason: str) -> None:
    assert missed(line, caller=caller).no_text == reason
    assert texts(line) == []


def test_a_country_that_the_company_has_opened_is_texted(line: Line) -> None:
    line.wants(countries=["GB"])
    missed(line, caller="+447400123456")
    assert len(texts(line)) == 1


@pytest.mark.parametrize("reason", ["restricted", "objected", "opted_out"])
def test_the_callers_own_choices_win(line: Line, reason: str) -> None:
    with line.inside():
        contact = contact_create(phone=KARIN)
        if reason == "opted_out":
            opt_out(contact=contact, phone=KARIN, source="sms")
        else:
            Contact.objects.filter(pk=contact.pk).update(**{reason: True})
    assert missed(line).no_text == reason
    assert texts(line) == []


def test_a_second_number_of_a_customer_is_not_answered_at_the_first(line: Line) -> None:
    with line.inside():
        contact = contact_create(phone=KARIN)
        Identifier.objects.create(contact=contact, kind="phone", value=ERIK, blind=blind_phone(ERIK))
    assert missed(line, caller=ERIK).no_text == "other_number"
    assert texts(line) == []


def test_a_number_is_texted_once_within_the_window(line: Line) -> None:
    first = missed(line)
    assert missed(line, "CA2").no_text == "window"
    missed(line, "CA3", ERIK)
    assert len(texts(line)) == 2
    with line.inside():
        earlier = timezone.now() - timedelta(hours=12, seconds=1)
        Call.objects.filter(pk=first.pk).update(texted_back_at=earlier)
    missed(line, "CA4")
    assert len(texts(line)) == 3


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize(
    ("ended", "outcome"), [("no-answer", "missed"), ("busy", "busy"), ("failed", "failed")]
)
def test_the_company_chooses_by_hours_and_outcome(
    line: Line, at, is_open: bool, ended: str, outcome: str
) -> None:
    at("2026-11-25T12:00:00+01:00" if is_open else "2026-11-25T23:00:00+01:00")
    mine, other = ("text_open", "text_closed") if is_open else ("text_closed", "text_open")
    line.wants(**{mine: [], other: ["missed", "busy", "voicemail", "failed"]})
    assert missed(line, ended=ended).no_text == "not_wanted"
    line.wants(**{mine: [outcome], other: []})
    assert missed(line, "CA2", ended=ended).texted_back_at is not None


def test_the_hours_budget_ends_the_texts_with_an_alarm(line: Line) -> None:
    line.wants(hourly_budget=2)
    before = alarms_counted().get("call_texts", 0)
    for number in range(3):
        missed(line, f"CA{number}", f"+4670174062{number}")
    assert len(texts(line)) == 2
    assert line.call("CA2").no_text == "budget"
    assert alarms_counted()["call_texts"] == before + 1
    with line.inside():
        Call.objects.update(texted_back_at=timezone.now() - timedelta(hours=2))
    missed(line, "CA4", "+46701740628")
    assert len(texts(line)) == 3


def test_a_call_taken_in_hours_later_is_not_texted(line: Line) -> None:
    line.post()
    with line.inside():
        Call.objects.update(started_at=timezone.now() - timedelta(hours=7))
    line.done("no-answer")
    line.work()
    assert line.call().no_text == "late"
    assert texts(line) == []


def test_an_open_conversation_goes_on_and_a_closed_one_is_left(line: Line) -> None:
    with line.inside():
        contact = contact_create(phone=KARIN, language="en")
        make = Conversation.objects.create
        closed = make(contact=contact, channel="sms", route_id=line.route.pk, state="closed")
        open_one = make(contact=contact, channel="sms", route_id=line.route.pk, state="human")
    call = missed(line)
    with line.inside():
        message = Message.objects.get(pk=call.text_id)
        assert message.conversation_id == open_one.pk
        assert not closed.messages.exists()
        assert message.body.startswith("Hi! We missed your call to Salong Alfa.")


def test_our_wordings_are_service_and_short() -> None:
    for wording in calls_words.TEXT.values():
        assert calls_words.wording_refused(wording, "Salong Björkvik & Döttrar i Östersund AB") == ""
        sent = calls_words.with_company(wording, "Salong Björkvik")
        assert segment_count(sent).count <= 2
        assert segment_count(sent).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("wording", "why"),
    [
        ("Vi missade dig. Svara här!", "nameless"),
        ("{company} missade dig. Boka nu och få 20 % rabatt!", "promotion"),
        ("{company} missade dig. Se våra erbjudanden!", "promotion"),
        ("{company} missade dig, boka på www.alfa.se", "promotion"),
        ("{company} missade dig, {namn}!", "brackets"),
        ("{company} missade ditt samtal. " + "Svara här. " * 30, "long"),
        ("{company} missade ditt samtal 😀 " + "ж" * 120, "long"),
        ("Hej från {company}! Vi ringer upp, eller svara här.", ""),
        ("Hej från Salong Alfa! Svara här.", ""),
    ],
)
def test_a_companys_own_wording_is_checked(wording: str, why: str) -> None:
    assert calls_words.wording_refused(wording, "Salong Alfa") == why


def test_the_companys_wording_is_sent(line: Line) -> None:
    line.wants(wording_sv="Hej från {company}! Vi missade dig, svara här.")
    missed(line)
    assert texts(line) == ["Hej från Salong Alfa! Vi missade dig, svara här."]


def test_settings_of_a_company_that_has_chosen_nothing_text_back_every_call_nobody_took() -> None:
    settings = CallSettings()
    assert settings.text_open == settings.text_closed == ["missed", "busy", "voicemail", "failed"]
