"""Compounds of whom and what: "herrklippning", also misspelled."""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz.distance import OSA

#: What a compound begins with, by whom it is for.
PREFIXES = {
    "herr": ("herr", "kill", "grabb", "mans"),
    "dam": ("dam", "tjej", "kvinno"),
    "barn": ("barn", "pojk", "flick"),
}
_LEAST, _SHORTEST, _LONG = 5, 9, 11
# Letters of an ending, "s" of a compound included.
_ENDING = 4
_ENDS_PLAIN = (
    "ning",
    "tid",
    "behandl",
    "bok",
    "besok",
    "pris",
    "kost",
    "service",
    "byt",
    "skift",
    "kontroll",
)


def taken_apart(asked: list[str], things: Collection[str]) -> list[str]:
    """The words, with a misspelled "herklippning" taken apart into "herr" and "klippning".

    ``things`` are the words of the services. One slip is forgiven, two in more than eleven letters.
    """
    whole = {
        lead + thing: [who, thing]
        for who, leads in PREFIXES.items()
        for lead in leads
        for thing in things
        if len(thing) >= _LEAST
    }
    found: list[str] = []
    for word in asked:
        meant = [word]
        if len(word) >= _SHORTEST and word not in whole:
            near = (one for one in whole if one[0] == word[0] and _slips(word, one))
            meant = whole.get(next(near, ""), meant)
        found += meant
    return found


def _slips(word: str, whole: str) -> bool:
    allowed = 2 if len(whole) > _LONG else 1
    return OSA.distance(word, whole, score_cutoff=allowed) <= allowed


def says_no_more(end: str) -> bool:
    """Whether the end of a compound leaves it the same thing: an ending, or "tid", "behandling"."""
    return len(end) <= _ENDING or any(word in end for word in _ENDS_PLAIN)
