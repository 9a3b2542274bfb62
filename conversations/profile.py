"""The knowledge part of a company's profile."""

from __future__ import annotations

from conversations.models import Article
from nexus.tenants.models import Company
from nexus.tenants.profiles import BadProfile, Profile, profile_part


@profile_part
def articles_apply(_company: Company, profile: Profile) -> dict[str, int]:
    """Bring the articles of the profile up to date by title and language; others stay."""
    if "articles" not in profile:
        return {}
    for article in profile["articles"]:
        if not isinstance(article, dict) or not article.get("title") or not article.get("body"):
            raise BadProfile("articles: each needs a title and a body")
        language = article.get("language", "sv")
        if language not in Article.Language.values:
            raise BadProfile(f"articles: language {language!r} must be sv or en")
        Article.objects.update_or_create(
            title=str(article["title"])[:200], language=language, defaults={"body": str(article["body"])}
        )
    return {"articles": Article.objects.count()}
