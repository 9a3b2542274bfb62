"""Words about a person's own request in their chat: what stays there, and secrets that leave no row.

A secret is told to the pages that are open, through the chat's sealed stream that holds it for minutes
(:mod:`nexus.tenants.chat_streams`), and stands in no table: who opens the chat later does not see it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.channels.webchat.stream import company_name
from conversations.models import Channel, Conversation, Message, Visitor
from conversations.selectors.webchat import message_shown
from conversations.services.holding import conversation_open
from crm.merging import merges_of
from crm.models import Contact
from crm.selectors import contact_phone
from nexus.tenants.chat_streams import chat_publish, is_here

#: What was put into a chat and is seen in no other way: nobody is told by what no page shows.
NOBODY_THERE: Final = "chat_closed"


def own_visitor(contact: Contact) -> Visitor | None:
    """The visitor whose chat is all that we know of the contact, so that its secret shows who they are.

    None where there is a number, or another chat, channel or contact that was joined with it: then the secret
    shows only who writes, not whose the rest is.
    """
    visitors = list(Visitor.objects.filter(contact=contact)[:2])
    if len(visitors) != 1 or visitors[0].linked_at is not None or contact_phone(contact):
        return None
    if Conversation.objects.filter(contact=contact).exclude(route_id=visitors[0].pk).exists():
        return None
    return None if merges_of(contact.pk) else visitors[0]


def chat_of(contact: Contact) -> Conversation | None:
    """The contact's newest chat; where that is closed, a new episode of it. Call inside a transaction."""
    chats = Conversation.objects.filter(contact=contact, channel=Channel.WEBCHAT)
    newest = chats.order_by("-last_message_at", "-id").first()
    if newest is None or newest.state != Conversation.State.CLOSED:
        return newest
    if not Visitor.objects.filter(pk=newest.route_id, contact=contact).exists():
        return None
    with transaction.atomic():
        return conversation_open(
            contact_id=contact.pk, channel=Channel.WEBCHAT, route_id=newest.route_id, unread=False
        )


def is_open(visitor: UUID) -> bool:
    """Whether a page of the chat has been heard of lately; where nobody can tell, it is taken to be."""
    return is_here(visitor) is not False


def secret_show(*, visitor: UUID, text: str, until: datetime | None) -> None:
    """Show ``text`` on the pages of the chat that are open now, until then (to the end where None), and keep it
    nowhere."""
    message = Message(
        conversation=Conversation(channel=Channel.WEBCHAT, route_id=visitor),
        channel=Channel.WEBCHAT,
        direction=Message.Direction.OUTBOUND,
        author_type=Message.Author.SYSTEM,
        body=text,
        status=Message.Status.SENT,
        created_at=timezone.now(),
    )
    shown = message_shown(message, company=company_name())
    chat_publish(visitor, ("message", {**shown, "passing": True, "until": until and until.isoformat()}))
