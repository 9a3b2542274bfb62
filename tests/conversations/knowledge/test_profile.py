"""The articles of a company's profile."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from conversations.models import Article
from conversations.profile import articles_apply
from nexus.audit.models import Entry
from nexus.tenants.models import Company
from nexus.tenants.profiles import BadProfile

DOGS = {"title": "Djur", "body": "Hundar får vänta.", "language": "sv"}


def test_articles_are_brought_up_to_date_and_others_stay(in_company_a: Company) -> None:
    others = Article.objects.count()
    articles_apply(in_company_a, {"articles": [{**DOGS, "valid_until": "2026-12-31"}]})
    article = Article.objects.get(title="Djur")
    assert article.valid_until == datetime.date(2026, 12, 31)
    # Days that are not named stay; null takes them away.
    assert articles_apply(in_company_a, {"articles": [{**DOGS, "body": "Nej."}]}) == {"articles": others + 1}
    article.refresh_from_db()
    assert (article.body, article.valid_until) == ("Nej.", datetime.date(2026, 12, 31))
    articles_apply(in_company_a, {"articles": [{**DOGS, "body": "Nej.", "valid_until": None}]})
    article.refresh_from_db()
    assert article.valid_until is None


def test_a_profile_that_is_applied_again_changes_nothing(in_company_a: Company) -> None:
    articles_apply(in_company_a, {"articles": [DOGS]})
    article = Article.objects.get(title="Djur")
    articles_apply(in_company_a, {"articles": [DOGS]})
    again = Article.objects.get(title="Djur")
    assert again.updated_at == article.updated_at
    assert [entry.action for entry in Entry.objects.filter(subject_id=article.pk)] == ["article_created"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"body": ""},
        {"language": "fi"},
        {"body": "x" * 20_001},
        {"valid_from": "i morgon"},
        {"valid_from": "2026-12-02", "valid_until": "2026-12-01"},
    ],
)
def test_what_is_no_article_is_refused(in_company_a: Company, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadProfile, match="articles"):
        articles_apply(in_company_a, {"articles": [{**DOGS, **wrong}]})
