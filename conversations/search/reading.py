"""Whoever is shown what a search found has read it (privacy.md "Processor's duties")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from conversations.search.selectors import Hit
from nexus.audit.models import Entry

SUBJECT: Final = "conversations.Conversation"
#: Words typed one after the other, and pages of one search, are one read of each conversation they show.
ONE_READ: Final = timedelta(minutes=5)


def found_read_note(*, hits: Sequence[Hit], actor_id: UUID | None, actor_kind: str = "staff") -> None:
    """Log that these messages were shown: an entry for each conversation, but never what was searched for."""
    shown = {hit.message.conversation_id: hit.contact.pk for hit in hits}
    if not shown:
        return
    now = timezone.now()
    noted = set(
        Entry.objects.filter(
            subject_type=SUBJECT,
            subject_id__in=shown,
            actor_id=actor_id,
            actor_kind=actor_kind,
            action="read",
            at__gte=now - ONE_READ,
        ).values_list("subject_id", flat=True)
    )
    Entry.objects.bulk_create(
        Entry(
            at=now,
            actor_id=actor_id,
            actor_kind=actor_kind,
            action="read",
            subject_type=SUBJECT,
            subject_id=conversation_id,
            contact_id=contact_id,
            details={"by": "search"},
        )
        for conversation_id, contact_id in shown.items()
        if conversation_id not in noted
    )
