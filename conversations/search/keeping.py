"""Writing what messages are found by, with the message and in its transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.signals import post_save
from django.dispatch import receiver

from conversations.models import Message
from nexus.crypto.terms import text_terms
from nexus.schema import connection

#: For statements that store a message: whether the company wants its words to be found.
WANTED = "NOT EXISTS (SELECT 1 FROM conversations_searchsettings WHERE NOT words)"

# Raw, for it stands beside a message's own statement, and an ORM statement would be two.
_STORE = f"""
    INSERT INTO conversations_messageterms (message_id, created_at, terms)
    SELECT %(message)s, %(created)s, %(terms)s::bigint[] WHERE {WANTED}
    ON CONFLICT (message_id) DO UPDATE SET terms = excluded.terms, created_at = excluded.created_at
"""


def terms_array(text: str) -> str:
    """The terms of a text as Postgres writes an array."""
    return "{" + ",".join(map(str, text_terms(text))) + "}"


def terms_store(*, message_id: UUID, created_at: datetime, text: str) -> None:
    """Let a message be found by the words of ``text`` and no others; nothing where the company wants none."""
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {"message": message_id, "created": created_at, "terms": terms_array(text)})


@receiver(post_save, sender=Message, dispatch_uid="search_message_stored")
def _stored(instance: Message, created: bool, update_fields: Any, **_kwargs: Any) -> None:
    """A message is found by what it says, whoever stores it; what changes of its delivery does not matter."""
    if created or update_fields is None or "body" in update_fields:
        terms_store(message_id=instance.pk, created_at=instance.created_at, text=str(instance.body or ""))
