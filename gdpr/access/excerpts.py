"""The words around an identifier, for whoever decides whether the person may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from gdpr.access.redactions import Somebody
from gdpr.models import Redaction
from nexus.crypto.fields import EncryptedField

#: Characters on either side, and places that are shown.
AROUND: Final = 60
MOST: Final = 3


def excerpts(somebody: Somebody) -> list[tuple[str, str, str]]:
    """What stands before it, the identifier, and what stands after it, in the first few places."""
    shown: dict[tuple[str, str, str], None] = {}
    for redaction in somebody.rows:
        for excerpt in _in_row(redaction):
            shown[excerpt] = None
            if len(shown) == MOST:
                return list(shown)
    return list(shown)


def excerpts_by_place(redactions: Iterable[Redaction]) -> dict[UUID, str]:
    """The first words around each identifier in its own row, by the redaction's id; a query for each table."""
    tables: dict[str, list[Redaction]] = defaultdict(list)
    for redaction in redactions:
        tables[redaction.model].append(redaction)
    shown: dict[UUID, str] = {}
    for label, places in tables.items():
        rows = apps.get_model(label)._base_manager.in_bulk([place.row_id for place in places])
        for place in places:
            first = next(_around(place, rows.get(place.row_id)), None)
            if first is not None:
                shown[place.pk] = "".join(first)
    return shown


def _in_row(redaction: Redaction) -> Iterator[tuple[str, str, str]]:
    table = apps.get_model(redaction.model)
    yield from _around(redaction, table._base_manager.filter(pk=redaction.row_id).first())


def _around(redaction: Redaction, row: Model | None) -> Iterator[tuple[str, str, str]]:
    found = str(redaction.found)
    if row is None:
        return
    for column in row._meta.local_concrete_fields:
        if isinstance(column, EncryptedField):
            for text in _texts(getattr(row, column.name)):
                before, match, after = text.partition(found)
                if match:
                    yield _end(before), found, _start(after)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _end(text: str) -> str:
    return text if len(text) <= AROUND else f"…{text[-AROUND:]}"


def _start(text: str) -> str:
    return text if len(text) <= AROUND else f"{text[:AROUND]}…"
