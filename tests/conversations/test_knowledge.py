"""Full-text search over the company's articles."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.knowledge import plain_text, relevant_sentences, search_articles
from conversations.models import Article
from nexus.tenants.models import Company


@pytest.mark.parametrize(
    ("query", "language", "title"),
    [
        ("Kan jag betala med swish?", "sv", "Betalning"),
        ("var kan man parkera", "sv", "Parkering"),
        ("where do I park? parking?", "en", "Parking"),
        ("måste jag betala om jag avbokar", "sv", "Ombokning och avbokning"),
        ("presentkortet", "sv", "Betalning"),
    ],
)
def test_the_fitting_article_comes_first(
    in_company_a: Company, query: str, language: str, title: str
) -> None:
    assert search_articles(query, language)[0].title == title


def test_the_other_language_is_searched_when_the_first_has_nothing(in_company_a: Company) -> None:
    assert search_articles("swish", "en")[0].title == "Betalning"


def test_what_no_article_is_about_ranks_low(in_company_a: Company) -> None:
    hits = search_articles("betala med elefanter och giraffer", "sv")
    assert all(hit.rank < 0.45 for hit in hits)
    assert search_articles("elefanter", "sv") == []
    assert search_articles("och jag vad", "sv") == []


def test_a_compound_is_found_by_its_parts(in_company_a: Company) -> None:
    Article.objects.create(title="Studenter", body="Studenter får tio procents rabatt.", language="sv")
    assert search_articles("studentrabatt", "sv")[0].title == "Studenter"


def test_the_search_column_follows_the_text(in_company_a: Company) -> None:
    article = Article.objects.create(title="Djur", body="Hundar får vänta utanför.", language="sv")
    assert search_articles("hund", "sv")
    article.body = "Katter får vänta utanför."
    article.save()
    assert search_articles("hund", "sv") == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80))
def test_any_text_can_be_searched_for(in_company_a: Company, query: str) -> None:
    for hit in search_articles(query, "sv"):
        assert 0 <= hit.rank <= 1.0001


def test_the_sentences_that_tell_are_picked() -> None:
    body = "Först något annat. " * 20 + "Vi tar emot hundar på torsdagar. Katter får vänta."
    assert relevant_sentences(body, ["hund"], 80) == "Vi tar emot hundar på torsdagar. Katter får vänta."


def test_markdown_is_read_aloud() -> None:
    assert plain_text("# Rubrik\n\n- **Kort** och [Swish](https://exempel.se)\n- _nej_") == (
        "Kort och Swish https://exempel.se\n_nej_"
    )
