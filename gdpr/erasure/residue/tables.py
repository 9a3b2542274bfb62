"""Every table of a schema as Postgres has it, and every value in it, opened.

The list of tables comes from the database's own catalogue: a table that no model knows is looked at too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models import Model

from gdpr.erasure.residue.terms import terms_in
from nexus.crypto.envelope import DecryptionError, unseal
from nexus.crypto.fields import EncryptedField
from nexus.crypto.keys import PLATFORM, KeyUnavailable
from nexus.schema import connection

#: Rows fetched at a time: a few megabytes at most.
PAGE: Final = 500
#: Types in which nothing of what is looked for fits.
_SKIPPED: Final = frozenset(
    {"boolean", "smallint", "integer", "real", "double precision", "date", "time without time zone"}
    | {"time with time zone", "timestamp without time zone", "timestamp with time zone", "interval"}
)


class Unreadable:
    """A sealed value that no key opens: damaged, or of a key that is gone."""


UNREADABLE: Final = Unreadable()


@dataclass(frozen=True)
class Column:
    name: str
    type: str


@dataclass(frozen=True)
class Table:
    """``key`` is its primary key's column, or empty where it has none of one column."""

    schema: str
    name: str
    key: str
    columns: tuple[Column, ...]

    @cached_property
    def model(self) -> type[Model] | None:
        return _models().get(self.name)

    def field(self, column: str) -> Any:
        """The model's field with this column, or None."""
        return self._fields.get(column)

    @cached_property
    def _fields(self) -> dict[str, Any]:
        if self.model is None:
            return {}
        return {str(field.column): field for field in self.model._meta.concrete_fields}

    def values(self, *, leave: UUID) -> Iterator[tuple[Any, str, Any]]:
        """``(row's key, column, value)`` of everything in it that is not empty, but for rows whose origin is
        ``leave``: an erasure's own notes.

        A value is text, bytes, a UUID, plain JSON, or a set of an index's terms; a sealed one is opened, or
        :data:`UNREADABLE`.
        """
        for key, *row in self._rows(leave):
            for column, value in zip(self.columns, row, strict=True):
                if value not in (None, "", b""):
                    yield key, column.name, self._opened(column, key, value)

    def _opened(self, column: Column, key: Any, value: Any) -> Any:
        if isinstance(value, memoryview):
            value = bytes(value)
        field = self.field(column.name)
        if isinstance(field, EncryptedField):
            owner = PLATFORM if field.scope == "platform" else self.schema
            try:
                return field.decode(unseal(value, owner=owner, label=field.label, pk=str(key)))
            except (DecryptionError, KeyUnavailable):
                return UNREADABLE
        if column.type in ("json", "jsonb"):
            return json.loads(value)
        if column.type == "ARRAY" and (terms := terms_in(value)) is not None:
            return terms
        if (
            self.model is not None
            and issubclass(self.model, AbstractBaseSession)
            and column.name == "session_data"
        ):
            return json.loads(json.dumps(self.model(session_data=value).get_decoded(), default=str))
        return value

    def _rows(self, leave: UUID) -> Iterator[tuple[Any, ...]]:
        quote = connection.ops.quote_name
        chosen = ", ".join(
            f"t.{quote(column.name)}" + ("" if column.type in ("bytea", "uuid") else "::text")
            for column in self.columns
        )
        source = f"{quote(self.schema)}.{quote(self.name)} t"
        if not self.key:
            with connection.chunked_cursor() as cursor:
                cursor.execute(f"SELECT t.ctid::text, {chosen} FROM {source}")
                while rows := cursor.fetchmany(PAGE):
                    yield from rows
            return
        key, last = f"t.{quote(self.key)}", None
        # By key and not by a cursor: a statement is short, and no snapshot is held for hours.
        others = (
            "t.origin_id IS DISTINCT FROM %s" if any(c.name == "origin_id" for c in self.columns) else "true"
        )
        while True:
            values = ([leave] if others != "true" else []) + ([] if last is None else [last])
            where = others if last is None else f"{others} AND {key} > %s"
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {key}, {chosen} FROM {source} WHERE {where} ORDER BY {key} LIMIT {PAGE}",
                    values,
                )
                rows = cursor.fetchall()
            yield from rows
            if len(rows) < PAGE:
                return
            last = rows[-1][0]


def tables_of(schema: str) -> list[Table]:
    """Every ordinary table of ``schema`` with the columns that can hold something."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.table_name, c.column_name, c.data_type
            FROM information_schema.columns c JOIN information_schema.tables t
              ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
            WHERE c.table_schema = %s ORDER BY c.table_name, c.ordinal_position
            """,
            [schema],
        )
        columns = cursor.fetchall()
        cursor.execute(
            """
            SELECT c.relname, min(a.attname) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
            WHERE n.nspname = %s AND i.indisprimary GROUP BY c.relname HAVING count(*) = 1
            """,
            [schema],
        )
        keys = dict(cursor.fetchall())
    found: dict[str, list[Column]] = {}
    for table, name, kind in columns:
        if kind not in _SKIPPED:
            found.setdefault(table, []).append(Column(name, kind))
    return [Table(schema, name, keys.get(name, ""), tuple(parts)) for name, parts in sorted(found.items())]


def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
