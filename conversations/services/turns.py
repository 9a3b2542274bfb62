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

from conversations.agent import rights_words
from conversations.agent.guardrails import to_sms_text
from conversations.agent.holding import holding_outcome
from conversations.agent.language import detect_language
from conversations.agent.providers.base import ProviderError
from conversations.agent.rights_asked import right_asked
from conversations.agent.streaming import Screen
from conversations.agent.turn import run_turn
from conversations.agent.types import TurnInput, TurnOutcome
from conversations.channels.webchat.stream import chat_screen, screen_clear
from conversations.models import AgentSettings, Channel, Conversation, Interpretation, Message
from conversations.selectors.agent import agent_answers_now, agent_settings
from conversations.selectors.reach import opted_out_here
from conversations.services.conversations import conversation_hand_over
from conversations.services.holding import held_elsewhere, holding_share, open_conversations
from conversations.services.messages import message_queue
from conversations.services.rights import rights_text_queue
from conversations.services.turn_input import readable, turn_input
from crm.bookings.models import Booking
from crm.models import Contact
from crm.services import ai_disclosed
from nexus.faults import crash_point
from nexus.outbox.services import Claim, RetryLater
from nexus.privacy.requests import rights_request_open
from nexus.tenants.models import Company
from nexus.tenants.publish import publish_conversation

logger = logging.getLogger(__name__)

# "Never silence": from the first unanswered text to the holding reply (reliability.md).
SILENCE = timedelta(seconds=55)
RETRY_WITHIN = timedelta(seconds=20)
RETRY_AFTER, RETRY_AT_MOST = 2.0, 10.0  # seconds
# AI replies to one person within a window. Twilio's own loop guard is 30 quick ones.
REPLY_CAPS = ((timedelta(minutes=10), 15), (timedelta(hours=24), 80))


class TurnVoid(Exception):
    """Somebody took over or the customer wrote on while the agent was about to act."""


def conversation_turn(claim: Claim) -> None:
    """The job ``turn``: answer what is unanswered in the conversation, once."""
    conversation = Conversation.objects.select_related("contact").filter(pk=claim.object_id).first()
    if conversation is None:
        return
    if conversation.state == Conversation.State.AI and held_elsewhere(conversation):
        # The person was found to be somebody whom staff answer already.
        with transaction.atomic():
            holding_share(contact_id=conversation.contact_id)
        conversation.refresh_from_db()
    pending, contact = _pending(conversation), conversation.contact
    company, wishes = Company.objects.get(schema_name=claim.schema), agent_settings()
    on = agent_answers_now(wishes, company, timezone.now())
    ours = conversation.state == Conversation.State.AI and not opted_out_here(conversation)
    if not (ours and on) or contact.restricted or contact.objected:
        pending = _open_without_agent(claim, conversation, pending)
    if not pending or not ours:
        return
    if contact.restricted or contact.objected:
        reason = "restricted" if contact.restricted else "objection"
        _hand_over_silently(claim, conversation, pending, reason=reason)
        return
    if not on:
        _hand_over_silently(claim, conversation, pending, reason="agent_off", text=wishes.away_text)
        return
    if _answers_too_often(conversation):
        _hand_over_silently(claim, conversation, pending, reason="reply_cap")
        return
    turn = turn_input(company, conversation, pending)
    screen = chat_screen(conversation, turn=pending[-1].pk, name=company.name, again=claim.attempts > 1)
    try:
        if claim.attempts > 1 and _waited(pending) > SILENCE:
            outcome = holding_outcome(turn, reason="too_slow")
        else:
            outcome = _answer(turn, claim, conversation, pending, fallback=wishes.fallback, screen=screen)
    except (TurnVoid, RetryLater) as stopped:
        screen_clear(screen)
        if isinstance(stopped, TurnVoid):
            return
        raise
    crash_point("before_turn_stored")
    if not _store(claim, conversation, pending, outcome):
        screen_clear(screen)


def _open_without_agent(claim: Claim, conversation: Conversation, pending: list[Message]) -> list[Message]:
    """Where the agent does not answer, a wish to exercise a right still opens a case, and is confirmed by a
    fixed text about that case; what is left unanswered then.

    Whoever holds the conversation goes on holding it: the clock of a right runs from when it is asked for, not
    from when staff read it (GDPR art. 12(3)). An objection by who has objected is for a human.
    """
    contact, left = conversation.contact, []
    for message in pending:
        text = readable(message.body)
        kind = right_asked(text)
        if kind is None or (kind == "objection" and contact.objected):
            left.append(message)
            continue
        with transaction.atomic():
            claim.hold()
            opened = rights_request_open(
                kind=kind, contact_id=conversation.contact_id, channel=conversation.channel, wish=message.body
            )
            if opened is None:
                left.append(message)
                continue
            language = detect_language(text) or ("en" if contact.language == "en" else "sv")
            said = to_sms_text(rights_words.opened_text(kind, opened, language))
            if conversation.channel == Channel.WEBCHAT:
                message_queue(
                    conversation=conversation, body=said, author_type=Message.Author.SYSTEM, about_rights=True
                )
            else:
                rights_text_queue(contact=contact, text=said)
            Message.objects.filter(pk=message.pk).update(handled=True)
            if kind == "objection" and conversation.state == Conversation.State.AI:
                # Its confirmation says that a colleague takes over.
                open_conversations(conversation.contact_id)
                conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
                conversation_hand_over(conversation=conversation, reason="objection")
        publish_conversation(conversation.pk)
    return left


