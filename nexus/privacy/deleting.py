"""Deleting rows by key with what hangs on them: the one way in which erasures and the retention let rows go.

By statements alone: no row is loaded and no content opened, so a row that no key opens goes like any other.
(Django's own ``delete()`` reads what it cascades to.) The statements of a batch take its keys as one value, for
a thousand parameters cost more than the deleting. The database checks every reference when the transaction
commits, so nothing can be left pointing at nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.backends.utils import CursorWrapper
from django.db.models import CASCADE, SET_NULL, ForeignKey, Model, QuerySet

from nexus.privacy.registry import Going, is_noted, note_leaving, registered_rows
from nexus.schema import connection


class CameMeanwhile(Exception):
    """Rows appeared beneath one that was about to go: a text whose sender had been looked up before."""


@dataclass(frozen=True, slots=True)
class Dependent:
    """A model that goes, or lets go, with a row. ``sql`` does it, given the row's keys; ``keys`` finds them.

    ``clears`` is whether a reference is emptied and the row stays.
    """

    model: type[Model]
    sql: str
    keys: str
    clears: bool

    @property
    def label(self) -> str:
        return self.model._meta.label


@cache
def dependents(model: type[Model]) -> tuple[Dependent, ...]:
    """What goes, or lets go, with a row of ``model``: what hangs on others first."""
    return tuple(_dependents(model, f"{{}} = ANY({_keys_of(model)})"))


def _dependents(model: type[Model], condition: str) -> list[Dependent]:
    """``condition`` finds rows of ``model``, with braces for the column that holds its key.

    The statements are put together from the names of our own tables alone.
    """
    found: list[Dependent] = []
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if not relation.auto_created or relation.concrete or not isinstance(field, ForeignKey):
            continue
        child, rule = field.model, field.remote_field.on_delete
        table, where = f'"{child._meta.db_table}"', condition.format(f'"{field.column}"')
        keys = f"SELECT {_key(child)} FROM {table} WHERE {where}"
        if rule is CASCADE:
            found += _dependents(child, f"{{}} IN ({keys})")
            found.append(Dependent(child, f"DELETE FROM {table} WHERE {where}", keys, clears=False))
        elif rule is SET_NULL:
            sql = f'UPDATE {table} SET "{field.column}" = NULL WHERE {where}'
            found.append(Dependent(child, sql, keys, clears=True))
    return found


def chosen_delete(cursor: CursorWrapper, chosen: QuerySet[Any]) -> list[Any]:
    """Delete the rows that ``chosen`` selects, in the one statement that looks for them. Returns their keys.

    Only for models on which nothing hangs, and of which nothing is noted.
    """
    try:
        sql, params = chosen.values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    table, key = chosen.model._meta.db_table, _key(chosen.model)
    cursor.execute(f'DELETE FROM "{table}" WHERE {key} IN ({sql}) RETURNING {key}', params)
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


def rows_lock(cursor: CursorWrapper, model: type[Model], keys: Sequence[Any]) -> list[Any]:
    """Lock these rows, waiting for whoever has them: nothing can be hung on them any more. Those that are there."""
    if not keys:
        return []
    cursor.execute(
        f'SELECT {_key(model)} FROM "{model._meta.db_table}" WHERE {_key(model)} = ANY({_keys_of(model)})'
        " FOR UPDATE",
        [list(keys)],
    )
    return [row[0] for row in cursor.fetchall()]


def rows_delete(
    cursor: CursorWrapper,
    model: type[Model],
    keys: Sequence[Any],
    *,
    origin_id: UUID,
    by_age: bool,
    alone: bool = False,
) -> tuple[int, dict[str, int]]:
    """Delete the rows with these keys and what hangs on them, in the caller's transaction.

    Returns how many of ``model`` went, and how many of other models by their label. References that may be
    empty are emptied. What :func:`nexus.privacy.registry.rows_leaving` registered is told before anything
    goes; ``origin_id`` is the erasure or the retention run, and ``by_age`` says which.

    With ``alone``, what hangs on them and is registered by itself must have gone before:
    :class:`CameMeanwhile` says that it has not, and the transaction is to be rolled back.
    """
    if not keys:
        return 0, {}
    going, along = Going(keys, origin_id, by_age), dict[str, int]()
    hanging, registered = dependents(model), registered_rows()
    value = _value(going)
    for dependent in hanging:
        if dependent.clears:
            continue
        if alone and dependent.label in registered:
            cursor.execute(f"{dependent.keys} LIMIT 1", [value])
            if cursor.fetchone():
                raise CameMeanwhile
        elif is_noted(dependent.label):
            cursor.execute(dependent.keys, [value])
            note_leaving(dependent.label, Going([key for (key,) in cursor.fetchall()], origin_id, by_age))
    note_leaving(model._meta.label, going)
    for dependent in hanging:
        cursor.execute(dependent.sql, [value])
        if not dependent.clears and cursor.rowcount:
            along[dependent.label] = along.get(dependent.label, 0) + cursor.rowcount
    cursor.execute(
        f'DELETE FROM "{model._meta.db_table}" WHERE {_key(model)} = ANY({_keys_of(model)})', [value]
    )
    return cursor.rowcount, along


def _key(model: type[Model]) -> str:
    pk = model._meta.pk
    return f'"{pk.column if pk else "id"}"'


def _keys_of(model: type[Model]) -> str:
    """The place of a list of keys in a statement, typed as the model's key."""
    pk = model._meta.pk
    return f"%s::{pk.db_type(connection) if pk else 'uuid'}[]"


def _value(going: Going) -> Any:
    """The keys as one value: ids as the text of an array, which is faster to put together than a list."""
    return going.array if isinstance(going.keys[0], UUID) else list(going.keys)
