"""Alarms for operators: a log line and a counter at ``/metrics``; kinds and companies, no personal data."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from django.core.cache import caches

from nexus.schema import connection

logger = logging.getLogger(__name__)

#: What can be alarmed about, and what it means.
KINDS: Final[Mapping[str, str]] = {
    "call_texts": "A company's texts after missed calls are used up for the hour",
    "chat_codes": "A company's texts with codes to numbers typed in its chat are used up",
    "chat_visitors": "A company's new chats are used up",
    "webhooks": "A company's receiver of webhooks has not answered for days and is paused",
}
_DAYS: Final = 30


def alarm(kind: str) -> None:
    """Raise an alarm about the company that we are in. ``kind`` is one of :data:`KINDS`."""
    logger.error("alarm: %s", KINDS[kind], extra={"kind": kind, "schema": connection.schema_name})
    platform = caches["platform"]
    platform.add(_key(kind), 0, timeout=_DAYS * 86_400)
    try:
        platform.incr(_key(kind))
    except ValueError:
        platform.set(_key(kind), 1, timeout=_DAYS * 86_400)


def alarms_counted() -> dict[str, int]:
    """How often each kind has been alarmed about, in all companies, within the last weeks."""
    found = caches["platform"].get_many([_key(kind) for kind in KINDS])
    return {kind: int(found.get(_key(kind), 0)) for kind in KINDS}


def _key(kind: str) -> str:
    return f"alarms:{kind}"
