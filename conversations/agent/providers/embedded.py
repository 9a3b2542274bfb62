"""The provider without a network: rules, the company's facts and its knowledge articles.

It is the demo, the tests' partner and what answers when nothing else is set up. It says only what
stands in the company's own facts, says so when it does not know, and hands over.
"""

from __future__ import annotations

from conversations.agent import answers, wording
from conversations.agent.answers import Answer
from conversations.agent.intents import asks_about_rules, read_intents
from conversations.agent.providers.base import Answered, Listener, register
from conversations.agent.rules import language_of, urgent_draft
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Decision, Draft, Intent, Origin, TurnInput

PROMPT_VERSION = "rules-1"
_ACTS: tuple[Intent, ...] = ("cancel", "reschedule", "availability", "book")


@register("embedded")
class EmbeddedProvider:
    """Deterministic: the same turn on the same facts gives the same draft."""

    name = "embedded"

    def draft(
        self,
        turn: TurnInput,
        tools: Toolbox,
        *,
        deadline: float,
        listener: Listener | None = None,
        correction: str = "",
    ) -> Answered:
        """Draft by rules; needs no deadline, as nothing is waited for but Postgres."""
        made = urgent_draft(turn) or self._ordinary(turn, tools)
        if listener is not None and made.reply:
            listener.text(made.reply)
        return Answered(
            made,
            Origin(
                provider=self.name,
                model="rules",
                region="local",
                retention_mode="none",
                prompt_version=PROMPT_VERSION,
            ),
        )

    def _ordinary(self, turn: TurnInput, tools: Toolbox) -> Draft:
        language, text = language_of(turn), turn.text
        intents = read_intents(turn)
        first: Intent = intents[0] if intents else "other"
        if first == "spam":
            return Draft("", "spam", language, "silent", 0.9, "spam")
        if first in ("thanks", "smalltalk"):
            return _social(turn, first, language)
        if first in ("opt_out", "opt_in"):
            return Draft(wording.say(first, language), first, language, "answered", 0.9)
        if first in _ACTS:
            return _about_bookings(turn, tools, first, language)
        found = [answer for intent in intents if (answer := _fact(turn, tools, intent, language)) is not None]
        if not found:
            known = answers.knowledge_answer(tools, language, text)
            found = [known] if known else []
        if not found and first == "price":
            listed = answers.price_list_answer(tools, language) if len(text.split()) <= 6 else None
            found = [listed] if listed else []
        if not found:
            return Draft(wording.say("unknown", language), first, language, "handed_over", 0.3, "not_known")
        return _joined(found, first, language)


def _fact(turn: TurnInput, tools: Toolbox, intent: Intent, language: str) -> Answer | None:
    if intent == "opening_hours":
        return answers.hours_answer(turn, tools, language, turn.text)
    if intent == "price":
        return answers.price_answer(tools, language, turn.text)
    if intent == "location":
        return answers.location_answer(turn, tools, language, turn.text)
    return None


def _about_bookings(turn: TurnInput, tools: Toolbox, intent: Intent, language: str) -> Draft:
    named = answers.named_services(turn.text, tools.services())
    slots = {"service": named[0].key} if len(named) == 1 else {}
    if asks_about_rules(turn.text):
        known = answers.knowledge_answer(tools, language, turn.text, least=0.25)
        if known:
            return _joined([known], intent, language)
    return Draft(
        wording.say(intent, language), intent, language, "handed_over", 0.85, "cannot_act", slots=slots
    )


def _social(turn: TurnInput, intent: Intent, language: str) -> Draft:
    ours = [line for line in turn.earlier if line.author_type != "contact"]
    if intent == "thanks":
        if ours and ours[-1].text.startswith(
            (wording.say("thanks", "sv")[:9], wording.say("thanks", "en")[:15])
        ):
            return Draft("", "thanks", language, "silent", 0.9, "nothing_to_answer")
        return Draft(wording.say("thanks", language), "thanks", language, "answered", 0.95)
    greets = any(
        word in turn.text.lower() for word in ("hej", "hall", "tja", "hi", "hello", "hey", "god", "good")
    )
    if ours and not greets:
        return Draft("", "smalltalk", language, "silent", 0.7, "nothing_to_answer")
    return Draft(wording.say("greeting", language), "smalltalk", language, "asked", 0.9)


def _joined(found: list[Answer], intent: Intent, language: str) -> Draft:
    decision: Decision = next(
        (answer.decision for answer in found if answer.decision != "answered"), "answered"
    )
    return Draft(
        reply=" ".join(answer.text for answer in found),
        intent=intent,
        language=language,
        decision=decision,
        confidence=min(answer.confidence for answer in found),
        reason=next((answer.reason for answer in found if answer.reason), ""),
        slots={name: value for answer in found for name, value in answer.slots.items()},
        sources=[source for answer in found for source in answer.sources],
    )
