"""Which articles have which words of a question, asked of Postgres' full text and of pg_trgm."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection

from conversations.knowledge.aspects import Aspect
from conversations.knowledge.thesaurus import stems, thesaurus

#: What another word for the same thing counts beside the word itself.
SAME_THING = 0.7
#: And what its word in the other language counts in an article of that language.
TRANSLATED = 0.9
#: How much of its letters' trigrams a misspelt word must have in common with an article's word.
ALIKE = 0.4

_LIVE = """
    SELECT id, search FROM conversations_article
    WHERE language = %(language)s
      AND (valid_from IS NULL OR valid_from <= %(day)s) AND (valid_until IS NULL OR valid_until >= %(day)s)
"""
_MATCHES = f"""
WITH sought AS (
    SELECT term, lexeme, share, to_tsquery('simple', quote_literal(lexeme)) AS whole,
           to_tsquery('simple', quote_literal(lexeme)
                      || CASE WHEN parts AND length(lexeme) > 3 THEN ':*' ELSE '' END) AS beginning,
           -- The parts of a compound (studentrabatt: student, rabatt), each written alone in an article.
           (SELECT to_tsquery('simple', string_agg(quote_literal(left(lexeme, n)), ' | '))
              FROM generate_series(4, length(lexeme) - 3) AS n WHERE parts) AS head,
           (SELECT to_tsquery('simple', string_agg(quote_literal(right(lexeme, n)), ' | '))
              FROM generate_series(3, length(lexeme) - 4) AS n WHERE parts) AS tail
    FROM unnest(%(terms)s::int[], %(lexemes)s::text[], %(shares)s::float8[], %(parts)s::bool[])
         AS s(term, lexeme, share, parts)
), live AS ({_LIVE})
SELECT live.id, term, lexeme,
       share * CASE WHEN search @@ whole THEN 1.0 WHEN search @@ beginning THEN 0.85
                    -- What a compound is about is its last part; with the first as well it is nearly all.
                    WHEN search @@ head AND search @@ tail THEN 0.9
                    WHEN search @@ tail THEN 0.42 ELSE 0.3 END AS share,
       share * ts_rank(ARRAY[0.1, 0.2, 0.4, 1.0]::real[], search, beginning) AS place
