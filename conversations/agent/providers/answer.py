"""The draft in a model's last message: JSON as it was asked for, or plain words."""

from __future__ import annotations

import json
import re
from typing import cast, get_args

from conversations.agent import wording
from conversations.agent.intents import read_intents
from conversations.agent.providers.base import ProviderError
from conversations.agent.providers.stream import Spoken
from conversations.agent.rules import handover_reason, language_of
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Decision, Draft, Intent, Json, TurnInput

_FENCED = re.compile(r"```(?:json)?\s*(\{.*\})\s*(?:```)?\s*\Z", re.DOTALL)


def read_answer(spoken: Spoken, turn: TurnInput, tools: Toolbox) -> Draft:
    """The draft; raises :class:`ProviderError` of kind ``malformed`` where nothing can be made of it."""
    if spoken.stop_reason == "refusal":
        language = language_of(turn)
        return Draft(wording.say("human", language), "other", language, "handed_over", 0.5, "not_known")
    text = "\n".join(block.text for block in spoken.blocks if block.kind == "text").strip()
    if spoken.stop_reason == "max_tokens":
        raise ProviderError("The model's answer was cut off.", kind="malformed")
    if not any(character.isalpha() for character in text):
        raise ProviderError("The model answered nothing.", kind="malformed")
    fenced = _FENCED.search(text)
    bare = fenced[1] if fenced else text
    draft = _shaped(bare, turn) if bare.startswith("{") else _plain(text, turn)
    if tools.handed_over:
        draft.decision, draft.reason = "handed_over", tools.handed_over
    if not draft.reply and draft.decision != "silent":
        raise ProviderError("The model answered nothing.", kind="malformed")
    draft.sources = list(tools.sources)
    return draft


def _plain(text: str, turn: TurnInput) -> Draft:
    intents = read_intents(turn)
    return Draft(text, intents[0] if intents else "other", language_of(turn), "answered", 0.5)


def _shaped(text: str, turn: TurnInput) -> Draft:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise ProviderError(
            "The model's answer is not the JSON it was asked for.", kind="malformed"
        ) from error
    reply, intent, decision = given.get("reply"), given.get("intent"), given.get("decision")
    if not isinstance(reply, str):
        raise ProviderError("The model's answer holds no reply.", kind="malformed")
    intent = cast(Intent, intent) if intent in get_args(Intent) else "other"
    return Draft(
        reply=reply.strip(),
        intent=intent,
        language=given["language"] if given.get("language") in ("sv", "en") else language_of(turn),
        decision=cast(Decision, decision) if decision in get_args(Decision) else "answered",
        confidence=_confidence(given.get("confidence")),
        reason=handover_reason(intent) if decision == "handed_over" else "",
        note=str(given.get("reason") or "")[:200],
        slots=_slots(given.get("slots")),
    )


def _confidence(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return 0.5
    return min(1.0, max(0.0, float(given)))


def _slots(given: object) -> Json:
    if not isinstance(given, dict):
        return {}
    return {str(name): value for name, value in given.items() if value is not None}
