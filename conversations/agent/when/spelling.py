"""Words of time that are spelled wrong: "torsda", "fredg", "tommorow"."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from conversations.agent.when.lexicon import (
    MONTHS,
    NUMBERS,
    ORDINALS,
    PART_WORDS,
    SHIFTS,
    WEEKDAY_ENDINGS,
    WEEKDAYS,
)
from conversations.words import word_set

# Real words, and names, that are one slip away from a word of time.
_MEANT = word_set(
    """manad manaden mandat mandag sandal augusta auguste augusto frida fridas sunda sundae sundby sundry moaning
    mourning warning learning kallen knallen onskad torka torsk juni januar hundag mondal"""
)
# The parts of the day that no ordinary word comes near: "natten" would be "vatten", "lunchen" "punchen".
_PARTS = word_set(
    """formiddag formiddagen eftermiddag eftermiddagen eftermiddagar kvallen morgonen morning afternoon evening
    lunchtid"""
)
_LONG = sorted(
    {word for table in (WEEKDAYS, MONTHS) for word in table if len(word) >= 6}
    # "Lördagen", "torsdagar"
    | {word + ending for word in WEEKDAYS if word.endswith("dag") for ending in ("en", "ar")}
    | {word for word in SHIFTS if len(word) >= 7}
    | _PARTS
)
_SHORTEST = 5


@lru_cache(maxsize=4096)
def spelled(key: str) -> str:
    """``key`` (folded), or the one word of time that it must be a misspelling of.

    One slip is forgiven in a short word, two in one of nine letters and more; the first letter must be right.
    """
    if len(key) < _SHORTEST or key in _MEANT or _known(key):
        return key
    best, least = key, 3.0
    for word in _LONG:
        allowed = 2 if len(word) >= 9 and len(key) >= 7 else 1
        slips = OSA.distance(key, word, score_cutoff=allowed)
        # Letters are rather left out than mistaken: "tosdag" is Thursday.
        weight = slips - 0.5 * _left_out(key, word)
        if key[0] == word[0] and slips <= allowed and weight < least:
            best, least = word, weight
    return best


def _left_out(key: str, word: str) -> bool:
    """Whether ``key`` is ``word`` with letters missing."""
    letters = iter(word)
    return all(letter in letters for letter in key)


def _known(key: str) -> bool:
    if any(key in table for table in (WEEKDAYS, MONTHS, PART_WORDS, SHIFTS, ORDINALS, NUMBERS)):
        return True
    return any(key.removesuffix(ending) in WEEKDAYS for ending in WEEKDAY_ENDINGS)
