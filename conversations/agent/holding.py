"""What is said and recorded when the AI cannot answer: never silence (reliability.md)."""

from __future__ import annotations

from conversations.agent.types import TurnInput, TurnOutcome

TEXTS = {
    "sv": "Tack för ditt meddelande! En kollega läser det och svarar dig så snart vi kan.",
    "en": "Thank you for your message! A colleague will read it and get back to you as soon as we can.",
}


def holding_outcome(turn: TurnInput, *, reason: str) -> TurnOutcome:
    """A holding reply and a handover. ``reason`` is ``provider_failed`` or ``too_slow``."""
    language = turn.language if turn.language in TEXTS else "sv"
    return TurnOutcome(
        reply=TEXTS[language],
        decision="handed_over",
        interpretation={
            "intent": "other",
            "language": language,
            "confidence": 0.0,
            "slots": {},
            "sources": [],
            "tools": [],
            "reason": reason,
        },
        provider="none",
        host="",
        model="",
        region="",
        retention_mode="",
        prompt_version="",
        disclosed_fields=[],
        tokens_in=0,
        tokens_out=0,
        milliseconds=0,
        hand_over=True,
        reason=reason,
    )
