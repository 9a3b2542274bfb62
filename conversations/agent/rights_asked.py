"""Which right a text asks for, read by rules alone: no model, and nothing is answered by it."""

from __future__ import annotations

from conversations.agent.intents import urgent_intent
from conversations.agent.reading.normal import normal
from conversations.agent.reading.people import about_others_data
from conversations.agent.reading.rights import kind_of_case
from conversations.agent.types import Intent
from conversations.channels.sms.keywords import rights_word
from nexus.privacy.requests import RequestKind

_CASES: dict[Intent, RequestKind] = {
    "rights_access": "access",
    "rights_erasure": "erasure",
    "rights_rectification": "rectification",
    "objection": "objection",
}


def case_kind(intent: Intent, text: str) -> RequestKind | None:
    """The kind of case that a text with this intent opens; None for an intent that opens none.

    What is stored about somebody else is no right of the writer's: staff see whether they may ask for them.
    """
    kind = _CASES.get(intent)
    if kind is None or about_others_data(normal(text)):
        return None
    return kind_of_case(kind, text)


def right_asked(text: str) -> RequestKind | None:
    """The right that a text asks for: by the word for it, or in a sentence; None for any other text.

    For those whom no AI answers: a wish to exercise a right opens a case from them too (GDPR art. 12(2)).
    """
    word = rights_word(text)
    if word is not None:
        return word
    intent = urgent_intent(text)
    return case_kind(intent, text) if intent else None
