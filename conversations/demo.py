"""Loading the demo companies' earlier conversations (format: :mod:`nexus.tenants.demo`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from conversations.channels.sms.segments import segment_count
from conversations.models import (
    Article,
    Channel,
    Conversation,
    ConversationEvent,
    DeliveryEvent,
    Interpretation,
    Message,
    Widget,
)
from crm.models import Consent
from crm.selectors import contact_by_phone
from crm.services import contact_create
from nexus.accounts.models import User


def conversations_seed(*, route_id: UUID, conversations: Sequence[Mapping[str, Any]]) -> int:
    """Write the conversations of contacts who are not there yet; returns how many. Sends nothing."""
    people = {user.email: user for user in User.objects.all()}
    seeded = 0
    # The oldest first: ids grow with time, and the thread is read in their order.
    for spec in sorted(conversations, key=lambda spec: -spec["started_minutes_ago"]):
        if contact_by_phone(spec["contact"]["phone"]) is None:
            _seed(spec, route_id=route_id, people=people)
            seeded += 1
    return seeded


def widget_seed(*, key: str) -> Widget:
    """The demo's chat widget, for pages on this machine alone."""
    widget, _ = Widget.objects.get_or_create(
        key=key, defaults={"allowed_origins": ["http://127.0.0.1:*", "http://localhost:*"]}
    )
    return widget


def _seed(spec: Mapping[str, Any], *, route_id: UUID, people: Mapping[str, User]) -> None:
    began = timezone.now() - timedelta(minutes=spec["started_minutes_ago"])
    contact = contact_create(**spec["contact"])
    contact.created_at = contact.last_seen_at = began
    conversation = Conversation.objects.create(
        contact=contact,
        channel=Channel.SMS,
        route_id=route_id,
        state=spec["state"],
        held_by=people.get(spec["held_by"] or ""),
        unread=spec["unread"],
        created_at=began,
    )
    lines = [("message", line) for line in spec["messages"]] + [("event", line) for line in spec["events"]]
    for kind, line in sorted(lines, key=lambda pair: pair[1]["after"]):
        at = began + timedelta(minutes=line["after"])
        if kind == "message":
            _message(conversation, line, at, people)
            conversation.last_message_at = contact.last_seen_at = at
        else:
            ConversationEvent.objects.create(
                conversation=conversation,
                kind=line["kind"],
                reason=line["reason"] or "",
                actor=people.get(line["actor"] or ""),
                at=at,
            )
            if line["kind"] == ConversationEvent.Kind.HANDED_OVER:
                conversation.waiting_since = at
            if line["kind"] == ConversationEvent.Kind.CLOSED:
                conversation.closed_at = at
    if conversation.state != Conversation.State.WAITING:
        conversation.waiting_since = None
    conversation.save()
    contact.save()


def _message(
    conversation: Conversation, line: Mapping[str, Any], at: datetime, people: Mapping[str, User]
) -> None:
    inbound = line["author_type"] == Message.Author.CONTACT
    message = Message.objects.create(
        conversation=conversation,
        channel=Channel.SMS,
        direction=Message.Direction.INBOUND if inbound else Message.Direction.OUTBOUND,
        author_type=line["author_type"],
        author=people.get(line.get("author") or ""),
        body=line["body"],
        segments=segment_count(line["body"]).count,
        status=line["status"],
        attempted_at=None if inbound else at,
        created_at=at,
    )
    if not inbound:
        DeliveryEvent.objects.create(message=message, status=line["status"], at=at)
    if line.get("disclosure"):
        contact = conversation.contact
        contact.ai_disclosed_at, contact.ai_disclosure_text = at, line["body"]
        Consent.objects.create(contact=contact, kind=Consent.Kind.AI_DISCLOSED, source="ai", at=at)
    if reading := line.get("interpretation"):
        titles = {title: str(pk) for title, pk in Article.objects.values_list("title", "id")}
        content = {key: value for key, value in reading.items() if key != "decision"}
        content["sources"] = [{"id": titles.get(title, ""), "title": title} for title in reading["sources"]]
        Interpretation.objects.create(
            conversation=conversation,
            message=message,
            content=content,
            decision=reading["decision"],
            provider="embedded",
            model="embedded",
            region="local",
            retention_mode="none",
            prompt_version="demo",
            milliseconds=sum(tool.get("milliseconds", 0) for tool in reading["tools"]),
            created_at=at,
        )
