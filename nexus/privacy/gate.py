"""Whether this database knows all that the erasure ledger says (architecture, decision 13).

The ledger is a file outside every dump; the database keeps the last sequence it has seen. A ledger that is
ahead means that a backup was restored: people who were erased are back in it. Then nothing is served and no
job runs until ``erasures_replay`` has erased them again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import transaction
from django.utils import timezone

from nexus.privacy import ledger
from nexus.privacy.ledger import Kind, LedgerError
from nexus.privacy.models import LedgerMark
from nexus.schema import connection

#: For how long a process believes that nothing has been restored. A query a second is nothing; one for each
#: text that comes in would be something.
REMEMBER_SECONDS: Final = 1.0
_LOCK_KEY: Final = 0x4E58_4C45  # any number that nothing else locks
_lock = threading.Lock()
_looked: tuple[float, str, bool] = (-REMEMBER_SECONDS, "", False)


def ledger_append(*, kind: Kind, owner: str, subject: bytes = b"", scope: str = "all") -> int:
    """Write an erasure or a closing into the ledger, and note here that we have seen it.

    Call it before anything is erased, outside every transaction. Answers the sequence number. Raises
    :class:`nexus.privacy.ledger.LedgerError` when the file cannot be written, or has lost entries.
    """
    with _one_writer():
        with transaction.atomic(durable=True):
            mark = _mark()
            state = ledger.verify()
            if not state.ok or state.sequence < mark.sequence:
                raise LedgerError(state.reason or "The ledger has lost entries.")
            if state.sequence > mark.sequence and not _is_ours(mark, state.sequence):
                raise LedgerError("The database is older than the ledger: run erasures_replay first.")
            # Committed before the file is written: a crash in between must not look like a restore.
            _move(mark, sequence=state.sequence, pending=state.sequence + 1)
        written = ledger.append(kind=kind, owner=owner, subject=subject, scope=scope)
        ledger_seen(written)
    return written


def ledger_seen(sequence: int) -> None:
    """Everything up to ``sequence`` is carried out, or under way, in this database."""
    with transaction.atomic():
        _move(_mark(), sequence=sequence, pending=None)
    forget()


def ledger_ahead() -> bool:
    """Whether the database was restored from before an erasure. At most a second old."""
    global _looked
    path = str(ledger.ledger_path())
    with _lock:
        at, where, ahead = _looked
        if where == path and time.monotonic() - at < REMEMBER_SECONDS:
            return ahead
    ahead = _look()
    with _lock:
        _looked = (time.monotonic(), path, ahead)
    return ahead


def unseen_from() -> int:
    """The sequence of the first ledger entry that this database may not know of."""
    row = LedgerMark.objects.filter(pk=True).first()
    return (row.sequence if row else 0) + 1


def forget() -> None:
    """Look again at the next question."""
    global _looked
    with _lock:
        _looked = (-REMEMBER_SECONDS, "", False)


def _look() -> bool:
    sequence = ledger.verify().sequence
    if not sequence:
        return False
    mark = LedgerMark.objects.filter(pk=True).first()
    if mark is None:
        return True
    return sequence > mark.sequence and not _is_ours(mark, sequence)


def _is_ours(mark: LedgerMark, sequence: int) -> bool:
    """Whether the ledger is ahead only by the entry that this database was about to write when it stopped.

    Its erasure is in this database too, and goes on by itself.
    """
    return sequence == mark.pending == mark.sequence + 1


def _mark() -> LedgerMark:
    LedgerMark.objects.get_or_create(pk=True)
    return LedgerMark.objects.select_for_update().get(pk=True)


def _move(mark: LedgerMark, *, sequence: int, pending: int | None) -> None:
    mark.sequence, mark.pending, mark.changed_at = sequence, pending, timezone.now()
    mark.save()


@contextmanager
def _one_writer() -> Iterator[None]:
    """One appender at a time over all hosts, also between its two transactions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_KEY])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
