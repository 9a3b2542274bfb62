"""The provider without a network: hours, prices, articles, small talk."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from conversations.agent.turn import run_turn
from conversations.agent.types import AgentStyle, Line
from crm.bookings.models import HoursException, Service
from nexus.tenants.models import Company
from tests.conversations.agent.turns import MONDAY, STOCKHOLM, turn_for


def ask(company: Company, *texts: str, **more: object):
    return run_turn(turn_for(company, *texts, **more), provider="embedded")


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Hej, när har ni öppet på lördag?", "På lördag 28 november har vi öppet 10.00-15.00."),
        ("Are you open on Saturday?", "On Saturday 28 November we are open 10:00-15:00."),
        ("öppet imorgon?", "Imorgon, tisdag 24 november, har vi öppet 09.00-18.00."),
        ("Är ni öppna nu?", "Ja, vi har öppet till 18.00 idag."),
        ("öppet på torsdagar?", "På torsdagar har vi öppet 09.00-20.00."),
        (
            "öppet söndag?",
            "På söndag 29 november har vi stängt. På måndag 30 november har vi öppet 09.00-18.00.",
        ),
        ("har ni öppet 31/11?", "Den dagen hittar jag inte i kalendern. Vilken dag menar du?"),
        ("Vad kostar slingor?", "Slingor och klippning kostar 1 450 kr och tar 2 timmar."),
        ("How much is a women's cut?", "Women's cut costs 650 kr and takes 1 hour."),
        ("Var ligger ni?", "Du hittar oss på Alfagatan 1, 111 11 Stockholm."),
        (
            "Is there parking?",
            "There is street parking outside the salon, free for two hours with a parking disc.",
        ),
    ],
)
def test_a_question_gets_exactly_this_answer(in_company_a: Company, text: str, reply: str) -> None:
    assert ask(in_company_a, text).reply == reply


def test_red_days_are_not_promised_by_the_usual_hours(in_company_a: Company) -> None:
    outcome = ask(in_company_a, "Har ni öppet på julafton?")
    assert outcome.hand_over
    assert "julafton" in outcome.reply


def test_now_is_the_companys_local_time(in_company_a: Company) -> None:
    late = datetime.datetime(2026, 11, 23, 17, 30, tzinfo=datetime.UTC)
    assert ask(in_company_a, "har ni öppet nu?", now=late).reply.startswith("Just nu har vi stängt.")
    dst = datetime.datetime(2026, 10, 24, 23, 30, tzinfo=STOCKHOLM)
    assert "söndag 25 oktober" in ask(in_company_a, "öppet imorgon?", now=dst).reply


def test_a_short_follow_up_takes_over_the_subject(in_company_a: Company) -> None:
    history = [Line("contact", "Har ni öppet på lördag?", MONDAY), Line("ai", "Ja, 10-15.", MONDAY)]
    outcome = ask(in_company_a, "och på torsdag?", history=history)
    assert "torsdag 26 november" in outcome.reply


@pytest.mark.parametrize(
    ("text", "intent", "decision"),
    [
        ("Boka tid för klippning på fredag", "book", "asked"),
        ("jag måste avboka", "cancel", "handed_over"),
        ("kan jag flytta min tid", "reschedule", "handed_over"),
        ("har ni någon ledig tid imorgon", "availability", "asked"),
        ("hur sent kan jag avboka?", "cancel", "answered"),
        ("sluta skicka sms till mig", "opt_out", "answered"),
        ("Tack!", "thanks", "answered"),
        ("Hej!", "smalltalk", "asked"),
        ("", "other", "asked"),
        ("Vinn bitcoin! https://x.xyz", "spam", "silent"),
        ("jag fick utslag av färgen", "other", "handed_over"),
    ],
)
def test_texts_are_understood(in_company_a: Company, text: str, intent: str, decision: str) -> None:
    outcome = ask(in_company_a, text)
    assert (outcome.interpretation["intent"], outcome.decision) == (intent, decision)
    assert bool(outcome.reply) == (decision != "silent")


def test_a_booking_wish_keeps_its_service(in_company_a: Company) -> None:
    outcome = ask(in_company_a, "vill boka klippning herr")
    assert outcome.interpretation["slots"]["service"] == "klippning_herr"


def test_a_second_thank_you_is_met_with_silence(in_company_a: Company) -> None:
    history = [
        Line("contact", "Tack", MONDAY),
        Line("ai", "Varsågod! Hör av dig om det är något mer.", MONDAY),
    ]
    assert ask(in_company_a, "tack igen", history=history).decision == "silent"


def test_a_haircut_is_a_cut_and_not_another_service_that_begins_with_hair(in_company_a: Company) -> None:
    Service.objects.create(
        key="fest", name_sv="Håruppsättning", name_en="Hair styling for a party", minutes=90, price_sek=1100
    )
    reply = ask(in_company_a, "How much is a haircut?").reply
    assert "425" in reply
    assert "1100" not in reply.replace(" ", "").replace("\u00a0", "")


def test_two_questions_in_one_text_are_both_answered(in_company_a: Company) -> None:
    outcome = ask(in_company_a, "har ni öppet på lördag och vad kostar slingor?")
    assert "10.00-15.00" in outcome.reply
    assert "1 450 kr" in outcome.reply
    assert outcome.interpretation["intent"] == "price"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("har ni öppet på lördag?", "2026-11-28T00:00:00+01:00", "2026-11-29T00:00:00+01:00"),
        ("öppet idag?", "2026-11-23T00:00:00+01:00", "2026-11-24T00:00:00+01:00"),
        ("vad kostar slingor imorgon em?", "2026-11-24T12:00:00+01:00", "2026-11-24T18:00:00+01:00"),
        ("öppet på lördagar?", None, None),
        ("vad kostar slingor?", None, None),
        ("har ni tid för slingor så snart som möjligt?", None, None),
    ],
)
def test_a_named_day_or_part_of_it_is_in_the_slots(
    in_company_a: Company, text: str, start: str | None, end: str | None
) -> None:
    slots = ask(in_company_a, text).interpretation["slots"]
    assert (slots["start"], slots["end"]) == (start, end)


def test_a_service_that_is_not_sold_has_no_price(in_company_a: Company) -> None:
    outcome = ask(in_company_a, "vad kostar det att byta vindruta?")
    assert outcome.hand_over
    assert "kr" not in outcome.reply


def test_exceptions_and_red_days_are_in_the_hours(in_company_a: Company) -> None:
    HoursException.objects.create(day=datetime.date(2026, 11, 28), note="Stängt för kurs")
    HoursException.objects.create(
        day=datetime.date(2026, 12, 24), opens=datetime.time(9), closes=datetime.time(12)
    )
    assert "På lördag 28 november har vi stängt." in ask(in_company_a, "öppet på lördag?").reply
    assert "09.00-12.00" in ask(in_company_a, "har ni öppet på julafton?").reply
    assert "juldagen, och då har vi stängt" in ask(in_company_a, "öppet på juldagen?").reply


def test_a_brief_tone_leaves_out_pleasantries(in_company_a: Company) -> None:
    turn = dataclasses.replace(turn_for(in_company_a, "boka tid"), agent=AgentStyle(tone="brief"))
    assert run_turn(turn, provider="embedded").reply.startswith("Vad vill du boka?")
