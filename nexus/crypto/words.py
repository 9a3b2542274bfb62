"""The words of a text, and what two inflections of one word have in common.

Customers write Swedish and English, often in one message, so a word has one stem for both: the Swedish
stemmer's, and of that the English one's. Everything here is deterministic: a stem that changes needs the whole
index made anew (``conversations.search.jobs``), so :data:`VERSION` is raised with it.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import snowballstemmer

from nexus.crypto.words_data import IRREGULAR, STOP_WORDS

VERSION: Final = 1

# Marks that stand over letters, and what is invisible inside words (soft hyphen, zero-width joiners).
_INSIDE: Final = "\u00ad\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200d\u2060\ufeff"
_EMOJI: Final = "\u2600-\u27bf\U0001f1e6-\U0001f1ff\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
_WORD: Final = re.compile(rf"[^\W_][^\W_{_INSIDE}]*(?:[{_INSIDE}]+[^\W_]*)*|[{_EMOJI}]")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# What may stand between the digits of a phone number as people write it.
_NUMBER: Final = re.compile(r"(?<![\w+])(\+|00)?[(]?\d(?:[ \u00a0()./\u2010-\u2013-]{0,3}\d){5,15}(?!\w)")
#: Digits of the shortest number that is one and not a price, a time or a date; and of the longest (E.164).
SHORTEST_NUMBER, LONGEST_NUMBER = 7, 15
#: So many words are remembered with their stems: what a day's messages are made of, many times over.
_REMEMBERED: Final = 60_000
#: Longer ones are no words of any language, and stemming takes a time that grows with the length.
_LONGEST_STEMMED: Final = 40

_ROUNDS: Final = 4
_DEFINITE: Final = re.compile(
    r"(?<=..)(?:[^\Waeiouyåäö]an|orn|[^\Waeiouyåäö]eln|iet)$|(?<=.)[^\Waeiouyåäö]et$"
)
# The noun of a doing is found by its verb: klippning, klippa.
_DOING: Final = re.compile(r"(?<=..[^\Waeiouyåäö])ning$")
_NEUTER: Final = re.compile(r"(?<=..[bdgjkmpvx])t$")
_DOUBLE: Final = re.compile(r"([mnt])\1$")
_WITH_E: Final = re.compile(r"(?<=..[^\Waeiouyåäö])el$")
_WITH_R: Final = re.compile(r"(?<=..[ckmstdb])r$")

_local = threading.local()


class Word(NamedTuple):
    """A word where it stands in its text: ``text[start:end]``; ``plain`` is how it is compared."""

    start: int
    end: int
    plain: str


def words_in(text: str) -> Iterator[Word]:
    """The words of a text in their order: letters and digits without a gap; an emoji is a word too."""
    for found in _WORD.finditer(text):
        if plain := fold(found[0]):
            yield Word(found.start(), found.end(), plain)


@lru_cache(_REMEMBERED)
def fold(word: str) -> str:
    """``word`` in one spelling: case, width, invisible signs and accents aside. å, ä and ö are letters."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word.translate(_INVISIBLE)).casefold()
    letters = "".join(_letter(character) for character in unicodedata.normalize("NFC", plain))
    # Only what is a word again when somebody types it: ½ becomes 1⁄2, and that would be two.
    return "".join(filter(str.isalnum, letters)) or letters.strip()


def _letter(character: str) -> str:
    if character in "åäö" or character.isascii():
        return character
    parts = unicodedata.normalize("NFD", character)
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(_REMEMBERED)
def stem(plain: str) -> str:
    """What inflections of a folded word share; "" for a word so common that it finds nothing."""
    if plain in STOP_WORDS:
        return ""
    if not plain.isalpha() or len(plain) > _LONGEST_STEMMED:
        return plain
    return _reduced(IRREGULAR.get(plain, plain))


def _reduced(plain: str) -> str:
    """The stem, taken again of itself until it stays: then it does not matter which ending was the outermost."""
    swedish, english = _stemmers()
    for _ in range(_ROUNDS):
        before = plain
        # Snowball knows no definite form of nouns in -a (veckan), -or, -el and -i (batteriet), and of those
        # in a consonant (rummet, priset) only some.
        if _DEFINITE.search(plain):
            plain = plain[:-1] if plain.endswith("n") else plain[:-2]
        plain = swedish.stemWord(IRREGULAR.get(plain, plain))
        plain = _DOING.sub("", plain)
        # Supine and neuter (köpt, snabbt), a doubled letter (rum, rummet), and an e that comes and goes
        # (nyckel, nycklar; nummer, numret).
        plain = _NEUTER.sub("", plain)
        plain = _DOUBLE.sub(r"\1", plain)
        plain = _WITH_E.sub("l", plain)
        plain = _WITH_R.sub("", plain)
        plain = english.stemWord(IRREGULAR.get(plain, plain))
        if plain == before:
            break
    return plain


def _stemmers() -> tuple[snowballstemmer.stemmer, snowballstemmer.stemmer]:
    """Of this thread: they hold the word that they are working on."""
    found = getattr(_local, "stemmers", None)
    if found is None:
        found = _local.stemmers = (
            snowballstemmer.stemmer("swedish"),
            snowballstemmer.stemmer("english"),
        )
    return found


class Number(NamedTuple):
    """A phone number as it stands in a text: ``digits`` begin with the country's code."""

    start: int
    end: int
    digits: str


def numbers_in(text: str) -> Iterator[Number]:
    """What looks like phone numbers, however they are spaced; without a country's code they are Swedish."""
    for found in _NUMBER.finditer(text):
        if digits := number_digits(found[0]):
            yield Number(found.start(), found.end(), digits)


def number_digits(raw: str) -> str:
    """The digits of a number with its country's code first; "" for what is too short or long to be one."""
    written = raw.replace("(0)", "")
    digits = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", written)))
    if written.lstrip("( ").startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0"):
        digits = f"46{digits[1:]}"
    elif not (digits.startswith("46") and len(digits) > 9):
        return ""
    return digits if SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER else ""
