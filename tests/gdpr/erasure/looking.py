"""Looking for words everywhere, by other means than the product's: SQL over every table of every schema with
whatever is sealed opened, every key of Valkey, every file. It knows nothing of the product's registry.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import redis
from django.apps import apps
from django.conf import settings
from django.db import connection

from nexus.crypto.envelope import DecryptionError, unseal
from nexus.crypto.keys import KeyUnavailable


def spellings(words: Iterable[str]) -> list[bytes]:
    """The words, and telephone numbers also as they are written by hand, in small letters."""
    found: list[bytes] = []
    for word in words:
        found.append(word.casefold().encode())
        if word.startswith("+46"):
            local = "0" + word[3:]
            found += [
                local.encode(),
                f"{local[:3]}-{local[3:6]} {local[6:8]} {local[8:]}".encode(),
                word[1:].encode(),
            ]
    return found


def everywhere(words: Iterable[str], *, log: str = "") -> list[str]:
    """Where any of the words stands: ``schema.table.column``, ``valkey``, a file, or the log given."""
    wanted = spellings(words)

    def has(data: bytes) -> bool:
        folded = data.decode("utf-8", "replace").casefold().encode()
        return any(word in folded for word in wanted)

    places = [place for place, data in _values() if has(data)]
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    for key in client.scan_iter():
        value = client.get(key) if client.type(key) == b"string" else client.dump(key)
        if has(key + b" " + (value or b"")):
            places.append("valkey")
    for path in _files(settings.NEXUS.home):
        if has(path.read_bytes()):
            places.append(str(path))
    if log and has(log.encode()):
        places.append("log")
    return places


def _files(folder: Path) -> Iterable[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "servers" not in path.parts and "data" not in path.parts:
            yield path


def _values() -> Iterable[tuple[str, bytes]]:
    sealed = {
        (model._meta.db_table, field.column): field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if hasattr(field, "bound_as")
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'"
        )
        columns = cursor.fetchall()
        for schema, table, column, kind in columns:
            where = f"{schema}.{table}.{column}"
            field = sealed.get((table, column))
            if field is not None:
                key = field.model._meta.pk.column
                cursor.execute(
                    f'SELECT "{key}", "{column}" FROM "{schema}"."{table}" WHERE "{column}" IS NOT NULL'
                )
                owner = "public" if field.scope == "platform" else schema
                for pk, value in cursor.fetchall():
                    try:
                        yield where, unseal(bytes(value), owner=owner, label=field.label, pk=str(pk))
                    except (DecryptionError, KeyUnavailable):
                        yield where, b""
            elif kind == "bytea":
                cursor.execute(f'SELECT "{column}" FROM "{schema}"."{table}" WHERE "{column}" IS NOT NULL')
                yield from ((where, bytes(value)) for (value,) in cursor.fetchall())
            else:
                cursor.execute(
                    f'SELECT DISTINCT "{column}"::text FROM "{schema}"."{table}" WHERE "{column}" IS NOT NULL'
                )
                yield from ((where, value.encode()) for (value,) in cursor.fetchall())
