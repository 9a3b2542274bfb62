"""Opt-out and opt-in words (privacy.md), as the whole message only."""

from __future__ import annotations

import unicodedata
from enum import Enum

OUT = frozenset(
    {"STOP", "STOPP", "STOPALL", "AVSLUTA", "AVREGISTRERA", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"}
)  # fmt: skip
IN = frozenset({"START", "BÖRJA", "UNSTOP"})
# Means yes to other questions too, so it opens again only where the number has opted out.
IN_AFTER_OUT = frozenset({"YES"})


class Wish(Enum):
    OUT = "opt_out"
    IN = "opt_in"


def wish(body: str, *, opted_out: bool, provider_word: str = "") -> Wish | None:
    """What a text asks for, or None. ``provider_word`` is Twilio's ``OptOutType``.

    Case, surrounding spaces and punctuation do not matter; "stoppa bilen" is no opt-out.
    """
    if provider_word.upper() in ("STOP", "START"):
        return Wish.OUT if provider_word.upper() == "STOP" else Wish.IN
    word = _bare(body)
    if word in OUT:
        return Wish.OUT
    if word in IN or (opted_out and word in IN_AFTER_OUT):
        return Wish.IN
    return None


def is_cancel(body: str) -> bool:
    """Whether the word is CANCEL, which may also be about a booking."""
    return _bare(body) == "CANCEL"


def _bare(body: str) -> str:
    text = unicodedata.normalize("NFC", body)
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end].upper()
