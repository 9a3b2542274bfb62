"""What the agent is given for a turn: the history, the contact, the company and its wishes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from conversations.agent.types import Line, TurnInput
from conversations.models import Conversation, Message
from conversations.selectors.agent import (
    agent_settings,
    agent_style,
    booking_lines,
    company_facts,
    dialogue_state,
    summary_before,
)
from conversations.services.conversations import SILENT_DAYS
from nexus.tenants.models import Company

HISTORY = 20


def turn_input(
    company: Company,
    conversation: Conversation,
    pending: Sequence[Message],
    *,
    now: datetime | None = None,
) -> TurnInput:
    """The turn that answers ``pending``, the conversation's unanswered messages, oldest first."""
    first, now = pending[0], now or timezone.now()
    before = list(
        Message.objects.filter(conversation=conversation, id__lt=first.pk)
        .exclude(status=Message.Status.CANCELED)
        .order_by("-id")[:HISTORY]
    )
    contact = conversation.contact
    last = before[0].created_at if before else None
    told = contact.ai_disclosed_at
    # A new episode is not a new acquaintance: without earlier messages here it is the telling that counts.
    silent = first.created_at - (last or told or first.created_at) > timedelta(days=SILENT_DAYS)
    return TurnInput(
        company=company_facts(company),
        channel=conversation.channel,
        history=[
            Line(author_type=message.author_type, text=message.body, at=message.created_at)
            for message in (*reversed(before), *pending)
        ],
        pending=[message.body for message in pending],
        language=contact.language or None,
        now=now,
        disclose=company.disclosure_text if told is None or silent else None,
        contact_name=contact.name,
        bookings=booking_lines(contact, company, now),
        agent=agent_style(agent_settings()),
        summary=summary_before(contact, before[-1].created_at if before else first.created_at),
        state=dialogue_state(conversation),
    )
