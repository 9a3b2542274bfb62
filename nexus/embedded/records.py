"""What is remembered about each embedded server, in ``NEXUS_HOME/servers/<name>.json`` (mode 0600)."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

NAMES = ("postgres", "valkey")


class EmbeddedError(Exception):
    """The embedded servers cannot be used; the message is the sentence the operator sees."""


@dataclass(frozen=True)
class Record:
    """``id`` also stands in the data folder, so that no other folder is ever taken for ours."""

    id: str
    folder: str
    port: int
    password: str
    initialised: bool = False
    pid: int | None = None  # for people and for fault tests; nothing is decided by it

    @classmethod
    def fresh(cls) -> Record:
        return cls(id=secrets.token_hex(8), folder="", port=0, password=secrets.token_urlsafe(24))

    def with_(self, **changes: object) -> Record:
        return replace(self, **changes)  # type: ignore[arg-type]  # field names are checked by replace()


def servers_folder(home: Path) -> Path:
    return home / "servers"


def record_path(home: Path, name: str) -> Path:
    return servers_folder(home) / f"{name}.json"


def read_record(home: Path, name: str) -> Record | None:
    """The record, or None where the server has never been set up. Raises EmbeddedError when unreadable."""
    path = record_path(home, name)
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise EmbeddedError(f"{path} belongs to another user; run Nexus as that user.") from error
    except (ValueError, TypeError) as error:
        raise EmbeddedError(f"{path} is damaged: {error}.") from error


def write_record(home: Path, name: str, record: Record) -> None:
    write_private(record_path(home, name), json.dumps(asdict(record), indent=1) + "\n", home)


def owner_of(home: Path) -> tuple[int, int]:
    """uid and gid that the files in ``home`` get: its owner's, also when root works there."""
    found = home.stat()
    return found.st_uid, found.st_gid


def open_private(path: Path, home: Path) -> int:
    """Open or create (0600) for reading and writing. A new file belongs to the home's owner."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except PermissionError as error:
        raise EmbeddedError(f"{path} belongs to another user; run Nexus as that user.") from error
    if os.geteuid() == 0 and os.fstat(descriptor).st_uid == 0:
        os.fchown(descriptor, *owner_of(home))
    return descriptor


def write_private(path: Path, text: str, home: Path, owner: tuple[int, int] | None = None) -> None:
    """Replace a file whole (0600), never following a link. ``owner`` is by default the home's owner."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            if os.geteuid() == 0:
                os.fchown(stream.fileno(), *(owner or owner_of(home)))
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def make_folder(path: Path, home: Path) -> None:
    """A private folder (0700) of the home's owner; one that is there stays as it is."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return
    if os.geteuid() == 0:
        os.chown(path, *owner_of(home))
