"""Reading a chat as its visitor sees it."""

from __future__ import annotations

import base64
import binascii
import math
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from conversations.models import Channel, Conversation, Message, Visitor
from crm.bookings.hours import day_bounds
from crm.bookings.selectors import day_spans
from crm.models import Contact
from nexus.tenants.models import Company

PAGE: Final = 100
Status = Message.Status
#: How a status of ours reads in the chat; what was withdrawn before it went out is not shown.
STATUSES: Final = {
    Status.RECEIVED: "received",
    Status.QUEUED: "sent",
    Status.SENDING: "sent",
    Status.ACCEPTED: "sent",
    Status.SENT: "sent",
    Status.UNCERTAIN: "sent",
    Status.DELIVERED: "delivered",
    Status.READ: "read",
    Status.FAILED: "failed",
    Status.UNDELIVERED: "failed",
}
_ID_BYTES: Final = 16


def external_id(visitor: UUID, client: UUID) -> str:
    """What makes a message of a chat once: the visitor and the id that the browser made for it."""
    return f"{_short(visitor)}.{client}"


def client_id(message: Message) -> str | None:
    """The browser's own id of a message that it sent, or None."""
    _, dot, client = (message.external_id or "").partition(".")
    inbound = message.channel == Channel.WEBCHAT and message.direction == Message.Direction.INBOUND
    return client if dot and inbound else None


def _short(identity: UUID) -> str:
    return base64.urlsafe_b64encode(identity.bytes).decode().rstrip("=")


def visitor_in(external: str) -> UUID | None:
    """The visitor in what :func:`external_id` made."""
    try:
        data = base64.urlsafe_b64decode(external.partition(".")[0] + "==")
    except (binascii.Error, ValueError):
        return None
    return UUID(bytes=data) if len(data) == _ID_BYTES else None


def message_shown(message: Message, *, company: str, turn: UUID | None = None) -> dict[str, Any]:
    """One message for the chat's page. ``company`` names who writes where no person does."""
    name: str | None = company
    match message.author_type:
        case Message.Author.HUMAN:
            name = (message.author.name.split(" ")[0] if message.author else "") or company
        case Message.Author.CONTACT:
            name = None
    return {
        "id": str(message.pk),
        "client_id": client_id(message),
        "author": message.author_type,
        "name": name,
        "body": str(message.body or ""),
        "at": message.created_at.isoformat(),
        "status": STATUSES.get(Status(message.status), "sent"),
        "turn": str(turn) if turn else None,
    }


def chat_conversation(visitor: UUID) -> Conversation | None:
    """The visitor's latest episode, or None before the first."""
    return (
        Conversation.objects.select_related("contact", "held_by")
        .filter(channel=Channel.WEBCHAT, route_id=visitor)
        .order_by("-id")
        .first()
    )


def state_shown(conversation: Conversation | None) -> dict[str, str | None]:
    """Who holds the conversation: its state (``none`` before the first message), and the staff's first name."""
    if conversation is None:
        return {"state": "none", "staff": None}
    held = conversation.held_by if conversation.state == Conversation.State.HUMAN else None
    return {"state": conversation.state, "staff": (held.name.split(" ")[0] or None) if held else None}


def chat_messages(visitor: Visitor) -> QuerySet[Message]:
    """What the visitor may see: their own chat, and with a confirmed number what was said by text as well.

    Of a number that may have a new owner, nothing from before it was heard of again (privacy.md "Identity").
    """
    seen = Q(conversation__channel=Channel.WEBCHAT, conversation__route_id=visitor.pk)
    if visitor.linked_at is not None:
        joined = Q(conversation__contact_id=visitor.contact_id)
        since = visitor.contact.returned_at
        seen |= joined & Q(created_at__gte=since) if since is not None else joined
    shown = Message.objects.filter(seen).exclude(status=Status.CANCELED)
    # A secret text has no row, and an empty one (a picture) shows nothing here.
    return shown.select_related("author", "conversation")


def messages_latest(visitor: Visitor) -> list[Message]:
    """The newest page, oldest first."""
    return list(reversed(chat_messages(visitor).order_by("-id")[:PAGE]))


def messages_after(visitor: Visitor, after: UUID | None) -> list[Message]:
    """The page of messages after one of them, oldest first."""
    found = chat_messages(visitor)
    if after is not None:
        found = found.filter(id__gt=after)
    return list(found.order_by("id")[:PAGE])


def devices_shown(contact: Contact) -> list[str]:
    """The browsers that a contact has chatted from, the latest first: ``Firefox 132, Windows 11``."""
    rows = Visitor.objects.filter(contact=contact).order_by("-seen_at").values_list("browser", "os")[:3]
    return list(dict.fromkeys(", ".join(filter(None, row)) for row in rows if any(row)))


def site_of(contact: Contact) -> str:
    """The origin of the site that the contact last chatted on, or ""."""
    origins = Visitor.objects.filter(contact=contact).order_by("-seen_at").values_list("origin", flat=True)
    return origins.first() or ""


def is_open(company: Company, now: datetime) -> bool:
    """Whether somebody is at work at this moment, by the company's opening hours."""
    return bool(hours_shown(company, now)["open"])


def hours_shown(company: Company, now: datetime) -> dict[str, bool | int]:
    """Whether somebody is at work, and in how many seconds to ask again: that may be another day's business."""
    local = now.astimezone(ZoneInfo(company.timezone))
    spans = day_spans(local.date())
    turns = [moment for span in spans for moment in span if moment > local]
    turns.append(day_bounds(local.date(), ZoneInfo(company.timezone))[1])
    return {
        "open": any(start <= local < end for start, end in spans),
        "turns_in": math.ceil((min(turns) - local).total_seconds()),
    }
