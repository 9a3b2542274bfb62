"""How many SMS segments a text takes.

GSM 03.38 holds 160 units in one segment and 153 in each of several; its extension characters take two
units. Any other character makes the whole text UCS-2: 70 and 67 UTF-16 units. Neither an extension
character nor a surrogate pair is split between two segments
(https://www.twilio.com/docs/glossary/what-sms-character-limit).
"""

from __future__ import annotations

from dataclasses import dataclass

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("^{}\\[~]|€\f")
GSM = GSM_BASIC | GSM_EXTENSION


@dataclass(frozen=True)
class Segments:
    """``encoding`` is ``GSM-7`` or ``UCS-2``; ``units`` are septets or UTF-16 units; ``count`` segments."""

    encoding: str
    units: int
    count: int


def is_gsm(text: str) -> bool:
    """Whether every character exists in GSM 03.38."""
    return all(character in GSM for character in text)


def segment_count(text: str) -> Segments:
    """Count the segments that ``text`` takes. An empty text takes none."""
    if is_gsm(text):
        encoding, single, several = "GSM-7", 160, 153
        widths = [2 if character in GSM_EXTENSION else 1 for character in text]
    else:
        encoding, single, several = "UCS-2", 70, 67
        widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    units = sum(widths)
    if units <= single:
        return Segments(encoding, units, 1 if units else 0)
    count, used = 1, 0
    for width in widths:
        if used + width > several:
            count, used = count + 1, 0
        used += width
    return Segments(encoding, units, count)
