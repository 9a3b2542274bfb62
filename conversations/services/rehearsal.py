"""A conversation played through without any of it being kept: for ``agent_try`` and the playground.

Everything happens in one transaction that is rolled back, on the company's own facts, articles and
bookings. Nothing is sent, and no job is woken.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from conversations.agent.holding import holding_outcome
from conversations.agent.intents import read_intents, urgent_intent
from conversations.agent.providers.base import ProviderError
from conversations.agent.rules import language_of, rules_origin
from conversations.agent.turn import run_turn
from conversations.agent.types import Decision, TurnInput, TurnOutcome
from conversations.channels.sms.optout import Wish, wish
from conversations.models import Conversation, Interpretation, Message
from conversations.screening import make_safe, screen
from conversations.services.turn_input import turn_input
from crm.selectors import contact_opted_out
from crm.services import ai_disclosed, contact_create, opt_in, opt_out
from nexus.tenants.models import Company

# From the series that the Swedish regulator keeps for films and books.
NUMBER = "+46701740699"
_PHONE = f"{NUMBER}#rehearsal"
_NO_ROUTE = UUID(int=0)
# Seconds; what a turn gets when the time is up: too little for a model, so that it fails as too slow.
_AT_LEAST = 0.001


@dataclass(frozen=True)
class Rehearsed:
    """A customer's text as it was screened, and what the agent made of it."""

    text: str
    outcome: TurnOutcome
    masked: bool = False


def conversation_rehearse(
    *,
    company: Company,
    messages: Sequence[str],
    now: datetime.datetime,
    channel: str = "sms",
    provider: str | None = None,
    deadline_seconds: float | None = None,
) -> list[Rehearsed]:
    """Answer ``messages`` one after the other, as a new customer's, at the moment ``now`` (aware).

    Call inside the company. The agent goes on after a handover, because it is the reading of every
    text that is asked for. A provider that fails gives a holding reply.

    ``deadline_seconds`` is for all texts together; without it each has ``NEXUS_AI_DEADLINE_SECONDS``.
    The transaction stays open while a model thinks, and Postgres ends one that is idle for 60 seconds.
    Whoever books a time that the rehearsal has booked waits for its end.
    """
    ends = None if deadline_seconds is None else time.monotonic() + deadline_seconds
    done: list[Rehearsed] = []
    with transaction.atomic():
        # No phone can have this number, so the contact has no past.
        contact = contact_create(phone=_PHONE)
        conversation = Conversation.objects.create(
            contact=contact, channel=channel, route_id=_NO_ROUTE, created_at=now, last_message_at=now
        )
        for text in messages:
            shown = screen(make_safe(text))
            outcome = _answer(company, conversation, [shown.text], now, provider, ends)
            done.append(Rehearsed(shown.text, outcome, shown.masked))
        transaction.set_rollback(True)
    return done


@dataclass(frozen=True)
class Before:
    """What stood in a conversation before a turn, oldest first, and what the agent remembered of it.

    ``state`` is the dialogue as the interpretation before has it: what was asked, which times were offered.
    """

    messages: Sequence[Message]
    state: dict[str, object]
    language: str = ""
    name: str = ""


def turn_rehearse(
    *,
    company: Company,
    before: Before,
    texts: Sequence[str],
    now: datetime.datetime,
    channel: str = "sms",
    deadline_seconds: float | None = None,
) -> TurnOutcome:
    """Answer ``texts`` together, as the turn at ``now`` (aware) that came after ``before``.

    The customer is a new one with that past: bookings are not part of it. Call inside the company; see
    :func:`conversation_rehearse` for what it costs.
    """
    ends = None if deadline_seconds is None else time.monotonic() + deadline_seconds
    with transaction.atomic():
        contact = contact_create(phone=_PHONE, name=before.name, language=before.language)
        conversation = Conversation.objects.create(
            contact=contact, channel=channel, route_id=_NO_ROUTE, created_at=now, last_message_at=now
        )
        _put_before(conversation, before, now)
        outcome = _answer(
            company, conversation, [screen(make_safe(text)).text for text in texts], now, None, ends
        )
        transaction.set_rollback(True)
    return outcome


