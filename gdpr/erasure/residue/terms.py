"""The person in an index of keyed hashes (:mod:`nexus.crypto.terms`): what they are found by is made anew.

A row of an index names nobody and holds no key of theirs; what tells is that it has all the terms of their
name, the term of their number, or exactly those of a text of theirs.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from gdpr.erasure.person import Person
from nexus.crypto.terms import term, terms_mark
from nexus.crypto.words import number_digits, words_in
from nexus.privacy.needles import SINGLE_NAME

_NUMBERS: Final = re.compile(r"\{-?\d+(?:,-?\d+)*\}")


def terms_in(stored: str) -> frozenset[int] | None:
    """The numbers of an array as Postgres writes it; None for an array of something else."""
    if not _NUMBERS.fullmatch(stored):
        return None
    return frozenset(map(int, stored[1:-1].split(",")))


class TermNeedles:
    """What to look for in the company that we are in."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def find(self, terms: frozenset[int]) -> set[str]:
        """``{"terms"}`` where an index's row is about the person, else nothing."""
        if any(name <= terms for name in self._names) or not self._phones.isdisjoint(terms):
            return {"terms"}
        if self.person.terms and terms_mark(terms) in self.person.terms:
            return {"terms"}
        return set()

    @cached_property
    def _names(self) -> list[frozenset[int]]:
        """Of each name that tells somebody apart, the terms of its words, in names and in texts."""
        told = [name for name in self.person.ref.names if " " in name.strip() or len(name) >= SINGLE_NAME]
        words = [[word.plain for word in words_in(name)] for name in told]
        return [frozenset(term(word, label="name") for word in name) for name in words if name]

    @cached_property
    def _phones(self) -> frozenset[int]:
        digits = filter(None, map(number_digits, self.person.ref.phones))
        return frozenset(term(found, label="number") for found in digits)
