"""How far what was said in a chat has come: delivered to a page, read by the visitor."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.models import Channel, DeliveryEvent, Message, Visitor
from nexus.tenants.publish import publish_conversation

Status = Message.Status
_BEFORE = {Status.DELIVERED: [Status.SENT], Status.READ: [Status.SENT, Status.DELIVERED]}


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
        rows = list(found.order_by("id").values_list("id", "conversation_id"))
        if not rows:
            return 0
        Message.objects.filter(id__in=[key for key, _ in rows]).update(status=status)
        now = timezone.now()
        DeliveryEvent.objects.bulk_create(
            [DeliveryEvent(message_id=key, status=status, at=now) for key, _ in rows], ignore_conflicts=True
        )
    for conversation_id in {conversation for _, conversation in rows}:
        publish_conversation(conversation_id)
    return len(rows)
