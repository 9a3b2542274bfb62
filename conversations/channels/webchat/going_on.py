"""A chat that goes on by text: the visitor has shown their number, and has left.

What is written once they are known to be away goes out as a text at once. What was written just before, or while
a page was open that nobody looked at, is looked at again: it goes out when they are away and have not seen it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.routes import first_route
from conversations.channels.sms.segments import segment_count
from conversations.models import Channel, Conversation, Message, Visitor
from conversations.services.holding import conversation_open, holding_share
from crm.selectors import contact_phone, is_opted_out
from nexus.outbox.services import Claim, RetryLater, job_put
from nexus.outbox.tasks import job_now
from nexus.schema import connection
from nexus.tenants.chat_streams import HERE_SECONDS, LEAVING_SECONDS, is_here, leaving_note
from nexus.tenants.publish import publish_conversation

#: Characters; what is longer stays in the chat, where it is read later.
LONGEST_TEXT = 1600
UNSEEN: Final = "chat_unseen"
SEND: Final = "send"
#: What a visitor who has left has not seen for so long is texted.
UNSEEN_FOR: Final = timedelta(seconds=75)
#: How often a page that stays open is looked at again: first, and once it has been open for long.
LOOK_EVERY, LOOK_LATER, OPEN_LONG = timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=15)
#: Nobody is texted about what was written longer ago.
LOOK_UNTIL: Final = timedelta(hours=24)
_ON_ITS_WAY: Final = (Message.Status.QUEUED, Message.Status.SENT, Message.Status.DELIVERED)


def text_instead(conversation: Conversation, *, length: int) -> UUID | None:
    """The company's number that a message in this chat leaves from as a text, or None while the visitor is
    there or cannot be texted.

    What they have not seen before it goes first. The customer's answer comes in as a text, so that
    conversation is whose this one is. Call inside a transaction.
    """
    visitor = Visitor.objects.filter(pk=conversation.route_id).first()
    if visitor is None or length > LONGEST_TEXT or not _has_left(visitor):
        return None
    number = _number(conversation, visitor)
    if number is None:
        return None
    _follow(conversation, number)
    _text(list(_unseen(conversation)), number)
    return number


def unseen_look_again(conversation: Conversation) -> None:
    """Put the job that texts what the visitor has not seen by then. Call inside a transaction."""
    job_put(kind=UNSEEN, object_id=conversation.pk, delay=UNSEEN_FOR, max_wait=UNSEEN_FOR)


def visitor_leaves(visitor: Visitor) -> None:
    """A page of the visitor's was closed; what they have not seen is texted soon, if they stay away."""
    leaving_note(visitor.pk)
    chats = Conversation.objects.filter(channel=Channel.WEBCHAT, route_id=visitor.pk)
    conversation = chats.order_by("-id").first()
    if conversation is not None and _unseen(conversation).exists():
        soon = timedelta(seconds=LEAVING_SECONDS + 5)
        with transaction.atomic():
            job_put(kind=UNSEEN, object_id=conversation.pk, delay=soon, max_wait=soon)


def unseen_text(claim: Claim) -> None:
    """The job ``chat_unseen``: text what was said in a chat to who has left without seeing it."""
    conversation = Conversation.objects.select_related("contact").filter(pk=claim.object_id).first()
    visitor = Visitor.objects.filter(pk=conversation.route_id).first() if conversation else None
    if conversation is None or visitor is None:
        return
    with transaction.atomic():
        # Conversation before job: whoever writes in the chat has locked them in this order.
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        claim.hold()
        # Locked, so that what the visitor sees at this moment is either seen or texted.
        unseen = list(_unseen(conversation).select_for_update())
        number = _number(conversation, visitor) if unseen else None
        if number is None:
            return
        waited = timezone.now() - unseen[0].created_at
        later = None
        if waited < UNSEEN_FOR:
            later = UNSEEN_FOR - waited
        elif not _has_left(visitor):
            later = LOOK_EVERY if waited < OPEN_LONG else LOOK_LATER
        if later is None:
            _follow(conversation, number)
            _text(unseen, number)
            job_now(kind=SEND, object_id=conversation.pk)
    if later is not None:
        raise RetryLater(later, "the visitor may see it yet")
    publish_conversation(conversation.pk)


def _unseen(conversation: Conversation) -> QuerySet[Message]:
    """What was said in the chat lately and the visitor has not seen, oldest first."""
    return Message.objects.filter(
        conversation=conversation,
        channel=Channel.WEBCHAT,
        direction=Message.Direction.OUTBOUND,
        status__in=_ON_ITS_WAY,
        created_at__gt=timezone.now() - LOOK_UNTIL,
    ).order_by("id")


def _text(messages: list[Message], number: UUID) -> None:
    """These are texts from now on; the conversation's job sends them in order."""
    for message in messages:
        body = str(message.body or "")
        if len(body) > LONGEST_TEXT:
            continue
        message.channel, message.status, message.route_id = Channel.SMS, Message.Status.QUEUED, number
        message.segments = segment_count(body).count
        message.save(update_fields=["channel", "status", "route_id", "segments"])


def _number(conversation: Conversation, visitor: Visitor) -> UUID | None:
    """The company's number that texts to the visitor leave from; None where they cannot be texted."""
    if visitor.linked_at is None:
        return None
    phone = contact_phone(conversation.contact)
    if not can_be_texted(phone) or is_opted_out(phone):
        return None
    latest = _texts(conversation)
    return latest.route_id if latest else first_route(connection.schema_name)


def _texts(chat: Conversation) -> Conversation | None:
    texts = Conversation.objects.filter(contact_id=chat.contact_id, channel=Channel.SMS)
    return texts.order_by("-last_message_at", "-id").first()


def _has_left(visitor: Visitor) -> bool:
    here = is_here(visitor.pk)
    if here is None:
        # Redis is away: then it counts when they were last heard of in the database, which is told each minute.
        return visitor.seen_at < timezone.now() - timedelta(seconds=HERE_SECONDS + 60)
    return not here


def _follow(chat: Conversation, number: UUID) -> None:
    """Whoever holds the chat holds the conversation that the answer will come in to."""
    texts = _texts(chat)
    if texts is None or texts.state == Conversation.State.CLOSED:
        conversation_open(contact_id=chat.contact_id, channel=Channel.SMS, route_id=number, unread=False)
    else:
        holding_share(contact_id=chat.contact_id)
