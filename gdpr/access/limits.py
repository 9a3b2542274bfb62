"""How often the pages behind the links to packages may be asked for.

A token has 160 bits and cannot be guessed; this keeps those who try from using up the house. How many codes
are sent, and how often one may be tried, is limited where codes are made (:mod:`gdpr.codes`).
"""

from __future__ import annotations

from typing import Final

from nexus.cache import window_count, window_counted
from nexus.crypto.index import blind_index

#: (how often, seconds): requests of one address, unknown tokens from one address, requests for one token.
BY_ADDRESS: Final = (60, 60)
UNKNOWN: Final = (20, 600)
BY_TOKEN: Final = (30, 60)


def may_ask(*, address: str, token: str, known: bool) -> bool:
    """Count a request; whether it is within the limits.

    Whoever has a link that exists is let in whatever else came from the same address: behind a mobile
    operator's there are thousands of people.
    """
    if known:
        return _count("token", token, BY_TOKEN)
    within = _count("address", address, BY_ADDRESS)
    return within and window_counted(_name("unknown", address), UNKNOWN[1]) < UNKNOWN[0]


def unknown_token(*, address: str) -> None:
    """Remember that this address asked for a link that leads nowhere."""
    _count("unknown", address, UNKNOWN)


def _count(what: str, value: str, limit: tuple[int, int]) -> bool:
    often, seconds = limit
    return window_count(_name(what, value), seconds) <= often


def _name(what: str, value: str) -> str:
    # Keys of the cache hold no personal data, and an IP address is that.
    return f"package-limit:{what}:{blind_index(value, label='package.limit').hex()[:24]}"
