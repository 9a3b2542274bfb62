"""Reading articles for lists and editors."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from conversations.knowledge.thesaurus import CONFIGS
from conversations.models import Article
from nexus.api.cursors import place_read, place_write

PAGE = 50
LONGEST_QUERY = 100
LIST = "conversations.knowledge"


@dataclass(frozen=True)
class Page:
    """Articles, latest changed first, and the cursor of the next page ("" when there is none)."""

    articles: list[Article]
    next_cursor: str


def articles_saying(query: str) -> QuerySet[Article]:
    """Articles whose title or text has these letters, or these words in any of their forms."""
    found = Article.objects.defer("search")
    if not query:
        return found
    condition = Q(title__icontains=query) | Q(body__icontains=query)
    for language, config in CONFIGS.items():
        condition |= Q(language=language, search=SearchQuery(query, config=config, search_type="plain"))
    return found.filter(condition)


def articles_page(*, query: str = "", language: str = "", before: str = "", limit: int = PAGE) -> Page:
    """A page of the list. A cursor that is not ours begins at the top."""
    found = articles_saying(query)
    if language:
        found = found.filter(language=language)
    if (place := place_read(LIST, before)) is not None:
        at, key = place
        found = found.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=key))
    rows = list(found.order_by("-updated_at", "-pk")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], place_write(LIST, last.updated_at, last.pk) if last else "")


def article_get(*, article_id: UUID) -> Article | None:
    """The article, None when there is none with this id here."""
    return Article.objects.defer("search").filter(pk=article_id).first()


def articles_count() -> int:
    """How many articles the company has."""
    return Article.objects.count()
