"""Letting rows go, and emptying those that stay, without reading what is in them.

Nothing here opens a value, so that a row which no key opens any more can be erased like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import CASCADE, SET_NULL, Field, ForeignKey, JSONField, Model

from gdpr.erasure.errors import CameMeanwhile
from nexus.crypto.fields import EncryptedField, EncryptedJSONField
from nexus.privacy.inventory import Classification, Erase, Subject, classified
from nexus.privacy.registry import SubjectRows, note_leaving, registered_rows

#: Rows in one transaction. Deleting so many takes some tens of milliseconds; nobody waits long for a lock.
BATCH: Final = 1000


def rows_go(model: type[Model], keys: Sequence[Any], origin_id: UUID) -> int:
    """Delete these rows, in the caller's transaction; answers how many there were.

    What hangs on them and is registered by itself must have gone before: :class:`CameMeanwhile` says that it
    has not, and the transaction is to be rolled back. What hangs on them otherwise goes with them, and
    references that may be empty are emptied.
    """
    if not keys:
        return 0
    table, key = _quoted(model, model._meta.pk)
    # Statements of our own: a list of a thousand keys is one parameter here, and a thousand in the ORM's.
    with connection.cursor() as cursor:
        # Locked first, so that nothing new can be hung on them until they are gone.
        cursor.execute(f"SELECT {key} FROM {table} WHERE {key} = ANY(%s) FOR UPDATE", [list(keys)])
        present = [found for (found,) in cursor.fetchall()]
        _let_go_of(cursor, model, present, origin_id)
        note_leaving(model._meta.label, present, origin_id)
        cursor.execute(f"DELETE FROM {table} WHERE {key} = ANY(%s)", [present])
    return len(present)


def _let_go_of(cursor: Any, model: type[Model], keys: list[Any], origin_id: UUID) -> None:
    registered = registered_rows()
    for field in _pointing_at(model):
        other = field.model
        table, column = _quoted(other, field)
        if field.remote_field.on_delete is SET_NULL:
            cursor.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} = ANY(%s)", [keys])
        elif other._meta.label in registered:
            cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = ANY(%s) LIMIT 1", [keys])
            if cursor.fetchone():
                raise CameMeanwhile
        elif field.remote_field.on_delete is CASCADE:
            key = connection.ops.quote_name(other._meta.pk.column)
            cursor.execute(f"SELECT {key} FROM {table} WHERE {column} = ANY(%s)", [keys])
            rows_go(other, [found for (found,) in cursor.fetchall()], origin_id)


def _quoted(model: type[Model], field: Any) -> tuple[str, str]:
    """The names of a table and a column, for statements."""
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(field.column)


def _pointing_at(model: type[Model]) -> Iterator[Any]:
    """The foreign keys of other models, and of its own, to this one."""
    for relation in model._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if relation.auto_created and not relation.concrete and isinstance(field, ForeignKey):
            yield field


def fields_of(entry: SubjectRows, erase: Erase) -> list[str]:
    """Names of the model's fields about contacts that erasure treats so."""
    return [name for name, found in _about_contacts(entry).items() if found.erase is erase]


def grounds_of(entry: SubjectRows) -> list[str]:
    """Codes of the grounds on which rows of this model stay; several when its fields differ."""
    found = {c.ground.name.lower() for c in _about_contacts(entry).values() if c.ground is not None}
    return sorted(found) or ["not_identifying"]


def _about_contacts(entry: SubjectRows) -> dict[str, Classification]:
    return {name: c for name, c in classified(entry.model).items() if c.subject is Subject.CONTACT}


def rows_empty(model: type[Model], keys: Sequence[Any], names: Sequence[str]) -> None:
    """Empty these fields of these rows, in the caller's transaction, whatever they hold."""
    if not names:
        return
    fields = {name: model._meta.get_field(name) for name in names}
    plain = {name: _empty(field) for name, field in fields.items() if not _needs_sealing(field)}
    if plain:
        model._base_manager.filter(pk__in=keys).update(**plain)
    sealed = [name for name, field in fields.items() if _needs_sealing(field)]
    for key in keys if sealed else ():
        # An encrypted field is sealed for its row, so each is written by itself; nothing is read first.
        row = model(pk=key)
        for name in sealed:
            setattr(row, name, _empty(fields[name]))
        row.save(force_update=True, update_fields=sealed)


def _needs_sealing(field: Any) -> bool:
    return isinstance(field, EncryptedField) and not field.null


def _empty(field: Field[Any, Any] | Any) -> Any:
    if field.null:
        return None
    if isinstance(field, JSONField | EncryptedJSONField):
        return field.get_default() if field.has_default() else {}
    return field.get_default() if field.has_default() else ""
