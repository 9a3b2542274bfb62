"""How much one address, one chat and one company may ask for (privacy.md "Money and abuse").

Sliding windows in Redis: what the window before had counts by the share of it that still lies within.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from nexus.alarms import alarm


@dataclass(frozen=True)
class Limit:
    """At most ``most`` within ``seconds``."""

    name: str
    most: int
    seconds: int


#: One address may be a whole office; a chat is one person.
BY_ADDRESS: Final = (Limit("address", 60, 10), Limit("address", 400, 300))
BY_VISITOR: Final = (Limit("visitor", 10, 10), Limit("visitor", 60, 300))
#: Opening, reading, seen and typing: cheaper, and more frequent.
CALLS_BY_ADDRESS: Final = (Limit("calls", 300, 10),)
NEW_BY_ADDRESS: Final = (Limit("new", 60, 3600),)
#: Each new chat may make an AI think: a company's day is bounded whatever the addresses.
NEW_BY_COMPANY: Final = (Limit("new-company", 1000, 3600),)
#: Codes to numbers that strangers typed.
CODES_BY_NUMBER: Final = (Limit("codes-number", 3, 3600), Limit("codes-number", 5, 86_400))
CODES_BY_ADDRESS: Final = (Limit("codes-address", 5, 3600), Limit("codes-address", 15, 86_400))
CODES_BY_VISITOR: Final = (Limit("codes-visitor", 3, 3600),)
CODES_BY_COMPANY: Final = (Limit("codes-company", 60, 3600), Limit("codes-company", 200, 86_400))


class TooMuch(Exception):
    """``retry_after`` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(str(retry_after))
        self.retry_after = retry_after


def allow(limits: tuple[Limit, ...], who: str, *, alarm_kind: str = "") -> None:
    """Count one more for ``who`` (an id or a hash). Raises :class:`TooMuch` when a limit is used up.

    What is refused counts too, so that hammering does not pay. With ``alarm_kind`` the first refusal in a
    window is an alarm.
    """
    for limit in limits:
        used, left = _count(limit, who)
        if used > limit.most:
            if alarm_kind and cache.add(f"alarmed:{alarm_kind}:{limit.seconds}", 1, timeout=limit.seconds):
                alarm(alarm_kind)
            raise TooMuch(left)


def _count(limit: Limit, who: str) -> tuple[float, int]:
    now = time.time()
    number, passed = divmod(now, limit.seconds)
    key = f"chat-limit:{limit.name}:{limit.seconds}:{who}"
    current = f"{key}:{int(number)}"
    cache.add(current, 0, timeout=2 * limit.seconds)
    try:
        counted = int(cache.incr(current))
    except ValueError:  # it ran out between the two calls
        counted = 1
    # More than all of it cannot come from the window before, or hammering would never end.
    before = min(int(cache.get(f"{key}:{int(number) - 1}", 0)), limit.most)
    share = 1 - passed / limit.seconds
    return counted + before * share, max(1, math.ceil(limit.seconds - passed))
