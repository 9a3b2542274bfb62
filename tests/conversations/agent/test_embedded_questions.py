"""Several questions in one text, closed days, and handing over while the company is closed."""

from __future__ import annotations

import datetime

import pytest

from conversations.agent.answers import next_opening
from conversations.channels.sms.segments import segment_count
from crm.bookings.models import HoursException, OpeningHours
from nexus.tenants.models import Company
from tests.conversations.agent.test_embedded import ask
from tests.conversations.agent.turns import MONDAY, STOCKHOLM


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Vad kostar slingor och hur lång tid tar det? Har ni öppet lördag?",
            ["1 450 kr", "2 timmar", "lördag 28 november"],
        ),
        ("Hur lång tid tar klippning herr, och var ligger ni?", ["30 minuter", "Alfagatan 1"]),
        ("Var ligger ni och finns det parkering?", ["Alfagatan 1", "parkering"]),
        ("Where are you located and how much is a women's cut?", ["Alfagatan 1", "650 kr"]),
        ("Har ni tid för slingor på fredag och vad kostar det?", ["1 450 kr", "fredag 27 november"]),
    ],
)
def test_each_question_of_a_text_is_answered_within_two_texts(
    in_company_a: Company, text: str, told: list[str]
) -> None:
    outcome = ask(in_company_a, text)
    assert [one for one in told if one not in outcome.reply] == []
    assert not outcome.hand_over
    assert segment_count(outcome.reply).count <= 2


def test_a_question_about_paying_beside_a_wish_to_book_hides_neither(in_company_a: Company) -> None:
    outcome = ask(in_company_a, "boka klippning herr imorgon 14.30. Vad kostar det?")
    assert outcome.interpretation["intent"] == "book"
    assert "14.30" in outcome.reply
    assert "kr" in outcome.reply


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        (
            "Kan jag boka på söndag?",
            "På söndag 29 november har vi stängt. På måndag 30 november har vi öppet",
        ),
        ("boka tid på söndag tack", "På söndag 29 november har vi stängt."),
        ("Kan jag boka klippning herr på söndag?", "stängt. Närmast"),
        ("can I book a men's cut on Sunday?", "closed then. The nearest"),
    ],
)
def test_of_a_closed_day_it_is_said_and_what_comes_next(
    in_company_a: Company, text: str, closed: str
) -> None:
    outcome = ask(in_company_a, text)
    assert outcome.decision == "asked"
    assert closed in outcome.reply


@pytest.mark.parametrize(
    ("now", "text", "told"),
    [
        ("2026-11-23 22:30", "Får man ha med sig katten?", "Vi öppnar kl 09.00 imorgon och svarar då."),
        ("2026-11-23 06:30", "Är inte alls nöjd med klippningen", "Vi öppnar kl 09.00 idag och svarar då."),
        ("2026-11-28 19:00", "jag vill prata med en människa", "Vi öppnar kl 09.00 på måndag och svarar då."),
        ("2026-11-23 22:30", "can my dog come along?", "We open at 09:00 tomorrow and will answer then."),
    ],
)
def test_handed_over_while_closed_it_is_said_when_somebody_looks(
    in_company_a: Company, now: str, text: str, told: str
) -> None:
    moment = datetime.datetime.fromisoformat(now).replace(tzinfo=STOCKHOLM)
    outcome = ask(in_company_a, text, now=moment)
    assert outcome.hand_over
    assert outcome.reply.endswith(told)


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ("2026-11-23 09:12", "Får man ha med sig katten?"),
        ("2026-11-23 22:30", "det brinner i lokalen!"),
        ("2026-11-23 22:30", "Vad kostar slingor?"),
    ],
)
def test_while_open_in_danger_and_when_answered_nothing_is_said_of_it(
    in_company_a: Company, now: str, text: str
) -> None:
    moment = datetime.datetime.fromisoformat(now).replace(tzinfo=STOCKHOLM)
    assert "svarar då" not in ask(in_company_a, text, now=moment).reply


def test_without_known_hours_nothing_is_promised(in_company_a: Company) -> None:
    OpeningHours.objects.all().delete()
    outcome = ask(in_company_a, "jag vill prata med en människa")
    assert outcome.hand_over
    assert "öppnar" not in outcome.reply


def test_an_eve_whose_hours_are_not_told_is_not_passed_over(in_company_a: Company) -> None:
    late = datetime.datetime(2026, 12, 23, 21, 0, tzinfo=STOCKHOLM)
    before = next_opening(late, STOCKHOLM)
    HoursException.objects.create(
        day=datetime.date(2026, 12, 24), opens=datetime.time(9), closes=datetime.time(12)
    )
    assert next_opening(late, STOCKHOLM) == datetime.datetime(2026, 12, 24, 9, tzinfo=STOCKHOLM)
    assert before != datetime.datetime(2026, 12, 24, 9, tzinfo=STOCKHOLM)


def test_while_open_there_is_no_next_opening(in_company_a: Company) -> None:
    assert next_opening(MONDAY, STOCKHOLM) is None
