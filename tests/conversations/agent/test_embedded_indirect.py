"""Questions put in other ways than plainly: what it costs, whether one gets there in time, facts of an article."""

from __future__ import annotations

import pytest

from conversations.agent.intents import ordinary_intents
from conversations.agent.reading.compounds import says_no_more
from conversations.agent.reading.normal import normal
from conversations.knowledge.services import article_create
from conversations.knowledge.words import topical_words
from nexus.tenants.models import Company
from tests.conversations.agent.test_embedded import ask


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hur mkt för oljebyte", "price"),
        ("va tar ni betalt", "price"),
        ("vad ska ni ha för att klippa klorna", "price"),
        ("vad får man punga ut med för en besiktning", "price"),
        ("Vad blir vaccination och id-märkning tillsammans?", "price"),
        ("blir det billigare för bara luggen", "price"),
        ("what would two haircuts come to", "price"),
        ("hinner jag hämta bilen om jag kommer strax före fem?", "opening_hours"),
        ("tar ni emot på helgerna", "opening_hours"),
        ("finns det nån på plats klockan 7", "opening_hours"),
        ("öppet i mellandagarna eller tar ni ledigt?", "opening_hours"),
        ("hoppas ni har en bra dag", "smalltalk"),
        ("happy new year to you all!", "smalltalk"),
        ("vi ville bara säga tack, allt gick bra", "thanks"),
        ("toppen då vet jag", "thanks"),
        ("glöm tiden jag hade, bilen är såld", "cancel"),
        ("måste flytta Bamses besök, jobbet krånglar", "reschedule"),
        ("måste skjuta på servicen en vecka", "reschedule"),
        ("kan vi köra tisdag istället för onsdag", "reschedule"),
        ("we need another day, work came up", "reschedule"),
        ("behöver få bromsarna bytta asap", "book"),
    ],
)
def test_what_is_meant_is_understood_however_it_is_put(text: str, intent: str) -> None:
    assert ordinary_intents(text)[:1] == [intent]


@pytest.mark.parametrize(
    "text",
    ["god jul, tar ni kontanter?", "jag vill boka en tid till en trevlig kväll", "glöm inte min tid imorgon"],
)
def test_a_kind_word_or_a_reminder_does_not_hide_what_is_asked(text: str) -> None:
    assert set(ordinary_intents(text)) & {"smalltalk", "thanks", "cancel"} == set()


def test_the_price_list_is_told_when_nothing_but_prices_is_asked_for(in_company_a: Company) -> None:
    for text in ("Kan jag få en prislista", "va tar ni betalt"):
        outcome = ask(in_company_a, text)
        assert outcome.interpretation["intent"] == "price"
        assert "650 kr" in outcome.reply


@pytest.fixture
def with_articles(in_company_a: Company) -> Company:
    for title, body in (
        ("Lånebil", "Vi har två lånebilar som kostar 300 kr per dag."),
        ("Åldersgräns", "För vaxning måste du ha fyllt 16 år."),
    ):
        article_create(
            fields={
                "title": title,
                "body": body,
                "language": "sv",
                "valid_from": None,
                "valid_until": None,
            },
            actor_id=None,
        )
    return in_company_a


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("min grabb är 19, får han köra er lånebil?", "300 kr per dag"),
        ("min dotter är 15, får hon göra det hos er?", "16 år"),
    ],
)
def test_the_article_a_question_is_about_answers_it(with_articles: Company, text: str, told: str) -> None:
    outcome = ask(with_articles, text)
    assert told in outcome.reply
    assert not outcome.hand_over


@pytest.mark.parametrize(
    "text", ["min dotter är 15 minuter sen, går det bra?", "lackar ni om bilar?", "har ni hunddagis"]
)
def test_what_no_article_answers_is_handed_over(with_articles: Company, text: str) -> None:
    outcome = ask(with_articles, text)
    assert outcome.hand_over
    assert "300 kr" not in outcome.reply
    assert "16 år" not in outcome.reply


def test_the_ending_of_an_abbreviation_is_left_off() -> None:
    assert normal("ledigt för att ta AC:n") == "ledigt for att ta ac"
    assert normal("AI:n") == "ain"


def test_a_compound_is_what_its_end_says() -> None:
    assert not says_no_more("dagis")
    assert all(says_no_more(end) for end in ("stid", "behandling", "en"))


def test_family_and_particles_say_nothing_of_what_is_asked() -> None:
    assert "mormor" not in topical_words("min mormor sitter i rullstol")
    assert "rullstol" in topical_words("min mormor sitter i rullstol")
    assert topical_words("jätterädd hund") == ["rädd", "hund"]