def _put_before(conversation: Conversation, before: Before, now: datetime.datetime) -> None:
    for message in before.messages:
        Message.objects.create(
            conversation=conversation,
            channel=conversation.channel,
            direction=message.direction,
            author_type=message.author_type,
            body=message.body,
            status=message.status,
            created_at=message.created_at,
        )
    told = [one.created_at for one in before.messages if one.author_type == Message.Author.AI]
    if told:
        # Whoever had an answer had been told that an AI gives them.
        conversation.contact.ai_disclosed_at = told[0]
        conversation.contact.save(update_fields=["ai_disclosed_at"])
    if before.state:
        Interpretation.objects.create(
            conversation=conversation,
            content={"dialogue": before.state},
            decision=Interpretation.Decision.ASKED,
            provider=rules_origin().provider,
            prompt_version="",
            created_at=now,
        )


def _answer(
    company: Company,
    conversation: Conversation,
    texts: Sequence[str],
    now: datetime.datetime,
    provider: str | None,
    ends: float | None,
) -> TurnOutcome:
    """``ends`` is when the last answer must be there (``time.monotonic()``)."""
    pending = [
        Message.objects.create(
            conversation=conversation,
            channel=conversation.channel,
            direction=Message.Direction.INBOUND,
            author_type=Message.Author.CONTACT,
            body=text,
            handled=False,
            status=Message.Status.RECEIVED,
            created_at=now,
        )
        for text in texts
    ]
    text = texts[-1]
    conversation.refresh_from_db()
    turn = turn_input(company, conversation, pending, now=now)
    gone = contact_opted_out(conversation.contact)
    wished = wish(text, opted_out=gone)
    if wished is not None:
        change = opt_out if wished is Wish.OUT else opt_in
        change(contact=conversation.contact, phone=_PHONE, source="rehearsal")
        outcome = _without_ai(turn, wished.value, "acted")
    elif gone:
        # Whoever has opted out gets no answer, so nothing is done for them either.
        outcome = _without_ai(turn, urgent_intent(text) or next(iter(read_intents(turn)), "other"), "silent")
    else:
        try:
            left = None if ends is None else max(ends - time.monotonic(), _AT_LEAST)
            outcome = run_turn(turn, provider=provider, contact=conversation.contact, deadline_seconds=left)
        except ProviderError as error:
            outcome = holding_outcome(turn, reason=f"provider_failed: {error}")
    _keep(conversation, outcome, now)
    Message.objects.filter(pk__in=[one.pk for one in pending]).update(handled=True)
    return outcome


def _without_ai(turn: TurnInput, intent: str, decision: Decision) -> TurnOutcome:
    """What never reaches the AI: an opt-out word, obeyed where it comes in, and what is written after it."""
    origin = rules_origin()
    return TurnOutcome(
        reply="",
        decision=decision,
        interpretation={
            "intent": intent,
            "language": language_of(turn),
            "confidence": 1.0,
            "slots": {},
            "sources": [],
            "tools": [],
            "reason": intent if decision == "acted" else "opted_out",
        },
        provider=origin.provider,
        host="",
        model=origin.model,
        region=origin.region,
        retention_mode=origin.retention_mode,
        prompt_version=origin.prompt_version,
        disclosed_fields=[],
        tokens_in=0,
        tokens_out=0,
        milliseconds=0,
        hand_over=False,
        reason=intent if decision == "acted" else "opted_out",
    )


def _keep(conversation: Conversation, outcome: TurnOutcome, now: datetime.datetime) -> None:
    """What the next turn needs to know of this one; gone with the transaction."""
    message = None
    if outcome.reply:
        message = Message.objects.create(
            conversation=conversation,
            channel=conversation.channel,
            direction=Message.Direction.OUTBOUND,
            author_type=Message.Author.AI,
            body=outcome.reply,
            status=Message.Status.DELIVERED,
            created_at=now,
        )
    if outcome.disclosure:
        ai_disclosed(contact=conversation.contact, text=outcome.disclosure)
    Interpretation.objects.create(
        conversation=conversation,
        message=message,
        content=outcome.interpretation,
        decision=outcome.decision,
        provider=outcome.provider,
        prompt_version=outcome.prompt_version,
        created_at=now,
    )
