"""What the agent is given for a turn: the history, the contact, the company and its wishes."""

from __future__ import annotations

import re
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
# Characters. An SMS holds at most 1,600; the longest Swedish words and most links have fewer than 100.
LONGEST_TEXT, LONGEST_WORD = 1600, 100
_ENDLESS = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def readable(text: str) -> str:
    """What the agent reads of a message: as much as a text can hold, and no endless words.

    A hook takes far longer ones, and reading a word may cost by the square of its length.
    """
    return _ENDLESS.sub(lambda word: word[0][:LONGEST_WORD], text[:LONGEST_TEXT])


def turn_input(
    company: Company,
    conversation: Conversation,
    pending: Sequence[Message],
    *,
    now: datetime | None = None,
) -> TurnInput:
    """The turn that answers ``pending``, the conversation's unanswered messages, oldest first.

    Of a number that may have a new owner, nothing is in it from before the number was heard of again: no
    history, name or bookings (privacy.md "Identity").
    """
    first, now = pending[0], now or timezone.now()
    contact = conversation.contact
    since = contact.returned_at
    earlier = Message.objects.filter(conversation=conversation, id__lt=first.pk)
    if since is not None:
        earlier = earlier.filter(created_at__gte=since)
    earlier = earlier.exclude(status=Message.Status.CANCELED).prefetch_related("annotations")
    before = list(earlier.order_by("-id")[:HISTORY])
    last = before[0].created_at if before else None
    told = contact.ai_disclosed_at
    # A new episode is not a new acquaintance: without earlier messages here it is the telling that counts.
    silent = first.created_at - (last or told or first.created_at) > timedelta(days=SILENT_DAYS)
    return TurnInput(
        company=company_facts(company),
        channel=conversation.channel,
        history=[
            *(_line(message, disputed=_disputed(message)) for message in reversed(before)),
            *(_line(message) for message in pending),
        ],
        pending=[readable(message.body) for message in pending],
        language=contact.language or None if since is None else None,
        now=now,
        disclose=company.disclosure_text if told is None or silent else None,
        contact_name=contact.name if since is None else "",
        bookings=booking_lines(contact, company, now, since=since),
        agent=agent_style(agent_settings()),
        summary=summary_before(contact, before[-1].created_at if before else first.created_at, since=since),
        state=dialogue_state(conversation, since=since),
        known_from=since,
    )


def _line(message: Message, *, disputed: str = "") -> Line:
    return Line(message.author_type, readable(message.body), message.created_at, disputed)


def _disputed(message: Message) -> str:
    return " / ".join(
        readable(note.text) for note in sorted(message.annotations.all(), key=lambda note: note.pk)
    )
