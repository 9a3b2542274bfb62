"""The readiness gate (decision 7): a company's schema must be whole before it is entered.

``search_path`` falls through to ``public``: with a table missing in the company's schema Django
would read and write public's table of the same name. So every entry checks that each table is
there (one catalogue query, not cached), and that the schema's migrations are this code's (cached
for a while, because migrations do not disappear by themselves).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

LEVEL_SECONDS = 30.0
_level_checked: dict[str, float] = {}


class NotReady(Exception):
    """The company's schema is missing, incomplete, or at another migration level."""


@cache
def tenant_labels() -> frozenset[str]:
    """Labels of the apps whose tables live in a company's schema."""
    return frozenset(app.label for app in apps.get_app_configs() if app.name in settings.TENANT_APPS)


@cache
def tenant_tables() -> tuple[str, ...]:
    """Every table that a company's schema must have."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in tenant_labels()]
    return tuple(sorted({m._meta.db_table for m in models if m._meta.managed} | {"django_migrations"}))


@cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """The (app, name) pairs that this code's tenant apps have."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(key for key in loader.disk_migrations if key[0] in tenant_labels())


def missing_tables(schema: str) -> int:
    """How many of the expected tables ``schema`` lacks (all of them when it does not exist)."""
    tables = tenant_tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
            " ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND c.relname = ANY(%s)",
            [schema, list(tables)],
        )
        return len(tables) - int(cursor.fetchone()[0])


def missing_migrations(schema: str) -> set[tuple[str, str]]:
    """The (app, name) pairs that ``schema`` has not applied. The table must exist."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT app, name FROM {connection.ops.quote_name(schema)}.django_migrations"  # noqa: S608
        )
        return set(expected_migrations()) - set(cursor.fetchall())


def require_ready(schema: str) -> None:
    """Raise :class:`NotReady` unless the schema is whole and at this code's level."""
    if missing_tables(schema):
        _level_checked.pop(schema, None)
        raise NotReady("tables are missing")
    if time.monotonic() - _level_checked.get(schema, -LEVEL_SECONDS) < LEVEL_SECONDS:
        return
    if missing_migrations(schema):
        raise NotReady("migrations are missing")
    _level_checked[schema] = time.monotonic()


def companies_behind(schemas: Iterable[str]) -> list[str]:
    """Those of the schemas that lack a migration, found with one query for all of them (decision 9)."""
    names = list(schemas)
    if not names:
        return []
    expected = len(expected_migrations())
    apps_and_names = sorted(expected_migrations())
    union = " UNION ALL ".join(
        "SELECT %s AS schema, count(*) FROM "  # noqa: S608  quoted names of our own making
        f"{connection.ops.quote_name(name)}.django_migrations WHERE (app, name) IN (SELECT * FROM wanted)"
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH wanted AS (SELECT * FROM unnest(%s::text[], %s::text[])) {union}",  # noqa: S608
            [[app for app, _ in apps_and_names], [name for _, name in apps_and_names], *names],
        )
        return [schema for schema, found in cursor.fetchall() if found < expected]
