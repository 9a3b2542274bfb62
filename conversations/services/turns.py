"""One turn: what the customer wrote is answered once, by the AI or with a handover (decision 2).

The agent runs outside any transaction. Its answer, the interpretation and the job that sends it are
stored in one; before that the world is looked at again: newer texts, an opt-out or a person who took
over make the answer void.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from conversations.agent.holding import holding_outcome
from conversations.agent.providers.base import ProviderError
from conversations.agent.turn import run_turn
from conversations.agent.types import CompanyFacts, Line, TurnInput, TurnOutcome
from conversations.models import Conversation, Interpretation, Message
from conversations.services.conversations import SILENT_DAYS, conversation_hand_over
from conversations.services.messages import message_queue
from crm.models import Contact
from crm.selectors import contact_opted_out
from crm.services import ai_disclosed
from nexus.faults import crash_point
from nexus.outbox.services import Claim, RetryLater
from nexus.tenants.models import Company
from nexus.tenants.publish import publish_conversation

logger = logging.getLogger(__name__)

HISTORY = 20
# "Never silence": from the first unanswered text to the holding reply (reliability.md).
SILENCE = timedelta(seconds=55)
RETRY_WITHIN = timedelta(seconds=20)


def conversation_turn(claim: Claim) -> None:
    """The job ``turn``: answer what is unanswered in the conversation, once."""
    conversation = Conversation.objects.select_related("contact").filter(pk=claim.object_id).first()
    if conversation is None:
        return
    pending = _pending(conversation)
    if not pending or conversation.state != Conversation.State.AI or contact_opted_out(conversation.contact):
        return
    if conversation.contact.restricted:
        _hand_over_silently(claim, conversation, pending, reason="restricted")
        return
    company = Company.objects.get(schema_name=claim.schema)
    turn = _turn_input(company, conversation, pending)
    if claim.attempts > 1 and _waited(pending) > SILENCE:
        outcome = holding_outcome(turn, reason="too_slow")
    else:
        outcome = _answer(turn, claim, pending)
    crash_point("before_turn_stored")
    _store(claim, conversation, pending, outcome)


def _answer(turn: TurnInput, claim: Claim, pending: Sequence[Message]) -> TurnOutcome:
    crash_point("in_ai_call")
    started = time.monotonic()
    try:
        return run_turn(turn)
    except ProviderError as error:
        logger.warning(
            "provider failed",
            extra={"conversation": str(claim.object_id), "seconds": round(time.monotonic() - started, 1)},
        )
        if not error.permanent and _waited(pending) < RETRY_WITHIN:
            raise RetryLater(timedelta(seconds=2), "provider") from error
        return holding_outcome(turn, reason="provider_failed")


def _waited(pending: Sequence[Message]) -> timedelta:
    """How long ago the oldest unanswered text was stored, whatever has come since.

    From its id, which has the time in it: a text that was fetched from the provider's list has an
    older ``created_at``, but nobody could have answered it before it was here.
    """
    stored_ms = pending[0].pk.int >> 80
    return timezone.now() - datetime.fromtimestamp(stored_ms / 1000, tz=UTC)


def _pending(conversation: Conversation) -> list[Message]:
    return list(Message.objects.filter(conversation=conversation, handled=False).order_by("id")[:50])


def _turn_input(company: Company, conversation: Conversation, pending: Sequence[Message]) -> TurnInput:
    first = pending[0]
    before = list(
        Message.objects.filter(conversation=conversation, id__lt=first.pk)
        .exclude(status=Message.Status.CANCELED)
        .order_by("-id")[:HISTORY]
    )
    contact: Contact = conversation.contact
    last = before[0].created_at if before else None
    told = contact.ai_disclosed_at
    # A new episode is not a new acquaintance: without earlier messages here it is the telling that counts.
    silent = first.created_at - (last or told or first.created_at) > timedelta(days=SILENT_DAYS)
    return TurnInput(
        company=CompanyFacts(
            name=company.name,
            slug=company.slug,
            timezone=company.timezone,
            address=company.address,
            emergency_text=company.emergency_text,
            transfer_instructed=company.transfer_instruction_at is not None,
        ),
        channel=conversation.channel,
        history=[
            Line(author_type=message.author_type, text=message.body, at=message.created_at)
            for message in (*reversed(before), *pending)
        ],
        pending=[message.body for message in pending],
        language=contact.language or None,
        now=timezone.now(),
        disclose=company.disclosure_text if told is None or silent else None,
        contact_known=bool(contact.name),
    )


def _store(
    claim: Claim,
    conversation: Conversation,
    pending: Sequence[Message],
    outcome: TurnOutcome,
) -> None:
    ids = [message.pk for message in pending]
    with transaction.atomic():
        claim.hold()
        conversation = (
            Conversation.objects.select_for_update(of=("self",))
            .select_related("contact")
            .get(pk=conversation.pk)
        )
        if conversation.state != Conversation.State.AI or contact_opted_out(conversation.contact):
            return
        if (
            Message.objects.filter(conversation=conversation, handled=False).exclude(pk__in=ids).exists()
            and _waited(pending) < SILENCE
        ):
            # The customer wrote on meanwhile: their newer job answers all of it together.
            return
        message = None
        if outcome.reply:
            if outcome.disclosure:
                ai_disclosed(contact=conversation.contact, text=outcome.disclosure)
            # What the system says when the AI could not is not the AI's.
            author = Message.Author.SYSTEM if outcome.provider == "none" else Message.Author.AI
            message = message_queue(conversation=conversation, body=outcome.reply, author_type=author)
        language = outcome.interpretation.get("language")
        if language in ("sv", "en") and language != conversation.contact.language:
            Contact.objects.filter(pk=conversation.contact_id).update(language=language)
        Interpretation.objects.create(
            conversation=conversation,
            message=message if message and message.author_type == Message.Author.AI else None,
            content=outcome.interpretation,
            decision=outcome.decision,
            provider=outcome.provider,
            host=outcome.host,
            model=outcome.model,
            region=outcome.region,
            retention_mode=outcome.retention_mode,
            prompt_version=outcome.prompt_version,
            disclosed_fields=list(outcome.disclosed_fields),
            tokens_in=outcome.tokens_in,
            tokens_out=outcome.tokens_out,
            milliseconds=outcome.milliseconds,
        )
        Message.objects.filter(pk__in=ids).update(handled=True)
        if outcome.hand_over:
            conversation_hand_over(conversation=conversation, reason=outcome.reason)
        claim.finish()
    publish_conversation(conversation.pk)


def _hand_over_silently(
    claim: Claim, conversation: Conversation, pending: Sequence[Message], *, reason: str
) -> None:
    with transaction.atomic():
        claim.hold()
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        Message.objects.filter(pk__in=[message.pk for message in pending]).update(handled=True)
        conversation_hand_over(conversation=conversation, reason=reason)
        claim.finish()
    publish_conversation(conversation.pk)
