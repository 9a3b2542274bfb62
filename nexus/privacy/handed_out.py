"""What was handed out of a company's numbered, hash-chained documents, noted outside every database dump.

A restored backup knows nothing of the certificates that were issued after it was made, yet somebody may hold
them. These notes lie beside the erasure ledger, a file for each company, one JSON object a line::

    {"owner": "c_saxen", "sequence": 2, "kind": "erasure", "at": "2026-11-23T09:12:00+00:00",
     "previous": "<hex SHA-256>", "digest": "<hex SHA-256>", "signature": "<base64>"}

``signature`` is Ed25519 over the line's canonical JSON without it. No personal data. Unlike the ledger, the
notes hold nobody back: a line that does not verify says nothing, and is logged.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from nexus.privacy.ledger import ledger_path
from nexus.privacy.signing import canonical, sign, verify

logger = logging.getLogger(__name__)
FOLDER: Final = "certificates"


@dataclass(frozen=True, slots=True)
class Note:
    """One document of the chain: its number, its digest and the digest of the one before it."""

    sequence: int
    kind: str
    at: str
    previous: str
    digest: str


def notes_path(owner: str) -> Path:
    return ledger_path().parent / FOLDER / f"{owner}.jsonl"


def owners() -> list[str]:
    """The companies that something has been handed out by."""
    return sorted(path.stem for path in (ledger_path().parent / FOLDER).glob("*.jsonl"))


def notes(owner: str, *, after: int = 0) -> list[Note]:
    """What is noted of this company's documents beyond number ``after``, in order.

    Raises OSError when the file is there and cannot be read.
    """
    try:
        content = notes_path(owner).read_bytes()
    except FileNotFoundError:
        return []
    found: dict[int, Note] = {}
    for line in content.split(b"\n")[:-1]:
        note = _note(line, owner, after)
        if note is not None:
            found.setdefault(note.sequence, note)
    return [found[sequence] for sequence in sorted(found)]


def notes_append(owner: str, new: Iterable[Note]) -> None:
    """Note these, on disk when this returns; numbers that are noted already are left alone. Raises OSError."""
    path = notes_path(owner)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        content = path.read_bytes()
        # A last line without its end: whoever wrote it was killed.
        os.ftruncate(handle, content.rfind(b"\n") + 1)
        known = {note.sequence for note in notes(owner)}
        lines = b"".join(_line(note, owner) for note in new if note.sequence not in known)
        if os.write(handle, lines) != len(lines):
            logger.error("a note of a certificate was cut short", extra={"owner": owner})
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(note: Note, owner: str) -> bytes:
    entry: dict[str, Any] = {"owner": owner, **asdict(note)}
    return canonical({**entry, "signature": sign(canonical(entry))}) + b"\n"


def _note(line: bytes, owner: str, after: int) -> Note | None:
    try:
        entry = json.loads(line)
        signature = entry.pop("signature")
        if entry.pop("owner") != owner:
            raise ValueError("another company's")
        note = Note(**entry)
        if note.sequence <= after:
            return None
        if not verify(canonical({"owner": owner, **entry}), signature):
            raise ValueError("wrong signature")
    except (ValueError, KeyError, TypeError, AttributeError):
        logger.error("a note of a certificate does not verify", extra={"owner": owner})
        return None
    return note
