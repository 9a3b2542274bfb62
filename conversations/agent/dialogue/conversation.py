"""The reply to one message: the dialogue under way, a new wish, or a question."""

from __future__ import annotations

import datetime

from conversations.agent import answers, wording
from conversations.agent.dialogue import booking, cancelling, choosing, moving, own, questions
from conversations.agent.dialogue.scene import Scene, slots_of
from conversations.agent.intents import asks, read_intents, social_intents
from conversations.agent.reading.asks import BOOK_FIRM
from conversations.agent.reading.names import told_name
from conversations.agent.reading.normal import rule
from conversations.agent.types import Draft, Intent
from crm.bookings.models import Booking

_BOOKINGS: tuple[Intent, ...] = ("book", "availability", "reschedule", "cancel")
_CORRECTS = rule(
    r"\b(?:istallet|i stallet|hellre|menade|menar|skrev fel|rakade|fel tid|fel dag|senare|tidigare"
    r"|andra|byt|byta)\b",
    r"\b(?:instead|rather|meant|later|earlier|actually|wrong (?:time|day)|make it)\b|\bkan vi (?:ta"
    r"|saga|kora)\b|\bcan we\b",
)
_ADDS = rule(r"\blagga? till\b|\bplussa pa\b|\badd\b")
_GOOD_ENOUGH = 0.25
# A text of so few words that names a service is about getting it.
_A_NAME = 3


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
        return questions.plain(scene, wording.say("opt_in", scene.language), first)
    if scene.talk.active:
        draft = _go_on(scene, intents)
        if draft is not None:
            return questions.with_facts(scene, draft, intents)
    if first in ("thanks", "smalltalk"):
        return questions.social(scene, first)
    changed = _just_booked(scene, intents)
    if changed is not None:
        return changed
    if scene.asked.own_time and not (set(intents) & {"cancel", "reschedule"}):
        return _own_times(scene)
    if scene.asked.status and not set(intents) & {"price", "cancel", "reschedule", "opening_hours"}:
        return questions.unknown(scene, "other")
    if first in _BOOKINGS:
        return _about_bookings(scene, first, intents)
    if first == "other" and _wants_time(scene):
        return booking.begin(scene, _asking_or_not(scene))
    if _ADDS.search(scene.low) and scene.talk.goal == "done":
        return questions.unknown(scene, "book")
    found = questions.facts(scene, intents)
    if found:
        return questions.joined(scene, found, first)
    return _nothing_certain(scene, first)


def _wants_time(scene: Scene) -> bool:
    """A service with a time beside it, or the name of one and little more."""
    if not scene.named.services or scene.asked.duration or scene.asked.no_booking:
        return False
    if len(scene.text.split()) <= _A_NAME:
        return not scene.asked.offered
    return scene.named.sure and _timed(scene)


def _timed(scene: Scene) -> bool:
    return scene.when is not None and (scene.when.day_said or scene.when.time_said)


def _asking_or_not(scene: Scene) -> Intent:
    return "availability" if asks(scene.text) and not BOOK_FIRM.search(scene.low) else "book"


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
    only_facts = bool(set(intents) & set(questions.FACTS)) and not set(intents) & set(_BOOKINGS)
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
        known = answers.knowledge_answer(
            scene.tools, scene.language, f"{about}{scene.text}", least=_GOOD_ENOUGH
        )
        if known:
            return questions.joined(scene, [known], first)
        if first != "book":
            # How it works is not a wish for it to be done.
            return (
                cancelling.ask(scene)
                if first == "cancel" and scene.bookings
                else questions.unknown(scene, first)
            )
    if first == "cancel":
        return cancelling.begin(scene)
    if first == "reschedule":
        return moving.begin(scene)
    return questions.with_facts(scene, booking.begin(scene, first), intents)


def _own_times(scene: Scene) -> Draft:
    if not scene.bookings:
        said = scene.say(
            "Jag hittar ingen kommande tid på ditt nummer, så jag lämnar över till en kollega som tittar på det.",
            "I find no coming appointment for your number, so I am handing over to a colleague.",
        )
        return Draft(
            said, "other", scene.language, "handed_over", 0.7, "not_known", slots=slots_of(None, None, None)
        )
    told = "; ".join(own.told(scene, one) for one in scene.bookings[:3])
    return questions.plain(scene, scene.say(f"Du har {told}.", f"You have {told}."), "other")


def _nothing_certain(scene: Scene, first: Intent) -> Draft:
    """A service, or a time, and nothing else: most likely a wish for an appointment."""
    words = len(scene.text.split())
    if scene.name and told_name(scene.text, said_only=True) and len(scene.text.split()) <= questions.SHORT:
        return questions.plain(
            scene,
            scene.say(f"Tack, {scene.name}! Det har jag noterat.", f"Thank you, {scene.name}! Noted."),
            "other",
        )
    if scene.lone_name and scene.talk.goal in ("done", "book") and not scene.turn.contact_name:
        scene.tools.remember_name(scene.lone_name)
        thanks = scene.say(
            f"Tack, {scene.lone_name}! Det har jag noterat.", f"Thank you, {scene.lone_name}! Noted."
        )
        return questions.plain(scene, thanks, "other")
    if first == "other" and not scene.talk.active and _timed(scene):
        known = bool(scene.named.services or scene.talk.service)
        if known or (words <= questions.SHORT and scene.when is not None and not scene.when.problem):
            return booking.begin(scene, _asking_or_not(scene))
    return questions.unknown(scene, first)
