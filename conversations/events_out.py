"""What the company's own systems are told about conversations and calls: that something was said, never what."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Call, Conversation, ConversationEvent, Message
from nexus.webhooks.events import Event, NothingToTell, event_kind

_BASE: Final = "https://saxen.nomar.se/api/v1"
_MESSAGE: Final = "019ab3f2-3d10-7c3a-a4f4-5b0f7a1c2d3e"
_CONVERSATION: Final = "019ab3f2-1a2b-7f00-8c11-9d8e7f6a5b4c"
_CONTACT: Final = "019ab3f0-5c1e-7d42-9a51-2f6f0c6f1e07"
_CALL: Final = "019ab3f3-6e4f-7b21-9e2d-0a1b2c3d4e5f"
_PLACE: Final = {
    "conversation": {"id": _CONVERSATION, "url": f"{_BASE}/conversations/{_CONVERSATION}"},
    "contact": {"id": _CONTACT, "url": f"{_BASE}/contacts/{_CONTACT}"},
}
_RECEIVED: Final = {
    "message": {
        "id": _MESSAGE,
        "url": f"{_BASE}/messages/{_MESSAGE}",
        "channel": "sms",
        "author_type": "contact",
        "created_at": "2026-11-23T09:12:03+01:00",
    },
    **_PLACE,
}
_SENT: Final = {"message": {**_RECEIVED["message"], "author_type": "ai"}, **_PLACE}
_HANDED_OVER: Final = {
    "conversation": {**_PLACE["conversation"], "channel": "sms", "reason": "asked_for_human"},
    "contact": _PLACE["contact"],
}
_MISSED: Final = {
    "call": {
        "id": _CALL,
        "url": f"{_BASE}/calls/{_CALL}",
        "outcome": "missed",
        "started_at": "2026-11-23T09:10:41+01:00",
    },
    "contact": _PLACE["contact"],
}


@event_kind("message.received", title=_("A message came in"), example=_RECEIVED)
def message_received(event: Event) -> dict[str, Any]:
    """A customer wrote. The words are read at ``url``, by whoever has a key."""
    return _message(event)


@event_kind("message.sent", title=_("A message went out"), example=_SENT)
def message_sent(event: Event) -> dict[str, Any]:
    """A text that the provider took, or a line that was shown in a chat."""
    return _message(event)


@event_kind("conversation.handed_over", title=_("A conversation needs a person"), example=_HANDED_OVER)
def conversation_handed_over(event: Event) -> dict[str, Any]:
    """The AI has left it to staff; ``reason`` is a code."""
    found = Conversation.objects.filter(pk=event.object_id).first()
    if found is None:
        raise NothingToTell
    last = (
        ConversationEvent.objects.filter(
            conversation=found, kind=ConversationEvent.Kind.HANDED_OVER, at__lte=event.at
        )
        .order_by("-id")
        .first()
    )
    return {
        "conversation": {
            "id": str(found.pk),
            "url": event.url("conversation", found.pk),
            "channel": found.channel,
            "reason": last.reason if last else "",
        },
        "contact": _contact(event, found.contact_id),
    }


@event_kind("call.missed", title=_("A call was missed"), example=_MISSED)
def call_missed(event: Event) -> dict[str, Any]:
    """Nobody took it. ``contact`` is null where the caller hides their number."""
    call = Call.objects.filter(pk=event.object_id).first()
    if call is None:
        raise NothingToTell
    return {
        "call": {
            "id": str(call.pk),
            "url": event.url("call", call.pk),
            "outcome": call.outcome,
            "started_at": timezone.localtime(call.started_at).isoformat(),
        },
        "contact": _contact(event, call.contact_id) if call.contact_id else None,
    }


def _message(event: Event) -> dict[str, Any]:
    message = Message.objects.filter(pk=event.object_id).defer("body").select_related("conversation").first()
    if message is None:
        raise NothingToTell
    conversation = message.conversation
    return {
        "message": {
            "id": str(message.pk),
            "url": event.url("message", message.pk),
            "channel": message.channel,
            "author_type": message.author_type,
            "created_at": timezone.localtime(message.created_at).isoformat(),
        },
        "conversation": {
            "id": str(conversation.pk),
            "url": event.url("conversation", conversation.pk),
        },
        "contact": _contact(event, conversation.contact_id),
    }


def _contact(event: Event, contact_id: UUID) -> dict[str, str]:
    return {"id": str(contact_id), "url": event.url("contact", contact_id)}
