"""The words around an identifier, for whoever decides whether the person may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps

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


def _in_row(redaction: Redaction) -> Iterator[tuple[str, str, str]]:
    table = apps.get_model(redaction.model)
    row = table._base_manager.filter(pk=redaction.row_id).first()
    found = str(redaction.found)
    if row is None:
        return
    for column in table._meta.local_concrete_fields:
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
