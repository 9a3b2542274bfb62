"""Reading by meaning: words stand for concepts, and a reading holds when its concepts stand together.

A vocabulary gives each concept its words: ``radera`` as it is, ``rader*`` with any ending, ``*nummer`` with any
beginning, ``*uppgift*`` with both, ``hor_av`` for words beside each other, ``ta..bort`` for words with at most
three between them. A name in capitals within such an expression is a concept itself (``om_ME``).

A reading is written ``"WISH TALK STAFF"``: these three in one sentence, in any order, close together;
``WHOM|STAFF`` is either, and ``NOT>KEEP`` is the one and then the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_SENTENCE = re.compile(r"[.!?\n;]+")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_ELEMENT = re.compile(r"(\.\.|_)")
#: A letter, or several that only stand for themselves: "med ck".
_LETTERS = re.compile(r"[a-z](?:'s)?|[bcdfghjklmnpqrstvwxz]{2}")
#: So near, what speaks against a reading does.
_NEAR = 3
#: Words that may stand between the halves of an expression, and of an ordered pair.
_BETWEEN, _AFTER = 3, 6
#: So many digits are a phone number's.
_LONG = 6
#: Words that a reading may take up, if it says nothing else.
_SPAN = 12


@dataclass(frozen=True)
class _Expression:
    concept: str
    elements: tuple[str, ...]
    loose: tuple[bool, ...]


@dataclass(frozen=True)
class Reading:
    """Concepts within ``span`` words of one sentence; ``unless`` spoils it when near, ``never`` anywhere."""

    parts: tuple[tuple[tuple[str, ...], ...], ...]
    span: int = _SPAN
    unless: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    #: Of each of these sets the sentence must have a concept.
    needs: tuple[frozenset[str], ...] = ()


def reading(parts: str, *, span: int = _SPAN, unless: str = "", never: str = "") -> Reading:
    """A reading out of its notation."""
    ordered = tuple(tuple(tuple(step.split("|")) for step in part.split(">")) for part in parts.split())
    needs = tuple(sorted((frozenset(step) for part in ordered for step in part), key=len))
    return Reading(ordered, span, frozenset(unless.split()), frozenset(never.split()), needs)


class Vocabulary:
    """What the words of a text may stand for."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._starts: dict[str, set[str]] = defaultdict(set)
        self._ends: dict[str, set[str]] = defaultdict(set)
        self._within: list[tuple[str, str]] = []
        self._expressions: dict[str, list[_Expression]] = defaultdict(list)
        for concept, listed in words.items():
            for entry in listed.split():
                if "_" in entry or ".." in entry or entry.isupper():
                    self._add_expression(concept, entry)
                else:
                    self._add(entry, concept)
        self.meanings = lru_cache(maxsize=8192)(self._meanings)
        # Several readers look at one text, one after the other.
        self.sentences = lru_cache(maxsize=16)(self._sentences)

    def _sentences(self, low: str) -> tuple[Sentence, ...]:
        """The sentences of a text in normal form."""
        found = (_WORD.findall(sentence) for sentence in _SENTENCE.split(low))
        return tuple(Sentence(words, self) for words in found if words)

    def expressions(self, first: str) -> list[_Expression]:
        """The expressions that begin with a concept, or with a word's own mark."""
        return self._expressions.get(first, [])

    def _add_expression(self, concept: str, entry: str) -> None:
        pieces = _ELEMENT.split(entry)
        elements = []
        for piece in pieces[::2]:
            if not piece.isupper():
                self._add(piece, f"={piece}")
                piece = f"={piece}"
            elements.append(piece)
        loose = tuple(joint == ".." for joint in pieces[1::2])
        self._expressions[elements[0]].append(_Expression(concept, tuple(elements), loose))

    def _add(self, entry: str, concept: str) -> None:
        bare = entry.strip("*")
        if entry.startswith("*") and entry.endswith("*"):
            self._within.append((bare, concept))
        elif entry.startswith("*"):
            self._ends[bare].add(concept)
        elif entry.endswith("*"):
            self._starts[bare].add(concept)
        else:
            self._exact[entry].add(concept)

    def _meanings(self, word: str) -> frozenset[str]:
        if word.isdecimal():
            return frozenset({"LONGNUMBER" if len(word) >= _LONG else "NUMBER", *self._exact.get(word, ())})
        found = set(self._exact.get(word, ()))
        if _LETTERS.fullmatch(word):
            found.add("LETTER")
        for length in range(2, len(word) + 1):
            found |= self._starts.get(word[:length], set())
            found |= self._ends.get(word[-length:], set())
        found.update(concept for part, concept in self._within if part in word)
        return frozenset(found)


