"""Full-text search over the company's articles."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager

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


MONDAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (None, None, True),
        (MONDAY, None, True),
        (None, MONDAY, True),
        (MONDAY, MONDAY, True),
        (MONDAY + datetime.timedelta(1), None, False),
        (None, MONDAY - datetime.timedelta(1), False),
    ],
)
def test_an_article_counts_from_its_first_day_to_its_last(
    in_company_a: Company, first: datetime.date | None, last: datetime.date | None, found: bool
) -> None:
    Article.objects.create(
        title="Julmarknad", body="Vi säljer glögg.", language="sv", valid_from=first, valid_until=last
    )
    assert bool(search_articles("glögg", "sv", today=MONDAY)) is found
    # By its spelling too, which is looked for another way.
    assert bool(search_articles("glög", "sv", today=MONDAY)) is found


def test_an_expired_article_does_not_make_its_words_common(in_company_a: Company) -> None:
    Article.objects.create(title="Glögg", body="Glögg och saffran.", language="sv")
    before = search_articles("glögg och elefanter", "sv", today=MONDAY)[0].rank
    for number in range(5):
        Article.objects.create(title=f"Glögg {number}", body="Glögg.", valid_until=datetime.date(2020, 1, 1))
    assert search_articles("glögg och elefanter", "sv", today=MONDAY)[0].rank == before


@pytest.mark.parametrize(
    ("query", "language", "title"),
    [
        ("parkerring", "sv", "Parkering"),
        ("avbokninng", "sv", "Ombokning och avbokning"),
        ("kontnater", "sv", "Betalning"),
        ("parkng", "en", "Parking"),
        ("svenska tecken saknas: ar ni oppna langre fore jul", "sv", "Öppet före jul"),
    ],
)
def test_a_misspelt_word_finds_its_article(
    in_company_a: Company, query: str, language: str, title: str
) -> None:
    Article.objects.create(
        title="Öppet före jul", body="Vi håller öppet längre veckan före jul.", language="sv"
    )
    assert search_articles(query, language)[0].title == title


def test_a_compound_that_is_written_apart_is_one_word(in_company_a: Company) -> None:
    Article.objects.create(title="Elcyklar", body="Elcykeln laddas här.", language="sv")
    assert search_articles("el cykel", "sv")[0].title == "Elcyklar"


def test_another_word_for_the_same_thing_finds_the_article_but_counts_less(in_company_a: Company) -> None:
    Article.objects.create(title="Gåvor", body="Köp ett presentkort i kassan.", language="sv")
    word, other = (search_articles(query, "sv")[0] for query in ("presentkort", "gåvokort"))
    assert "presentkort" in other.body.lower()
    assert other.rank < word.rank


def test_a_question_in_english_finds_what_is_written_in_swedish_only(in_company_a: Company) -> None:
    assert search_articles("gift voucher", "en")[0].title == "Betalning"


def test_articles_that_fit_alike_come_in_the_same_order_every_time(in_company_a: Company) -> None:
    made = [
        Article.objects.create(title=f"Rum {letter}", body="Här finns en bastu.", language="sv")
        for letter in "dacb"
    ]
    order = [hit.article_id for hit in search_articles("bastu", "sv")]
    assert order == sorted(article.pk for article in made)
    assert all([hit.article_id for hit in search_articles("bastu", "sv")] == order for _ in range(3))


def test_another_companys_articles_are_never_found(
    company_a: Company, company_b: Company, in_company: Callable[..., AbstractContextManager[object]]
) -> None:
    with in_company(company_b):
        Article.objects.create(title="Hemligt", body="Kanelbullar på torsdagar.", language="sv")
        assert search_articles("kanelbullar", "sv")
    with in_company(company_a):
        assert search_articles("kanelbullar", "sv") == []


@pytest.mark.parametrize("query", ["'", "a:* & !b", "%s %(x)s", "(((", "\\", "öppet:B* | <->", "x" * 5000])
def test_signs_of_the_search_language_are_only_signs(in_company_a: Company, query: str) -> None:
    for hit in search_articles(f"swish {query}", "sv"):
        assert 0 <= hit.rank <= 1
