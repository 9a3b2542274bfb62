"""Questions about hours, prices and places in everyday words, and what is said of the one answered."""

from __future__ import annotations

import datetime

import pytest

from conversations.models import Article
from nexus.tenants.models import Company
from tests.conversations.agent.test_embedded import ask


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("finns nån på kontoret nu", "opening_hours"),
        ("vilka tider har butiken", "opening_hours"),
        ("klipper ni på söndagar", "opening_hours"),
        ("går det att komma förbi efter jobbet, slutar 17.30", "opening_hours"),
        ("är det nån som är kvar efter 18 på torsdagar", "opening_hours"),
        ("hur tidigt kan man komma på fredagar", "opening_hours"),
        ("när är det som tidigast öppet på lördag", "opening_hours"),
        ("hur många kronor blir det för slingor", "price"),
        ("vad får jag pröjsa för slingor", "price"),
        ("ligger på vad, slingor hos er?", "price"),
        ("undrar var nånstans ni huserar", "location"),
        ("vad heter gatan ni ligger på", "location"),
        ("är ni långt ifrån tåget", "location"),
        ("where can i leave the car", "location"),
    ],
)
def test_everyday_words_ask_for_it(in_company_a: Company, text: str, intent: str) -> None:
    outcome = ask(in_company_a, text)
    assert outcome.interpretation["intent"] == intent
    assert outcome.decision == "answered"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("vilka tider har ni lediga på fredag för slingor", "availability"),
        ("kan jag komma förbi på fredag kl 10 och klippa mig, boka klippning herr", "book"),
        ("är det bindningstid", "other"),
        ("måste man boka tid för slingor", "other"),
        ("försvinner min tid om jag byter nummer", "other"),
    ],
)
def test_what_only_looks_like_it_is_read_as_what_it_is(in_company_a: Company, text: str, intent: str) -> None:
    assert ask(in_company_a, text).interpretation["intent"] == intent


def test_the_summer_and_the_lunch_are_answered_from_the_articles_on_them(in_company_a: Company) -> None:
    Article.objects.create(title="Semester", body="Vi har stängt vecka 29 och 30.", language="sv")
    Article.objects.create(title="Lunchstängt", body="Mellan 12 och 13 är det stängt.", language="sv")
    assert "vecka 29" in ask(in_company_a, "har ni sommarstängt?").reply
    assert "12 och 13" in ask(in_company_a, "är ni öppna över lunch?").reply
    assert "10.00" in ask(in_company_a, "när öppnar ni på lördag?").reply


def test_an_address_comes_with_what_was_asked_beside_it(in_company_a: Company) -> None:
    Article.objects.create(title="Hitta hit", body="Buss 4 stannar utanför.", language="sv")
    reply = ask(in_company_a, "vilken buss går till er?").reply
    assert "Alfagatan 1" in reply
    assert "Buss 4" in reply
    assert "Buss 4" not in ask(in_company_a, "adressen tack").reply


def test_how_long_things_take_in_general_is_answered_and_how_far_mine_has_come_is_not(
    in_company_a: Company,
) -> None:
    Article.objects.create(title="Leveranstid", body="Peruker är klara efter tio dagar.", language="sv")
    assert "tio dagar" in ask(in_company_a, "hur lång tid tar det innan peruken är klar?").reply
    assert ask(in_company_a, "är min peruk klar nu?").hand_over


def test_what_is_told_before_the_question_says_what_it_is_about(in_company_a: Company) -> None:
    Article.objects.create(title="Husdjur", body="Husdjur får följa med i koppel.", language="sv")
    assert "koppel" in ask(in_company_a, "jag har en hund med mig, gör det nåt?").reply


def test_a_burn_after_a_treatment_is_for_staff(in_company_a: Company) -> None:
    outcome = ask(in_company_a, "det brinner i hårbotten sen färgningen i tisdags, är det normalt?")
    assert outcome.hand_over
    assert outcome.interpretation["intent"] == "other"


@pytest.mark.parametrize(
    "text",
    [
        "kan jag få Susanne istället? vill ha klippning herr imorgon",
        "vill ha klippning herr imorgon, är Susanne ledig då?",
    ],
)
def test_a_stranger_who_is_wished_for_is_named_as_one(in_company_a: Company, text: str) -> None:
    assert "Susanne hittar jag inte" in ask(in_company_a, text).reply


def test_the_eve_is_answered_in_swedish_where_it_stands_in_swedish_only(in_company_a: Company) -> None:
    Article.objects.create(title="Helger", body="Stängt julafton och nyårsafton.", language="sv")
    now = datetime.datetime(2026, 12, 30, 10, 15, tzinfo=datetime.UTC)
    outcome = ask(in_company_a, "Hello! Are you open on New Years Eve?", now=now)
    assert outcome.decision == "answered"
    assert "nyårsafton" in outcome.reply