class Sentence:
    """Where in a sentence each concept stands."""

    def __init__(self, words: list[str], vocabulary: Vocabulary) -> None:
        self._at = [set(vocabulary.meanings(word)) for word in words]
        self._found = set().union(*self._at)
        for place in range(len(words) - 1, -1, -1):
            self._compose(place, vocabulary)
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, concepts in enumerate(self._at):
            for concept in concepts:
                self.places[concept].append(place)
        self._known: dict[tuple[str, ...], list[int]] = {}
        self.length = len(words)

    def holds(self, one: Reading) -> bool:
        """Whether the sentence has the reading."""
        if not all(map(self._found.intersection, one.needs)) or not self._found.isdisjoint(one.never):
            return False
        found: list[tuple[int, int, int]] = []
        for number, part in enumerate(one.parts):
            spots = self._spots(part)
            if not spots:
                return False
            found += [(start, end, number) for start, end in spots]
        last: dict[int, tuple[int, int]] = {}
        for start, end, number in sorted(found):
            last[number] = (start, end)
            if len(last) < len(one.parts):
                continue
            first = min(spot[0] for spot in last.values())
            final = max(spot[1] for spot in last.values())
            if final - first < one.span and not self._has(one.unless, first - _NEAR, final + _NEAR):
                return True
        return False

    def only(self, *concepts: str) -> bool:
        """Whether every word is one of ``concepts``."""
        return all(not known.isdisjoint(concepts) for known in self._at)

    def _spots(self, part: tuple[tuple[str, ...], ...]) -> list[tuple[int, int]]:
        spots = [(place, place) for place in self._places(part[0])]
        for step in part[1:]:
            after = [*self._places(step), self.length + _AFTER]
            spots = [
                (start, place)
                for start, end in spots
                if (place := after[bisect_right(after, end)]) <= end + _AFTER and place < self.length
            ]
        return spots

    def _places(self, concepts: tuple[str, ...]) -> list[int]:
        if len(concepts) == 1:
            return self.places.get(concepts[0], [])
        known = self._known.get(concepts)
        if known is None:
            known = sorted({place for concept in concepts for place in self.places.get(concept, ())})
            self._known[concepts] = known
        return known

    def _has(self, concepts: frozenset[str], first: int, final: int) -> bool:
        return any(first <= place <= final for concept in concepts for place in self.places.get(concept, ()))

    def _compose(self, place: int, vocabulary: Vocabulary) -> None:
        """What begins at ``place`` and takes several words; those after it are known by now."""
        known = self._at[place]
        waiting = list(known)
        while waiting:
            for expression in vocabulary.expressions(waiting.pop()):
                if expression.concept not in known and self._follows(expression, place):
                    known.add(expression.concept)
                    self._found.add(expression.concept)
                    waiting.append(expression.concept)

    def _follows(self, expression: _Expression, place: int) -> bool:
        if not self._found.issuperset(expression.elements):
            return False
        for element, loose in zip(expression.elements[1:], expression.loose, strict=True):
            reach = range(place + 1, min(len(self._at), place + 2 + (_BETWEEN if loose else 0)))
            after = next((one for one in reach if element in self._at[one]), None)
            if after is None:
                return False
            place = after
        return True


def one_after_other(sentences: Sequence[Sentence], first: Reading, then: Reading) -> bool:
    """Whether a sentence has the one reading, and the next one the other: "Ni har mitt nummer. Släng det."."""
    return any(before.holds(first) and after.holds(then) for before, after in pairwise(sentences))


def holds_any(sentences: Iterable[Sentence], readings: Iterable[Reading]) -> bool:
    """Whether one of the sentences has one of the readings."""
    listed = tuple(readings)
    return any(sentence.holds(one) for sentence in sentences for one in listed)
