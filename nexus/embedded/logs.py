"""The servers' and guards' logs, in ``NEXUS_HOME/log``."""

from __future__ import annotations

import os
from pathlib import Path

from nexus.embedded.records import make_folder, open_private

READY = "ready"  # what a guard says to the process that started it
LOG_LIMIT = 5_000_000  # bytes; the log before is kept once


def log_path(home: Path, name: str) -> Path:
    return home / "log" / f"{name}.log"


def open_log(home: Path, name: str) -> int:
    """Descriptor of the log, opened to append; a long one is put aside first."""
    make_folder(home / "log", home)
    path = log_path(home, name)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    os.close(open_private(path, home))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)


def log_tail(home: Path, name: str) -> str:
    try:
        lines = log_path(home, name).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "nothing."
    return " / ".join(lines[-4:])
