"""Locks that the kernel keeps: they end with their holder, also after SIGKILL, and never trust a pid.

Three files for each server, in ``NEXUS_HOME/servers``:

- ``<name>.start``  exclusive while a client looks for a guard or starts one;
- ``<name>.users``  shared by every process that uses the server; the guard stops the server once it can have
  it exclusively, that is, when the last user is gone;
- ``<name>.guard``  exclusive while the guard lives; holds the guard's pid.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from nexus.embedded.records import open_private


class Busy(Exception):
    """Another process kept the lock for too long."""


class Lock:
    """One ``flock`` on a file. Not inherited by programs that are started; freed when the holder ends."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        self.descriptor = open_private(path, home)

    def attempt(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def attempt_exclusive(self) -> bool:
        """Take it alone, or turn the shared hold into a lone one. A failed turn gives the shared hold up."""
        return self.attempt(fcntl.LOCK_EX)

    def exclusive(self, timeout: float) -> None:
        self._wait(fcntl.LOCK_EX, timeout)

    def shared(self, timeout: float) -> None:
        self._wait(fcntl.LOCK_SH, timeout)

    def _wait(self, kind: int, timeout: float) -> None:
        """Poll, because ``flock`` itself knows no timeout. ``timeout`` in seconds."""
        deadline = time.monotonic() + timeout
        while not self.attempt(kind):
            if time.monotonic() > deadline:
                raise Busy(f"{self.path} stayed locked for {timeout:.0f} s.")
            time.sleep(0.02)

    def held_elsewhere(self) -> bool:
        """Whether somebody holds it alone. Only for a lock that this object does not hold."""
        if not self.attempt(fcntl.LOCK_SH):
            return True
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        return False

    def write_pid(self) -> None:
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{os.getpid()}\n".encode(), 0)

    def read_pid(self) -> int | None:
        text = os.pread(self.descriptor, 32, 0).decode(errors="replace").strip()
        return int(text) if text.isdigit() else None

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1
