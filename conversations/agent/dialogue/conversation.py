"""The reply to one message: the dialogue under way, a new wish, or a question."""

from __future__ import annotations

import datetime

from conversations.agent import answers, wording
from conversations.agent.dialogue import (
    booking,
    cancelling,
    changing,
    choosing,
    further,
    moving,
    own,
    questions,
)
from conversations.agent.dialogue.scene import Scene, slots_of
from conversations.agent.intents import asks, ordinary_intents, read_intents, social_intents
from conversations.agent.reading.asks import BOOK_FIRM, asked_in
from conversations.agent.reading.changes import ADDS
from conversations.agent.reading.everyday import UNBOOKED
from conversations.agent.reading.names import told_name
from conversations.agent.reading.normal import normal, rule
from conversations.agent.reading.people import about_others, tells_phone
from conversations.agent.reopening import told_when_open
from conversations.agent.types import Draft, Intent
from crm.bookings.models import Booking

_BOOKINGS: tuple[Intent, ...] = ("book", "availability", "reschedule", "cancel")
_GOOD_ENOUGH = 0.25
# "Vill köra pt med Amir": what is wished for is a service.
_WISHES = rule(
    r"\b(?:vill|skulle vilja|onskar|sugen pa|i want|i'd like) (?!inte\b|veta\b|fraga\b|kopa\b|ha svar\b"
    r"|not\b|to (?:know|ask|buy)\b)"
)
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
    if (
        tells_phone(scene.text)
        and draft.intent in _BOOKINGS
        and draft.decision in ("asked", "answered", "acted")
    ):
        draft.reply = _on_this_number(scene, draft.reply)
    return told_when_open(draft, scene.turn)


def _on_this_number(scene: Scene, reply: str) -> str:
    """Whose number a text may name: the booking is on the one that it is sent from."""
    if {"booked", "moved"} & set(scene.tools.acts):
        return reply + scene.say(
            " Tiden står på numret du skriver från.", " It is booked for the number you are texting from."
        )
    note = scene.say(
        "Tiden läggs på numret du skriver från. ", "It will be booked for the number you are texting from. "
    )
    return note + reply.removeprefix("Gärna! ").removeprefix("Of course! ")


def _reply(scene: Scene, intents: list[Intent]) -> Draft:
    first: Intent = intents[0] if intents else "other"
    if first == "spam":
        return Draft("", "spam", scene.language, "silent", 0.9, "spam", slots=slots_of(None, None, None))
    if first == "opt_in":
        return questions.plain(scene, wording.say("opt_in", scene.language), first)
    if about_others(scene.low) and not set(intents) & {"cancel", "reschedule"}:
        return own.of_others(scene)
    if scene.talk.active:
        draft = _go_on(scene, intents)
        if draft is not None:
            return questions.with_facts(scene, draft, intents)
    if first in ("thanks", "smalltalk") and not _begins_with_a_name(scene):
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
    if ADDS.search(scene.low) and scene.talk.goal == "done":
        return further.another(scene) or questions.unknown(scene, "book")
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
    wishes = _WISHES.search(scene.low) is not None and not asks(scene.text) and not scene.asked.about_rules
    return scene.named.sure and (_timed(scene) or wishes)


def _timed(scene: Scene) -> bool:
    return scene.when is not None and (scene.when.day_said or scene.when.time_said)


def _asking_or_not(scene: Scene) -> Intent:
    return "availability" if asks(scene.text) and not BOOK_FIRM.search(scene.low) else "book"


def _go_on(scene: Scene, intents: list[Intent]) -> Draft | None:
    talk = scene.talk
    thanks = social_intents(scene.text) == ["thanks"] and not scene.choice.yes and scene.when is None
    if thanks and not (scene.choice.no and talk.booking):
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
    if scene.choice.drop and not asks(scene.text):
        return choosing.answer(scene)
    only_facts = bool(set(intents) & set(questions.FACTS)) and not set(intents) & set(_BOOKINGS)
    exact = scene.when is not None and scene.when.exact
    if (only_facts and (not exact or asks(scene.text))) or scene.asked.duration or scene.asked.own_time:
        return None
    draft = choosing.answer(scene)
    if draft is None and not intents and talk.misses < 1 and not asks(scene.text):
        return choosing.again(scene)
    return draft


def _just_booked(scene: Scene, intents: list[Intent]) -> Draft | None:
    """ "En halvtimme senare i stället", "oj, jag menade fredag", "hellre Lina": the booking made just before."""
    talk = scene.talk
    booked = _standing(scene, talk.booking) if talk.goal == "done" and talk.booking else None
    if booked is not None and scene.choice.drop and not intents:
        return cancelling.really(scene, booked)
    return changing.of_booked(scene, booked, intents) if booked is not None else None


def _begins_with_a_name(scene: Scene) -> bool:
    """ "Samira tack", right after a booking, wishes for Samira; "tack Samira" thanks her."""
    names = tuple(normal(one.name) for one in scene.resources)
    return scene.talk.goal == "done" and scene.low.startswith(names)


def _standing(scene: Scene, start: datetime.datetime) -> Booking | None:
    return next((one for one in scene.bookings if own.local_start(scene, one) == start), None)


def _about_bookings(scene: Scene, first: Intent, intents: list[Intent]) -> Draft:
    if first in ("cancel", "reschedule", "book") and _about_rules(scene, first):
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
    if first == "availability" and UNBOOKED.search(scene.low):
        known = answers.knowledge_answer(scene.tools, scene.language, scene.text)
        if known:
            return questions.joined(scene, [known], first)
    return questions.with_facts(scene, booking.begin(scene, first), intents)


def _about_rules(scene: Scene, first: Intent) -> bool:
    """Whether what is said of bookings asks how that works; of several questions, those about bookings decide."""
    parts = questions.questions_in(scene.text)
    own = [part for part in parts if first in ordinary_intents(part)]
    if len(parts) < 2 or not own:
        return scene.asked.about_rules
    return any(asked_in(normal(part)).about_rules for part in own)


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
