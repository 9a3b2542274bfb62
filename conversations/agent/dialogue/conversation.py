"""The reply to one message: the dialogue under way, a new wish, or a question."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from conversations.agent import answers, wording
from conversations.agent.answers import Answer
from conversations.agent.dialogue import booking, cancelling, choosing, moving, own
from conversations.agent.dialogue.scene import Scene, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.intents import asks, read_intents, social_intents
from conversations.agent.reading.asks import PRICE
from conversations.agent.reading.names import told_name
from conversations.agent.reading.normal import normal, rule
from conversations.agent.rules import handover_reason
from conversations.agent.types import Decision, Draft, Intent
from conversations.knowledge import topical_words
from crm.bookings.models import Booking

_FACTS: tuple[Intent, ...] = ("price", "opening_hours", "location")
_BOOKINGS: tuple[Intent, ...] = ("book", "availability", "reschedule", "cancel")
_CORRECTS = rule(
    r"\b(?:istallet|i stallet|hellre|menade|menar|skrev fel|rakade|fel tid|fel dag|senare|tidigare|andra|byt|byta)\b",
    r"\b(?:instead|rather|meant|later|earlier|actually|wrong (?:time|day)|make it)\b|\bkan vi (?:ta|saga|kora)\b|\bcan we\b",
)
_GREETS = rule(r"\b(?:hej\w*|halla|tja\w*|tjena\w*|god\w*|hi|hello|hey|good)\b")
_ROBOT = rule(r"\b(?:robot|bot|ai|dator|chatbot|machine|computer)\b|\bv(?:em|ad) ar du\b|\bwho are you\b|\bvad heter du\b")
_GOOD_ENOUGH = 0.25
# A text of so few words that names a service is about getting it.
_A_NAME = 3
_SHORT = 7
_PRICES = rule(r"\b(?:prislist\w*|priser|pris\w*|kostar|price ?list|prices?|lista\w*|list|se|er|era|ni|vad|hos|allt|det|olika|tjanster\w*|behandlingar\w*|services)\b")


def reply_to(scene: Scene) -> Draft:
    """Answer the message."""
    intents = read_intents(scene.turn)
    draft = _reply(scene, intents)
    # Only what was said in words, or beside a booking, is a name ("Tack, Lina!" is not).
    if draft.decision != "silent" and not scene.turn.contact_name and "named" not in scene.tools.acts:
        name = scene.name if draft.intent in _BOOKINGS else told_name(scene.text, said_only=True)
        if name:
            scene.tools.remember_name(name)
    return draft


def _reply(scene: Scene, intents: list[Intent]) -> Draft:
    first: Intent = intents[0] if intents else "other"
    if first == "spam":
        return Draft("", "spam", scene.language, "silent", 0.9, "spam", slots=slots_of(None, None, None))
    if first == "opt_in":
        return _plain(scene, wording.say("opt_in", scene.language), first)
    if scene.talk.active:
        draft = _go_on(scene, intents)
        if draft is not None:
            return _with_facts(scene, draft, intents)
    if first in ("thanks", "smalltalk"):
        return _social(scene, first)
    changed = _just_booked(scene, intents)
    if changed is not None:
        return changed
    if scene.asked.own_time and not (set(intents) & {"cancel", "reschedule"}):
        return _own_times(scene)
    if scene.asked.status and not set(intents) & {"price", "cancel", "reschedule", "opening_hours"}:
        return _unknown(scene, "other")
    if first in _BOOKINGS:
        return _about_bookings(scene, first, intents)
    if first == "other" and scene.named.services and len(scene.text.split()) <= _A_NAME and not scene.asked.offered:
        return booking.begin(scene, "book")
    found = _facts(scene, intents)
    if found:
        return _joined(scene, found, first)
    return _nothing_certain(scene, first)


def _go_on(scene: Scene, intents: list[Intent]) -> Draft | None:
    talk = scene.talk
    if social_intents(scene.text) == ["thanks"] and not scene.choice.yes and scene.when is None:
        return None
    if talk.goal == "cancel":
        draft = cancelling.chosen_one(scene)
        if draft is None and not intents and talk.misses < 1 and not asks(scene.text):
            return cancelling.again(scene)
        return draft
    if "cancel" in intents and not scene.asked.about_rules:
        return cancelling.begin(scene) if not scene.choice.drop else choosing.answer(scene)
    if "reschedule" in intents and talk.goal == "book" and scene.bookings and scene.asked.move:
        return moving.begin(scene)
    if talk.goal == "move" and talk.pending:
        return moving.chosen_one(scene)
    only_facts = bool(set(intents) & set(_FACTS)) and not set(intents) & set(_BOOKINGS)
    exact = scene.when is not None and scene.when.exact
    if (only_facts and (not exact or asks(scene.text))) or scene.asked.duration or scene.asked.own_time:
        return None
    draft = choosing.answer(scene)
    if draft is None and not intents and talk.misses < 1 and not asks(scene.text):
        return choosing.again(scene)
    return draft


def _just_booked(scene: Scene, intents: list[Intent]) -> Draft | None:
    """ "En halvtimme senare i stället", "oj, jag menade fredag": the booking made just before is moved."""
    talk = scene.talk
    if talk.goal != "done" or talk.booking is None or not _CORRECTS.search(scene.low):
        return None
    if set(intents) & {"cancel", "price", "location"}:
        return None
    booked = _standing(scene, talk.booking)
    if booked is None:
        return None
    other = scene.named.one
    if other is not None and other.key != booked.service.key:
        said = scene.say(
            f"Din tid står som {own.told(scene, booked)}. En kollega hjälper dig att byta behandling.",
            f"Your appointment stands as {own.told(scene, booked)}. A colleague will help you change it.",
        )
        slots = slots_of(other, own.local_start(scene, booked), None)
        return Draft(said, "reschedule", scene.language, "handed_over", 0.7, "cannot_act", slots=slots)
    target = scene.when_from(booking.exactly(talk.booking))
    return moving.begin(scene, booked) if target is not None else None


def _standing(scene: Scene, start: datetime.datetime) -> Booking | None:
    return next((one for one in scene.bookings if own.local_start(scene, one) == start), None)


def _about_bookings(scene: Scene, first: Intent, intents: list[Intent]) -> Draft:
    if scene.asked.about_rules and first in ("cancel", "reschedule", "book"):
        about = "" if first == "book" else scene.say("avboka omboka ", "cancel change booking ")
        known = answers.knowledge_answer(scene.tools, scene.language, f"{about}{scene.text}", least=_GOOD_ENOUGH)
        if known:
            return _joined(scene, [known], first)
        if first != "book":
            # How it works is not a wish for it to be done.
            return cancelling.ask(scene) if first == "cancel" and scene.bookings else _unknown(scene, first)
    if first == "cancel":
        return cancelling.begin(scene)
    if first == "reschedule":
        return moving.begin(scene)
    return _with_facts(scene, booking.begin(scene, first), intents)


def _own_times(scene: Scene) -> Draft:
    if not scene.bookings:
        said = scene.say(
            "Jag hittar ingen kommande tid på ditt nummer, så jag lämnar över till en kollega som tittar på det.",
            "I find no coming appointment for your number, so I am handing over to a colleague.",
        )
        return Draft(said, "other", scene.language, "handed_over", 0.7, "not_known", slots=slots_of(None, None, None))
    told = "; ".join(own.told(scene, one) for one in scene.bookings[:3])
    return _plain(scene, scene.say(f"Du har {told}.", f"You have {told}."), "other")


def _facts(scene: Scene, intents: Sequence[Intent]) -> list[Answer]:
    found = [answer for intent in intents if (answer := _fact(scene, intent)) is not None]
    named = scene.named.services
    before = scene.service_keyed(scene.talk.service) if scene.talk.service and not named else None
    short = len(scene.text.split()) <= _SHORT
    if not found and named and scene.asked.duration:
        found = [answers.duration_answer(named, scene.language)]
    if not found and before is not None and short and (scene.asked.duration or scene.asked.price):
        found = [answers.duration_answer([before], scene.language)]
    if not found:
        known = answers.knowledge_answer(scene.tools, scene.language, scene.text)
        found = [known] if known else []
    if not found and named and scene.named.sure and scene.asked.offered:
        found = [answers.service_answer(named, scene.language)]
    if not found and intents[:1] == ["price"] and short and not _of_something(scene):
        listed = answers.price_list_answer(scene.tools, scene.language)
        found = [listed] if listed else []
    return found


def _of_something(scene: Scene) -> bool:
    """Whether a price is asked of something that is not among the services."""
    return any(not PRICE.search(normal(word)) for word in topical_words(_PRICES.sub(" ", scene.low)))


def _fact(scene: Scene, intent: Intent) -> Answer | None:
    if intent == "opening_hours":
        return answers.hours_answer(scene.turn, scene.tools, scene.language, scene.text)
    if intent == "price":
        return answers.price_answer(scene.tools, scene.language, scene.text)
    if intent == "location":
        return answers.location_answer(scene.turn, scene.tools, scene.language, scene.text)
    return None


def _nothing_certain(scene: Scene, first: Intent) -> Draft:
    """A service, or a time, and nothing else: most likely a wish for an appointment."""
    words = len(scene.text.split())
    if scene.name and told_name(scene.text, said_only=True) and len(scene.text.split()) <= _SHORT:
        return _plain(scene, scene.say(f"Tack, {scene.name}! Det har jag noterat.", f"Thank you, {scene.name}! Noted."), "other")
    if first == "other" and not scene.talk.active:
        timed = scene.when is not None and (scene.when.day_said or scene.when.time_said)
        subject = bool(scene.named.services or (scene.talk.service and timed))
        if subject and (timed or words <= 4):
            return booking.begin(scene, "availability" if timed and asks(scene.text) else "book")
        if timed and words <= 6 and scene.when is not None and not scene.when.problem:
            return booking.begin(scene, "availability" if asks(scene.text) else "book")
    return _unknown(scene, first)


def _unknown(scene: Scene, intent: Intent) -> Draft:
    """Said honestly, and handed over."""
    slots = slots_of(scene.named.one, *scene.span(scene.when, scene.named.one))
    said = wording.say("unknown", scene.language)
    reason = "not_known" if intent == "other" else handover_reason(intent)
    return Draft(said, intent, scene.language, "handed_over", 0.3, reason, slots=slots)


def _social(scene: Scene, intent: Intent) -> Draft:
    ours = [line for line in scene.turn.earlier if line.author_type != "contact"]
    silent = Draft("", intent, scene.language, "silent", 0.8, "nothing_to_answer", slots=slots_of(None, None, None))
    silent.state = dict(scene.turn.state)
    if intent == "thanks":
        leads = (wording.say("thanks", "sv")[:9], wording.say("thanks", "en")[:15])
        if ours and ours[-1].text.startswith(leads):
            return silent
        draft = _plain(scene, wording.say("thanks", scene.language), "thanks")
        return draft
    if _ROBOT.search(scene.low):
        return _plain(scene, wording.say("robot", scene.language), "smalltalk")
    if asks(scene.text):
        return _plain(scene, wording.say("chat", scene.language), "smalltalk")
    if ours and not _GREETS.search(scene.low):
        return silent
    draft = _plain(scene, wording.say("greeting", scene.language), "smalltalk")
    draft.decision = "asked"
    return draft




def _plain(scene: Scene, said: str, intent: Intent) -> Draft:
    draft = Draft(said, intent, scene.language, "answered", 0.9, slots=slots_of(None, None, None))
    return _keeping(scene, draft)


def _joined(scene: Scene, found: list[Answer], intent: Intent) -> Draft:
    decision: Decision = next(
        (answer.decision for answer in found if answer.decision != "answered"), "answered"
    )
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


def _with_facts(scene: Scene, draft: Draft, intents: Sequence[Intent]) -> Draft:
    """Two questions in one text are both answered."""
    rest = [intent for intent in intents if intent in _FACTS]
    if draft.decision == "handed_over" or not rest:
        return draft
    told = [answer for intent in rest if (answer := _fact(scene, intent)) is not None and answer.decision == "answered"]
    if told:
        draft.reply = f"{' '.join(answer.text for answer in told)} {draft.reply}"
        draft.sources += [source for answer in told for source in answer.sources]
    return draft
