"""Conversations and messages through the API, as they are read."""

from __future__ import annotations

from datetime import datetime

import pytest

from conversations.models import Conversation, Message
from nexus.audit.models import Entry
from tests.api.conftest import Api
from tests.api.factories import (
    CONTENT,
    make_ai_answer,
    make_contact,
    make_conversation,
    make_inbound,
    phone,
)
from tests.api.test_pages import ids
from tests.api.test_problems import assert_problem


@pytest.fixture
def conversation(api: Api) -> Conversation:
    return make_conversation(make_contact(605), state="waiting_for_staff")


def reads(conversation: Conversation) -> int:
    """How often the log says that the API read this conversation."""
    return Entry.objects.filter(
        action="read", actor_kind="api", actor=None, subject_id=conversation.pk
    ).count()


def test_a_conversation_shows_whose_it_is_and_where_it_stands(api: Api, conversation: Conversation) -> None:
    row = api.get(f"conversations/{conversation.pk}").json()
    at = datetime.fromisoformat(row.pop("last_message_at"))
    assert at == conversation.last_message_at
    assert at.utcoffset() is not None
    assert row == {
        "id": str(conversation.pk),
        "contact": str(conversation.contact_id),
        "phone": phone(605),
        "channel": "sms",
        "state": "waiting_for_staff",
    }


def test_conversations_are_found_by_number(api: Api, conversation: Conversation) -> None:
    make_conversation(make_contact(606))
    assert ids([api.get("conversations?phone=%2B46701740605").json()]) == [str(conversation.pk)]
    assert ids([api.get("conversations?phone=070-1740605").json()]) == [str(conversation.pk)]
    assert ids([api.get("conversations?phone=%2B46701740699").json()]) == []


def test_conversations_are_filtered_by_state(api: Api, conversation: Conversation) -> None:
    make_conversation(make_contact(606), state="ai")
    assert ids([api.get("conversations?state=waiting_for_staff").json()]) == [str(conversation.pk)]
    assert_problem(api.get("conversations?state=asleep"), 400)


def test_an_inbound_message_shows_its_text_and_no_interpretation(
    api: Api, conversation: Conversation
) -> None:
    message = make_inbound(conversation, "Hej, när har ni öppet på lördag?")
    row = api.get(f"messages/{message.pk}").json()
    assert datetime.fromisoformat(row.pop("created_at")) == message.created_at
    assert row == {
        "id": str(message.pk),
        "conversation": str(conversation.pk),
        "body": "Hej, när har ni öppet på lördag?",
        "author_type": "contact",
        "direction": "inbound",
        "num_media": 0,
        "status": "received",
        "delivery": [],
        "annotations": [],
        "interpretation": None,
    }


def test_an_ai_message_shows_how_the_ai_read_the_turn(api: Api, conversation: Conversation) -> None:
    message = make_ai_answer(conversation)
    row = api.get(f"messages/{message.pk}").json()
    assert row["author_type"] == "ai"
    assert row["interpretation"] == {
        **CONTENT,
        "decision": "answered",
        "provider": "anthropic",
        "host": "api.anthropic.com",
        "model": "claude-haiku-4-5",
        "region": "us",
        "retention_mode": "zero",
        "prompt_version": "1",
        "disclosed_fields": ["body"],
        "tokens_in": 812,
        "tokens_out": 41,
        "milliseconds": 930,
    }


def test_delivery_lists_the_providers_reports_in_order_of_time(api: Api, conversation: Conversation) -> None:
    message = make_ai_answer(conversation)
    delivery = api.get(f"messages/{message.pk}").json()["delivery"]
    assert [event["status"] for event in delivery] == ["queued", "sent", "delivered"]
    assert [event["error_code"] for event in delivery] == [None, None, None]
    assert sorted(event["at"] for event in delivery) == [event["at"] for event in delivery]


def test_a_failed_delivery_shows_the_providers_code(api: Api, conversation: Conversation) -> None:
    message = Message.objects.create(
        conversation=conversation, channel="sms", direction="outbound", author_type="human", status="failed"
    )
    message.delivery.create(status="failed", error_code="30003")
    (event,) = api.get(f"messages/{message.pk}").json()["delivery"]
    assert (event["status"], event["error_code"]) == ("failed", "30003")


def test_the_messages_of_a_conversation_are_its_own_alone(api: Api, conversation: Conversation) -> None:
    mine = make_inbound(conversation)
    make_inbound(make_conversation(make_contact(606)))
    page = api.get(f"conversations/{conversation.pk}/messages").json()
    assert ids([page]) == [str(mine.pk)]


def test_reading_messages_is_logged_and_listing_conversations_is_not(
    api: Api, conversation: Conversation
) -> None:
    message = make_inbound(conversation)
    api.get("conversations")
    api.get(f"conversations/{conversation.pk}")
    assert reads(conversation) == 0
    api.get(f"conversations/{conversation.pk}/messages")
    assert reads(conversation) == 1
    api.get(f"messages/{message.pk}")
    assert reads(conversation) == 2


def test_a_refused_read_is_not_logged(api: Api, conversation: Conversation) -> None:
    message = make_inbound(conversation)
    api.anonymous().get(f"messages/{message.pk}")
    api.anonymous().get(f"conversations/{conversation.pk}/messages")
    assert reads(conversation) == 0