def _answer(
    turn: TurnInput,
    claim: Claim,
    conversation: Conversation,
    pending: Sequence[Message],
    *,
    fallback: str,
    screen: Screen | None,
) -> TurnOutcome:
    crash_point("in_ai_call")
    started = time.monotonic()

    def hold() -> None:
        """Runs first in the transaction of every act of the agent."""
        claim.hold()
        if not _still_ours(Conversation.objects.get(pk=conversation.pk), pending):
            raise TurnVoid

    try:
        return run_turn(turn, contact=conversation.contact, hold=hold, screen=screen)
    except ProviderError as error:
        logger.warning(
            "provider failed",
            extra={
                "conversation": str(claim.object_id),
                "kind": error.kind,
                "seconds": round(time.monotonic() - started, 1),
            },
        )
        if not error.permanent and _waited(pending) < RETRY_WITHIN:
            delay = min(max(error.retry_after or 0, RETRY_AFTER), RETRY_AT_MOST)
            raise RetryLater(timedelta(seconds=delay), "provider") from error
        if fallback == AgentSettings.Fallback.RULES:
            sure = run_turn(turn, provider="embedded", contact=conversation.contact, hold=hold)
            if not sure.hand_over:
                return sure
        return holding_outcome(turn, reason="provider_failed")


def _still_ours(conversation: Conversation, pending: Sequence[Message]) -> bool:
    """Whether the AI may still answer ``pending``, and act on it: nobody took over, nothing came since."""
    contact = conversation.contact
    if conversation.state != Conversation.State.AI or opted_out_here(conversation):
        return False
    if held_elsewhere(conversation):
        return False
    if contact.restricted or contact.objected:
        return False
    newer = Message.objects.filter(conversation=conversation, handled=False)
    return (
        not newer.exclude(pk__in=[message.pk for message in pending]).exists() or _waited(pending) >= SILENCE
    )


def _answers_too_often(conversation: Conversation) -> bool:
    """Whether we are talking to a machine, or being made to spend: replies to one number are capped."""
    now = timezone.now()
    ours = Message.objects.filter(
        conversation__contact_id=conversation.contact_id, author_type=Message.Author.AI
    )
    return any(ours.filter(created_at__gt=now - window).count() >= most for window, most in REPLY_CAPS)


def _waited(pending: Sequence[Message]) -> timedelta:
    """How long ago the oldest unanswered text was stored, whatever has come since.

    From its id, which has the time in it: a text that was fetched from the provider's list has an
    older ``created_at``, but nobody could have answered it before it was here.
    """
    stored_ms = pending[0].pk.int >> 80
    return timezone.now() - datetime.fromtimestamp(stored_ms / 1000, tz=UTC)


def _pending(conversation: Conversation) -> list[Message]:
    return list(Message.objects.filter(conversation=conversation, handled=False).order_by("id")[:50])


def _store(
    claim: Claim,
    conversation: Conversation,
    pending: Sequence[Message],
    outcome: TurnOutcome,
) -> bool:
    """Store the answer and what is done with it. False when there is none any more."""
    ids = [message.pk for message in pending]
    with transaction.atomic():
        claim.hold()
        open_conversations(conversation.contact_id)
        conversation = (
            Conversation.objects.select_for_update(of=("self",))
            .select_related("contact")
            .get(pk=conversation.pk)
        )
        if not _still_ours(conversation, pending):
            # Somebody took over, or the customer wrote on: their newer job answers all of it together.
            if outcome.told_bookings:
                _interpretation_store(conversation, None, outcome)
            return False
        message = None
        if outcome.reply:
            if outcome.disclosure:
                ai_disclosed(contact=conversation.contact, text=outcome.disclosure)
            # What the system says when the AI could not is not the AI's.
            author = Message.Author.SYSTEM if outcome.provider == "none" else Message.Author.AI
            message = message_queue(
                conversation=conversation, body=outcome.reply, author_type=author, turn=pending[-1].pk
            )
            Booking.objects.filter(pk__in=outcome.told_bookings).update(announced_at=timezone.now())
        language = outcome.interpretation.get("language")
        if language in ("sv", "en") and language != conversation.contact.language:
            Contact.objects.filter(pk=conversation.contact_id).update(language=language)
        told = message if message and message.author_type == Message.Author.AI else None
        _interpretation_store(conversation, told, outcome)
        Message.objects.filter(pk__in=ids).update(handled=True)
        if outcome.hand_over:
            conversation_hand_over(conversation=conversation, reason=outcome.reason)
        claim.finish()
    publish_conversation(conversation.pk)
    return message is not None


def _interpretation_store(conversation: Conversation, message: Message | None, outcome: TurnOutcome) -> None:
    Interpretation.objects.create(
        conversation=conversation,
        message=message,
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


def _hand_over_silently(
    claim: Claim, conversation: Conversation, pending: Sequence[Message], *, reason: str, text: str = ""
) -> None:
    """Staff get it without the agent; ``text`` is the company's own word that it takes a while."""
    with transaction.atomic():
        claim.hold()
        open_conversations(conversation.contact_id)
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        Message.objects.filter(pk__in=[message.pk for message in pending]).update(handled=True)
        if text.strip() and conversation.state == Conversation.State.AI:
            message_queue(
                conversation=conversation, body=to_sms_text(text), author_type=Message.Author.SYSTEM
            )
        conversation_hand_over(conversation=conversation, reason=reason)
        claim.finish()
    publish_conversation(conversation.pk)
