"""What the provider reports about a message moves it forward, never back (decision 3)."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.channels.sms.statuses import below
from conversations.models import Conversation, ConversationEvent, DeliveryEvent, Message
from conversations.services.conversations import conversation_hand_over
from conversations.services.holding import open_conversations
from crm.selectors import contact_phone
from crm.services import opt_out
from nexus.outbox.tasks import job_now
from nexus.tenants.publish import publish_conversation
from nexus.webhooks.services import event_put

BAD = (Message.Status.FAILED, Message.Status.UNDELIVERED)
NOT_OUT = (Message.Status.QUEUED, Message.Status.SENDING, Message.Status.UNCERTAIN)
OUT = (Message.Status.ACCEPTED, Message.Status.SENT, Message.Status.DELIVERED, Message.Status.READ)
# Twilio: "Attempt to send to unsubscribed recipient" (https://www.twilio.com/docs/api/errors/21610).
UNSUBSCRIBED = "21610"


def delivery_record(
    *, message_id: UUID, external_id: str, status: str, reported: str = "", error_code: str = ""
) -> bool:
    """Apply a report. ``reported`` is the provider's own word where it is one of ours too.

    Returns False when there is no such message, or it is known to the provider under another id, or
    the id is another message's.
    """
    try:
        return _record(message_id, external_id, status, reported, error_code)
    except IntegrityError:
        return False


def _record(message_id: UUID, external_id: str, status: str, reported: str, error_code: str) -> bool:
    with transaction.atomic():
        uncertain = Message.objects.filter(pk=message_id, status=Message.Status.UNCERTAIN).first()
        if uncertain is not None:
            # If the AI gets the conversation back. Job before conversation, as everywhere.
            job_now(kind="turn", object_id=uncertain.conversation_id)
        if status in BAD or uncertain is not None:
            # May change who holds the conversation. Conversation before message, as in sending.py.
            _lock_conversation(message_id)
        message = (
            Message.objects.select_for_update(of=("self",))
            .select_related("conversation__contact")
            .filter(pk=message_id, direction=Message.Direction.OUTBOUND)
            .first()
        )
        if message is None or (message.external_id and external_id and message.external_id != external_id):
            return False
        word = reported if reported in Message.Status.values else status
        DeliveryEvent.objects.get_or_create(
            message=message, status=word, error_code=error_code, defaults={"at": timezone.now()}
        )
        changed, was = [], message.status
        if external_id and not message.external_id:
            message.external_id = external_id
            changed.append("external_id")
        if message.status in below(status):
            message.status = status
            changed.append("status")
            if error_code:
                message.error_code = error_code
                changed.append("error_code")
        if changed:
            message.save(update_fields=changed)
        if "status" in changed and was in NOT_OUT and status in OUT:
            event_put("message.sent", message.pk, contact_id=message.conversation.contact_id)
        if "status" in changed and status in BAD:
            _failed(message, error_code)
        elif was == Message.Status.UNCERTAIN and "status" in changed:
            _proven(message)
    if changed:
        publish_conversation(message.conversation_id)
    return True


def _lock_conversation(message_id: UUID) -> None:
    """And the person's others, which have the same holder."""
    conversation = Conversation.objects.filter(messages=message_id).first()
    if conversation is not None:
        open_conversations(conversation.contact_id)
        Conversation.objects.select_for_update().filter(pk=conversation.pk).first()


def _proven(message: Message) -> None:
    """It went out after all: if that was all staff were asked about, the AI has the conversation again."""
    conversation: Conversation = message.conversation
    last = ConversationEvent.objects.filter(conversation=conversation).order_by("-id").first()
    if (
        conversation.state == Conversation.State.WAITING
        and last is not None
        and (last.kind, last.reason) == (ConversationEvent.Kind.HANDED_OVER, "uncertain")
        and not Message.objects.filter(conversation=conversation, status=Message.Status.UNCERTAIN).exists()
    ):
        conversation.state, conversation.waiting_since = Conversation.State.AI, None
        conversation.save(update_fields=["state", "waiting_since"])
        ConversationEvent.objects.create(
            conversation=conversation, kind=ConversationEvent.Kind.HANDED_BACK, reason="proven"
        )


def _failed(message: Message, error_code: str) -> None:
    """A text that did not arrive is somebody's task; an unsubscribed number is also an opt-out."""
    conversation: Conversation = message.conversation
    if error_code == UNSUBSCRIBED:
        phone = contact_phone(conversation.contact)
        if phone:
            opt_out(contact=conversation.contact, phone=phone, source="provider")
    if conversation.state == Conversation.State.AI:
        conversation_hand_over(conversation=conversation, reason="not_delivered")
