"""MÄNNISKA, HUMAN or PERSON as a whole text leads to staff, in whichever language the conversation is."""

from __future__ import annotations

import pytest

from conversations.agent.intents import urgent_intent
from conversations.models import Conversation, Message

WORDS = [
    "MÄNNISKA",
    "människa",
    " Människa! ",
    "manniska",
    "HUMAN",
    "human",
    "Human?",
    "PERSON",
    "person",
    "en person",
    "a person.",
]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("before", ["Hej, när har ni öppet på lördag?", "Hi, when are you open on Saturday?"])
def test_the_word_hands_over_in_any_language(sms_hook, work, company_a, in_company, word, before) -> None:
    assert urgent_intent(word) == "human"
    sms_hook(before)
    work()
    with in_company(company_a):
        assert Conversation.objects.get().state == "ai"
    sms_hook(word)
    work()
    with in_company(company_a):
        assert Conversation.objects.get().state == "waiting_for_staff"
        assert Message.objects.filter(author_type="ai").count() == 2


@pytest.mark.parametrize("word", ["MÄNNISKA", "HUMAN"])
def test_as_the_first_text_it_is_told_that_an_ai_answers_but_not_what_to_write(
    sms_hook, work, company_a, in_company, word
) -> None:
    sms_hook(word)
    work()
    with in_company(company_a):
        conversation, answer = Conversation.objects.get(), Message.objects.get(direction="outbound")
        assert "AI" in answer.body
        assert "MÄNNISKA" not in answer.body
        assert "HUMAN" not in answer.body
        assert conversation.state == "waiting_for_staff"
        assert conversation.contact.ai_disclosed_at is not None
        assert conversation.contact.ai_disclosure_text in answer.body


@pytest.mark.parametrize("text", ["Boka för 2 personer", "Vad kostar det per person?", "Mitt personnummer"])
def test_persons_who_come_along_are_no_wish_for_staff(text) -> None:
    assert urgent_intent(text) != "human"
