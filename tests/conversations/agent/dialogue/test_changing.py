"""Moving and cancelling one's own bookings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.agent.dialogue.conftest import Customer, slots, tools

Make = Callable[..., Customer]


@pytest.fixture
def booked(customer: Customer) -> Customer:
    """Who has a time tomorrow at 14.30."""
    customer.say("boka klippning herr imorgon 14.30")
    return customer


@pytest.fixture
def twice(booked: Customer) -> Customer:
    """Who has another one on Thursday at 10."""
    booked.say("boka klippning dam på torsdag kl 10")
    return booked


@pytest.mark.parametrize(
    "text",
    [
        "AVBOKA",
        "måste avboka",
        "kan inte komma imorgon",
        "kommer tyvärr inte kunna komma",
        "radera min tid",
        "jag är sjuk och måste avboka",
        "please cancel my appointment",
        "ställ in min tid tack",
        "jag måste lämna återbud",
    ],
)
def test_a_clear_wish_cancels_the_only_booking(booked: Customer, text: str) -> None:
    outcome = booked.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == ("cancel", "acted")
    assert booked.booked == []
    assert slots(outcome)[:2] == ("klippning_herr", "2026-11-24T14:30:00+01:00")


@pytest.mark.parametrize(
    "text",
    [
        "kan man avboka?",
        "hur sent kan jag avboka?",
        "kostar det något att avboka?",
        "vad händer om jag avbokar?",
        "jag vill inte avboka",
        "avboka inte min tid",
        "har ni avbokat min tid?",
        "måste jag avboka om jag blir sjuk?",
        "kan jag avboka?",
        "kan inte komma på torsdag",
    ],
)
def test_a_question_or_another_day_cancels_nothing(booked: Customer, text: str) -> None:
    outcome = booked.say(text)
    assert "cancel_booking" not in tools(outcome)
    assert booked.booked == [("klippning_herr", "2026-11-24 14:30")]


def test_what_was_not_quite_said_is_asked_and_a_yes_does_it(booked: Customer) -> None:
    assert "Vill du att jag avbokar den?" in booked.say("kan inte komma på torsdag").reply
    assert booked.say("ja").decision == "acted"
    assert booked.booked == []


def test_a_no_keeps_the_booking(booked: Customer) -> None:
    booked.dialogue("kan inte komma på torsdag", "nej")
    assert len(booked.booked) == 1


def test_of_several_bookings_it_is_asked_which(twice: Customer) -> None:
    outcome = twice.say("jag vill avboka")
    assert outcome.decision == "asked"
    assert "1) klippning herr" in outcome.reply
    assert "2) klippning dam" in outcome.reply
    assert len(twice.booked) == 2


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("den på torsdag", "klippning_herr"),
        ("kl 10", "klippning_herr"),
        ("den första", "klippning_dam"),
        ("2", "klippning_herr"),
        ("klippning herr", "klippning_dam"),
    ],
)
def test_the_answer_to_which_one_is_understood(twice: Customer, answer: str, left: str) -> None:
    assert twice.dialogue("jag vill avboka", answer).decision == "acted"
    assert [service for service, _ in twice.booked] == [left]


def test_all_of_them_can_be_cancelled_at_once(twice: Customer) -> None:
    assert twice.say("avboka båda mina tider").decision == "acted"
    assert twice.booked == []


def test_the_day_tells_which_of_several(twice: Customer) -> None:
    twice.say("jag kan inte komma på torsdag")
    assert twice.booked == [("klippning_herr", "2026-11-24 14:30")]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("flytta till torsdag kl 10", "2026-11-26 10:00"),
        ("kan vi ta kl 16 istället?", "2026-11-24 16:00"),
        ("kan jag komma en timme senare?", "2026-11-24 15:30"),
        ("oj, jag menade 15.30", "2026-11-24 15:30"),
        ("Hej, får förhinder, går det att byta till fredag 9.30?", "2026-11-27 09:30"),
        ("can we make it 4pm instead?", "2026-11-24 16:00"),
    ],
)
def test_a_booking_is_moved_to_the_time_asked_for(booked: Customer, text: str, start: str) -> None:
    outcome = booked.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == ("reschedule", "acted")
    assert booked.booked == [("klippning_herr", start)]


def test_without_an_exact_time_others_are_offered_and_the_old_one_stands(booked: Customer) -> None:
    outcome = booked.say("kan jag flytta min tid till torsdag?")
    assert outcome.decision == "asked"
    assert "Din tid är imorgon tisdag 24 november kl 14.30" in outcome.reply
    assert booked.booked == [("klippning_herr", "2026-11-24 14:30")]
    assert booked.say("den sista").decision == "acted"
    assert booked.booked[0][1].startswith("2026-11-26")


def test_a_time_that_cannot_be_had_leaves_the_old_one(booked: Customer) -> None:
    outcome = booked.say("flytta till söndag kl 12")
    assert outcome.decision == "asked"
    assert "gäller" in outcome.reply
    assert booked.booked == [("klippning_herr", "2026-11-24 14:30")]


def test_which_booking_is_to_be_moved_is_asked(twice: Customer) -> None:
    outcome = twice.say("jag behöver flytta en av mina tider")
    assert (outcome.interpretation["intent"], outcome.decision) == ("reschedule", "asked")
    twice.dialogue("klippning dam", "fredag kl 11")
    assert ("klippning_dam", "2026-11-27 11:00") in twice.booked


@pytest.mark.parametrize(("text", "intent"), [("avboka min tid", "cancel"), ("flytta min tid", "reschedule")])
def test_without_a_booking_staff_are_asked_to_look(customer: Customer, text: str, intent: str) -> None:
    outcome = customer.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == (intent, "handed_over")


def test_somebody_elses_booking_is_out_of_reach(customers: Make) -> None:
    mine, other = customers(606), customers(607)
    mine.say("boka klippning herr imorgon 14.30")
    other.dialogue("avboka klippning herr imorgon 14.30", "flytta klippning herr imorgon 14.30 till 16")
    assert mine.booked == [("klippning_herr", "2026-11-24 14:30")]


def test_ones_own_time_is_told(booked: Customer) -> None:
    outcome = booked.say("vilken tid var det nu igen?")
    assert "klippning herr imorgon tisdag 24 november kl 14.30" in outcome.reply
    assert outcome.decision == "answered"


def test_a_complaint_or_a_right_leaves_the_booking_alone(booked: Customer) -> None:
    booked.dialogue("jag är så missnöjd, avboka allt och ge mig pengarna tillbaka", "radera mina uppgifter")
    assert len(booked.booked) == 1
