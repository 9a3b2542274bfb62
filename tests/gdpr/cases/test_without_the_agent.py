"""Whom no AI answers, by restriction or objection, still asks in a sentence, and is told by a fixed text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conversations.agent.intents import urgent_intent
from conversations.models import Conversation, Interpretation, Message
from crm.choices import contact_object, contact_restrict
from crm.models import Contact
from gdpr.cases.answers import day_text
from gdpr.models import Case
from tests.api.factories import make_conversation
from tests.gdpr.cases.test_in_conversation import in_a as in_a
from tests.gdpr.cases.test_in_conversation import provider_texts as provider_texts
from tests.gdpr.cases.test_in_conversation import say as say

TheCase = Callable[[], Case]


@pytest.mark.parametrize("choose", [contact_restrict, contact_object])
@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Hej! Vad har ni sparat om mig egentligen?", "access", "Det är ärende"),
        ("I want you to erase everything you have about me", "erasure", "It is case"),
    ],
)
def test_whom_no_ai_answers_asks_in_a_sentence_and_is_told_number_and_day_by_a_fixed_text(
    say, codes, the_case: TheCase, karin: Contact, choose, text: str, kind: str, words: str
):
    choose(contact=karin, actor=None)
    sent = say(text)
    case = the_case()
    assert (case.kind, case.wish) == (kind, text)
    (code,) = codes()
    confirmation = next(body for body in sent if code not in body)
    assert f"{words} {case.number}" in confirmation
    assert day_text(case.due_at, "en" if "case" in words else "sv") in confirmation
    told = Message.objects.get(direction="outbound")
    assert (told.author_type, told.about_rights) == ("system", True)
    assert not Interpretation.objects.exists()
    assert "koden stämmer" in say(code)[0]


def test_who_has_objected_and_objects_again_is_read_by_a_human(say, karin: Contact):
    contact_object(contact=karin, actor=None)
    assert say("Jag invänder fortfarande mot att en AI behandlar mina uppgifter") == []
    assert not Case.objects.exists()
    assert Conversation.objects.get().state == "waiting_for_staff"


@pytest.mark.parametrize("held", ["waiting_for_staff", "human"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vad har ni sparat om mig?", "access"),
        ("Glöm mig", "erasure"),
        ("Please delete all my data", "erasure"),
        ("I object to AI", "objection"),
    ],
)
def test_a_right_is_asked_for_in_a_sentence_also_where_staff_have_the_conversation_and_keep_it(
    say, the_case: TheCase, karin: Contact, route_a, held: str, text: str, kind: str
):
    make_conversation(karin, route_id=route_a.pk, state=held)
    sent = say(text)
    case = the_case()
    assert (case.kind, case.wish) == (kind, text)
    assert any(f"{case.number}" in body for body in sent)
    assert Conversation.objects.get().state == held
    assert not Interpretation.objects.exists()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("jag vill inte att nån robot svarar mig", "objection"),
        ("Jag vill inte att en dator svarar mig", "objection"),
        ("I don't want any bot answering me", "objection"),
        ("jag vill inte att nån robot svarar mig, jag vill prata med en människa", "human"),
        ("jag är trött på automatiska svar", "human"),
        ("roboten svarar inte på min fråga", "human"),
    ],
)
def test_who_wants_no_machine_to_answer_objects_and_who_asks_for_a_human_gets_one(text: str, intent: str):
    assert urgent_intent(text) == intent


def test_an_objection_to_a_robots_answers_opens_its_case(say, the_case: TheCase):
    say("jag vill inte att nån robot svarar mig")
    assert (the_case().kind, the_case().state) == ("objection", "waiting_for_company")
    assert Conversation.objects.get().state == "waiting_for_staff"
