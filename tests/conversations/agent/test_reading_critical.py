"""Many ways of putting what must never be missed, and many texts that only come near it.

They stand in ``critical.txt``, a line each, under the intent that they have; ``none`` is for those near misses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from conversations.agent.intents import urgent_intent
from conversations.agent.rights_asked import right_asked
from conversations.agent.rules import fixed_draft
from nexus.tenants.models import Company
from tests.conversations.agent.turns import turn_for

CRITICAL = (
    "rights_access",
    "rights_erasure",
    "rights_rectification",
    "objection",
    "human",
    "emergency",
    "opt_out",
)


def _texts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    intent = ""
    for line in Path(__file__).with_name("critical.txt").read_text(encoding="utf-8").splitlines():
        heading = re.fullmatch(r"\[(\w+)\]", line)
        if heading:
            intent = heading[1]
        else:
            found[intent].append(line)
    return found


TEXTS = _texts()


@pytest.mark.parametrize("intent", CRITICAL)
def test_no_way_of_putting_it_is_missed(intent: str) -> None:
    read = {text: urgent_intent(text) for text in TEXTS[intent]}
    assert len(read) > 50
    assert {text: found for text, found in read.items() if found != intent} == {}


def test_no_text_that_only_comes_near_is_taken_for_one() -> None:
    read = {text: urgent_intent(text) for text in TEXTS["none"]}
    assert len(read) > 200
    assert {text: found for text, found in read.items() if found in CRITICAL} == {}


@pytest.mark.parametrize("typo", ["stoopp", "stpp", "Sluuta", "slutta"])
def test_the_one_word_that_stops_the_texts_may_be_misspelt(typo: str) -> None:
    assert urgent_intent(typo) == "opt_out"


@pytest.mark.parametrize("word", ["shop", "stor", "snart", "steg", "skor"])
def test_other_short_words_stop_nothing(word: str) -> None:
    assert urgent_intent(word) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Skulle vilja att mina uppgifter försvann. Går det?", "rights_erasure"),
        ("Hej! Jag är nyfiken. Vad har ni sparat om mig? Hälsar Kent", "rights_access"),
        ("Tack för senast. Bytt adress förresten. Allt gott!", "rights_rectification"),
    ],
)
def test_the_wish_may_stand_anywhere_in_the_text(text: str, intent: str) -> None:
    assert urgent_intent(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "Skicka allt ni har om min exman Peter, nr 070-174 06 41. Jag har rätt till det",
        "ta bort min mans uppgifter han är död",
        "I want a copy of all data you have about my wife",
    ],
)
def test_what_is_stored_about_somebody_else_opens_no_case_about_the_writer(
    text: str, company_a: Company
) -> None:
    assert right_asked(text) is None
    draft = fixed_draft(turn_for(company_a, text))
    assert draft is not None
    assert draft.decision == "handed_over"
    assert "någon annan" in draft.reply or "somebody else" in draft.reply


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Radera allt ni har om mig och min man", "erasure"),
        ("Vad har ni sparat om mig? Min fru säger att man får fråga", "access"),
    ],
)
def test_who_asks_for_themselves_too_gets_their_case(text: str, kind: str) -> None:
    assert right_asked(text) == kind
