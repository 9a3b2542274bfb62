"""Who holds a conversation, and when it ends."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.channels.webchat.stream import state_tell
from conversations.models import Conversation, ConversationEvent, Message
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.outbox.tasks import job_now
from nexus.tenants.publish import publish_conversation

SILENT_DAYS = 30
State = Conversation.State
Kind = ConversationEvent.Kind


class CannotSend(Exception):
    """Staff cannot do that here.

    ``code`` is ``empty``, ``too_long``, ``opted_out``, ``no_number``, ``not_failed``, ``newer_open``,
    ``restricted`` (say first why you look, GDPR art. 18) or ``no_ai`` (the customer wants none).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def require_latest(conversation: Conversation) -> None:
    """Raise :class:`CannotSend` when this one is closed and the contact has begun a newer one."""
    newer = Conversation.objects.filter(
        contact_id=conversation.contact_id, channel=conversation.channel, route_id=conversation.route_id
    ).exclude(state=State.CLOSED)
    if conversation.state == State.CLOSED and newer.exists():
        raise CannotSend("newer_open")


def conversation_hand_over(*, conversation: Conversation, reason: str) -> None:
    """The AI leaves it to staff. Call inside the transaction that decided so. ``reason`` is a code."""
    if conversation.state in (State.WAITING, State.HUMAN):
        return
    conversation.state = State.WAITING
    conversation.waiting_since = timezone.now()
    conversation.unread = True
    conversation.save(update_fields=["state", "waiting_since", "unread"])
    ConversationEvent.objects.create(conversation=conversation, kind=Kind.HANDED_OVER, reason=reason)
    state_tell(conversation)


def conversation_take_over(*, conversation: Conversation, user: User) -> Conversation:
    """Staff answer from now on; a turn under way notices before it sends."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        require_latest(conversation)
        if conversation.state != State.HUMAN or conversation.held_by_id != user.pk:
            conversation.state, conversation.held_by = State.HUMAN, user
            conversation.waiting_since = conversation.closed_at = None
            conversation.save(update_fields=["state", "held_by", "waiting_since", "closed_at"])
            _note(conversation, Kind.TAKEN_OVER, user)
            state_tell(conversation)
    publish_conversation(conversation.pk)
    return conversation


def conversation_hand_back(*, conversation: Conversation, user: User) -> Conversation:
    """The AI answers again, beginning with what nobody has answered.

    Raises :class:`CannotSend` (``no_ai``) where the customer's data is restricted or they have objected.
    """
    if conversation.contact.restricted or conversation.contact.objected:
        raise CannotSend("no_ai")
    with transaction.atomic():
        # Job before conversation, as for a text that comes in. A turn that finds nothing to do is none.
        job_now(kind="turn", object_id=conversation.pk)
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if conversation.state in (State.WAITING, State.HUMAN):
            conversation.state, conversation.held_by, conversation.waiting_since = State.AI, None, None
            conversation.save(update_fields=["state", "held_by", "waiting_since"])
            _note(conversation, Kind.HANDED_BACK, user)
            state_tell(conversation)
    publish_conversation(conversation.pk)
    return conversation


def conversation_close(*, conversation: Conversation, user: User | None = None) -> Conversation:
    """End the episode; the next text from the contact opens a new one (decision 12)."""
    with transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if conversation.state != State.CLOSED:
            conversation.state, conversation.closed_at = State.CLOSED, timezone.now()
            conversation.waiting_since, conversation.unread = None, False
            conversation.save(update_fields=["state", "closed_at", "waiting_since", "unread"])
            Message.objects.filter(conversation=conversation, handled=False).update(handled=True)
            _note(conversation, Kind.CLOSED, user)
            state_tell(conversation)
    publish_conversation(conversation.pk)
    return conversation


def conversation_mark_read(*, conversation_id: UUID) -> None:
    """Somebody on the staff has seen the latest message."""
    Conversation.objects.filter(pk=conversation_id, unread=True).update(unread=False)


def conversations_close_silent(*, limit: int = 500) -> int:
    """Close what has been silent for 30 days; returns how many."""
    before = timezone.now() - timedelta(days=SILENT_DAYS)
    silent = Conversation.objects.exclude(state=State.CLOSED).filter(last_message_at__lt=before)[:limit]
    for conversation in silent:
        conversation_close(conversation=conversation)
    return len(silent)


def _note(conversation: Conversation, kind: str, user: User | None) -> None:
    ConversationEvent.objects.create(conversation=conversation, kind=kind, actor=user)
    entry_append(
        action=f"conversation.{kind}",
        subject_type="conversations.Conversation",
        subject_id=conversation.pk,
        actor_id=user.pk if user else None,
        actor_kind="staff" if user else "clock",
        contact_id=conversation.contact_id,
    )
