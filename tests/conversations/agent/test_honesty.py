"""No promise without an act, and none that binds the company."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from conversations.agent import wording
from conversations.agent.honesty import binds, claims, false_claim
from crm.bookings.models import Booking

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def booking_at(hour: int, minute: int = 0) -> Booking:
    start = datetime.datetime(2026, 11, 24, hour, minute, tzinfo=STOCKHOLM)
    return Booking(start=start, end=start + datetime.timedelta(minutes=30))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("Jag har bokat en tid åt dig.", "booked"),
        ("Vi har nu bokat in dig på tisdag.", "booked"),
        ("Nu är du bokad kl 15.", "booked"),
        ("Toppen, då är tisdag kl 16 bokad.", "booked"),
        ("Klart! Bokat tisdag 14.30.", "booked"),
        ("Bokat: Klippning herr imorgon kl 14.30.", "booked"),
        ("Din tid är bekräftad.", "booked"),
        ("Du har fått en tid på fredag.", "booked"),
        ("Vi ses imorgon kl 10!", "booked"),
        ("I've booked you in for Friday.", "booked"),
        ("You're all set for 2 pm.", "booked"),
        ("Your appointment has been confirmed.", "booked"),
        ("See you on Friday!", "booked"),
        ("Din tid är nu avbokad.", "cancelled"),
        ("Jag har avbokat din tid.", "cancelled"),
        ("Your appointment has been cancelled.", "cancelled"),
        ("Jag har flyttat din tid till onsdag.", "moved"),
        ("Din bokning är ombokad.", "moved"),
        ("I have rescheduled it.", "moved"),
        ("Jag har raderat dina uppgifter.", "erased"),
        ("Your data has been deleted.", "erased"),
    ],
)
def test_a_claim_without_the_act_is_found(reply: str, kind: str) -> None:
    assert claims(reply) == kind
    assert false_claim(reply, acts=[], bookings=[], zone=STOCKHOLM) == kind


@pytest.mark.parametrize(
    "reply",
    [
        "Vill du att jag bokar 14.30?",
        "Ska jag boka tiden åt dig?",
        "Tiden är inte bokad ännu.",
        "Du kan boka en tid här.",
        "Bokade tider avbokas senast 24 timmar innan.",
        "Så snart du är bokad får du en bekräftelse.",
        "Would you like me to book it?",
        "It is not booked yet.",
        "Vi har öppet 10.00-18.00 på tisdag.",
        "Är 14.30 bokad?",
    ],
)
def test_an_offer_or_a_rule_is_no_claim(reply: str) -> None:
    assert claims(reply) == ""


def test_what_was_done_may_be_said_and_its_time_must_be_right() -> None:
    standing = [booking_at(14, 30)]
    assert false_claim("Bokat imorgon kl 14.30!", acts=["booked"], bookings=standing, zone=STOCKHOLM) == ""
    wrong = false_claim("Bokat imorgon kl 15.00!", acts=["booked"], bookings=standing, zone=STOCKHOLM)
    assert wrong == "wrong_time"
    assert false_claim("Din tid är avbokad.", acts=["cancelled"], bookings=[], zone=STOCKHOLM) == ""
    assert false_claim("Din tid är avbokad.", acts=["booked"], bookings=standing, zone=STOCKHOLM)


def test_an_older_booking_may_be_told_of_by_its_time_but_lends_nothing_to_another() -> None:
    standing = [booking_at(14, 30)]
    told = "Du är bokad imorgon kl 14.30."
    assert false_claim(told, acts=[], bookings=standing, zone=STOCKHOLM) == ""
    assert false_claim("Du är bokad på fredag kl 9.15.", acts=[], bookings=standing, zone=STOCKHOLM)
    assert false_claim("Jag har bokat en tid åt dig.", acts=[], bookings=standing, zone=STOCKHOLM) == "booked"


@pytest.mark.parametrize(
    "reply",
    [
        "Vi återbetalar hela beloppet.",
        "Du får pengarna tillbaka inom en vecka.",
        "Vi garanterar att skadan ersätts.",
        "Du har rätt till ersättning.",
        "We will refund you in full.",
        "You are entitled to your money back.",
        "We accept liability for the damage.",
    ],
)
def test_a_promise_that_binds_the_company_is_found(reply: str) -> None:
    assert binds(reply)


def test_none_of_our_own_texts_claims_or_binds() -> None:
    for texts in wording.TEXTS.values():
        for text in texts.values():
            assert claims(text) == ""
            assert not binds(text)
