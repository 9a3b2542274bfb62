"""The knowledge part of a company's profile."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from conversations.knowledge.services import (
    LONGEST_BODY,
    LONGEST_TITLE,
    ArticleFields,
    BadPeriod,
    article_put,
)
from conversations.models import Article
from nexus.tenants.models import Company
from nexus.tenants.profiles import BadProfile, Profile, profile_part


@profile_part
def articles_apply(_company: Company, profile: Profile) -> dict[str, int]:
    """Bring the articles of the profile up to date by title and language; others stay."""
    if "articles" not in profile:
        return {}
    for raw in profile["articles"]:
        if not isinstance(raw, dict) or not raw.get("title") or not raw.get("body"):
            raise BadProfile("articles: each needs a title and a body")
        try:
            article_put(fields=_fields(raw), actor_kind="ops")
        except BadPeriod as refused:
            raise BadProfile("articles: valid_until must not be before valid_from") from refused
    return {"articles": Article.objects.count()}


def _fields(raw: Mapping[str, Any]) -> ArticleFields:
    """One article's fields; days that the profile does not name stay as they are."""
    language = raw.get("language", "sv")
    if language not in Article.Language.values:
        raise BadProfile(f"articles: language {language!r} must be sv or en")
    body = str(raw["body"])
    if len(body) > LONGEST_BODY:
        raise BadProfile(f"articles: a body has at most {LONGEST_BODY} characters")
    fields = ArticleFields(title=str(raw["title"])[:LONGEST_TITLE], body=body, language=language)
    if "valid_from" in raw:
        fields["valid_from"] = _day(raw["valid_from"])
    if "valid_until" in raw:
        fields["valid_until"] = _day(raw["valid_until"])
    return fields


def _day(raw: object) -> datetime.date | None:
    if raw is None:
        return None
    try:
        return datetime.date.fromisoformat(str(raw))
    except ValueError as error:
        raise BadProfile(f"articles: {raw!r} is not a day (2026-11-30)") from error
