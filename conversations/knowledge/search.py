"""Searching the company's articles: Postgres' full text first, and pg_trgm for what it does not find."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from conversations.knowledge.aspects import Aspect, seen_through
from conversations.knowledge.matching import Term, asked_of, live_count, matches, neighbours, terms_of
from conversations.knowledge.text import relevant_sentences
from conversations.knowledge.thesaurus import CONFIGS
from conversations.knowledge.words import topical_words
from conversations.models import Article

#: From here on, an article in the customer's own language is answer enough.
GOOD = 0.5
#: What an article in the other language is worth beside one in the customer's own.
OTHER_LANGUAGE = 0.9
#: A word that no article has in this share of itself is looked for again by its spelling.
WELL_FOUND = 0.8
#: What the place of a match (title or text, once or often) adds to the share of the question it covers.
PLACE = 0.35
#: A number says less than a word: ages, amounts and clock times are in the question only.
NUMBER = 0.4
#: ``ts_rank`` of a match in the title, which has the heaviest label; in the text alone it stays far below.
TITLED = 0.5
#: Letters of a word that says by itself what a short question (of so few terms) is about.
LONG, FEW = 7, 4


@dataclass(frozen=True)
class Hit:
    """An article that fits a question. ``rank`` is the share (0-1) of the question's weight it covers."""

    article_id: UUID
    title: str
    body: str
    language: str
    rank: float
    snippet: str


@dataclass
class _Found:
    """What one article has of the question, by number of the term."""

    language: str
    share: dict[int, float] = field(default_factory=dict)
    place: dict[int, float] = field(default_factory=dict)
    lexemes: dict[str, None] = field(default_factory=dict)
    rank: float = 0.0
    score: float = 0.0


def search_articles(
    query: str, language: str, limit: int = 5, *, today: datetime.date | None = None
) -> list[Hit]:
    """The articles that fit ``query`` best, best first, in ``language`` before any other.

    Only articles that are valid on ``today`` count, the company's local day; by default the day it is
    now in the current time zone. Each word of the question counts by how rare it is among them, so that
    a topic no article mentions lowers the rank instead of being ignored. Must run in a company's context.
    """
    rest, aspects = seen_through(query)
    words = topical_words(rest)
    if not words and not aspects:
        return []
    day = today or timezone.localdate()
    first = language if language in CONFIGS else "sv"
    found = _search(words, aspects, first, first, day)
    if max((one.rank for one in found.values()), default=0.0) < GOOD:
        for other in CONFIGS:
            if other != first:
                found |= _search(words, aspects, first, other, day)
    best = sorted(found.items(), key=lambda item: (-item[1].score, item[1].language != first, item[0]))[
        :limit
    ]
    articles = Article.objects.defer("search").in_bulk([key for key, _ in best])
    return [
        Hit(key, article.title, article.body, article.language, one.rank,
            relevant_sentences(article.body, list(one.lexemes)))
        for key, one in best
        if (article := articles.get(key)) is not None
    ]  # fmt: skip


def valid_articles(day: datetime.date) -> QuerySet[Article]:
    """The articles that are in use on ``day``."""
    return Article.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day)
    )


def _search(
    words: list[str], aspects: list[Aspect], asked: str, language: str, day: datetime.date
) -> dict[UUID, _Found]:
    terms = terms_of(words, asked=asked, language=language) + asked_of(aspects, language)
    if not terms:
        return {}
    found: dict[UUID, _Found] = {}
    _collect(found, terms, language, day)
    weak = [
        term
        for number, term in enumerate(terms)
        if max((one.share.get(number, 0.0) for one in found.values()), default=0.0) < WELL_FOUND
    ]
    if weak:
        respelt = neighbours(weak, language, day)
        if any(term.lexemes for term in respelt):
            _collect(found, _in_place(terms, weak, respelt), language, day)
    _weigh(found, terms, live_count(language, day), 1.0 if language == asked else OTHER_LANGUAGE)
    return found


def _in_place(terms: list[Term], weak: list[Term], respelt: list[Term]) -> list[Term]:
    """The respelt terms under the numbers of those that they are respellings of."""
    by_term = {id(term): other for term, other in zip(weak, respelt, strict=True)}
    return [by_term.get(id(term), Term()) for term in terms]


def _collect(found: dict[UUID, _Found], terms: list[Term], language: str, day: datetime.date) -> None:
    for key, number, lexeme, share, place in matches(terms, language, day):
        one = found.setdefault(key, _Found(language))
        one.share[number] = max(share, one.share.get(number, 0.0))
        one.place[number] = max(place, one.place.get(number, 0.0))
        one.lexemes[lexeme] = None


def _is_title(one: _Found, number: int, term: Term) -> bool:
    """Whether a long word of the question stands, as it is, in the article's title: then it is about that."""
    whole = one.share.get(number, 0.0) >= 1.0 and one.place.get(number, 0.0) >= TITLED
    return whole and len(term.word) >= LONG


def _weigh(found: dict[UUID, _Found], terms: list[Term], articles: int, factor: float) -> None:
    """Set rank and score. A term weighs by its rarity, log(articles / articles that have it)."""
    weights = []
    for number, term in enumerate(terms):
        having = sum(one.share.get(number, 0.0) >= 0.5 for one in found.values())
        rarity = math.log(2 + articles) - math.log(1 + max(0.5, having))
        weights.append(rarity * (NUMBER if term.word.isdigit() else 1.0))
    total = sum(weights)
    for one in found.values():
        covered = sum(weights[number] * share for number, share in one.share.items()) / total
        one.rank = covered
        if any(_is_title(one, number, term) for number, term in enumerate(terms)) and len(terms) <= FEW:
            one.rank = max(one.rank, GOOD)
        place = sum(weights[number] * share for number, share in one.place.items()) / total
        one.score = factor * (covered + PLACE * place)
