"""Cutting a text into words, numbers and signs, with what can be no time taken out first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from conversations.agent.when.lexicon import NUMBERS, PART_WORDS, SHIFTS, WEEKDAYS, fold
from conversations.agent.when.spelling import spelled

Kind = Literal["word", "number", "ordinal", "clock", "slash", "iso", "sign", "other"]

_GREETING = re.compile(
    r"\bgod ?(?:morgon|dag|kvall|natt|jul|formiddag|eftermiddag)\b"
    r"|\bgood (?:morning|evening|afternoon|night|day)\b"
    r"|\b(?:trevlig|skon|harlig|fin|glad|bra|happy|nice|good|great|lovely|merry|gott|fortsatt) "
    r"(?:\w+ )?(?:helg|kvall|dag|eftermiddag|formiddag|vecka|pask|midsommar|jul|sommar|nytt ar|weekend|day"
    r"|evening|week|christmas|easter|new year)\b"
    r"|\bdygnet runt\b|\b24[/-]7\b|\ben (?:annan )?vacker dag\b|\bone day\b|\bdag for dag\b"
)
_NO_TIME = re.compile(
    r"\S+@\S+\.\w+|https?://\S+|www\.\S+"
    r"|(?<!\w)\+\d[\d \-()/.]{6,}\d"  # a phone number with a country code
    r"|(?<![\w.:/-])0\d{1,3} ?[-/ ]? ?(?!\d{4}(?!\d| ?\d))\d(?:[ -]?\d){4,8}(?![\w:.]*\d)"  # or without
    r"|(?<!\d)\d{6,8}[-+]\d{4}(?!\d)"  # a personal or organisation number
    r"|(?<!\w)\d{3} ?\d{2}(?= [a-zåäö]{3,})(?![:.]\d)"  # a postcode
    r"|(?<!\w)\d[\d ]*(?:[.,]\d+)? ?(?::-|,-|;-)"  # a price
    r"|(?:kr|sek|[$€£])\.? ?\d[\d ]*(?:[.,]\d+)?"
    r"|\d+:(?:an|or|ans|orna)\b"
    r"|(?<!\d)\d{3}/\d{2}(?: ?-?r? ?\d{2})?\b"  # a tyre
    r"|(?:#|\bnr\.?|\bnummer|\bnumber|\bno\.) ?\d[\d-]*"
    r"|(?<![\d.:/-])\d{5,}(?![\d:/])"
)
_TOKEN = re.compile(
    r"(?P<iso>(?<!\d)(?:20|19)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))"
    r"|(?P<slash>(?<![\d/])\d{1,2}(?:/\d{1,2}(?:[/-](?:20)?\d\d(?![\d/:.]))?|\.\d{1,2}\.20\d\d|-\d{1,2}-20\d\d)(?![\d/]))"
    r"|(?P<clock>(?<![\d,])(?<!\d\.)\d{1,2}[:.]\d\d(?![\d]|[.,:]\d))"
    r"|(?P<ordinal>(?<![\d.,])\d{1,2}(?::[ae]|st|nd|rd|th|[ea](?= ))(?![^\W_]))"
    r"|(?P<number>\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)"
    r"|(?P<sign>[^\w\s]|\n)"
)
_MIXED = re.compile(r"[^\W_]*(?:\d[^\W\d_]|[^\W\d_]\d)[^\W_]*")
_MIXED_RIGHT = re.compile(
    r"(?P<before>kl|klockan|v|w|vecka|week|den|halv|half|at|ca)?(?P<number>\d{1,4})"
    r"(?P<after>am|pm|a|p|h|ish|e|st|nd|rd|th|tiden|fm|em|kr)?"
)
_CLOCK_ENDINGS = ("tiden", "snaret", "draget", "taget", "ish")
_COMPOUND = re.compile(
    rf"(?P<day>{'|'.join([*WEEKDAYS, *(word for word in SHIFTS if len(word) > 4)])})(?P<link>en)?s?"
    rf"(?P<part>{'|'.join(sorted((word for word in PART_WORDS if len(word) > 4), key=len, reverse=True))})"
)


@dataclass(frozen=True)
class Token:
    """A piece of the text.

    ``raw`` is it as written, in small letters, ``key`` folded and rightly spelled; ``glued`` says that no blank
    stands before it.
    """

    kind: Kind
    key: str
    raw: str
    start: int
    end: int
    glued: bool = False


def tokens_of(text: str) -> list[Token]:
    """The tokens of ``text``; phone numbers, prices, addresses of the net and greetings are ``other``."""
    found: list[Token] = []
    position = 0
    folded = fold(text).replace("–", "-").replace("—", "-").replace("’", "'")
    holes = sorted(_holes(folded))
    for start, end, sign in holes:
        if start < position:
            continue
        found += _cut(text, folded, position, start)
        found.append(Token("sign" if sign else "other", sign, text[start:end], start, end))
        position = end
    found += _cut(text, folded, position, len(folded))
    return found


def _holes(folded: str) -> Iterator[tuple[int, int, str]]:
    for match in _GREETING.finditer(folded):
        yield *match.span(), "."
    for match in _NO_TIME.finditer(folded):
        yield *match.span(), ""
    for match in _MIXED.finditer(folded):
        if not _MIXED_RIGHT.fullmatch(match[0]):
            yield *match.span(), ""


def _cut(text: str, folded: str, begin: int, stop: int) -> Iterator[Token]:
    position = begin
    while match := _TOKEN.search(folded, position, stop):
        kind = match.lastgroup
        start, end = match.span()
        glued = start == position and start > begin
        position = end
        if kind == "word":
            yield from _words(match[0], text[start:end].lower(), start, glued)
        else:
            yield Token(_kind(kind), match[0], match[0], start, end, glued)


def _kind(name: str | None) -> Kind:
    kinds: dict[str, Kind] = {"iso": "iso", "slash": "slash", "clock": "clock", "ordinal": "ordinal"}
    return kinds.get(name or "", "number" if name == "number" else "sign")


def _words(word: str, raw: str, start: int, glued: bool) -> Iterator[Token]:
    """One word; a compound of day and part ("fredagkväll"), or of number and ending ("tretiden"), is two."""
    end = start + len(word)
    compound = _COMPOUND.fullmatch(word)
    if compound:
        cut = start + compound.start("part")
        yield Token("word", compound["day"], word[: cut - start], start, cut, glued)
        yield Token("word", compound["part"], compound["part"], cut, end, True)
        return
    for ending in _CLOCK_ENDINGS:
        number = word.removesuffix(ending)
        if number != word and number in NUMBERS:
            yield Token("word", number, number, start, start + len(number), glued)
            yield Token("word", "tiden", ending, start + len(number), end, True)
            return
    half = word.removeprefix("halv")
    if half != word and half in NUMBERS:
        yield Token("word", "halv", "halv", start, start + 4, glued)
        yield Token("word", half, half, start + 4, end, True)
        return
    yield Token("word", spelled(word), raw, start, end, glued)
