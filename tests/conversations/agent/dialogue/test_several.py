"""Several times in one text, standing times, somebody else's number and somebody else's booking."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.agent.dialogue.conftest import Customer, slots, tools

Make = Callable[..., Customer]


@pytest.mark.parametrize(
    "text",
    [
        "boka klippning herr åt mig och en klippning dam åt min fru fredag kl 10",
        "boka herrklippning åt mig och min son imorgon 14.30",
        "klippning herr för två killar på fredag kl 10",
        "min man och jag vill klippa oss på fredag eftermiddag",
        "jag vill boka klippning herr för mig och mina tre söner på fredag kl 10",
        "can I book haircuts for me and my husband on Friday at 10?",
        "boka herrklippning imorgon 14.30 och slingor på torsdag kl 10",
    ],
)
def test_of_several_none_is_booked_unasked_and_it_is_said_how(customer: Customer, text: str) -> None:
    outcome = customer.say(text)
    assert outcome.decision == "asked"
    assert "i taget" in outcome.reply or "at a time" in outcome.reply
    assert "book" not in tools(outcome)


def test_two_services_are_booked_one_after_the_other(customer: Customer) -> None:
    customer.say("boka herrklippning imorgon 14.30 och slingor på torsdag kl 10")
    first = customer.say("ja")
    assert first.decision == "acted"
    assert slots(first)[0] == "klippning_herr"
    assert "Nästa tid: Slingor" in first.reply
    assert "10.00" in first.reply
    customer.say("ja tack")
    assert customer.booked == [("klippning_herr", "2026-11-24 14:30"), ("slingor", "2026-11-26 10:00")]


def test_for_the_second_person_the_times_after_the_first_are_offered(customer: Customer) -> None:
    customer.dialogue("klippning herr för två personer på fredag kl 10", "ja")
    assert customer.booked == [("klippning_herr", "2026-11-27 10:00")]
    customer.say("10.30 blir bra")
    assert customer.booked == [("klippning_herr", "2026-11-27 10:00"), ("klippning_herr", "2026-11-27 10:30")]
    assert customer.state["goal"] == "done"


def test_whoever_wants_no_second_one_keeps_the_first(customer: Customer) -> None:
    customer.dialogue("klippning herr för två personer på fredag kl 10", "ja")
    assert customer.say("nej tack det räcker").reply == "Okej, då bokar jag inget mer."
    assert customer.booked == [("klippning_herr", "2026-11-27 10:00")]


def test_two_at_the_same_time_are_for_staff(customer: Customer) -> None:
    outcome = customer.say("vi är två som vill klippa oss samtidigt på fredag")
    assert outcome.hand_over
    assert customer.booked == []


@pytest.mark.parametrize(
    "text",
    [
        "vill boka klippning herr varje måndag kl 10",
        "klippning herr varannan fredag kl 14, går det?",
        "boka klippning herr varje dag kl 10",
        "boka klippning herr en gång i månaden",
        "I want a men's cut every Friday at 2pm",
    ],
)
def test_a_standing_time_is_not_booked_as_one(customer: Customer, text: str) -> None:
    outcome = customer.say(text)
    assert outcome.decision == "asked"
    assert "i taget" in outcome.reply or "at a time" in outcome.reply
    assert customer.booked == []


def test_of_a_standing_time_the_first_is_booked_after_a_yes(customer: Customer) -> None:
    customer.dialogue("vill boka klippning herr varje fredag kl 10", "ja")
    assert customer.booked == [("klippning_herr", "2026-11-27 10:00")]


@pytest.mark.parametrize(
    "text",
    [
        "boka herrklippning åt min pappa imorgon 14.30, hans nummer är 070-174 06 20",
        "kan du boka en tid åt mamma? hon nås på 0701740621",
        "book a men's cut for my dad tomorrow at 14:30, his number is +46 70 174 06 22",
    ],
)
def test_whose_number_is_booked_is_said_when_another_is_named(customer: Customer, text: str) -> None:
    reply = customer.say(text).reply
    assert "numret du skriver från" in reply or "number you are texting from" in reply


@pytest.mark.parametrize(
    "text",
    [
        "Är min fru bokad imorgon?",
        "har min man en tid hos er på fredag?",
        "har min dotter någon tid bokad?",
        "what time is my daughter's appointment tomorrow?",
        "is my husband booked in on Friday?",
    ],
)
def test_what_others_have_booked_is_not_told(customers: Make, text: str) -> None:
    other, customer = customers(607), customers(608)
    other.say("boka klippning dam imorgon kl 15")
    outcome = customer.say(text)
    assert "15" not in outcome.reply
    assert "kan jag inte" in outcome.reply or "cannot" in outcome.reply
    assert "find_free_times" not in tools(outcome)


def test_ones_own_booking_is_told_beside_the_refusal(customer: Customer) -> None:
    customer.say("boka klippning herr imorgon 14.30")
    assert "14.30" in customer.say("är min fru bokad imorgon?").reply


def test_somebody_elses_time_is_cancelled_only_after_a_question(customer: Customer) -> None:
    customer.say("boka klippning herr imorgon 14.30")
    assert customer.say("avboka min frus tid imorgon").decision == "asked"
    assert len(customer.booked) == 1


@pytest.mark.parametrize("text", ["kan min fru få en tid på fredag?", "behöver en klipptid till min man"])
def test_a_time_for_somebody_else_is_an_ordinary_wish(customer: Customer, text: str) -> None:
    assert "find_free_times" in tools(customer.say(text))


def test_a_thumb_takes_the_only_time_on_offer(customer: Customer) -> None:
    customer.dialogue("boka klippning herr imorgon 14.30 går det bra?", "👍")
    assert customer.booked == [("klippning_herr", "2026-11-24 14:30")]


@pytest.mark.parametrize("emoji", ["👍", "❤️", "😂😂😂😂🎉🎉🎉"])
def test_no_emoji_chooses_among_several_times(customer: Customer, emoji: str) -> None:
    customer.dialogue("boka klippning herr på fredag", emoji)
    assert customer.booked == []


@pytest.mark.parametrize(
    "text",
    [
        "du fattar ju ingenting",
        "VAD ÄR DET FÖR JÄVLA SKIT, svara på frågan!!!",
        "ni är hopplösa alltså",
        "men för helvete lyssna då",
        "this is ridiculous, you people are useless",
    ],
)
def test_anger_in_a_booking_goes_to_staff_and_leaves_nothing_half_done(customer: Customer, text: str) -> None:
    customer.say("boka klippning dam på fredag")
    outcome = customer.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == ("complaint", "handed_over")
    assert (customer.state, customer.booked) == ({}, [])


@pytest.mark.parametrize("text", ["fan vad snygg jag blev, tack!", "skitbra!", "oh shit I forgot my time"])
def test_swearing_that_is_meant_well_is_no_complaint(customer: Customer, text: str) -> None:
    assert customer.say(text).interpretation["intent"] != "complaint"
