"""Reading what somebody typed into the search field, and finding it again in an opened text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from crm.selectors import phone_normalise
from nexus.crypto.terms import term
from nexus.crypto.words import number_digits, numbers_in, stem, words_in

LONGEST: Final = 100
#: More words than anybody searches for would only cost time.
MOST_WORDS: Final = 12
_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?')
_NUMBER_LIKE: Final = re.compile(r"[\d\s()+./\u2010-\u2013-]+")
_SHORTEST_PHONE: Final = 5

Span = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: every one of ``words`` (stems) and every one of ``phrases`` (words as they stand).

    ``plain`` are all words as typed, for names. ``phone`` is set where the whole query is a number, in E.164.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    plain: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    _digits: str = field(default="", repr=False)

    @classmethod
    def of(cls, typed: str) -> Wanted:
        """Understand ``typed``; nothing in it is an error."""
        text = " ".join(typed.replace("\0", " ").split())[:LONGEST].strip()
        phrases = []
        for quoted in _QUOTED.findall(text):
            phrase = tuple(word.plain for word in words_in(quoted))[:MOST_WORDS]
            if len(phrase) > 1:
                phrases.append(phrase)
        plain = tuple(word.plain for word in words_in(text))[:MOST_WORDS]
        loose = [word.plain for word in words_in(_QUOTED.sub(_only_one_word, text))][:MOST_WORDS]
        number = (
            text if _NUMBER_LIKE.fullmatch(text) and sum(map(str.isdigit, text)) >= _SHORTEST_PHONE else ""
        )
        phone = phone_normalise(number) or "" if number else ""
        return cls(
            text=text,
            words=tuple(dict.fromkeys(found for word in loose if (found := stem(word)))),
            phrases=tuple(dict.fromkeys(phrases)),
            plain=plain,
            phone=phone,
            email=text.casefold() if "@" in text and " " not in text else "",
            _digits=number_digits(phone) if phone else "",
        )

    def __bool__(self) -> bool:
        return bool(self.plain or self.phone)

    @property
    def common(self) -> bool:
        """Whether there are words, but only such as every message has."""
        return bool(self.plain) and not self.terms

    @cached_property
    def terms(self) -> list[list[int]]:
        """The terms to look for: all of one of these lists. Empty where nothing can be looked for."""
        stems = dict.fromkeys(
            [*self.words, *(found for phrase in self.phrases for word in phrase if (found := stem(word)))]
        )
        lists = [[term(found, label="word") for found in stems]] if stems else []
        if self._digits:
            lists.append([term(self._digits, label="number")])
        return lists

    def marks(self, text: str) -> list[Span] | None:
        """Where ``text`` has what is looked for, from left to right; None where it has not all of it."""
        if self._digits:
            numbers = [(found.start, found.end) for found in numbers_in(text) if found.digits == self._digits]
            if numbers:
                return numbers
        found = list(words_in(text))
        spans: set[Span] = set()
        for phrase in self.phrases:
            places = list(_places(phrase, [word.plain for word in found]))
            if not places:
                return None
            spans.update((found[at].start, found[at + len(phrase) - 1].end) for at in places)
        missing = set(self.words)
        for word in found:
            if (root := stem(word.plain)) in self.words:
                missing.discard(root)
                spans.add((word.start, word.end))
        if missing or not spans:
            return None
        return _joined(sorted(spans))


def _only_one_word(found: re.Match[str]) -> str:
    """A quoted word by itself is a word like any other; a phrase is taken out."""
    return found[1] if len(list(words_in(found[1]))) == 1 else " "


def _places(phrase: tuple[str, ...], words: list[str]) -> Iterator[int]:
    for at in range(len(words) - len(phrase) + 1):
        if tuple(words[at : at + len(phrase)]) == phrase:
            yield at


def _joined(spans: list[Span]) -> list[Span]:
    """Spans that overlap, as one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
