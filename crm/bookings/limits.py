"""How often the pages behind customers' links may be asked for.

A code has 60 bits and cannot be found by guessing; this keeps those who try from using up the house.
"""

from __future__ import annotations

from typing import Final

from nexus.cache import window_count, window_counted
from nexus.crypto.index import blind_index

#: (tries, seconds): requests of one address, unknown codes from one address, and requests of one code.
BY_ADDRESS: Final = (120, 60)
UNKNOWN_CODES: Final = (30, 600)
BY_CODE: Final = (60, 60)


def may_ask(*, address: str, code: str, known: bool) -> bool:
    """Count a request of ``address`` for ``code``; whether it is within the limits.

    Whoever has a code that exists is let in however many wrong ones came from the same address: behind a
    mobile operator's address there are thousands of customers, and a code cannot be found by guessing.
    """
    if known:
        return _count("code", code, BY_CODE)
    asked = _count("address", address, BY_ADDRESS)
    return asked and _counted("unknown", address, UNKNOWN_CODES) < UNKNOWN_CODES[0]


def unknown_code(*, address: str) -> None:
    """Remember that this address asked for a code that nobody has."""
    _count("unknown", address, UNKNOWN_CODES)


def _count(what: str, value: str, limit: tuple[int, int]) -> bool:
    tries, seconds = limit
    return window_count(_name(what, value), seconds) <= tries


def _counted(what: str, value: str, limit: tuple[int, int]) -> int:
    return window_counted(_name(what, value), limit[1])


def _name(what: str, value: str) -> str:
    # Keys of the cache hold no personal data, and an IP address is that.
    mark = blind_index(value, label="booking.limit").hex()[:24]
    return f"booking-limit:{what}:{mark}"
