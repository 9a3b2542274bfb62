"""A change of mind right after a booking, somebody else it is for, and one more."""

from __future__ import annotations

import pytest

from tests.conversations.agent.dialogue.conftest import Customer, slots


@pytest.mark.parametrize("text", ["nej vänta, kl 15", "eller nej, ta 15.00", "oj, kl 15 skulle det va"])
def test_no_wait_and_a_time_moves_it_on_its_own_day(customer: Customer, text: str) -> None:
    customer.say("boka klippning herr på torsdag kl 11")
    outcome = customer.say(text)
    assert outcome.decision in ("acted", "asked")
    assert slots(outcome)[1] == "2026-11-26T15:00:00+01:00"
    assert len(customer.booked) == 1


def test_another_day_that_was_meant_keeps_the_time(customer: Customer) -> None:
    customer.say("boka klippning herr på torsdag kl 11")
    outcome = customer.say("nej förlåt fredag menade jag")
    assert slots(outcome)[1] == "2026-11-27T11:00:00+01:00"
    assert len(customer.booked) == 1


def test_change_to_an_hour_is_understood(customer: Customer) -> None:
    customer.say("boka klippning herr på torsdag kl 11")
    outcome = customer.say("kan jag ändra till 14?")
    assert slots(outcome)[1] == "2026-11-26T14:00:00+01:00"


def test_dropping_what_was_just_booked_asks_before_it_is_cancelled(customer: Customer) -> None:
    customer.say("boka klippning herr på torsdag kl 11")
    outcome = customer.say("nä jag ångrar mig, strunta i det")
    assert outcome.decision == "asked"
    assert len(customer.booked) == 1
    customer.say("ja")
    assert customer.booked == []


def test_one_more_at_the_same_time_another_day_is_offered(customer: Customer) -> None:
    customer.say("boka klippning herr på torsdag kl 11")
    outcome = customer.say("och en till på fredag samma tid")
    assert (outcome.interpretation["intent"], outcome.decision) == ("book", "asked")
    assert slots(outcome)[1] == "2026-11-27T11:00:00+01:00"
    customer.say("ja tack")
    assert len(customer.booked) == 2


def test_thinking_it_over_books_nothing(customer: Customer) -> None:
    customer.say("slingor på torsdag")
    customer.say("vad kostar det")
    outcome = customer.say("hm dyrt, får tänka på saken")
    assert outcome.decision == "answered"
    assert customer.booked == []


def test_anybody_is_no_man(customer: Customer) -> None:
    customer.say("jag vill boka slingor på torsdag")
    outcome = customer.say("kan man få komma på förmiddagen?")
    assert slots(outcome)[0] == "slingor"


def test_for_whom_it_is_decides_between_services_of_a_kind(customer: Customer) -> None:
    customer.say("vill boka klippning på torsdag")
    outcome = customer.say("det är en vuxen man")
    assert slots(outcome)[0] == "klippning_herr"


def test_make_it_one_names_no_husband(customer: Customer) -> None:
    customer.say("I want to book a women's cut on Thursday at noon")
    outcome = customer.say("actually make it 1pm")
    assert slots(outcome)[:2] == ("klippning_dam", "2026-11-26T13:00:00+01:00")
