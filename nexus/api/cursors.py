"""Cursors of lists: opaque and signed, good for one list of the company that this thread is in."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.dateparse import parse_datetime

from nexus.schema import connection


def cursor_write(name: str, values: list[Any]) -> str:
    """A cursor of the list ``name`` (a dotted path). ``values`` are of JSON's kinds."""
    return _signer(name).sign_object(values)


def cursor_read(name: str, cursor: str) -> list[Any] | None:
    """What :func:`cursor_write` was given; None for what is no cursor of this list and company."""
    try:
        values: list[Any] = _signer(name).unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        return None
    return values


def place_write(name: str, at: datetime.datetime, key: UUID) -> str:
    """The cursor of a row in a list that is ordered by a moment and then by id."""
    return cursor_write(name, [at.isoformat(), str(key)])


def place_read(name: str, cursor: str) -> tuple[datetime.datetime, UUID] | None:
    """The moment and the id of :func:`place_write`; None for what is not ours, and for ""."""
    values = cursor_read(name, cursor) if cursor else None
    if values is None:
        return None
    at, key = values
    moment = parse_datetime(at)
    return (moment, UUID(key)) if moment else None


def _signer(name: str) -> signing.Signer:
    return signing.Signer(salt=f"{name}:{connection.schema_name}")
