"""Putting readings together of parts: what is done, to what, and whose it is.

A part is a pattern for one such idea. A reading holds when all its parts stand close together in one
sentence, in whatever order and with whatever between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SENTENCE = re.compile(r"[.!?\n;]+")


def part(*patterns: str) -> re.Pattern[str]:
    """One idea, by several patterns for texts in normal form; ``^`` and ``$`` are the ends of a sentence."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE)


def together(low: str, *parts: re.Pattern[str], most: int = 80) -> bool:
    """Whether one sentence holds a place for each of ``parts``, all beginning within ``most`` characters.

    Costs one pass for each part, however the text is made.
    """
    lines = _SENTENCE.sub("\n", low)
    # Most texts lack one of the parts altogether.
    if not all(one.search(lines) for one in parts):
        return False
    return any(_close(line, parts, most) for line in lines.split("\n"))


def any_together(low: str, readings: Iterable[tuple[re.Pattern[str], ...]], most: int = 80) -> bool:
    """Whether one of several readings holds, each by all its parts together."""
    return any(together(low, *parts, most=most) for parts in readings)


def _close(sentence: str, parts: tuple[re.Pattern[str], ...], most: int) -> bool:
    places: list[tuple[int, int]] = []
    for number, one in enumerate(parts):
        found = [(match.start(), number) for match in one.finditer(sentence)]
        if not found:
            return False
        places += found
    last: dict[int, int] = {}
    for place, number in sorted(places):
        last[number] = place
        if len(last) == len(parts) and place - min(last.values()) <= most:
            return True
    return False
