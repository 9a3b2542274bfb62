"""Rows to look at through the API. Called inside a company."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from conversations.models import Conversation, DeliveryEvent, Interpretation, Message
from crm.bookings.holidays import red_day
from crm.models import Contact, CrmLink
from crm.services import contact_create

TOOL = {
    "name": "search_knowledge",
    "arguments": {"query": "lördag"},
    "result": [{"title": "Öppettider"}],
    "milliseconds": 4,
}
CONTENT = {
    "intent": "opening_hours",
    "language": "sv",
    "confidence": 0.93,
    "slots": {"service": None, "start": None, "end": None},
    "sources": [{"title": "Öppettider"}],
    "tools": [TOOL],
    "reason": "Frågar om lördagens öppettider.",
}


def phone(number: int = 605) -> str:
    """A fictitious Swedish mobile number, 605–699."""
    return f"+46701740{number}"


def make_contact(
    number: int = 605, name: str = "Åsa Öberg", *, email: str = "", days_ago: float = 0
) -> Contact:
    contact = contact_create(phone=phone(number), name=name, language="sv")
    contact.email = email
    contact.created_at = timezone.now() - timedelta(days=days_ago)
    contact.save()
    return contact


def make_link(contact: Contact, external_id: str = "K-1007") -> CrmLink:
    return CrmLink.objects.create(contact=contact, system="bokadirekt", external_id=external_id)


def make_conversation(contact: Contact, *, at: datetime | None = None, **fields: Any) -> Conversation:
    return Conversation.objects.create(
        contact=contact,
        channel="sms",
        route_id=fields.pop("route_id", None) or uuid4(),
        last_message_at=at or timezone.now(),
        **fields,
    )


def make_inbound(conversation: Conversation, body: str = "Hej, när har ni öppet på lördag?") -> Message:
    return Message.objects.create(
        conversation=conversation,
        channel="sms",
        direction="inbound",
        author_type="contact",
        status="received",
        body=body,
        external_id=f"SM{uuid4().hex}",
    )


def make_ai_answer(conversation: Conversation, body: str = "Vi har öppet 10–15 på lördag.") -> Message:
    """An AI message with its interpretation, delivered after three reports."""
    message = Message.objects.create(
        conversation=conversation,
        channel="sms",
        direction="outbound",
        author_type="ai",
        status="delivered",
        body=body,
    )
    Interpretation.objects.create(
        conversation=conversation,
        message=message,
        content=CONTENT,
        decision="answered",
        provider="anthropic",
        host="api.anthropic.com",
        model="claude-haiku-4-5",
        region="us",
        retention_mode="zero",
        prompt_version="1",
        disclosed_fields=["body"],
        tokens_in=812,
        tokens_out=41,
        milliseconds=930,
    )
    start = timezone.now()
    for second, status in enumerate(("queued", "sent", "delivered")):
        DeliveryEvent.objects.create(message=message, status=status, at=start + timedelta(seconds=second))
    return message


def open_day(days_ahead: int = 14) -> date:
    """A coming Tuesday that is no red day: every company of the tests is open from 9 to 17."""
    day = timezone.localdate() + timedelta(days=days_ahead)
    while day.weekday() != 1 or red_day(day):
        day += timedelta(days=1)
    return day


def unknown_id() -> UUID:
    """A well-formed id that no row has."""
    return uuid4()