FROM live JOIN sought ON search @@ (beginning || coalesce(head, beginning) || coalesce(tail, beginning))
ORDER BY live.id, term, share DESC, lexeme
"""
_NEIGHBOURS = f"""
WITH sought AS (
    SELECT term, lexeme, replace(extensions.unaccent(lexeme), '-', '') AS plain
    FROM unnest(%(terms)s::int[], %(lexemes)s::text[]) AS s(term, lexeme)
), vocabulary AS (
    SELECT lexeme, replace(extensions.unaccent(lexeme), '-', '') AS plain
    FROM (SELECT DISTINCT (unnest(search)).lexeme FROM ({_LIVE}) AS live) AS words
    WHERE length(lexeme) > 2
), alike AS (
    SELECT term, vocabulary.lexeme,
           CASE WHEN vocabulary.plain = sought.plain THEN 0.95
                -- Their word is the end of a compound in an article, or the other way round.
                WHEN length(sought.plain) > 3 AND vocabulary.plain LIKE '%%' || sought.plain THEN 0.6
                ELSE 0.9 * greatest(extensions.similarity(sought.plain, vocabulary.plain),
                                    0.8 * extensions.word_similarity(sought.plain, vocabulary.plain))
           END AS share
    FROM sought JOIN vocabulary
      ON vocabulary.plain = sought.plain
      OR (length(sought.plain) > 3 AND vocabulary.plain LIKE '%%' || sought.plain)
      OR (left(vocabulary.plain, 1) = left(sought.plain, 1)
          AND greatest(extensions.similarity(sought.plain, vocabulary.plain),
                       0.8 * extensions.word_similarity(sought.plain, vocabulary.plain)) >= %(alike)s)
)
SELECT term, lexeme, max(share) AS share FROM alike GROUP BY term, lexeme
ORDER BY term, share DESC, lexeme
"""


@dataclass
class Term:
    """One word of a question: the lexemes that count as it, each with its share (0-1).

    ``parted`` are those that may also be found by their parts, as compounds are.
    """

    word: str = ""
    lexemes: dict[str, float] = field(default_factory=dict)
    parted: set[str] = field(default_factory=set)

    def add(self, lexeme: str, share: float) -> None:
        """Let ``lexeme`` count as this word, at the best share it was given."""
        self.lexemes[lexeme] = max(share, self.lexemes.get(lexeme, 0.0))


def terms_of(words: list[str], *, asked: str, language: str) -> list[Term]:
    """The terms that words in the language ``asked`` are looked for by in articles of ``language``."""
    pairs = [one for left, right in pairwise(words) for one in _together(left, right)]
    own = stems(language, [*words, *pairs])
    meant = own if asked == language else stems(asked, words)
    same = thesaurus(asked, language)
    terms = []
    said: set[str] = set()
    for number, word in enumerate(words):
        if not meant[word]:
            continue  # a stop word of the language it is written in
        if said.issuperset(meant[word]):
            continue  # "hund", and later "hundar"
        said.update(meant[word])
        term = Term(word)
        for lexeme in own[word]:
            term.add(lexeme, 1.0)
            term.parted.add(lexeme)
        for lexeme in meant[word]:
            for other in same.get(lexeme, ()):
                term.add(other, SAME_THING if asked == language else TRANSLATED)
        # Compounds are often written apart: "el cykel" is an elcykel.
        for pair in (words[max(0, number - 1) : number + 1], words[number : number + 2]):
            for lexeme in (
                (lexeme for one in _together(*pair) for lexeme in own[one]) if len(pair) == 2 else ()
            ):
                term.add(lexeme, 1.0)
        terms.append(term)
    return terms


def _together(left: str, right: str) -> tuple[str, ...]:
    """Two words written as one: "el cykel" is an elcykel, and "låna bil" is about a lånebil."""
    if not (left + right).isalpha():
        return ()
    return (left + right, f"{left[:-1]}e{right}") if left.endswith("a") else (left + right,)


def asked_of(aspects: Sequence[Aspect], language: str) -> list[Term]:
    """What is asked of the thing, as terms for the articles of ``language``: any of its words will do."""
    own = stems(language, [word for aspect in aspects for word in aspect[language]])
    same = thesaurus(language, language)
    terms = []
    for aspect in aspects:
        term = Term(" ".join(aspect[language]))
        for lexeme in [lexeme for word in aspect[language] for lexeme in own[word]]:
            term.add(lexeme, 1.0)
            for other in same.get(lexeme, ()):
                term.add(other, SAME_THING)
        terms.append(term)
    return terms


def matches(
    terms: list[Term], language: str, day: datetime.date
) -> list[tuple[UUID, int, str, float, float]]:
    """``(article, number of the term, lexeme, share, place)`` for whatever the valid articles have."""
    return _ask(_MATCHES, terms, language, day)


def neighbours(terms: list[Term], language: str, day: datetime.date, most: int = 4) -> list[Term]:
    """For each term the words of the valid articles that are spelt much like it, the likest ``most``."""
    found = [Term() for _ in terms]
    spelt = [Term(term.word, dict.fromkeys(sorted(term.parted), 1.0)) for term in terms]
    for number, lexeme, share in _ask(_NEIGHBOURS, spelt, language, day):
        if len(found[number].lexemes) < most:
            found[number].add(lexeme, float(share))
    return found


def _ask(statement: str, terms: list[Term], language: str, day: datetime.date) -> list[Any]:
    flat = [(n, term, lexeme) for n, term in enumerate(terms) for lexeme in term.lexemes]
    if not flat:
        return []
    values: dict[str, Any] = {
        "language": language,
        "day": day,
        "alike": ALIKE,
        "terms": [number for number, _, _ in flat],
        "lexemes": [lexeme for _, _, lexeme in flat],
        "shares": [term.lexemes[lexeme] for _, term, lexeme in flat],
        "parts": [lexeme in term.parted for _, term, lexeme in flat],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def live_count(language: str, day: datetime.date) -> int:
    """How many articles of ``language`` are valid on ``day``."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_LIVE}) AS live", {"language": language, "day": day})
        (count,) = cursor.fetchone()
    return int(count)
