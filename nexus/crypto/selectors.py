from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def tables_present(*, schema: str, tables: Iterable[str]) -> set[str]:
    """Which of ``tables`` are in ``schema`` itself, whatever the search path would fall through to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = ANY(%s)",
            [schema, list(tables)],
        )
        return {name for (name,) in cursor.fetchall()}
