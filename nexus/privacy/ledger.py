"""The ledger of erasures and closings: an append-only, signed file outside every database dump.

A restored backup would bring an erased person back; this file is what then tells the truth (architecture,
decision 13). One JSON object a line, without personal data::

    {"sequence": 1, "at": "2026-11-23T09:12:00+00:00", "kind": "subject", "owner": "c_saxen",
     "subject": "<hex HMAC>", "scope": "all", "previous": "<hex SHA-256>", "signature": "<base64>"}

``previous`` is the SHA-256 of the line before it (64 zeros at the start), ``signature`` Ed25519 over the
line's canonical JSON without the signature. ``kind`` is ``subject`` or ``company``; a closed company's
entry has an empty ``subject`` and stands for everyone in it.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from django.conf import settings
from django.utils import timezone

from nexus.privacy.signing import canonical, sign
from nexus.privacy.signing import verify as verify_signature

FILE_NAME: Final = "erasures.jsonl"
_START: Final = "0" * 64

Kind = Literal["subject", "company"]


class LedgerError(Exception):
    """The ledger cannot be read, verified or written: nothing may be erased or taken in on its word."""


@dataclass(frozen=True, slots=True)
class LedgerState:
    """``sequence`` is that of the last good entry; ``reason`` says what is wrong when ``ok`` is false."""

    sequence: int
    ok: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. ``subject`` is empty for a company."""

    sequence: int
    at: datetime
    kind: Kind
    owner: str
    subject: bytes
    scope: str


@dataclass(slots=True)
class _Read:
    """A verified prefix of the file, kept until the file changes."""

    stamp: tuple[int, int, int] | None = None
    size: int = 0
    state: LedgerState = LedgerState(0, ok=True)
    head: str = _START
    # When each was erased last.
    subjects: dict[tuple[str, str], datetime] = field(default_factory=dict)
    companies: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)


_cache: dict[Path, _Read] = {}
_lock = threading.Lock()


def ledger_path() -> Path:
    """The file. ``NEXUS_LEDGER`` names it, or a folder for it."""
    path: Path = settings.NEXUS.ledger
    return path if path.is_file() else path / FILE_NAME


def append(*, kind: Kind, owner: str, subject: bytes = b"", scope: str = "all") -> int:
    """Write one entry, on disk when this returns; answers its sequence number.

    ``subject`` is the HMAC of the person under a key that outlives the company's data, never a value that
    identifies someone. Raises LedgerError when the file is damaged or cannot be written.
    """
    if (kind == "subject") != bool(subject):
        raise ValueError("An erased subject has an HMAC, a closed company has none.")
    path = ledger_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(path):
            read = _read(path)
            if not read.state.ok:
                raise LedgerError(read.state.reason)
            entry: dict[str, Any] = {
                "sequence": read.state.sequence + 1,
                "at": timezone.now().isoformat(),
                "kind": kind,
                "owner": owner,
                "subject": subject.hex(),
                "scope": scope,
                "previous": read.head,
            }
            entry["signature"] = sign(canonical(entry))
            _write_line(path, canonical(entry) + b"\n", size=read.size)
            return read.state.sequence + 1
    except OSError as error:
        raise LedgerError(f"The ledger cannot be written: {error.strerror}.") from error


def verify() -> LedgerState:
    """Check every line's order, chain and signature. An absent file is an empty ledger."""
    try:
        return _read(ledger_path()).state
    except OSError as error:
        return LedgerState(0, ok=False, reason=f"The ledger cannot be read: {error.strerror}.")


def is_erased(owner: str, subject_hmac: bytes, *, since: datetime | None = None) -> bool:
    """Whether this person of this company, or the whole company, has been erased.

    With ``since``: erased then or later, so that what came before is not to be taken in again while what a
    person wrote after their erasure is. Raises LedgerError when the ledger does not verify: then nobody
    can tell.
    """
    read = _whole()
    if owner in read.companies:
        return True
    at = read.subjects.get((owner, subject_hmac.hex()))
    return at is not None and (since is None or at >= since)


def entries_from(sequence: int) -> list[Entry]:
    """The entries from ``sequence`` on, in order. Raises LedgerError when the ledger does not verify."""
    return [entry for entry in _whole().entries if entry.sequence >= sequence]


def _whole() -> _Read:
    try:
        read = _read(ledger_path())
    except OSError as error:
        raise LedgerError(f"The ledger cannot be read: {error.strerror}.") from error
    if not read.state.ok:
        raise LedgerError(read.state.reason)
    return read


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, across processes; the lock file stays."""
    handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write_line(path: Path, line: bytes, *, size: int) -> None:
    """Append ``line`` durably after the ``size`` bytes that hold; a write that fails is taken back."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        try:
            os.ftruncate(handle, size)
            if os.write(handle, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> _Read:
    """The verified ledger, from the cache while the file is the same."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        with _lock:
            known = _cache.get(path)
            if known is not None and known.state.sequence:
                return _Read(state=LedgerState(0, ok=False, reason="The ledger file has disappeared."))
        return _Read()
    stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    with _lock:
        known = _cache.get(path)
        if known is not None and known.stamp == stamp:
            return known
    # A changed file is read from its start: an old line may have been altered.
    read = _verified(path.read_bytes())
    if known is not None and read.state.ok and read.state.sequence < known.state.sequence:
        read.state = LedgerState(read.state.sequence, ok=False, reason="The ledger has lost entries.")
        return read
    read.stamp = stamp
    with _lock:
        _cache[path] = read
    return read


def _verified(content: bytes) -> _Read:
    """Check all whole lines. A last one without its end was being written, or its writer was killed: it
    was never acknowledged, does not count, and the next append takes its place.
    """
    read = _Read()
    for number, line in enumerate(content.split(b"\n")[:-1], start=1):
        reason = _line_fault(line, number=number, head=read.head)
        if reason:
            read.state = LedgerState(read.state.sequence, ok=False, reason=f"Ledger line {number}: {reason}.")
            return read
        entry = json.loads(line)
        at = datetime.fromisoformat(entry["at"])
        if entry["kind"] == "company":
            read.companies.add(entry["owner"])
        else:
            read.subjects[entry["owner"], entry["subject"]] = at
        read.entries.append(
            Entry(number, at, entry["kind"], entry["owner"], bytes.fromhex(entry["subject"]), entry["scope"])
        )
        read.head = hashlib.sha256(line).hexdigest()
        read.size += len(line) + 1
        read.state = LedgerState(number, ok=True)
    return read


def _line_fault(line: bytes, *, number: int, head: str) -> str:
    """What is wrong with a line, or nothing."""
    try:
        entry = json.loads(line)
        signature = entry.pop("signature")
        if entry["sequence"] != number:
            return "its sequence is not the next"
        if entry["previous"] != head:
            return "it does not follow the one before it"
        if entry["kind"] not in ("subject", "company") or not all(
            isinstance(value, str)
            for value in (signature, *(entry[name] for name in ("owner", "subject", "scope", "at")))
        ):
            return "it is not an entry"
    except (ValueError, KeyError, TypeError, AttributeError):
        return "it is not an entry"
    return "" if verify_signature(canonical(entry), signature) else "its signature is wrong"
