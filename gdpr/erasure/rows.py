"""What stays of an erased person on a ground: which fields that is, and emptying the others.

Nothing here opens a value, so that a row which no key opens any more can be erased like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Field, JSONField, Model

from nexus.crypto.fields import EncryptedField, EncryptedJSONField
from nexus.privacy.inventory import Classification, Erase, Subject, classified
from nexus.privacy.registry import SubjectRows


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
