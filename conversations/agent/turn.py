"""One turn of the agent: from the unanswered messages to a reply and how they were understood."""

from __future__ import annotations

import time

from django.conf import settings

from conversations.agent.guardrails import finish, keep_honest
from conversations.agent.providers import ProviderError, provider_named
from conversations.agent.providers.base import Answered
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import CompanyFacts, Json, Line, TurnInput, TurnOutcome

__all__ = ["CompanyFacts", "Line", "ProviderError", "TurnInput", "TurnOutcome", "run_turn"]


def run_turn(turn: TurnInput, *, provider: str | None = None) -> TurnOutcome:
    """Answer ``turn`` with ``provider`` (by default ``NEXUS_AI_PROVIDER``).

    Runs in the company's context and outside any transaction. Raises :class:`ProviderError` when the
    AI fails or has not finished within ``NEXUS_AI_DEADLINE_SECONDS``; the caller then sends a holding
    reply and hands over. Errors of the database pass through.
    """
    started = time.monotonic()
    tools = Toolbox()
    chosen = provider_named(provider or settings.NEXUS.ai_provider)
    answered = chosen.draft(turn, tools, deadline=started + settings.NEXUS.ai_deadline)
    draft = keep_honest(answered.draft, acts=False) if chosen.name != "embedded" else answered.draft
    finished = finish(
        "" if draft.decision == "silent" else draft.reply,
        company_name=turn.company.name,
        disclose=turn.disclose,
        language=draft.language,
    )
    origin = answered.origin
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
    )


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
    }
