"""Sending a conversation's queued messages, one at a time and in order (decision 3).

``sending`` is committed before the provider is called. Whoever finds a message in it later knows
that it may have gone out: it becomes ``uncertain`` and is settled by proof, never sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.channels.sms.gateways import gateway
from conversations.channels.sms.port import GatewayError, Route
from conversations.channels.sms.routes import route_by_id, status_callback
from conversations.models import Channel, Conversation, Message
from conversations.services.conversations import conversation_hand_over
from conversations.services.delivery import delivery_record
from crm.selectors import contact_phone, is_opted_out
from nexus.faults import crash_point
from nexus.outbox.services import Claim, LeaseLost, RetryLater, job_put
from nexus.tenants.publish import publish_conversation

SETTLE = "settle"
GIVE_UP = timedelta(minutes=10)
LOOK_AFTER = (2, 5, 15, 30, 60, 120, 300, 900)
Status = Message.Status


def conversation_send(claim: Claim) -> None:
    """The job ``send``: hand every queued message of the conversation to the provider."""
    conversation = Conversation.objects.select_related("contact").filter(pk=claim.object_id).first()
    if conversation is None:
        return
    _stranded(claim, conversation)
    route, phone = route_by_id(conversation.route_id), contact_phone(conversation.contact)
    while (message := _next(claim, conversation, phone)) is not None:
        crash_point("after_send_intent")
        if not claim.renew():
            # We slept past the lease, and another worker has called this one uncertain already.
            raise LeaseLost(claim.kind)
        try:
            _send(message, route=_own_route(message) or route, phone=phone)
        finally:
            publish_conversation(conversation.pk)


def message_settle(claim: Claim) -> None:
    """The job ``settle``: look for exactly one message of the provider's that must be ours.

    Without proof it stays uncertain, and staff decide (they have it in "needs you").
    """
    message = (
        Message.objects.select_related("conversation__contact")
        .filter(pk=claim.object_id, status=Status.UNCERTAIN)
        .first()
    )
    if message is None or message.attempted_at is None:
        return
    conversation = message.conversation
    route = _own_route(message) or route_by_id(conversation.route_id)
    phone = contact_phone(conversation.contact)
    try:
        found = _matches(route, phone, message) if route and phone else []
    except GatewayError as error:
        raise RetryLater(timedelta(seconds=10), error.code) from error
    if len(found) == 1:
        external_id, status, error_code = found[0]
        delivery_record(message_id=message.pk, external_id=external_id, status=status, error_code=error_code)
    elif claim.attempts < len(LOOK_AFTER):
        raise RetryLater(timedelta(seconds=LOOK_AFTER[claim.attempts]), "no proof yet")


def _stranded(claim: Claim, conversation: Conversation) -> None:
    """Messages that an earlier holder of this job left in ``sending`` are uncertain now.

    Only a holder of the job writes ``sending``, so none can appear after the first look.
    """
    if not Message.objects.filter(conversation=conversation, status=Status.SENDING).exists():
        return
    with transaction.atomic():
        # Conversation before job: whoever queues a message has locked them in this order.
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        claim.hold()
        for message in Message.objects.select_for_update().filter(
            conversation=conversation, status=Status.SENDING
        ):
            _uncertain(message)


def _uncertain(message: Message) -> None:
    """Nobody knows whether it went out: ask the provider, and show it to staff meanwhile."""
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    if not Message.objects.filter(pk=message.pk, status=Status.SENDING).update(status=Status.UNCERTAIN):
        return  # a callback was quicker: it is certain
    job_put(kind=SETTLE, object_id=message.pk, delay=timedelta(seconds=LOOK_AFTER[0]))
    conversation_hand_over(conversation=conversation, reason="uncertain")


def _next(claim: Claim, conversation: Conversation, phone: str) -> Message | None:
    """The next message to send, with its intent committed; those that may not go are canceled."""
    while True:
        with transaction.atomic():
            claim.hold()
            message = (
                Message.objects.select_for_update()
                .filter(conversation=conversation, channel=Channel.SMS, status=Status.QUEUED)
                .order_by("id")
                .first()
            )
            if message is None:
                return None
            current = Conversation.objects.select_related("contact").get(pk=conversation.pk)
            if not _may_send(message, current, phone):
                message.status = Status.CANCELED
                message.save(update_fields=["status"])
                continue
            message.status, message.attempted_at = Status.SENDING, timezone.now()
            message.save(update_fields=["status", "attempted_at"])
            return message


def _may_send(message: Message, conversation: Conversation, phone: str) -> bool:
    """Consent, choices and ownership, looked at again at the last moment."""
    if not phone:
        return False
    if message.about_rights:
        # Whoever wrote it has looked: the person has just asked, or has been decided about.
        return True
    if is_opted_out(phone):
        return False
    contact = conversation.contact
    if message.author_type == Message.Author.AI:
        # What was said in a chat has been said, whoever has taken over since.
        said = conversation.channel == Channel.WEBCHAT
        taken = conversation.state == Conversation.State.HUMAN and not said
        return not taken and not contact.restricted and not contact.objected
    return message.author_type == Message.Author.HUMAN or not contact.restricted


def _own_route(message: Message) -> Route | None:
    """The number of a text that leaves from another than its conversation's: one that goes on a chat."""
    return route_by_id(message.route_id) if message.route_id else None


def _send(message: Message, *, route: Route | None, phone: str) -> None:
    if route is None:
        _fail(message, code="no_route")
        return
    reference = str(message.pk)
    try:
        answer = gateway().send(
            route,
            to=phone,
            body=message.body,
            status_callback=status_callback(route, reference),
            reference=reference,
        )
    except GatewayError as error:
        _refused(message, error)
        return
    crash_point("after_provider_accepted")
    delivery_record(
        message_id=message.pk,
        external_id=answer.external_id,
        status=answer.status,
        error_code=answer.error_code,
    )


def _refused(message: Message, error: GatewayError) -> None:
    if error.uncertain:
        with transaction.atomic():
            _uncertain(message)
        return
    if error.permanent or timezone.now() - message.created_at > GIVE_UP:
        _fail(message, code=error.code)
        return
    # Proof that it was not accepted: it may go back to the queue.
    Message.objects.filter(pk=message.pk, status=Status.SENDING).update(status=Status.QUEUED)
    raise RetryLater(timedelta(seconds=2), error.code)


def _fail(message: Message, *, code: str) -> None:
    delivery_record(message_id=message.pk, external_id="", status=Status.FAILED, error_code=code[:12])


def _matches(route: Route, phone: str, message: Message) -> list[tuple[str, str, str]]:
    """The provider's messages with this number, text and time that no other message of ours is."""
    assert message.attempted_at is not None
    # The provider's clock has whole seconds and need not be ours.
    since = message.attempted_at - timedelta(seconds=30)
    until: datetime = message.attempted_at + timedelta(minutes=5)
    rows = [
        row
        for row in gateway().sent(route, to=phone, since=since)
        if row.body == message.body and row.sender == route.number and since <= row.created_at <= until
    ]
    taken = set(
        Message.objects.filter(external_id__in=[row.external_id for row in rows])
        .exclude(pk=message.pk)
        .values_list("external_id", flat=True)
    )
    # A twin of ours that is uncertain too could be either of them: that is no proof.
    twins: list[UUID] = [
        other.pk
        for other in Message.objects.filter(
            conversation_id=message.conversation_id, status__in=[Status.UNCERTAIN, Status.SENDING]
        ).exclude(pk=message.pk)
        if other.body == message.body
    ]
    if twins:
        return []
    return [(row.external_id, row.status, row.error_code) for row in rows if row.external_id not in taken]
