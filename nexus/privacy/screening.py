"""What a text goes through before it is stored or shown to any model (privacy.md, "Sweden and the EU").

Personnummer and samordningsnummer are masked to ``YYMMDD-****``; organisation numbers and phone
numbers are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from personnummer import personnummer

# Between the digits of one number people write blanks and all sorts of dashes, up to three in a row;
# invisible characters come along when a number is pasted.
_GAP = r"[\s\-+._/\u00ad\u2010-\u2015\u2212\u200b-\u200d\u2060\ufeff]{0,3}"
_RUN = re.compile(rf"\d(?:{_GAP}\d)*")
_CENTURIES = ("18", "19", "20")
# The gaps a number may have, counted in digits before the gap: 85 01 01 12 34, 1985 01 01-1234.
_GAPS_10 = frozenset({2, 4, 6, 8})
_GAPS_12 = frozenset({4, 6, 8, 10})
_SAYS_SO = re.compile(
    r"person\s*-?\s*(?:nummer|nr|numret|bevis)|pers\.?\s?nr|\bp-?nr\b"
    r"|samordnings\s*-?(?:nummer|nr)|\bsam-?nr\b"
    r"|social security|\bssn\b|personal (?:identity |id(?:entification)? )?number"
    r"|identity number|\bid number",
    re.IGNORECASE,
)
_BEFORE, _AFTER = 50, 30
# "811228, sista fyra 9874": a day of birth and four digits, with at most seven words between, all of them these.
_BETWEEN = (
    r"de|dom|dem|sista|fyra|siffrorna|siffror|siffra|siffran|och|samt|sen|sedan|plus|är|med|så|följt|av|slutar"
    r"|slut|på|kontrollsiffror|kontrollsiffrorna|the|last|final|four|digits|numbers|and|then|are|is|with"
    r"|followed|by|ending|ends|in"
)
_STOPS = r"[\s,;:.()\-\u2010-\u2015/+=]"
_SPLIT = re.compile(
    r"(?P<born>(?<!\d)(?:18|19|20)?\d\d(?P<sep>[\-./\s]?)\d\d(?P=sep)\d\d)"
    rf"(?P<words>(?:{_STOPS}{{1,3}}(?:{_BETWEEN})){{0,7}}){_STOPS}{{1,3}}"
    r"(?P<four>\d(?:[\s\-]?\d){3})(?!\d|[.,:\-]\d)",
    re.IGNORECASE,
)
_BORN_SAID = re.compile(r"\bfödd|\bfödelse|\bborn\b|\bbirth", re.IGNORECASE)
_LEADING_DIGITS = re.compile(rf"\d(?:{_GAP}\d)*{_GAP}\Z")

_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Screened:
    """The text that may be stored, and whether something in it was masked."""

    text: str
    masked: bool


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    birth: str  # YYMMDD


def make_safe(text: str) -> str:
    """Replace what Postgres or UTF-8 cannot hold, NUL and lone surrogates, with U+FFFD."""
    joined = _SURROGATE_PAIR.sub(
        lambda pair: chr(0x10000 + ((ord(pair[0][0]) - 0xD800) << 10) + (ord(pair[0][1]) - 0xDC00)), text
    )
    return _UNSAFE.sub("\ufffd", joined)


def screen(text: str) -> Screened:
    """Mask personnummer and samordningsnummer in ``text``.

    Ten unseparated digits that are a valid Swedish phone number count as a phone number unless the
    words around them say personnummer.
    """
    parts: list[str] = []
    position = 0
    for found in _all_numbers(text):
        parts += [text[position : found.start], f"{found.birth}-****"]
        position = found.end
    return Screened("".join([*parts, text[position:]]), masked=position > 0)


def _all_numbers(text: str) -> list[_Found]:
    whole = list(_numbers(text))
    split = [
        one for one in _split_numbers(text) if not any(o.start < one.end and one.start < o.end for o in whole)
    ]
    return sorted([*whole, *split], key=lambda found: found.start)


def _split_numbers(text: str) -> Iterator[_Found]:
    """Numbers whose last four digits stand apart from the day of birth, with words or a comma between."""
    for match in _SPLIT.finditer(text):
        start, end = match.start(), match.end()
        born, four = (
            "".join(str(int(character)) for character in match[part] if character.isdecimal())
            for part in ("born", "four")
        )
        if not personnummer.valid(born + four):
            continue
        # Without a word between, only the words before tell it from a day and a time, or from two numbers.
        if not match["words"] and not (
            _said_otherwise(text, start, end) or _BORN_SAID.search(text[max(0, start - _BEFORE) : start])
        ):
            continue
        # The end of a phone number is no day of birth: 0701-74 06 05.
        before = _LEADING_DIGITS.search(text[max(0, start - _BEFORE) : start])
        if before and (match["sep"] or sum(map(str.isdecimal, before[0])) > 2):
            continue
        yield _Found(start, end, born[-6:])


def _numbers(text: str) -> Iterator[_Found]:
    for run in _RUN.finditer(text):
        places = [run.start() + offset for offset, character in enumerate(run[0]) if character.isdecimal()]
        index = 0
        while index <= len(places) - 10:
            found = _number_at(text, places, index)
            if found is None:
                index += 1
                continue
            yield found
            index += 12 if index + 12 <= len(places) and places[index + 11] < found.end else 10


def _number_at(text: str, places: list[int], index: int) -> _Found | None:
    """The number whose first digit is ``places[index]``, if one begins and ends there."""
    if index and places[index - 1] == places[index] - 1:
        return None  # in the middle of a longer row of digits
    for length, allowed in ((12, _GAPS_12), (10, _GAPS_10)):
        own = places[index : index + length]
        if len(own) < length:
            continue
        if index + length < len(places) and places[index + length] == own[-1] + 1:
            continue
        gaps = frozenset(count for count in range(1, length) if own[count] != own[count - 1] + 1)
        digits = "".join(str(int(text[place])) for place in own)
        # Or every digit on its own: 8 1 1 2 2 8 9 8 7 4.
        spelled = len(gaps) == length - 1
        if not (gaps <= allowed or spelled) or (length == 12 and digits[:2] not in _CENTURIES):
            continue
        if not personnummer.valid(digits):
            continue
        start, end = own[0], own[-1] + 1
        if length == 10 and _reads_as_phone(digits, gaps) and not _said_otherwise(text, start, end):
            continue
        return _Found(start, end, digits[-10:-4])
    return None


def _reads_as_phone(digits: str, gaps: frozenset[int]) -> bool:
    # No one writes a personnummer as 0701-74 06 05 or 0701-740605: that is a dialling code.
    if gaps and not (min(gaps) == 4 and digits.startswith("0")):
        return False
    try:
        number = phonenumbers.parse(digits, "SE")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def _said_otherwise(text: str, start: int, end: int) -> bool:
    around = f"{text[max(0, start - _BEFORE) : start]} {text[end : end + _AFTER]}"
    return _SAYS_SO.search(around) is not None
