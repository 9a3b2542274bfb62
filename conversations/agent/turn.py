"""One turn of the agent: from the unanswered messages to a reply and how they were understood."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings

from conversations.agent import booking_words, rights_words, wording
from conversations.agent.guardrails import finish, opening
from conversations.agent.honesty import binds, claims, false_claim
from conversations.agent.providers import ProviderError, provider_named
from conversations.agent.providers.base import Answered, Provider
from conversations.agent.rights_asked import case_kind
from conversations.agent.rules import language_of, rules_origin, urgent_draft
from conversations.agent.streaming import GuardedReply, Screen
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import CompanyFacts, Draft, Json, Line, TurnInput, TurnOutcome
from crm.bookings.models import Booking
from crm.models import Contact

__all__ = ["CompanyFacts", "Line", "ProviderError", "TurnInput", "TurnOutcome", "run_turn"]

_ATTEMPTS = 2
_ACTS = frozenset({"booked", "moved", "cancelled", "rights_request"})
_STANDING = (Booking.State.PROPOSED, Booking.State.CONFIRMED)


def run_turn(
    turn: TurnInput,
    *,
    provider: str | None = None,
    contact: Contact | None = None,
    hold: Callable[[], None] | None = None,
    screen: Screen | None = None,
    deadline_seconds: float | None = None,
) -> TurnOutcome:
    """Answer ``turn`` with ``provider`` (by default ``NEXUS_AI_PROVIDER``).

    Runs in the company's context and outside any transaction; an act of a tool commits by itself,
    with ``hold`` called first in its transaction. ``screen`` is given the reply while it grows.
    Raises :class:`ProviderError` when the AI fails or has not finished within
    ``NEXUS_AI_DEADLINE_SECONDS``, or the shorter ``deadline_seconds``; the caller then sends a holding
    reply and hands over. Errors of the database, and what ``hold`` raises, pass through.
    """
    started = time.monotonic()
    tools = Toolbox(turn, contact=contact, hold=hold)
    urgent = urgent_draft(turn)
    if urgent is not None:
        _open_case(urgent, tools)
        answered, guarded = Answered(urgent, rules_origin()), None
    else:
        chosen = provider_named(provider or settings.NEXUS.ai_provider)
        guarded = _guarded(turn, tools, screen) if screen else None
        deadline = started + min(settings.NEXUS.ai_deadline, deadline_seconds or settings.NEXUS.ai_deadline)
        answered = _honest_draft(chosen, turn, tools, deadline=deadline, guarded=guarded)
    outcome = _outcome(turn, tools, answered, started)
    if guarded is not None:
        guarded.end(outcome.reply)
    elif screen and outcome.reply:
        screen.show(outcome.reply)
    return outcome


def _honest_draft(
    chosen: Provider, turn: TurnInput, tools: Toolbox, *, deadline: float, guarded: GuardedReply | None
) -> Answered:
    """A draft that claims nothing but what was done: redone once, then staff answer."""
    correction, tokens_in, tokens_out = "", 0, 0
    for _attempt in range(_ATTEMPTS):
        answered = chosen.draft(turn, tools, deadline=deadline, listener=guarded, correction=correction)
        answered.origin.tokens_in += tokens_in
        answered.origin.tokens_out += tokens_out
        problem = _problem(answered.draft, tools) if chosen.name != "embedded" else ""
        if not problem:
            return answered
        tokens_in, tokens_out = answered.origin.tokens_in, answered.origin.tokens_out
        correction = _correction(problem, tools)
        if guarded:
            guarded.restart()
    draft, language = answered.draft, answered.draft.language
    draft.reply = _done_so_far(tools, language) or wording.say("no_act", language)
    draft.decision = "handed_over"
    draft.reason = "legal" if problem == "binding" else "cannot_act"
    return answered


def _problem(draft: Draft, tools: Toolbox) -> str:
    if binds(draft.reply):
        return "binding"
    return false_claim(draft.reply, acts=tools.acts, bookings=_standing(tools), zone=tools.zone)


def _standing(tools: Toolbox) -> list[Booking]:
    touched = [booking for booking in tools.touched if booking.state in _STANDING]
    known = {booking.pk for booking in touched}
    return touched + [booking for booking in tools.my_bookings() if booking.pk not in known]


def _correction(problem: str, tools: Toolbox) -> str:
    done = ", ".join(tools.acts) or "nothing"
    if problem == "binding":
        return (
            "Your reply promised something that binds the company. Do not promise money, compensation or a "
            "guarantee; hand over instead."
        )
    return (
        f"Your reply says that something was {problem.replace('_', ' ')}, which is not so. Really done in "
        f"this turn: {done}. Use the tool first, or write a reply that does not claim it."
    )


def _done_so_far(tools: Toolbox, language: str) -> str:
    standing = [booking for booking in tools.touched if booking.state in _STANDING]
    return booking_words.booked(standing[-1], tools.zone, tools.now, language) if standing else ""


def _guarded(turn: TurnInput, tools: Toolbox, screen: Screen) -> GuardedReply:
    def allowed(sentence: str) -> bool:
        if not claims(sentence) and not binds(sentence):
            return True
        if binds(sentence):
            return False
        return not false_claim(sentence, acts=tools.acts, bookings=_standing(tools), zone=tools.zone)

    lead = opening(turn.company.name, turn.disclose, language_of(turn)) if turn.disclose is not None else ""
    return GuardedReply(screen, allowed, lead=lead)


def _open_case(draft: Draft, tools: Toolbox) -> None:
    """A wish to exercise a right opens a case where cases are kept; the AI never carries it out.

    The case has its own way to staff. Whoever objects to being answered by an AI gets a human at once.
    """
    kind = case_kind(draft.intent, tools.turn.text)
    if kind and tools.open_rights_request(kind) and tools.opened:
        draft.reply = rights_words.opened_text(kind, tools.opened, draft.language)
        if kind != "objection":
            draft.decision = "acted"
    if draft.decision == "handed_over":
        tools.hand_over(draft.reason)


def _outcome(turn: TurnInput, tools: Toolbox, answered: Answered, started: float) -> TurnOutcome:
    draft, origin = answered.draft, answered.origin
    _decide(draft, tools)
    standing = [booking for booking in tools.touched if booking.state in _STANDING]
    reply = "" if draft.decision == "silent" else draft.reply
    told = standing[-1] if standing and reply else None
    if told and not booking_words.names_time(reply, told.start.astimezone(tools.zone)):
        reply = f"{booking_words.booked(told, tools.zone, tools.now, draft.language)} {reply}"
    finished = finish(
        reply,
        company_name=turn.company.name,
        disclose=turn.disclose,
        language=draft.language,
        tail=booking_words.link_tail(told, turn.company.url, draft.language) if told else "",
        asked_for_human=draft.intent == "human",
        channel=turn.channel,
    )
    return TurnOutcome(
        reply=finished.text,
        decision=draft.decision,
        interpretation=_interpretation(answered, tools),
        provider=origin.provider,
        host=origin.host,
        model=origin.model,
        region=origin.region,
        retention_mode=origin.retention_mode,
        prompt_version=origin.prompt_version,
        disclosed_fields=origin.disclosed_fields,
        tokens_in=origin.tokens_in,
        tokens_out=origin.tokens_out,
        milliseconds=round((time.monotonic() - started) * 1000),
        hand_over=draft.decision == "handed_over",
        reason=draft.reason,
        disclosure=finished.disclosure,
        told_bookings=tuple(booking.pk for booking in tools.touched) if finished.text else (),
    )


def _decide(draft: Draft, tools: Toolbox) -> None:
    if tools.handed_over:
        draft.decision, draft.reason = "handed_over", draft.reason or tools.handed_over
    elif draft.decision in ("answered", "asked") and _ACTS & set(tools.acts):
        draft.decision = "acted"
    elif draft.decision == "acted" and not _ACTS & set(tools.acts):
        draft.decision = "answered"


def _interpretation(answered: Answered, tools: Toolbox) -> Json:
    draft = answered.draft
    return {
        "intent": draft.intent,
        "language": draft.language,
        "confidence": draft.confidence,
        "slots": draft.slots,
        "sources": draft.sources,
        "tools": tools.calls,
        "reason": draft.note or draft.reason,
        **({"dialogue": draft.state} if draft.state else {}),
    }
