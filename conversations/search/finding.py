"""Asking the index: which messages have all of some terms, newest first, from a place on.

A word that every hundredth message has is found among the newest thousands at once, and would be slow by the
index, which has no order: all its messages would be fetched and sorted for the sake of one page. A rare one is
found by the index in no time. Nobody knows beforehand which it is, so the newest are looked through first, and
only what they do not fill a page with is asked of the index.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from nexus.schema import connection

#: How many of the newest messages are looked through before the index is asked.
WINDOW: Final = 8_000
MOST: Final = 400

_NEWEST: Final = """
    SELECT created_at, message_id FROM (
        SELECT created_at, message_id, terms FROM conversations_messageterms
        WHERE {place} ORDER BY created_at DESC, message_id DESC LIMIT %(window)s
    ) newest
    WHERE {has} ORDER BY created_at DESC, message_id DESC LIMIT %(limit)s
"""
# Materialized: else the planner may walk by date through a million rows for the sake of the LIMIT.
_INDEX: Final = """
    WITH found AS MATERIALIZED (
        SELECT created_at, message_id FROM conversations_messageterms WHERE {has}
    )
    SELECT created_at, message_id FROM found
    WHERE {place} ORDER BY created_at DESC, message_id DESC LIMIT %(limit)s
"""


class Place(NamedTuple):
    """A message's place in the order."""

    at: datetime
    message_id: UUID


def places_of(
    terms: list[list[int]],
    *,
    limit: int,
    before: Place | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[list[Place], bool]:
    """Messages that have all terms of one of the lists, newest first, older than ``before``; and whether that
    are all. ``limit`` of them where they are among the newest, else up to :data:`MOST`: asking the index again
    for the rest would cost the same once more.

    ``since`` is the first moment that counts, ``until`` the first that does not.
    """
    if not terms:
        return [], True
    values: dict[str, Any] = {"limit": limit, "window": WINDOW}
    conditions = ["true"]
    if before is not None:
        conditions.append("(created_at, message_id) < (%(at)s, %(message)s)")
        values |= {"at": before.at, "message": before.message_id}
    if since is not None:
        conditions.append("created_at >= %(since)s")
        values["since"] = since
    if until is not None:
        conditions.append("created_at < %(until)s")
        values["until"] = until
    has = []
    for number, needed in enumerate(terms):
        has.append(f"terms @> %(terms{number})s::bigint[]")
        values[f"terms{number}"] = "{" + ",".join(map(str, needed)) + "}"
    parts = {"place": " AND ".join(conditions), "has": f"({' OR '.join(has)})"}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST.format(**parts), values)
        found = cursor.fetchall()
        if len(found) < limit:
            cursor.execute(_INDEX.format(**parts), {**values, "limit": MOST})
            found, limit = cursor.fetchall(), MOST
    return [Place(*row) for row in found], len(found) < limit
