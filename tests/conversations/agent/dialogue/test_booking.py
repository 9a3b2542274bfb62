"""Getting a time over several messages."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from crm.bookings.models import Booking, Resource, Service
from tests.conversations.agent.dialogue.conftest import Customer, slots, tools
from tests.conversations.agent.turns import MONDAY

Make = Callable[..., Customer]


def test_times_are_offered_one_is_picked_the_name_is_kept_and_the_time_cancelled(customer: Customer) -> None:
    offered = customer.say("Hej! kan jag få en klipptid imorgon em?")
    assert (offered.interpretation["intent"], offered.decision) == ("book", "asked")
    assert "14.30" in offered.reply
    assert customer.booked == []
    booked = customer.say("14.30 blir bra, Anna")
    assert booked.decision == "acted"
    assert booked.reply.startswith("Bokat: Klippning herr imorgon tisdag 24 november kl 14.30 hos Lina.")
    assert customer.booked == [("klippning_herr", "2026-11-24 14:30")]
    assert customer.contact.name == "Anna"
    cancelled = customer.say("måste tyvärr avboka")
    assert cancelled.decision == "acted"
    assert cancelled.reply.startswith("Avbokat: Klippning herr imorgon tisdag 24 november kl 14.30.")
    assert customer.booked == []


def test_a_word_that_fits_several_services_offers_the_first_and_names_the_others(customer: Customer) -> None:
    offered = customer.say("kan jag få en klipptid imorgon em?")
    assert "Klippning herr (30 minuter)" in offered.reply
    assert "klippning dam" in offered.reply
    assert slots(offered)[0] is None
    assert "Klippning dam (1 timme)" in customer.say("dam").reply
    assert customer.say("13.00").decision == "acted"
    assert customer.booked == [("klippning_dam", "2026-11-24 13:00")]


@pytest.mark.parametrize(
    "text",
    [
        "boka klippning herr imorgon 14.30",
        "Hej, jag vill boka herrklippning imorgon halv tre",
        "Kan jag få tid för klippning herr tisdag 24/11 kl 14:30?",
        "book a men's cut tomorrow at 2:30 pm please",
    ],
)
def test_a_complete_request_is_booked_at_once(customer: Customer, text: str) -> None:
    outcome = customer.say(text)
    assert outcome.decision == "acted"
    assert customer.booked == [("klippning_herr", "2026-11-24 14:30")]
    assert slots(outcome) == ("klippning_herr", "2026-11-24T14:30:00+01:00", "2026-11-24T15:00:00+01:00")


@pytest.mark.parametrize(
    "text",
    [
        "har ni tid för klippning herr imorgon 14.30?",
        "vad kostar det om jag bokar klippning herr imorgon 14.30?",
        "klippning imorgon 14.30",
        "boka klippning herr imorgon vid typ 14.30",
        "boka klippning herr imorgon 14.30 eller 15",
        "jag vill inte boka klippning herr imorgon 14.30",
        "jag bokade klippning herr imorgon 14.30, stämmer det?",
        "hur bokar jag klippning herr imorgon 14.30?",
        "boka två klippningar herr imorgon 14.30",
        "boka klippning herr hos Mirella imorgon 14.30",
    ],
)
def test_what_is_asked_hedged_or_unclear_is_not_booked(customer: Customer, text: str) -> None:
    outcome = customer.say(text)
    assert "book" not in tools(outcome)
    assert customer.booked == []
    assert outcome.reply


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        ("13.00", "13:00"),
        ("halv tre", "14:30"),
        ("kl 3", "15:00"),
        ("den första", "12:00"),
        ("det sista tack", "17:30"),
        ("tvåan", "13:00"),
        ("ta vilken som helst", "12:00"),
        ("ok 13", "13:00"),
        ("ja då tar jag 13", "13:00"),
        ("kvart över ett", "13:15"),
    ],
)
def test_a_time_is_picked_in_many_ways(customer: Customer, answer: str, start: str) -> None:
    customer.say("jag vill boka klippning herr imorgon eftermiddag")
    outcome = customer.say(answer)
    assert outcome.decision == "acted"
    assert customer.booked == [("klippning_herr", f"2026-11-24 {start}")]


@pytest.mark.parametrize("answer", ["ja tack", "kör på det", "perfekt", "ok", "Ja gärna!"])
def test_a_single_offer_is_taken_by_a_yes(customer: Customer, answer: str) -> None:
    customer.dialogue("jag vill boka klippning herr imorgon em", "har ni 14.30?")
    assert customer.booked == []
    assert customer.say(answer).decision == "acted"
    assert customer.booked == [("klippning_herr", "2026-11-24 14:30")]


def test_a_yes_to_several_times_is_asked_which(customer: Customer) -> None:
    outcome = customer.dialogue("boka klippning herr imorgon em", "ja tack")
    assert (outcome.decision, customer.booked) == ("asked", [])
    assert "14.30" in outcome.reply


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("något senare?", "onsdag 25 november|ons 25/11|imorgon"),
        ("hellre på torsdag", "torsdag 26 november"),
        ("en annan dag", "ons 25/11"),
        ("nej, fredag förmiddag", "fredag 27 november kl 09.00"),
        ("14.30 passar inte", "Vilken"),
    ],
)
def test_another_wish_gets_other_times_and_books_nothing(customer: Customer, answer: str, said: str) -> None:
    outcome = customer.dialogue("boka klippning herr imorgon em", answer)
    assert outcome.decision == "asked"
    assert any(one in outcome.reply for one in said.split("|"))
    assert customer.booked == []


def test_a_wish_for_somebody_is_kept(customer: Customer) -> None:
    outcome = customer.dialogue("boka klippning herr på torsdag", "hos Samira", "10.00")
    assert "hos Samira" in outcome.reply
    assert Booking.objects.get(contact=customer.contact).resource == Resource.objects.get(name="Samira")


def test_somebody_unknown_is_not_silently_replaced(customer: Customer) -> None:
    outcome = customer.say("vill boka klippning herr hos Mirella imorgon 10.00")
    assert "Mirella" in outcome.reply
    assert customer.booked == []


def test_giving_up_ends_the_dialogue(customer: Customer) -> None:
    outcome = customer.dialogue("boka klippning herr imorgon em", "nej tack, det får vara")
    assert (outcome.decision, customer.booked, customer.state) == ("answered", [], {})


def test_a_taken_time_is_told_and_others_are_offered(customers: Make) -> None:
    for number in (606, 607):
        customers(number).say("boka klippning herr imorgon 14.30")
    third = customers(608)
    outcome = third.say("boka klippning herr imorgon 14.30")
    assert outcome.decision == "asked"
    assert "upptagen" in outcome.reply
    assert "14.00" in outcome.reply
    assert third.booked == []
    assert third.say("14.00").decision == "acted"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("boka klippning herr på söndag kl 12", "stängt"),
        ("boka klippning herr imorgon kl 23", "stängt"),
        ("boka klippning herr igår kl 15", "redan varit"),
        ("boka klippning herr idag kl 8", "redan varit"),
        ("boka klippning herr 31 november kl 10", "hittar jag inte"),
        ("boka klippning herr kl 27", "hittar jag inte"),
        ("boka klippning herr tisdag den 25/11 kl 10", "går inte ihop"),
    ],
)
def test_a_time_that_cannot_be_is_asked_about(customer: Customer, text: str, said: str) -> None:
    outcome = customer.say(text)
    assert outcome.decision == "asked"
    assert said in outcome.reply
    assert customer.booked == []


def test_a_question_in_between_does_not_lose_the_thread(customer: Customer) -> None:
    price = customer.dialogue("boka klippning herr imorgon em", "vad kostar det?")
    assert "425" in price.reply
    assert "30 minuter" in customer.say("hur lång tid tar det?").reply
    assert customer.say("14.30").decision == "acted"


def test_the_subject_of_a_question_is_remembered(customer: Customer) -> None:
    outcome = customer.dialogue("vad kostar slingor?", "kan jag boka det på fredag?", "13.00")
    assert outcome.decision == "acted"
    assert customer.booked == [("slingor", "2026-11-27 13:00")]


def test_what_is_to_be_booked_is_asked_for_and_the_time_kept(customer: Customer) -> None:
    outcome = customer.say("kan jag boka en tid på fredag kl 13?")
    assert outcome.decision == "asked"
    assert "slingor" in outcome.reply
    assert slots(outcome) == (None, "2026-11-27T13:00:00+01:00", None)
    assert "13.00" in customer.say("slingor").reply
    assert customer.say("ja").decision == "acted"


def test_times_in_other_states_of_the_dialogue_are_absolute(customer: Customer) -> None:
    customer.say("boka klippning herr imorgon em")
    customer.now = MONDAY + datetime.timedelta(hours=20)
    customer.say("14.30")
    assert customer.booked == [("klippning_herr", "2026-11-24 14:30")]


def test_an_offer_is_forgotten_after_two_days(customer: Customer) -> None:
    customer.say("boka klippning herr på fredag")
    customer.now = MONDAY + datetime.timedelta(days=2, hours=1)
    customer.say("den första")
    assert customer.booked == []


def test_a_service_without_a_free_time_is_handed_over(customer: Customer) -> None:
    Resource.objects.update(active=False)
    outcome = customer.say("boka klippning herr imorgon")
    assert (outcome.decision, customer.booked) == ("handed_over", [])


def test_a_company_with_one_service_needs_no_name_of_it(customer: Customer) -> None:
    Service.objects.exclude(key="slingor").update(active=False)
    assert customer.say("har ni tid på fredag?").reply.startswith("Slingor och klippning")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("14.30 blir bra, Anna", "Anna"),
        ("14.30 tack, jag heter anna berg", "Anna Berg"),
        ("14.30 mvh Kalle", "Kalle"),
        ("14.30 till min son Leo", ""),
        ("14.30 blir bra, Lina", ""),
        ("14.30 Tack!", ""),
        ("14.30 blir bra, Tack", ""),
    ],
)
def test_names_are_kept_when_they_are_the_customers_own(customer: Customer, text: str, name: str) -> None:
    customer.dialogue("boka klippning herr imorgon em", text)
    assert customer.booked == [("klippning_herr", "2026-11-24 14:30")]
    assert customer.contact.name == name


def test_a_known_name_stays(customers: Make) -> None:
    customer = customers(name="Åsa Öberg")
    customer.dialogue("boka klippning herr imorgon em", "14.30 blir bra, Anna")
    assert customer.contact.name == "Åsa Öberg"


def test_english_is_answered_in_english(customer: Customer) -> None:
    outcome = customer.dialogue("Can I get a women's cut on Friday morning?", "the last one please, I'm Tom")
    assert outcome.reply.startswith("Booked: Women's cut on Friday 27 November at 11:")
    assert customer.contact.name == "Tom"


def test_a_weekday_named_after_next_week_is_next_weeks(customer: Customer) -> None:
    customer.say("jag vill klippa mig nästa vecka efter kl 15, klippning herr")
    offered = customer.say("torsdag")
    assert "3 december" in offered.reply
    assert "26 november" not in offered.reply
