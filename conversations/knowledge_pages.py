"""What the knowledge pages show: rows of the list, and what each refusal means in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.knowledge.selectors import (
    LONGEST_QUERY,
    article_get,
    articles_count,
    articles_page,
)
from conversations.models import Article

PROBLEMS = {
    "too_large": gettext_lazy("The file is larger than 2 MB."),
    "too_long": gettext_lazy("That is more than 200,000 characters. Take a part at a time."),
    "too_many_pages": gettext_lazy("The file has more than 100 pages. Take a part at a time."),
    "too_many_articles": gettext_lazy("That would be more than 100 articles. Take a part at a time."),
    "too_long_part": gettext_lazy("A part is too long for one article. Put headings into the text first."),
    "too_large_inside": gettext_lazy("The file is too large once it is unpacked."),
    "too_slow": gettext_lazy("The file took too long to read. Paste its text instead."),
    "locked": gettext_lazy("The file is locked with a password."),
    "damaged": gettext_lazy("The file cannot be read. Paste its text instead."),
    "no_text": gettext_lazy("There is no text in the file, perhaps it is scanned. Paste its text instead."),
    "empty": gettext_lazy("There is no text in it."),
    "old_word": gettext_lazy("This is an older Word file. Save it as .docx and try again."),
    "unknown_kind": gettext_lazy("This is no text, Word or PDF file."),
}


@dataclass(frozen=True)
class ArticleQuery:
    """What the list shows: a search, and one language or both."""

    q: str
    language: str

    @classmethod
    def of(cls, request: HttpRequest) -> ArticleQuery:
        language = request.GET.get("language", "")
        q = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
        return cls(q=q, language=language if language in Article.Language.values else "")

    def url(self, name: str, *args: object, **more: str) -> str:
        values = {"q": self.q, "language": self.language, **more}
        words = urlencode({key: value for key, value in values.items() if value})
        return reverse(f"knowledge:{name}", args=args) + (f"?{words}" if words else "")


@dataclass(frozen=True)
class ArticleRow:
    """One line of the list. ``mark`` is "" for an article in use, else coming or expired."""

    id: UUID
    title: str
    url: str
    language: str
    changed: str
    mark: str
    mark_text: str


def validity(article: Article, today: datetime.date) -> tuple[str, str]:
    """``coming`` or ``expired`` with the words for it; "" for an article that is in use."""
    if article.valid_until and article.valid_until < today:
        day = date_format(article.valid_until, "j b Y")
        return "expired", _("Ended %(day)s") % {"day": day}
    if article.valid_from and article.valid_from > today:
        day = date_format(article.valid_from, "j b Y")
        return "coming", _("Starts %(day)s") % {"day": day}
    return "", ""


def rows_context(request: HttpRequest) -> dict[str, Any]:
    """A page of the list, after the cursor ``before``."""
    query = ArticleQuery.of(request)
    page = articles_page(query=query.q, language=query.language, before=request.GET.get("before", ""))
    today = timezone.localdate()
    return {
        "article_query": query,
        "rows": [_row(article, query, today) for article in page.articles],
        "more_url": query.url("rows", before=page.next_cursor) if page.next_cursor else "",
    }


def list_context(request: HttpRequest) -> dict[str, Any]:
    """The list beside whatever is open."""
    query = ArticleQuery.of(request)
    return {
        **rows_context(request),
        "article_count": articles_count(),
        "list_url": query.url("list"),
        "languages": [("", _("All")), *Article.Language.choices],
    }


def article_or_404(article_id: UUID) -> Article:
    """The article; one of another company is unknown here like any other id."""
    article = article_get(article_id=article_id)
    if article is None:
        raise Http404
    return article


def _row(article: Article, query: ArticleQuery, today: datetime.date) -> ArticleRow:
    mark, words = validity(article, today)
    return ArticleRow(
        id=article.pk,
        title=article.title,
        url=query.url("article", article.pk),
        language=article.get_language_display(),
        changed=date_format(timezone.localtime(article.updated_at), "j b"),
        mark=mark,
        mark_text=words,
    )
