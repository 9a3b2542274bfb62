"""Searching the company's knowledge articles with Postgres' full-text search."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from conversations.words import word_set

CONFIGS = {"sv": "swedish", "en": "english"}
# Words that say that something is asked, not what about; the stop words of Postgres lack them.
_ASKING = word_set(
    """händer hända okej nearby near hej hejsan tjena hallå god dag snälla tack jag ni du er era ert
    oss vi man gärna undrar undra fråga fråg länge lång långt ofta mycket många erbjuder säljer
    använder funkar fungerar går sätt idag imorgon veta vet kan kunna får få måste ska skulle vill
    ville går gå finns finnas ha har tar ta emot ge gör göra brukar behöver lite också bara även
    någon något några hur vad när var vilka vilken vilket varför hi hello hey please thanks you your
    we do does can could may must should would want need have has take get got there any some what
    when where how which why about like know tell me my"""
)
# Postgres' Swedish stemmer leaves the definite -et on (kortet, priset); prefix search does the rest.
_DEFINITE = re.compile(r"(?<=\w{4})et$")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9])|\n+")

_SEARCH = """
WITH term AS (
    SELECT lexeme,
           to_tsquery('simple', quote_literal(lexeme)
                      || CASE WHEN length(lexeme) > 3 THEN ':*' ELSE '' END) AS q,
           -- The parts of a compound (studentrabatt: student, rabatt), each written alone in an article.
           (SELECT to_tsquery('simple', string_agg(quote_literal(left(lexeme, n)), ' | '))
              FROM generate_series(4, length(lexeme) - 4) AS n) AS head,
           (SELECT to_tsquery('simple', string_agg(quote_literal(right(lexeme, n)), ' | '))
              FROM generate_series(4, length(lexeme) - 4) AS n) AS tail
    FROM unnest(to_tsvector(%(config)s::regconfig, %(query)s))
), weighed AS (
    SELECT term.*,
           ln(2 + (SELECT count(*) FROM conversations_article WHERE language = %(language)s))
         - ln(1 + greatest(0.5, (SELECT count(*) FROM conversations_article a
                                 WHERE a.language = %(language)s AND a.search @@ q))) AS weight
    FROM term
), matched AS (
    SELECT a.id, lexeme, weight,
           CASE WHEN a.search @@ q THEN 1.0
                ELSE 0.4 * coalesce(a.search @@ head, false)::int
                   + 0.4 * coalesce(a.search @@ tail, false)::int END AS share,
           ts_rank(ARRAY[0.1, 0.2, 0.4, 1.0]::real[], a.search, q) AS place
    FROM conversations_article a CROSS JOIN weighed
    WHERE a.language = %(language)s
      AND a.search @@ (q || coalesce(head, q) || coalesce(tail, q))
), found AS (
    SELECT id, array_agg(lexeme ORDER BY lexeme) AS lexemes,
           sum(weight * share) / (SELECT sum(weight) FROM weighed) AS coverage,
           sum(weight * place) AS place
    FROM matched GROUP BY id
)
SELECT a.id, a.title, a.body, a.language, lexemes, coverage
FROM found JOIN conversations_article a USING (id)
ORDER BY coverage + place DESC, a.id LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Hit:
    """An article that fits a question. ``rank`` is the share (0-1) of the question's weight it covers."""

    article_id: UUID
    title: str
    body: str
    language: str
    rank: float
    snippet: str


def search_articles(query: str, language: str, limit: int = 5) -> list[Hit]:
    """The articles that fit ``query`` best, best first, in ``language`` before any other.

    Each word of the question counts by how rare it is among the company's articles, so that a topic
    no article mentions lowers the rank instead of being ignored. Must run in a company's context.
    """
    words = topical_words(query)
    if not words:
        return []
    first = language if language in CONFIGS else "sv"
    hits = _search(words, first, limit)
    if hits and hits[0].rank >= 0.5:
        return hits
    for other in CONFIGS:
        if other != first:
            hits += _search(words, other, limit)
    return sorted(hits, key=lambda hit: -hit.rank)[:limit]


def topical_words(query: str) -> list[str]:
    """The words of a question that say what it is about, in lower case, at most thirty of them."""
    words = [word.lower() for word in _WORD.findall(query)]
    topical = [word for word in words if word not in _ASKING and (len(word) > 1 or word.isdigit())]
    return [_DEFINITE.sub("", word) for word in topical[:30]]


def relevant_sentences(body: str, lexemes: list[str], limit: int = 260) -> str:
    """The run of sentences in ``body`` that mentions most of ``lexemes``, at most ``limit`` characters."""
    sentences = [part for line in _SENTENCE.split(plain_text(body)) if (part := line.strip())]
    if not sentences:
        return ""
    whole = " ".join(sentences)
    if len(whole) <= limit:
        return whole

    def mentions(sentence: str) -> int:
        words = [word.lower() for word in _WORD.findall(sentence)]
        return sum(any(word.startswith(lexeme) for word in words) for lexeme in lexemes)

    start = max(range(len(sentences)), key=lambda place: (mentions(sentences[place]), -place))
    chosen = sentences[start]
    for sentence in sentences[start + 1 :]:
        if len(chosen) + 1 + len(sentence) > limit:
            break
        chosen = f"{chosen} {sentence}"
    return chosen


def plain_text(markdown: str) -> str:
    """Markdown as it would be read aloud: no headings, emphasis, list marks or link addresses."""
    text = re.sub(r"^\s{0,3}#{1,6}\s.*$", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)", lambda link: f"{link[1]} {link[2]}".strip(), text)
    text = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?!\s)([^*\n]+)\*", r"\1", text)
    text = re.sub(r"^\s*(?:[-*+]|>|\d+\.)\s+", "", text, flags=re.MULTILINE)
    return re.sub(r"[ \t]+", " ", text).strip()


def _search(words: list[str], language: str, limit: int) -> list[Hit]:
    parameters: dict[str, str | int] = {
        "config": CONFIGS[language],
        "query": " ".join(words),
        "language": language,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, parameters)
        rows = cursor.fetchall()
    return [
        Hit(key, title, body, own, float(coverage or 0), relevant_sentences(body, lexemes))
        for key, title, body, own, lexemes, coverage in rows
    ]
