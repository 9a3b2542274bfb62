"""Another person, or another service, for a time that is booked or on offer: never a second booking."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from crm.bookings.models import Booking, Resource, Service
from tests.conversations.agent.dialogue.conftest import Customer, slots, tools
from tests.conversations.agent.turns import STOCKHOLM

Make = Callable[..., Customer]
AT = "2026-11-24 14:30"


@pytest.fixture
def booked(customer: Customer) -> Customer:
    """Who has a time with Lina tomorrow at 14.30."""
    customer.say("boka klippning herr hos Lina imorgon 14.30")
    return customer


def _whom(customer: Customer) -> list[str]:
    standing = Booking.objects.filter(contact=customer.contact, state=Booking.State.CONFIRMED)
    return [one.resource.name for one in standing.order_by("start")]


@pytest.mark.parametrize(
    "text",
    [
        "vill ha Samira istället",
        "kan det bli Samira i stället?",
        "oj, kan jag få Samira?",
        "hellre Samira",
        "Samira tack",
        "byt till samira",
        "inte Lina tack",
        "kan någon annan klippa mig?",
        "can I have Samira instead?",
        "actually could Samira do it?",
        "someone else please",
    ],
)
def test_the_booking_moves_to_the_other_person_at_the_same_time(booked: Customer, text: str) -> None:
    outcome = booked.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == ("reschedule", "acted")
    assert "Samira" in outcome.reply
    assert (booked.booked, _whom(booked)) == ([("klippning_herr", AT)], ["Samira"])


@pytest.mark.parametrize(
    "text",
    [
        "jobbar Samira på lördag?",
        "hur länge har Lina jobbat hos er?",
        "är Samira bra på slingor?",
        "tack, hälsa Samira!",
    ],
)
def test_a_word_about_somebody_changes_nothing(booked: Customer, text: str) -> None:
    booked.say(text)
    assert (booked.booked, _whom(booked)) == ([("klippning_herr", AT)], ["Lina"])


def test_a_busy_person_is_offered_at_the_nearest_times_and_the_old_time_stands(
    booked: Customer, customers: Make
) -> None:
    customers(606).say("boka klippning herr hos Samira imorgon 14.30")
    outcome = booked.say("vill ha Samira istället")
    assert outcome.decision == "asked"
    assert "gäller" in outcome.reply
    assert (booked.booked, _whom(booked)) == ([("klippning_herr", AT)], ["Lina"])
    assert booked.say("den första").decision == "acted"
    assert (len(booked.booked), _whom(booked)) == (1, ["Samira"])


def test_who_does_not_do_the_service_is_said_plainly(booked: Customer) -> None:
    Service.objects.get(key="klippning_herr").resources.set([Resource.objects.get(name="Lina")])
    outcome = booked.say("byt till Samira")
    assert "Samira gör inte" in outcome.reply
    assert _whom(booked) == ["Lina"]


def test_another_person_and_another_day_are_changed_at_once(booked: Customer) -> None:
    booked.say("kan du ändra till Samira på torsdag kl 15")
    assert (booked.booked, _whom(booked)) == ([("klippning_herr", "2026-11-26 15:00")], ["Samira"])


def test_a_further_booking_with_somebody_else_is_one_more(booked: Customer) -> None:
    booked.say("kan jag boka en tid till hos Samira på fredag kl 9?")
    assert _whom(booked) == ["Lina", "Samira"]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("nej jag menade klippning dam", "klippning_dam"),
        ("oj, det skulle vara damklippning", "klippning_dam"),
        ("vill hellre ha slingor den tiden", "slingor"),
        ("fel behandling, det ska vara slingor", "slingor"),
        ("sorry I meant a women's cut", "klippning_dam"),
        ("make it a women's cut please", "klippning_dam"),
    ],
)
def test_another_service_takes_the_place_of_the_booked_one(booked: Customer, text: str, service: str) -> None:
    outcome = booked.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == ("reschedule", "acted")
    assert slots(outcome)[:2] == (service, "2026-11-24T14:30:00+01:00")
    assert (booked.booked, _whom(booked)) == ([(service, AT)], ["Lina"])
    assert Booking.objects.filter(contact=booked.contact, state=Booking.State.CANCELLED).count() == 1


def test_a_service_that_does_not_fit_leaves_the_old_booking(booked: Customer) -> None:
    booked.say("flytta till 17.30")
    outcome = booked.say("nej jag menade slingor")
    assert outcome.decision == "asked"
    assert "Du har kvar klippning herr" in outcome.reply
    assert "cancelled" not in outcome.reply
    assert booked.booked == [("klippning_herr", "2026-11-24 17:30")]
    assert Booking.objects.filter(state=Booking.State.CANCELLED).count() == 0
    assert booked.say("den första").decision == "acted"
    assert [service for service, _ in booked.booked] == ["slingor"]


@pytest.mark.parametrize(
    "text", ["boka även slingor på torsdag kl 10", "jag vill också boka slingor på torsdag kl 10"]
)
def test_one_more_service_is_no_correction(booked: Customer, text: str) -> None:
    booked.dialogue(text)
    assert ("klippning_herr", AT) in booked.booked


@pytest.mark.parametrize("text", ["hellre Samira", "nej, Samira i stället", "inte hos Lina"])
def test_what_is_on_offer_changes_to_the_other_person(customer: Customer, text: str) -> None:
    customer.say("klippning herr hos Lina på torsdag?")
    outcome = customer.say(text)
    assert "hos Samira" in outcome.reply
    assert customer.booked == []


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("flytta fram den en timme", "2026-11-24 15:30"),
        ("kan vi skjuta på det en vecka", "2026-12-01 14:30"),
        ("tidigarelägg en timme tack", "2026-11-24 13:30"),
        ("could we push it an hour?", "2026-11-24 15:30"),
        ("can you move it a day later", "2026-11-25 14:30"),
        ("måste jobba imorgon, kan vi ta fredag samma tid?", "2026-11-27 14:30"),
        ("dra fram den till idag kl 15", "2026-11-23 15:00"),
        ("I can't do tomorrow, what about Thursday at 3pm?", "2026-11-26 15:00"),
    ],
)
def test_putting_off_is_understood_in_many_ways(booked: Customer, text: str, start: str) -> None:
    outcome = booked.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == ("reschedule", "acted")
    assert booked.booked == [("klippning_herr", start)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("kan vi ta det senare samma dag?", datetime.date(2026, 11, 24), datetime.date(2026, 11, 24)),
        ("går det att få en tidigare tid?", datetime.date(2026, 11, 23), datetime.date(2026, 11, 24)),
        ("en annan dag vore bättre", datetime.date(2026, 11, 25), datetime.date(2026, 12, 9)),
        ("hinner inte, tar nästa vecka istället", datetime.date(2026, 11, 30), datetime.date(2026, 12, 6)),
        ("vi skjuter på det till nästa vecka", datetime.date(2026, 11, 30), datetime.date(2026, 12, 6)),
        ("can we do another day instead", datetime.date(2026, 11, 25), datetime.date(2026, 12, 9)),
    ],
)
def test_without_a_clock_time_others_are_offered_from_where_it_was_said(
    booked: Customer, text: str, first: datetime.date, last: datetime.date
) -> None:
    outcome = booked.say(text)
    assert (outcome.interpretation["intent"], outcome.decision) == ("reschedule", "asked")
    offered = [datetime.datetime.fromisoformat(one).astimezone(STOCKHOLM) for one in booked.state["offered"]]
    assert offered
    assert all(first <= one.date() <= last for one in offered)
    assert datetime.datetime(2026, 11, 24, 14, 30, tzinfo=STOCKHOLM) not in offered
    assert "move_booking" not in tools(outcome)
