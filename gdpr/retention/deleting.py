"""Deleting rows with what hangs on them, by statements alone: no row is loaded, no content opened.

Django's own ``delete()`` reads what it cascades to; a damaged row could then not be deleted. The statements
share one cursor and take a batch's keys as one value, for each cursor costs a round trip of its own and a
thousand parameters cost more than the deleting. The database checks every reference when the transaction
commits, so nothing can be left pointing at nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.utils import CursorWrapper
from django.db.models import CASCADE, SET_NULL, ForeignKey, Model, QuerySet

from nexus.schema import connection


@dataclass(frozen=True, slots=True)
class Dependent:
    """A model that goes, or lets go, with a row. ``sql`` does it, given the row's keys; ``label`` is its own.

    ``path`` leads from it to the row. ``clears`` is whether a reference is emptied and the row stays.
    """

    model: type[Model]
    path: str
    sql: str
    clears: bool

    @property
    def label(self) -> str:
        return self.model._meta.label


@cache
def dependents(model: type[Model]) -> tuple[Dependent, ...]:
    """What goes, or lets go, with a row of ``model``: what hangs on others first."""
    return tuple(_dependents(model, "", keys_condition(model, "{}")))


def keys_condition(model: type[Model], column: str) -> str:
    """``column = ANY(keys)``, typed as the model's key."""
    pk = model._meta.pk
    return f"{column} = ANY(%s::{pk.db_type(connection) if pk else 'uuid'}[])"


def _dependents(model: type[Model], path: str, condition: str) -> list[Dependent]:
    """``condition`` finds rows of ``model``, with braces for the column that holds its key.

    The statements are put together from the names of our own tables alone.
    """
    found: list[Dependent] = []
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not relation.auto_created or relation.concrete or not isinstance(field, ForeignKey):
            continue
        child, rule = field.model, field.remote_field.on_delete
        here = f"{field.name}__{path}" if path else field.name
        table, where = f'"{child._meta.db_table}"', condition.format(f'"{field.column}"')
        if rule is CASCADE:
            key = child._meta.pk.column if child._meta.pk else "id"
            found += _dependents(child, here, f'{{}} IN (SELECT "{key}" FROM {table} WHERE {where})')
            found.append(Dependent(child, here, f"DELETE FROM {table} WHERE {where}", clears=False))
        elif rule is SET_NULL:
            sql = f'UPDATE {table} SET "{field.column}" = NULL WHERE {where}'
            found.append(Dependent(child, here, sql, clears=True))
    return found


def chosen_delete(cursor: CursorWrapper, chosen: QuerySet[Any]) -> list[Any]:
    """Delete the rows that ``chosen`` selects, in the one statement that looks for them. Returns their keys."""
    pk = chosen.model._meta.pk
    column = f'"{pk.column}"' if pk else '"id"'
    try:
        sql, params = chosen.values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    table = chosen.model._meta.db_table
    cursor.execute(f'DELETE FROM "{table}" WHERE {column} IN ({sql}) RETURNING {column}', params)
    return sorted(row[0] for row in cursor.fetchall())


def chosen_lock(cursor: CursorWrapper, chosen: QuerySet[Any], anchors: Sequence[type[Model]]) -> list[Any]:
    """The keys of the rows that ``chosen`` selects, with what they are due by locked until the commit.

    ``anchors`` are other models that decide it; without any, the rows themselves are locked. What somebody
    else has locked is left out, and what has just been changed is looked at anew, by the statement itself.
    """
    query = chosen.values_list("pk").query
    try:
        sql, params = query.sql_with_params()
    except EmptyResultSet:
        return []
    tables = {model._meta.db_table for model in anchors or (chosen.model,)}
    aliases = ", ".join(f'"{name}"' for name, join in query.alias_map.items() if join.table_name in tables)
    # Nobody may hang anything new on a row that goes; on an anchor they may.
    strength = "NO KEY UPDATE" if anchors else "UPDATE"
    cursor.execute(f"{sql} FOR {strength} OF {aliases} SKIP LOCKED", params)
    return [row[0] for row in cursor.fetchall()]


def rows_delete(cursor: CursorWrapper, model: type[Model], keys: Sequence[Any]) -> tuple[int, dict[str, int]]:
    """Delete the rows with these keys, and what hangs on them. Call inside a transaction.

    Returns how many of ``model`` went, and how many of other models by their label.
    """
    along: dict[str, int] = {}
    value = "{" + ",".join(str(key) for key in keys) + "}"
    for dependent in dependents(model):
        cursor.execute(dependent.sql, [value])
        if not dependent.clears and cursor.rowcount:
            along[dependent.label] = along.get(dependent.label, 0) + cursor.rowcount
    pk = model._meta.pk
    condition = keys_condition(model, f'"{pk.column if pk else "id"}"')
    cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE {condition}', [value])
    return cursor.rowcount, along
