"""One person has one holder: whoever answers them in one channel has all of their open conversations."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from conversations.channels.webchat.stream import state_tell
from conversations.models import Conversation
from nexus.tenants.publish import publish_conversation

State = Conversation.State
HELD = (State.WAITING, State.HUMAN)


def open_conversations(contact_id: UUID) -> list[Conversation]:
    """The contact's open conversations, locked in the order of their ids. Call inside a transaction."""
    found = Conversation.objects.select_for_update().filter(contact_id=contact_id)
    return list(found.exclude(state=State.CLOSED).order_by("id"))


def held_elsewhere(conversation: Conversation) -> bool:
    """Whether staff have, or are to have, another open conversation of the same person."""
    others = Conversation.objects.filter(contact_id=conversation.contact_id, state__in=HELD)
    return others.exclude(pk=conversation.pk).exists()


def holding_share(*, contact_id: UUID) -> None:
    """Where staff have one of a person's open conversations, they have all of them. Call inside a transaction.

    Who answers comes before that somebody should; of two who answer, the one whose conversation was last
    written in.
    """
    found = open_conversations(contact_id)
    lead = _lead(found)
    if lead is None:
        return
    for conversation in found:
        if (conversation.state, conversation.held_by_id) != (lead.state, lead.held_by_id):
            conversation.state, conversation.held_by_id = lead.state, lead.held_by_id
            conversation.waiting_since = lead.waiting_since
            conversation.save(update_fields=["state", "held_by", "waiting_since"])
            state_tell(conversation)
            publish_conversation(conversation.pk)


def conversation_open(
    *, contact_id: UUID, channel: str, route_id: UUID, now: datetime | None = None, unread: bool = True
) -> Conversation:
    """A new episode, held as the person's other open conversations are. Call inside a transaction.

    Raises IntegrityError when the contact has an open one there already.
    """
    others = list(Conversation.objects.filter(contact_id=contact_id).exclude(state=State.CLOSED))
    lead = _lead(others)
    made = Conversation.objects.create(
        contact_id=contact_id,
        channel=channel,
        route_id=route_id,
        state=lead.state if lead else State.AI,
        held_by_id=lead.held_by_id if lead else None,
        waiting_since=lead.waiting_since if lead else None,
        last_message_at=now or timezone.now(),
        unread=unread,
    )
    for other in others:
        # Whoever has the person's thread open sees it from now on as well.
        publish_conversation(other.pk)
    return made


def _lead(conversations: list[Conversation]) -> Conversation | None:
    """The one among a person's open conversations whose holder has them all; None while the AI has."""
    for state in (State.HUMAN, State.WAITING):
        held = [each for each in conversations if each.state == state]
        if held:
            return max(held, key=lambda each: (each.last_message_at, each.pk))
    return None
