"""A chat that goes on by text: the visitor has shown their number, and has left."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from conversations.channels.sms.reach import can_be_texted
from conversations.channels.sms.routes import first_route
from conversations.models import Channel, Conversation, Visitor
from crm.selectors import contact_phone, is_opted_out
from nexus.accounts.models import User
from nexus.schema import connection
from nexus.tenants.chat_streams import HERE_SECONDS, is_here

#: Characters; what is longer stays in the chat, where it is read later.
LONGEST_TEXT = 1600


def text_instead(conversation: Conversation, *, author: User | None, length: int) -> UUID | None:
    """The company's number that a message in this chat leaves from as a text, or None while the visitor is
    there or cannot be texted.

    The customer's answer comes in as a text, so that conversation is whose this one is. Call inside a
    transaction.
    """
    visitor = Visitor.objects.filter(pk=conversation.route_id).first()
    if visitor is None or visitor.linked_at is None or length > LONGEST_TEXT or not _has_left(visitor):
        return None
    phone = contact_phone(conversation.contact)
    if not can_be_texted(phone) or is_opted_out(phone):
        return None
    texts = Conversation.objects.filter(contact_id=conversation.contact_id, channel=Channel.SMS)
    latest = texts.order_by("-last_message_at", "-id").first()
    number = latest.route_id if latest else first_route(connection.schema_name)
    if number is None:
        return None
    _follow(conversation, latest, number, author)
    return number


def _has_left(visitor: Visitor) -> bool:
    here = is_here(visitor.pk)
    if here is None:
        # Redis is away: then it counts when they were last heard of in the database.
        return visitor.seen_at < timezone.now() - timedelta(seconds=HERE_SECONDS)
    return not here


def _follow(chat: Conversation, texts: Conversation | None, number: UUID, author: User | None) -> None:
    """Whoever holds the chat holds the conversation that the answer will come in to."""
    if texts is None or texts.state == Conversation.State.CLOSED:
        Conversation.objects.create(
            contact_id=chat.contact_id,
            channel=Channel.SMS,
            route_id=number,
            state=chat.state if chat.state != Conversation.State.CLOSED else Conversation.State.AI,
            held_by=author or chat.held_by,
            waiting_since=chat.waiting_since,
            unread=False,
        )
    elif author is not None and texts.state in (Conversation.State.AI, Conversation.State.WAITING):
        Conversation.objects.filter(pk=texts.pk).update(
            state=Conversation.State.HUMAN, held_by=author, waiting_since=None
        )
