"""Questions: answered from the company's facts and articles, or honestly not at all; and small talk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from conversations.agent import answers, finding, wording
from conversations.agent.answers import Answer
from conversations.agent.dialogue.scene import Scene, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.intents import asks, ordinary_intents
from conversations.agent.reading.asks import asked_in
from conversations.agent.reading.inquiries import PRICE
from conversations.agent.reading.normal import normal, rule
from conversations.agent.reading.services import named_services
from conversations.agent.rules import handover_reason
from conversations.agent.types import Decision, Draft, Intent
from conversations.knowledge import topical_words

FACTS: tuple[Intent, ...] = ("price", "opening_hours", "location")
_MOST = 4
# Letters in two texts, and of these what the disclosure takes.
_ROOM, _DISCLOSURE = 306, 120
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
# Where one question ends and the next begins.
_JOINTS = re.compile(
    r"(?<=[?!.\n])\s+|\s*,?\s+(?:och|o|and|samt|men|but)\s+(?=(?:hur|vad|va|var|vart|när|vilk\w+|har|finns|kan|kostar|tar|gör"
    r"|säljer|är|får|ligger|tar|behöver|how|what|where|when|which|do|does|is|are|can|have)\b)",
    re.IGNORECASE,
)
# A text of so few words asks for nothing beside.
SHORT = 7
# A question may begin with its verb, the mark left out ("får man ha smink på sig").
_VERB_FIRST = rule(
    r"(?:^|[.,!\n]\s*)(?:hej\w*\W+)?(?:far|kan|gar|maste|finns|tar|har|behover|ar|blir|ska|gor|saljer|funkar|could|can|is"
    r"|are|do|does|will|would|any) (?:jag|man|vi|ni|det|du|hon|han|min|mitt|i|we|you|there|it|my|the|she|he)\b"
)
_GREETS = rule(r"\b(?:hej\w*|halla|tja\w*|tjena\w*|god\w*|hi|hello|hey|good)\b")
_ROBOT = rule(
    r"\b(?:robot|bot|ai|dator|chatbot|machine|computer)\b|\bv(?:em|ad) ar du\b|\bwho are you\b"
    r"|\bvad heter du\b"
)
_PRICES = rule(
    r"\b(?:prislist\w*|priser|pris\w*|kostar|price ?list|prices?|lista\w*|list|se|er|era|ni|vad|hos|allt"
    r"|det|olika|tjanster\w*|behandlingar\w*|services|en|ett|pa|over|a|the|of|for|din|dina|skicka|send"
    r"|betalt|tar|vilka|alla|all)\b"
)


def facts(scene: Scene, intents: Sequence[Intent]) -> list[Answer]:
    """The answers to what is asked; several when several things are."""
    several = answers_of_parts(scene)
    if len(several) > 1:
        return several
    found = [answer for intent in intents if (answer := _fact(scene, intent, scene.text)) is not None]
    named = scene.named.services
    before = scene.service_keyed(scene.talk.service) if scene.talk.service and not named else None
    short = len(scene.text.split()) <= SHORT
    if not found and named and scene.asked.duration:
        found = [answers.duration_answer(named, scene.language)]
    if not found and before is not None and short and (scene.asked.duration or scene.asked.price):
        found = [answers.duration_answer([before], scene.language)]
    if not found and intents[:1] == ["price"] and short and not _of_more(scene):
        listed = answers.price_list_answer(scene.tools, scene.language)
        found = [listed] if listed else []
    if not found:
        # What is no question must fit an article well to be answered with it.
        least = (
            finding.GOOD_RANK
            if asks(scene.text) or short or _VERB_FIRST.search(scene.low)
            else finding.FAR_RANK
        )
        known = answers.knowledge_answer(scene.tools, scene.language, scene.text, least=least)
        found = [known] if known else []
    if not found and named and scene.named.sure and scene.asked.offered:
        found = [answers.service_answer(named, scene.language)]
    if not found and intents[:1] == ["price"] and short and not _of_something(scene):
        listed = answers.price_list_answer(scene.tools, scene.language)
        found = [listed] if listed else []
    return found


def _of_something(scene: Scene) -> bool:
    """Whether a price is asked of something that is not among the services."""
    words = [normal(word) for word in topical_words(scene.text)]
    return any(not PRICE.search(word) and not _PRICES.search(word) for word in words)


def _of_more(scene: Scene) -> bool:
    """Whether anything but the prices themselves is meant: "har ni rabatt" is about more, "va tar ni betalt" not."""
    return any(not _PRICES.fullmatch(normal(word)) for word in topical_words(scene.text))


def _fact(scene: Scene, intent: Intent, text: str) -> Answer | None:
    if intent == "opening_hours":
        return answers.hours_answer(scene.turn, scene.tools, scene.language, text)
    if intent == "price":
        return answers.price_answer(scene.tools, scene.language, text)
    if intent == "location":
        return answers.location_answer(scene.turn, scene.tools, scene.language, text)
    return None


def answers_of_parts(scene: Scene) -> list[Answer]:
    """Each question of a text by itself, where there are several; those that cannot be answered are left out."""
    parts = questions_in(scene.text)
    if len(parts) < 2:
        return []
    found: list[Answer] = []
    for part in parts:
        known = {answer.text for answer in found}
        found += [answer for answer in _part_answers(scene, part) if answer.text not in known]
    return found[:_MOST]


def _part_answers(scene: Scene, part: str) -> list[Answer]:
    """What a question is answered with. "Vad kostar det?" is about the service that the rest of the text names."""
    low = normal(part)
    intents = ordinary_intents(part)
    if set(intents) & {"book", "availability", "cancel", "reschedule", "thanks", "smalltalk"}:
        return []
    told = [
        answer
        for intent in intents
        if intent in FACTS
        and (answer := _fact(scene, intent, part) or _fact(scene, intent, scene.text)) is not None
        and answer.decision == "answered"
    ]
    asked = asked_in(low)
    services = named_services(part, scene.services).services or scene.named.services
    if not told and asked.duration and services:
        return [answers.duration_answer(services, scene.language)]
    if told or (asked.price and services):
        return told
    known = answers.knowledge_answer(scene.tools, scene.language, part)
    return [known] if known else []


def questions_in(text: str) -> list[str]:
    """The questions that a text consists of, one by one."""
    return [part for part in _JOINTS.split(text) if len(part.split()) > 1 or "?" in part]


def unknown(scene: Scene, intent: Intent) -> Draft:
    """Said honestly, and handed over."""
    slots = slots_of(scene.named.one, *scene.span(scene.when, scene.named.one))
    said = wording.say("unknown", scene.language)
    reason = "not_known" if intent == "other" else handover_reason(intent)
    return Draft(said, intent, scene.language, "handed_over", 0.3, reason, slots=slots)


def social(scene: Scene, intent: Intent) -> Draft:
    """Thanks and small talk; what needs no answer gets none."""
    ours = [line for line in scene.turn.earlier if line.author_type != "contact"]
    silent = Draft(
        "", intent, scene.language, "silent", 0.8, "nothing_to_answer", slots=slots_of(None, None, None)
    )
    silent.state = dict(scene.turn.state)
    if intent == "thanks":
        leads = (wording.say("thanks", "sv")[:9], wording.say("thanks", "en")[:15])
        if ours and ours[-1].text.startswith(leads):
            return silent
        return plain(scene, wording.say("thanks", scene.language), "thanks")
    if _ROBOT.search(scene.low):
        return plain(scene, wording.say("robot", scene.language), "smalltalk")
    if asks(scene.text):
        return plain(scene, wording.say("chat", scene.language), "smalltalk")
    if ours and not _GREETS.search(scene.low):
        return silent
    draft = plain(scene, wording.say("greeting", scene.language), "smalltalk")
    draft.decision = "asked"
    return draft


def plain(scene: Scene, said: str, intent: Intent) -> Draft:
    """An answer that is about nothing in particular."""
    draft = Draft(said, intent, scene.language, "answered", 0.9, slots=slots_of(None, None, None))
    return _keeping(scene, draft)


def joined(scene: Scene, found: list[Answer], intent: Intent) -> Draft:
    """One reply of several answers."""
    decision: Decision = next(
        (answer.decision for answer in found if answer.decision != "answered"), "answered"
    )
    found = _short_enough(scene, found)
    service = scene.named.one
    if service is None and not scene.named.services and scene.talk.service and not scene.talk.services:
        service = scene.service_keyed(scene.talk.service) if intent == "price" else None
    draft = Draft(
        reply=" ".join(answer.text for answer in found),
        intent=intent,
        language=scene.language,
        decision=decision,
        confidence=min(answer.confidence for answer in found),
        reason=next((answer.reason for answer in found if answer.reason), ""),
        slots=slots_of(service, *scene.span(scene.when, service)),
        sources=[source for answer in found for source in answer.sources],
    )
    return _keeping(scene, draft)


def _short_enough(scene: Scene, found: list[Answer]) -> list[Answer]:
    """Several answers must share two texts: of an article its first sentence has to do then."""
    room = _ROOM if scene.turn.disclose is None else _ROOM - _DISCLOSURE
    cut = list(found)
    while len(cut) > 1 and sum(len(answer.text) + 1 for answer in cut) > room:
        long = [place for place, answer in enumerate(cut) if answer.sources and _SENTENCE.search(answer.text)]
        if not long:
            break
        place = max(long, key=lambda one: len(cut[one].text))
        cut[place] = replace(cut[place], text=_SENTENCE.split(cut[place].text, maxsplit=1)[0])
    return cut


def _keeping(scene: Scene, draft: Draft) -> Draft:
    """A question in passing changes nothing of the dialogue; without one it tells the subject."""
    if scene.talk.goal:
        draft.state = dict(scene.turn.state)
        return draft
    service, when = scene.named.one, scene.when
    window = when if when is not None and not when.problem and not when.alternatives else scene.talk.window
    talk = Talk(service=service.key if service else scene.talk.service, window=window, at=scene.now)
    draft.state = talk.to_json() if talk.service or talk.window else {}
    return draft


def with_facts(scene: Scene, draft: Draft, intents: Sequence[Intent]) -> Draft:
    """Two questions in one text are both answered."""
    rest = [intent for intent in intents if intent in FACTS]
    if draft.decision == "handed_over" or not (rest or len(questions_in(scene.text)) > 1):
        return draft
    told = [
        answer
        for intent in rest
        if (answer := _fact(scene, intent, scene.text)) is not None and answer.decision == "answered"
    ]
    known = {answer.text for answer in told}
    told += [answer for answer in answers_of_parts(scene) if answer.text not in known]
    if told:
        draft.reply = f"{' '.join(answer.text for answer in told)} {draft.reply}"
        draft.sources += [source for answer in told for source in answer.sources]
    return draft
