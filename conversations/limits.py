"""How often staff may have the AI think without a customer waiting: it costs, and holds a web thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.core.cache import cache

from nexus.cache import window_count

RUNS: Final = 30
WINDOW_SECONDS: Final = 600
#: A run may think so long; then it is told that the AI was too slow.
RUN_SECONDS: Final = 20.0
# Longer than any run: what a process that died has left ends by itself.
_HELD_SECONDS = 60


class TooMuch(Exception):
    """``code`` is ``often`` (the window is used up) or ``busy`` (this person's last run still goes on)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def one_run(user_id: UUID) -> Iterator[None]:
    """A run of ``user_id``; raises :class:`TooMuch` when it may not begin now."""
    held = f"rehearsal-held:{user_id}"
    if not cache.add(held, 1, timeout=_HELD_SECONDS):
        raise TooMuch("busy")
    try:
        if window_count(f"rehearsal-runs:{user_id}", WINDOW_SECONDS) > RUNS:
            raise TooMuch("often")
        yield
    finally:
        cache.delete(held)
