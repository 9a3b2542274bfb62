"""How far what was said in a chat has come: delivered to a page, read by the visitor."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.models import Channel, DeliveryEvent, Message, Visitor
from nexus.tenants.publish import publish_conversation
from nexus.webhooks.services import event_put

Status = Message.Status
#: A message of a chat waits for its page as ``queued``; ``sent`` was the word for it once.
_WAITS = (Status.QUEUED, Status.SENT)
_BEFORE = {Status.DELIVERED: _WAITS, Status.READ: (*_WAITS, Status.DELIVERED)}


def messages_reached(*, visitor: Visitor, status: Message.Status, until: UUID | None = None) -> int:
    """What was said to the visitor is ``delivered`` or ``read``, up to the message ``until``; how many are."""
    with transaction.atomic():
        found = Message.objects.select_for_update(of=("self",)).filter(
            conversation__channel=Channel.WEBCHAT,
            conversation__route_id=visitor.pk,
            channel=Channel.WEBCHAT,
            direction=Message.Direction.OUTBOUND,
            status__in=_BEFORE[status],
        )
        if until is not None:
            found = found.filter(id__lte=until)
        rows = list(found.order_by("id").values_list("id", "conversation_id", "status"))
        if not rows:
            return 0
        Message.objects.filter(id__in=[key for key, _, _ in rows]).update(status=status)
        now = timezone.now()
        DeliveryEvent.objects.bulk_create(
            [DeliveryEvent(message_id=key, status=status, at=now) for key, _, _ in rows],
            ignore_conflicts=True,
        )
        for key, _, was in rows:
            if was == Status.QUEUED:
                event_put("message.sent", key, contact_id=visitor.contact_id)
    for conversation_id in {conversation for _, conversation, _ in rows}:
        publish_conversation(conversation_id)
    return len(rows)
