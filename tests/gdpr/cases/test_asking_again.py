"""Codes as people handle them: asked for again, said in sentences, tried too often, sent twice, too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.channels.sms.keywords import HIDDEN, asks_for_code, code_in
from conversations.models import Interpretation, Message
from gdpr.models import Case, CaseEvent, IdentityCode
from tests.gdpr.cases.test_codes import other_than
from tests.gdpr.cases.test_in_conversation import bodies
from tests.gdpr.cases.test_in_conversation import in_a as in_a
from tests.gdpr.cases.test_in_conversation import provider_texts as provider_texts
from tests.gdpr.cases.test_in_conversation import say as say

Say = Callable[..., list[str]]
Codes = Callable[[], list[str]]
TheCase = Callable[[], Case]

ASKING = (
    "skicka en ny kod",
    "NY KOD",
    "Ny kod tack!",
    "Hej, kan jag få en ny kod?",
    "jag fick aldrig nån kod",
    "Koden funkar inte, kan ni skicka en till",
    "koden har gått ut",
    "raderade sms:et med koden av misstag",
    "har inte fatt koden an",
    "skicka koden igen",
    "Kod?",
    "Var är koden?",
    "kan du skicka om koden",
    "New code please",
    "please resend the code",
    "I didn’t get a code",
    "the code has expired, send me another one",
)
NOT_ASKING = (
    "Vad är portkoden?",
    "Ny färg tack",
    "Har ni en ny rabattkod?",
    "Kan jag få en ny tid på fredag",
    "skicka igen",
    "Koden till porten är 4711 men den funkar inte",
    "",
)
SAID = (
    ("482913", ""),
    (" 482 913. ", ""),
    ("482-913", ""),
    ("48 29 13", ""),
    ("4 8 2 9 1 3", ""),
    ("koden är 482913", ""),
    ("Koden ar: 482 913", ""),
    ("Hej! Här är koden: 482913 /Karin", ""),
    ("482913 är koden jag fick, tack! Mvh Karin Ek", ""),
    ("my code is 482913", ""),
    ("It's 482913", ""),
    ("Koden är 482913, när öppnar ni kl 10?", f"Koden är {HIDDEN}, när öppnar ni kl 10?"),
)
NO_CODE = (
    "48291",
    "4829137",
    "Ring 070-174 06 12",
    "Order 482913 har inte kommit",
    "2026-11-23",
    "482913 152637",
)


@pytest.mark.parametrize("text", ASKING)
def test_a_wish_for_a_new_code_is_understood(text: str):
    assert asks_for_code(text)


@pytest.mark.parametrize("text", NOT_ASKING)
def test_what_is_no_wish_for_a_new_code_is_not_taken_for_one(text: str):
    assert not asks_for_code(text)


@pytest.mark.parametrize(("text", "rest"), SAID)
def test_a_code_is_read_however_it_is_said(text: str, rest: str):
    found = code_in(text)
    assert found is not None
    assert (found.digits, found.rest) == ("482913", rest)


@pytest.mark.parametrize("text", NO_CODE)
def test_other_numbers_are_no_code(text: str):
    assert code_in(text) is None


@pytest.mark.parametrize("text", ["skicka en ny kod", "I need a new code"])
def test_after_five_wrong_ones_a_new_code_comes_to_who_asks_for_it(
    say: Say, codes: Codes, the_case: TheCase, text: str
):
    say("REGISTERUTDRAG")
    (first,) = codes()
    answers = [say(other_than(first))[0] for _ in range(5)]
    assert "NY KOD" in answers[-1]
    (sent,) = say(text)
    second = codes()[-1]
    assert second in sent
    assert len(codes()) == 2
    assert "koden stämmer" in say(second)[0]
    assert the_case().state == "waiting_for_company"
    # The wish stands in the thread; no AI has read it, and nobody else needs to.
    assert text in bodies()
    assert Interpretation.objects.count() == 1
    assert not Message.objects.filter(handled=False).exists()


def test_the_digits_after_a_spent_code_are_answered_once_more_and_then_no_more(
    say: Say, codes: Codes, the_case: TheCase
):
    say("REGISTERUTDRAG")
    (code,) = codes()
    the_case().codes.update(tries_left=1)
    wrong = other_than(code)
    assert [len(say(text)) for text in (wrong, code, wrong, code, wrong)] == [1, 1, 0, 0, 0]
    assert CaseEvent.objects.filter(kind="code_spent").count() == 5
    assert not any(code in body or wrong in body for body in bodies())
    # A new code begins anew.
    say("ny kod")
    assert "4 försök kvar" in say(other_than(codes()[-1]))[0]


def test_an_expired_code_is_answered_once_with_how_to_get_a_new_one(
    say: Say, codes: Codes, the_case: TheCase
):
    say("RADERA")
    (code,) = codes()
    the_case().codes.update(expires_at=timezone.now() - timedelta(seconds=1))
    (answer,) = say(code)
    assert "NY KOD" in answer
    assert say(code) == say(other_than(code)) == []
    assert not any(code in body for body in bodies())
    (sent,) = say("NY KOD")
    assert codes()[-1] in sent


def test_new_codes_are_limited_as_the_first_and_who_asks_on_is_told_once(
    say: Say, codes: Codes, the_case: TheCase
):
    say("REGISTERUTDRAG")
    say("ny kod")
    say("ny kod")
    assert len(codes()) == 3
    (answer,) = say("ny kod")
    assert "så många koder" in answer
    assert f"ärende {the_case().number}" in answer
    assert say("Skicka koden igen!") == []
    assert len(codes()) == 3
    assert CaseEvent.objects.filter(kind="code_failed", details__code="too_many_codes").count() == 2
    earlier = timezone.now() - timedelta(hours=2)
    IdentityCode.objects.update(created_at=earlier, sent_at=earlier)
    assert len(say("ny kod")) == 1
    assert len(codes()) == 4


def test_a_wish_for_a_code_that_nobody_waits_for_is_an_ordinary_text(say: Say, codes: Codes):
    say("Kan ni skicka en ny kod?")
    assert codes() == []
    assert Interpretation.objects.count() == 1
    say("REGISTERUTDRAG")
    say(codes()[-1])
    say("Kan ni skicka en ny kod?")
    assert len(codes()) == 1
    # It waits for staff, like anything else that is written while the conversation is theirs.
    assert Message.objects.get(handled=False).body == "Kan ni skicka en ny kod?"


def test_a_code_in_a_sentence_with_a_question_is_taken_and_the_question_answered_without_it(
    say: Say, codes: Codes, the_case: TheCase
):
    say("REGISTERUTDRAG")
    (code,) = codes()
    sent = say(f"Koden är {code}. Vilka öppettider har ni på lördag?")
    assert the_case().state == "waiting_for_company"
    assert len(sent) == 2
    assert f"Koden är {HIDDEN}. Vilka öppettider har ni på lördag?" in bodies()
    assert not any(code in body for body in bodies())


def test_a_code_that_has_served_is_taken_for_one_when_it_comes_again(
    say: Say, codes: Codes, the_case: TheCase
):
    say("REGISTERUTDRAG")
    (code,) = codes()
    say(code)
    assert say(f"koden är {code}") == []
    assert the_case().state == "waiting_for_company"
    assert not any(code in body for body in bodies())


def test_hours_later_only_the_very_code_is_known(say: Say, codes: Codes, the_case: TheCase):
    say("REGISTERUTDRAG")
    (code,) = codes()
    long_ago = timezone.now() - timedelta(hours=5)
    the_case().codes.update(sent_at=long_ago, created_at=long_ago, expires_at=long_ago)
    assert "NY KOD" in say(code)[0]
    assert not any(code in body for body in bodies())
    say(other_than(code))
    assert other_than(code) in bodies()


@pytest.mark.parametrize("text", ["vad har ni sparat om mig?", "Please delete all my data"])
def test_after_stop_a_sentence_opens_a_case_and_the_code_alone_is_sent(
    say: Say, codes: Codes, the_case: TheCase, text: str
):
    say("STOP")
    assert say("När har ni öppet?") == []
    (sent,) = say(text)
    (code,) = codes()
    assert code in sent
    assert the_case().wish == text
    assert not Interpretation.objects.exists()
    (again,) = say("ny kod")
    assert codes()[-1] in again
    assert len(say(codes()[-1])) == 1
    assert the_case().state == "waiting_for_company"
