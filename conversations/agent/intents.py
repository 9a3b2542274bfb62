"""What a text is about, by the rules of :mod:`conversations.agent.patterns`.

Several ordinary intents may be found in one turn; a single urgent one decides it.
"""

from __future__ import annotations

import re

from conversations.agent.days import find_days
from conversations.agent.patterns import ASKING, FILLER, GREETING, LINK, ORDINARY, SPAM, THANKS, URGENT
from conversations.agent.types import Intent, TurnInput


def urgent_intent(text: str) -> Intent | None:
    """The intent that must never wait for a model, if there is one."""
    return next((intent for intent, pattern in URGENT if pattern.search(text)), None)


def ordinary_intents(text: str) -> list[Intent]:
    """All other intents found in ``text``, the most telling first; empty when the rules know none."""
    if SPAM.search(text) and LINK.search(text):
        return ["spam"]
    found: list[Intent] = [intent for intent, pattern in ORDINARY if pattern.search(text)]
    if "cancel" in found or "reschedule" in found:
        found = [intent for intent in found if intent not in ("book", "availability")]
    return found or social_intents(text)


def social_intents(text: str) -> list[Intent]:
    """``thanks`` or ``smalltalk`` when the text is nothing but that."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if any(word not in FILLER for word in words):
        return []
    if THANKS.search(text):
        return ["thanks"]
    return ["smalltalk"] if words or text.strip() else []


def is_greeting(text: str) -> bool:
    """Whether the text begins by greeting."""
    return GREETING.search(text) is not None


def asks_about_rules(text: str) -> bool:
    """Whether a text about bookings asks how something works rather than for an act."""
    return ASKING.search(text) is not None


def read_intents(turn: TurnInput) -> list[Intent]:
    """The intents of a turn; a bare "och på söndag?" takes over what was last asked about."""
    found = ordinary_intents(turn.text)
    if found or len(turn.text.split()) > 6:
        return found
    now = turn.now
    earlier = [line.text for line in turn.earlier if line.author_type == "contact"]
    if earlier and find_days(turn.text, now) and "opening_hours" in ordinary_intents(earlier[-1]):
        return ["opening_hours"]
    return []
