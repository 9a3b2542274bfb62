"""How hard a purge works: at full speed while nobody waits, in small steps with rests beside customers.

Deleting is work for the database's processors and its log, and a purge that takes all it can get makes every
text wait. Nothing about a purge is urgent, so it is the purge that gives way.
"""

from __future__ import annotations

import time
from time import sleep as pause
from typing import Final

from nexus.outbox.selectors import customers_wait

#: Rows in a transaction: enough to be fast, few enough that nobody waits long for its locks.
BATCH: Final = 2000
#: The same beside customers: some milliseconds of work.
SMALL_BATCH: Final = 100
#: How long it then rests, as a multiple of how long it worked: a small share of one processor.
REST: Final = 9
#: No rest is longer: one slow batch must not stop the purge. Seconds.
LONGEST_REST: Final = 2.0
#: How often it looks whether somebody waits. Seconds.
LOOK: Final = 0.5


class Pace:
    """The pace of one run: :attr:`size` for the next batch, and :meth:`rest` after it."""

    def __init__(self) -> None:
        self._looked = self._began = time.monotonic()
        self._beside = customers_wait()

    @property
    def size(self) -> int:
        """How many rows the next batch may have."""
        return min(SMALL_BATCH, BATCH) if self._beside else BATCH

    def rest(self) -> None:
        """Between two batches, outside every transaction."""
        now = time.monotonic()
        worked = now - self._began
        if now - self._looked >= LOOK:
            self._looked, self._beside = now, customers_wait()
        if self._beside:
            pause(min(worked * REST, LONGEST_REST))
        self._began = time.monotonic()
