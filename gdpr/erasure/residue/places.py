"""The scan of what is not in the database: Valkey, and the files that the product writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from redis.exceptions import RedisError

from gdpr.erasure.errors import StepFailed
from gdpr.erasure.person import Person
from gdpr.erasure.residue.findings import Findings
from nexus.embedded.place import MARKER
from nexus.privacy.ledger import ledger_path
from nexus.privacy.needles import Needles
from nexus.schema import connection
from nexus.tenants.models import Company
from nexus.tenants.publish import redis_client

_PAGE: Final = 500
_CHUNK: Final = 256 * 1024
#: A piece of the chunk before is looked at again, so that nothing hides on the border.
_OVERLAP: Final = 8 * 1024


def cache_scan(person: Person, findings: Findings) -> None:
    """Every key and value of the databases that the product uses, but the parts of other companies."""
    for url in {str(settings.CACHES["default"]["LOCATION"]), str(settings.CELERY_BROKER_URL)}:
        try:
            _database_scan(redis_client(url), person.needles, findings)
        except RedisError:
            raise StepFailed("cache_away") from None


def _database_scan(client: Any, needles: Needles, findings: Findings) -> None:
    others = tuple(
        f"{schema}:".encode()
        for schema in Company.objects.exclude(schema_name=connection.schema_name).values_list(
            "schema_name", flat=True
        )
    )
    for key in client.scan_iter(count=_PAGE):
        if key.startswith(others):
            continue
        for data in (key, *_values(client, key)):
            findings.values += 1
            if kinds := needles.find_bytes(data):
                findings.hit("cache", key, kinds)
                break


def _values(client: Any, key: bytes) -> Iterator[bytes]:
    """What a key holds, piece by piece, whatever its type."""
    match client.type(key):
        case b"string":
            yield client.get(key) or b""
        case b"list":
            for start in range(0, client.llen(key), _PAGE):
                yield from client.lrange(key, start, start + _PAGE - 1)
        case b"hash":
            for name, value in client.hscan_iter(key, count=_PAGE):
                yield from (name, value)
        case b"set":
            yield from client.sscan_iter(key, count=_PAGE)
        case b"zset":
            yield from (member for member, _score in client.zscan_iter(key, count=_PAGE))
        case b"stream":
            for _id, fields in client.xrange(key):
                for name, value in fields.items():
                    yield from (name, value)


def files_scan(person: Person, findings: Findings) -> None:
    """Every file below ``NEXUS_HOME`` that the product writes: mail, logs, exports, whatever else is there.

    Ids may stand in them (privacy.md: logs hold ids); what identifies the person may not.
    """
    needles = Needles.of(person.ref)
    ledger = ledger_path().parent
    for path in _files(settings.NEXUS.home, leave=(ledger, settings.NEXUS.home / "secrets")):
        findings.values += 1
        if kinds := _kinds_in(path, needles):
            findings.hit(f"file {path.relative_to(settings.NEXUS.home).parts[0]}", str(path), kinds)


def _files(folder: Path, *, leave: tuple[Path, ...]) -> Iterator[Path]:
    """The files below, but for the embedded servers' own, which are looked into through the servers."""
    if folder in leave or (folder / MARKER).exists() or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path, leave=leave)
        elif path.is_file():
            yield path


def _kinds_in(path: Path, needles: Needles) -> set[str]:
    kinds: set[str] = set()
    before = b""
    try:
        with path.open("rb") as content:
            while chunk := content.read(_CHUNK):
                kinds |= needles.find_bytes(before + chunk)
                before = chunk[-_OVERLAP:]
    except FileNotFoundError:
        return set()  # gone meanwhile
    return kinds
