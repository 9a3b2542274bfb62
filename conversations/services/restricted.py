"""The rule of :mod:`crm.restricted` for conversations: nothing of one is read or answered without a reason."""

from __future__ import annotations

from uuid import UUID

from conversations.models import Conversation
from crm import restricted
from crm.restricted import REASONS

__all__ = ["REASONS", "SUBJECT", "reason_give", "reason_needed"]

SUBJECT = "conversations.Conversation"


def reason_needed(conversation: Conversation, user_id: UUID) -> bool:
    """Whether this member of staff must say why before they see anything of the conversation, or answer it."""
    return restricted.reason_needed(conversation.contact, user_id)


def reason_give(
    *, conversation: Conversation, reason: str, user_id: UUID | None, actor_kind: str = "staff"
) -> None:
    """Log why the conversation is looked at. Raises ValueError for a reason that is none of :data:`REASONS`."""
    restricted.reason_give(
        contact=conversation.contact,
        reason=reason,
        user_id=user_id,
        actor_kind=actor_kind,
        subject_type=SUBJECT,
        subject_id=conversation.pk,
    )
