"""What is asked of a thing, in words that its article lacks."""

from __future__ import annotations

import pytest

from conversations.knowledge import search_articles
from conversations.knowledge.aspects import seen_through
from conversations.models import Article
from nexus.tenants.models import Company

ARTICLES = {
    "Åldersgräns": "Du måste ha fyllt 16 år för solarium.",
    "Delbetalning": "Större belopp delas upp på tolv månader utan ränta.",
    "Drop-in": "På lördagar tar vi emot dig utan bokning.",
    "Leveranstid": "Beställda varor är klara efter tio dagar.",
    "Husdjur": "Djur får följa med in i koppel.",
    "Arbetsgivaren": "Vi fakturerar gärna din arbetsgivare.",
    "Lånebil": "Den kostar 200 kr om dagen.",
    "Uppsägning": "Avtalet löper tills vidare.",
}


@pytest.fixture
def shop(in_company_a: Company) -> Company:
    """A company with an article on each of these."""
    for title, body in ARTICLES.items():
        Article.objects.create(title=title, body=body, language="sv")
    return in_company_a


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("hur gammal måste man va", "Åldersgräns"),
        ("från vilken ålder får man komma", "Åldersgräns"),
        ("vad händer om jag missar min tid", "Ombokning och avbokning"),
        ("om man inte dyker upp då", "Ombokning och avbokning"),
        ("måste man ta allt på en gång", "Delbetalning"),
        ("kan man bara komma förbi", "Drop-in"),
        ("do you take walk ins", "Drop-in"),
        ("hur snabbt får man det", "Leveranstid"),
        ("gör det nåt att katten är med", "Husdjur"),
        ("kan jobbet få räkningen", "Arbetsgivaren"),
        ("kan man låna en bil", "Lånebil"),
    ],
)
def test_the_article_is_found_without_a_word_of_it(shop: Company, query: str, title: str) -> None:
    hits = search_articles(query, "sv")
    assert hits[0].title == title
    assert hits[0].rank >= 0.45


def test_cheaper_is_no_car(shop: Company) -> None:
    Article.objects.create(title="Rabatter", body="Studenter får rabatt.", language="sv")
    assert search_articles("är det billigare nån gång", "sv")[0].title == "Rabatter"


def test_a_dog_finds_what_holds_for_pets_and_pets_find_no_dog(shop: Company) -> None:
    Article.objects.create(title="Hundtrim", body="Vi trimmar hundar.", language="sv")
    titles = [hit.title for hit in search_articles("husdjur", "sv")]
    assert titles[0] == "Husdjur"
    assert "Hundtrim" not in titles


def test_what_said_how_it_is_asked_is_taken_out_of_the_question() -> None:
    rest, asked = seen_through("Hur gammal måste man vara för solarium?")
    assert "gammal" not in rest
    assert "solarium" in rest
    assert asked == [{"sv": ["åldersgräns"], "en": ["age"]}]
    assert seen_through("tar ni kort?") == ("tar ni kort?", [])
