"""Who holds a person's conversations, and when they end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.channels.webchat.stream import state_tell
from conversations.models import Conversation, ConversationEvent, Message
from conversations.services.holding import HELD, holding_share, open_conversations
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.outbox.tasks import job_now
from nexus.tenants.publish import publish_conversation
from nexus.webhooks.services import event_put

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
    """The AI leaves it to staff, and with it whatever else of the person is open. Call inside the transaction
    that decided so. ``reason`` is a code."""
    if conversation.state in HELD:
        return
    conversation.state = State.WAITING
    conversation.waiting_since = timezone.now()
    conversation.unread = True
    conversation.save(update_fields=["state", "waiting_since", "unread"])
    ConversationEvent.objects.create(conversation=conversation, kind=Kind.HANDED_OVER, reason=reason)
    event_put("conversation.handed_over", conversation.pk, contact_id=conversation.contact_id)
    state_tell(conversation)
    holding_share(contact_id=conversation.contact_id)


def conversation_take_over(*, conversation: Conversation, user: User | None) -> Conversation:
    """Staff answer the person from now on, in every channel; a turn under way notices before it sends.

    ``user`` is None when a system of the company's writes: then nobody is named, nor who has them already changed.
    """
    with transaction.atomic():
        found = {each.pk: each for each in open_conversations(conversation.contact_id)}
        conversation = found.get(conversation.pk) or Conversation.objects.select_for_update().get(
            pk=conversation.pk
        )
        require_latest(conversation)
        was = {each.pk: each for each in (*found.values(), conversation)}
        for each in was.values():
            holder = each.held_by_id if user is None else user.pk
            if each.state != State.HUMAN or each.held_by_id != holder:
                each.state, each.held_by_id = State.HUMAN, holder
                each.waiting_since = each.closed_at = None
                each.save(update_fields=["state", "held_by", "waiting_since", "closed_at"])
                if user is not None:
                    _note(each, Kind.TAKEN_OVER, user, shown=each.pk == conversation.pk)
                state_tell(each)
    _publish(was.values())
    return conversation


def conversation_hand_back(*, conversation: Conversation, user: User) -> Conversation:
    """The AI answers the person again, beginning with what nobody has answered.

    Raises :class:`CannotSend` (``no_ai``) where the customer's data is restricted or they have objected.
    """
    if conversation.contact.restricted or conversation.contact.objected:
        raise CannotSend("no_ai")
    with transaction.atomic():
        # Jobs before conversations, as for a text that comes in. A turn that finds nothing to do is none.
        theirs = Conversation.objects.filter(contact_id=conversation.contact_id).exclude(state=State.CLOSED)
        for key in {conversation.pk, *theirs.order_by().values_list("pk", flat=True)}:
            job_now(kind="turn", object_id=key)
        found = open_conversations(conversation.contact_id)
        for each in found:
            if each.state in HELD:
                each.state, each.held_by, each.waiting_since = State.AI, None, None
                each.save(update_fields=["state", "held_by", "waiting_since"])
                _note(each, Kind.HANDED_BACK, user, shown=each.pk == conversation.pk)
                state_tell(each)
    _publish(found)
    return next((each for each in found if each.pk == conversation.pk), conversation)


def conversation_close(*, conversation: Conversation, user: User | None = None) -> Conversation:
    """End the episode, and whatever else of the person is open; what they write next opens a new one
    (decision 12)."""
    with transaction.atomic():
        found = open_conversations(conversation.contact_id)
        if all(each.pk != conversation.pk for each in found):
            return Conversation.objects.get(pk=conversation.pk)
        for each in found:
            _close(each, user, shown=each.pk == conversation.pk)
    _publish(found)
    return next((each for each in found if each.pk == conversation.pk), conversation)


def _close(conversation: Conversation, user: User | None, *, shown: bool = True) -> None:
    conversation.state, conversation.closed_at = State.CLOSED, timezone.now()
    conversation.waiting_since, conversation.unread = None, False
    conversation.save(update_fields=["state", "closed_at", "waiting_since", "unread"])
    Message.objects.filter(conversation=conversation, handled=False).update(handled=True)
    _note(conversation, Kind.CLOSED, user, shown=shown)
    state_tell(conversation)


def _publish(conversations: Iterable[Conversation]) -> None:
    for each in conversations:
        publish_conversation(each.pk)


def conversation_mark_read(*, conversation_id: UUID) -> None:
    """Somebody on the staff has seen the person's latest messages, in every channel."""
    person = Conversation.objects.filter(pk=conversation_id).values("contact_id")
    Conversation.objects.filter(contact_id__in=person, unread=True).update(unread=False)


def conversations_close_silent(*, limit: int = 500) -> int:
    """Close what has been silent for 30 days; returns how many."""
    before = timezone.now() - timedelta(days=SILENT_DAYS)
    silent = Conversation.objects.exclude(state=State.CLOSED).filter(last_message_at__lt=before)[:limit]
    for conversation in silent:
        with transaction.atomic():
            locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
            if locked.state != State.CLOSED and locked.last_message_at < before:
                _close(locked, None)
        publish_conversation(conversation.pk)
    return len(silent)


def _note(conversation: Conversation, kind: str, user: User | None, *, shown: bool) -> None:
    """Log it; ``shown`` puts a line in the thread, where one is enough for all of a person's conversations."""
    if shown:
        ConversationEvent.objects.create(conversation=conversation, kind=kind, actor=user)
    entry_append(
        action=f"conversation.{kind}",
        subject_type="conversations.Conversation",
        subject_id=conversation.pk,
        actor_id=user.pk if user else None,
        actor_kind="staff" if user else "clock",
        contact_id=conversation.contact_id,
    )
