"""The right article among the first three, for questions as people text them."""

from __future__ import annotations

import pytest

from conversations.models import Article
from nexus.tenants.models import Company
from nexus.tenants.profiles import profile_apply
from tests.evaluation.knowledge.measure import BUILD, COMPANIES, HELD_OUT, Score, ask, profile, questions


@pytest.fixture
def scores(in_company_a: Company) -> dict[str, Score]:
    """Both companies' questions, each asked where only that company's articles are."""
    found: dict[str, Score] = {}
    for slug in COMPANIES:
        Article.objects.all().delete()
        profile_apply(in_company_a, {"articles": profile(slug)["articles"]})
        ask(slug, found)
    return found


def test_the_question_set_is_large_and_fair() -> None:
    asked = list(questions())
    assert len(asked) >= 120
    assert sum(question.language == "en" for question in asked) >= 25
    assert len({question.question for question in asked}) == len(asked)
    halves = [question.half for question in asked]
    assert min(halves.count(BUILD), halves.count(HELD_OUT)) >= 60
    titles = {(slug, article["title"]) for slug in COMPANIES for article in profile(slug)["articles"]}
    assert len(titles) >= 30
    assert all((question.company, title) in titles for question in asked for title in question.expect)


def test_nine_of_ten_questions_find_their_article_among_the_first_three(scores: dict[str, Score]) -> None:
    for half, least in ((BUILD, 0.9), (HELD_OUT, 0.9)):
        assert scores[half].hit_3 >= least, [question.question for question, _ in scores[half].missed]


def test_four_of_five_questions_find_their_article_first(scores: dict[str, Score]) -> None:
    assert scores[BUILD].hit_1 >= 0.8
    assert scores[HELD_OUT].hit_1 >= 0.8
