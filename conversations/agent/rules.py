"""The cases that rules decide before any model is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from conversations.agent import wording
from conversations.agent.intents import urgent_intent
from conversations.agent.language import detect_language
from conversations.agent.reading.normal import normal
from conversations.agent.reading.people import about_others_data
from conversations.agent.reading.trouble import is_health
from conversations.agent.reopening import told_when_open
from conversations.agent.types import Decision, Draft, Intent, Origin, TurnInput

# Codes for why staff get a conversation; the portal puts words to them.
_REASONS: dict[Intent, str] = {
    "human": "asked_for_human",
    "emergency": "emergency",
    "rights_access": "rights",
    "rights_erasure": "rights",
    "rights_rectification": "rights",
    "objection": "objection",
    "complaint": "complaint",
    "book": "cannot_act",
    "reschedule": "cannot_act",
    "cancel": "cannot_act",
    "availability": "cannot_act",
    "prompt_injection": "prompt_injection",
}
_RIGHTS: frozenset[Intent] = frozenset({"rights_access", "rights_erasure", "rights_rectification"})

RULES_VERSION = "rules-3"


def rules_origin() -> Origin:
    """Where a draft comes from that no model had a part in."""
    return Origin(
        provider="embedded",
        model="rules",
        region="local",
        retention_mode="none",
        prompt_version=RULES_VERSION,
    )


def handover_reason(intent: Intent) -> str:
    """The code for handing over a conversation about ``intent``."""
    return _REASONS.get(intent, "not_known")


def language_of(turn: TurnInput) -> str:
    """``sv`` or ``en``: of the text itself, else of the conversation, else of the contact."""
    found = detect_language(turn.text)
    if found:
        return found
    for line in reversed(turn.earlier):
        if line.author_type == "contact":
            found = detect_language(line.text)
            if found:
                return found
    return turn.language if turn.language in ("sv", "en") else "sv"


def urgent_draft(turn: TurnInput) -> Draft | None:
    """As :func:`fixed_draft`; what is handed over while the company is closed tells when it opens."""
    draft = fixed_draft(turn)
    return told_when_open(draft, turn) if draft else None


def fixed_draft(turn: TurnInput) -> Draft | None:
    """The fixed reply to what must not wait for a model: a wish for a human, an emergency, a right.

    None of these is carried out here; staff get the conversation. Also what no model should read:
    attempts to turn it round.
    """
    text, language = turn.text, language_of(turn)
    if not text:
        return Draft(wording.say("empty", language), "other", language, "asked", 0.5, "no_text")
    intent = urgent_intent(text)
    if intent is None:
        if is_health(normal(text)):
            return Draft(wording.say("health", language), "other", language, "handed_over", 0.8, "health")
        if names_topic(text, turn.agent.excluded_topics):
            reply = wording.say("excluded_topic", language)
            return Draft(reply, "other", language, "handed_over", 0.9, "excluded_topic")
        return None
    of_others = intent in _RIGHTS and about_others_data(normal(text))
    reply = wording.say("rights_of_others" if of_others else intent, language)
    if intent == "emergency" and turn.company.emergency_text.strip():
        reply = turn.company.emergency_text.strip()
    decision: Decision = "answered" if intent in ("prompt_injection", "opt_out") else "handed_over"
    draft = Draft(reply, intent, language, decision, 0.97, _REASONS.get(intent, intent))
    # Whoever gets no human goes on with what was talked about.
    draft.state = dict(turn.state) if intent == "prompt_injection" else {}
    return draft


def names_topic(text: str, topics: Iterable[str]) -> bool:
    """Whether a text is about one of the company's excluded topics: its words, also with an ending."""
    for topic in topics:
        words = [re.escape(word) for word in topic.casefold().split()]
        ending = r"\w{0,4}"
        phrase = rf"{ending}\s+".join(words)
        if words and re.search(rf"\b{phrase}{ending}\b", text.casefold()):
            return True
    return False
