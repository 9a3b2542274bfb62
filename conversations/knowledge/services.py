"""Writing, changing and deleting articles; each is an entry in the audit log."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal, TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction

from conversations.models import Article
from nexus.audit.services import entry_append

SUBJECT = "conversations.Article"
LONGEST_TITLE = 200
#: Characters of Markdown in one article: some ten printed pages.
LONGEST_BODY = 20_000

Actor = Literal["staff", "api", "ops"]


class ArticleFields(TypedDict, total=False):
    """What an article may be given; absent fields stay as they are."""

    title: str
    body: str
    language: str
    valid_from: datetime.date | None
    valid_until: datetime.date | None


class TitleTaken(Exception):
    """There is already an article with ``title`` in that language, upper and lower case ignored."""

    def __init__(self, title: str) -> None:
        super().__init__("title taken")
        self.title = title


class BadPeriod(Exception):
    """The last day of use is before the first."""


def article_create(*, fields: ArticleFields, actor_id: UUID | None, actor_kind: Actor = "staff") -> Article:
    """A new article. Raises :class:`TitleTaken` and :class:`BadPeriod`."""
    with transaction.atomic():
        article = _saved(Article(**fields))
        _note("article_created", article, actor_id, actor_kind)
    return article


def article_update(
    *, article_id: UUID, fields: ArticleFields, actor_id: UUID | None, actor_kind: Actor = "staff"
) -> Article:
    """Give an article these fields; nothing is noted when all of them stay the same.

    Raises ``Article.DoesNotExist``, :class:`TitleTaken` and :class:`BadPeriod`.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().defer("search").get(pk=article_id)
        changed = [name for name, value in fields.items() if getattr(article, name) != value]
        if changed:
            for name in changed:
                setattr(article, name, fields[name])  # type: ignore[literal-required]  # a key of fields
            _saved(article, named=bool({"title", "language"} & set(changed)))
            _note("article_changed", article, actor_id, actor_kind, fields=" ".join(sorted(changed)))
    return article


def article_delete(*, article_id: UUID, actor_id: UUID | None, actor_kind: Actor = "staff") -> None:
    """Delete an article; the agent uses it no more from now on. Raises ``Article.DoesNotExist``."""
    with transaction.atomic():
        article = Article.objects.select_for_update().only("id", "language").get(pk=article_id)
        _note("article_deleted", article, actor_id, actor_kind)
        article.delete()


def articles_create(*, several: Iterable[ArticleFields], actor_id: UUID | None) -> list[Article]:
    """Several new articles of an import: all, or none when one of them is refused."""
    with transaction.atomic():
        return [article_create(fields=fields, actor_id=actor_id) for fields in several]


def article_put(*, fields: ArticleFields, actor_kind: Actor) -> Article:
    """Create the article, or bring the one with its title and language up to date."""
    known = _titles(fields["language"]).get(fields["title"].casefold())
    if known is None:
        return article_create(fields=fields, actor_id=None, actor_kind=actor_kind)
    return article_update(article_id=known, fields=fields, actor_id=None, actor_kind=actor_kind)


def titles_taken(titles: Iterable[str], language: str) -> set[str]:
    """Those of ``titles`` that articles in ``language`` have already, upper and lower case ignored."""
    taken = _titles(language)
    return {title for title in titles if title.casefold() in taken}


def _titles(language: str) -> dict[str, UUID]:
    """The articles' ids by their titles in lower case.

    Folded here and not in the database alone, whose idea of upper and lower case depends on how it was set up.
    """
    rows = Article.objects.filter(language=language).values_list("title", "id")
    return {title.casefold(): key for title, key in rows}


def _saved(article: Article, *, named: bool = True) -> Article:
    """``named``: it has a title that it did not have before."""
    if article.valid_from and article.valid_until and article.valid_until < article.valid_from:
        raise BadPeriod
    # Two at once may both get through here; below, Postgres lets one of them in.
    if named and _titles(article.language).get(article.title.casefold(), article.pk) != article.pk:
        raise TitleTaken(article.title)
    with _refused(article):
        article.save()
    return article


@contextmanager
def _refused(article: Article) -> Iterator[None]:
    """Postgres decides whether a title is free: two may be saving at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "article_title" not in str(error):
            raise
        raise TitleTaken(article.title) from error


def _note(action: str, article: Article, actor_id: UUID | None, actor_kind: Actor, **details: str) -> None:
    entry_append(
        action=action,
        subject_type=SUBJECT,
        subject_id=article.pk,
        actor_id=actor_id,
        actor_kind=actor_kind,
        details={"language": article.language, **details},
    )
