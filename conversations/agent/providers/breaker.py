"""A circuit breaker for each host of a model: who has just failed often is not asked for a while.

A turn then goes to the fallback at once instead of waiting for another failure. One per process: what a
process has seen is enough, and no store has to be there for it (docs/adr/0015).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from conversations.agent.providers.base import ErrorKind, ProviderError

FAILURES, WITHIN_SECONDS, OPEN_SECONDS = 5, 60.0, 30.0
# What tells that the host is unwell. A refused request says nothing about the next one.
COUNTED: frozenset[ErrorKind] = frozenset({"rate_limited", "overloaded", "timeout", "broken", "malformed"})


class Breaker:
    """Closed; after ``FAILURES`` within ``WITHIN_SECONDS`` open for ``OPEN_SECONDS``; then one may try.

    Safe between threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._open_until = 0.0
        self._trying = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Let one request through, or raise :class:`ProviderError` of kind ``open``; note its end."""
        trial = self._enter()
        try:
            yield
        except ProviderError as error:
            self._leave(failed=error.kind in COUNTED, trial=trial)
            raise
        except BaseException:
            self._leave(failed=False, trial=trial, proven=False)
            raise
        self._leave(failed=False, trial=trial)

    def _enter(self) -> bool:
        with self._lock:
            left = self._open_until - time.monotonic()
            if self._open_until and (left > 0 or self._trying):
                raise ProviderError(
                    "The AI has failed too often just now.", kind="open", retry_after=max(left, 1.0)
                )
            self._trying = bool(self._open_until)
            return self._trying

    def _leave(self, *, failed: bool, trial: bool, proven: bool = True) -> None:
        now = time.monotonic()
        with self._lock:
            if trial:
                self._trying = False
                if not failed and proven:
                    self._open_until = 0.0
                    self._failures.clear()
            if not failed:
                return
            self._failures.append(now)
            often = len(self._failures) == FAILURES and now - self._failures[0] <= WITHIN_SECONDS
            if trial or often:
                self._open_until = now + OPEN_SECONDS
                self._failures.clear()


_breakers: dict[tuple[str, str], Breaker] = {}


def breaker_for(provider: str, region: str) -> Breaker:
    """This process's breaker for a provider in a region."""
    return _breakers.setdefault((provider, region), Breaker())


def reset_breakers() -> None:
    """Forget all failures."""
    _breakers.clear()
