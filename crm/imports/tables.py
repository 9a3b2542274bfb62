"""A table file's rows, read by :mod:`crm.imports.reader` in a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crm.imports.reader import Row, Unreadable

READER = Path(__file__).with_name("reader.py")
#: By the clock, for a web thread that shows the first rows, and for a worker that reads all of them while it
#: stores them.
PREVIEW_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 3000.0
#: How the kernel ends a process whose time on the processor is used up.
_TIME_IS_UP = (-signal.SIGXCPU, -signal.SIGKILL)


@dataclass(frozen=True)
class Table:
    """A file as it was read: what it is, how it was understood, and its rows (number, cells)."""

    kind: str
    encoding: str
    delimiter: str
    sheets: tuple[str, ...]
    sheet: str
    rows: Iterator[Row]


@contextmanager
def table_open(
    content: bytes,
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    most: int | None = None,
    seconds: float = WHOLE_SECONDS,
) -> Iterator[Table]:
    """Read the file, guessing what is not given; ``most``: only so many rows.

    Raises :class:`crm.imports.reader.Unreadable`, also while the rows are gone through. The process ends with
    the block, read to its end or not.
    """
    wish = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet, "most": most}
    process = subprocess.Popen(
        [sys.executable, "-I", str(READER), json.dumps(wish)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    deadline = threading.Timer(seconds, process.kill)
    deadline.start()
    try:
        try:
            process.stdin.write(content)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it had read everything; what it said, or did not, tells
        lines = _lines(process)
        head = next(lines, None)
        if not isinstance(head, dict):
            raise Unreadable("damaged")
        yield Table(
            kind=head["kind"],
            encoding=head["encoding"],
            delimiter=head["delimiter"],
            sheets=tuple(head["sheets"]),
            sheet=head["sheet"],
            rows=_rows(lines),
        )
    finally:
        deadline.cancel()
        process.kill()
        process.stdout.close()
        process.wait()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """What the process says, line by line. Raises :class:`Unreadable` when it says that it cannot go on, or
    ends without having said that it is done."""
    assert process.stdout is not None
    for line in process.stdout:
        try:
            said = json.loads(line)
        except ValueError:
            break  # killed in the middle of a line
        if isinstance(said, dict) and "problem" in said:
            raise Unreadable(said["problem"], said["row"])
        yield said
        if isinstance(said, dict) and "rows" in said:
            return
    raise Unreadable("slow" if process.wait() in _TIME_IS_UP else "damaged")


def _rows(lines: Iterator[Any]) -> Iterator[Row]:
    for said in lines:
        if isinstance(said, list):
            yield said[0], said[1]
