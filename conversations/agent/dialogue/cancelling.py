"""Cancelling the customer's bookings."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.agent import booking_words
from conversations.agent.dialogue import own
from conversations.agent.dialogue.scene import Scene, ends, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.normal import rule
from conversations.agent.reading.people import about_others
from conversations.agent.types import Draft, Json
from crm.bookings.models import Booking

_ALL = rule(r"\b(?:alla|bada|samtliga|bagge|all (?:my|of)|both|everything|allt)\b")
_WOULD = rule(
    r"^\W*(?:hur|how)\b|^(?:(?!\b(?:min|mina|tiden|den|bokningen|my|it)\b).)*\b(?:kan|far|gar det att"
    r"|can i|could i) (?:jag |man |i )?"
    r"(?:fortfarande )?(?:avboka|cancel)\W*\?"
)


def begin(scene: Scene) -> Draft:
    """A wish to cancel: done at once where there is no doubt which booking is meant."""
    bookings = scene.bookings
    named = scene.named.one
    if not bookings:
        if scene.talk.active:
            said = scene.say(
                "Okej, då bokar jag ingen tid. Du har ingen tid hos oss just nu.",
                "All right, I will not book anything. You have no appointment with us right now.",
            )
            return Draft(said, "cancel", scene.language, "answered", 0.8, slots=slots_of(None, None, None))
        return own.none_found(scene, "cancel", slots_of(named, *scene.span(scene.when_named, named)))
    if _ALL.search(scene.low) and len(bookings) > 1:
        return _cancel(scene, bookings)
    found = own.meant(scene, bookings, scene.when_named)
    if len(found) > 1 and scene.choice.place is not None:
        found = own.picked(scene, found, None)
    if len(found) == 1 and not _WOULD.search(scene.low) and not about_others(scene.low):
        return _cancel(scene, found)
    if len(bookings) == 1:
        return really(scene, bookings[0])
    return _which(scene, found or bookings)


def ask(scene: Scene) -> Draft:
    """Whether a booking is to be cancelled, where that was not quite said."""
    return really(scene, scene.bookings[0]) if len(scene.bookings) == 1 else _which(scene, scene.bookings)


def chosen_one(scene: Scene) -> Draft | None:
    """The answer to which booking is to be cancelled, or whether it really is."""
    waiting = [one for one in scene.bookings if own.local_start(scene, one) in scene.talk.pending]
    if not waiting:
        return None
    if scene.choice.drop or (scene.choice.no and scene.when_named is None):
        said = scene.say("Okej, inget är avbokat.", "All right, nothing has been cancelled.")
        return Draft(said, "cancel", scene.language, "answered", 0.85, slots=slots_of(None, None, None))
    if _ALL.search(scene.low):
        return _cancel(scene, waiting)
    if len(waiting) == 1 and (scene.choice.yes or scene.asked.cancel):
        return _cancel(scene, waiting)
    found = own.picked(scene, waiting, scene.when_named)
    return _cancel(scene, found) if len(found) == 1 else None


def again(scene: Scene) -> Draft:
    """The question which one, put once more."""
    waiting = [one for one in scene.bookings if own.local_start(scene, one) in scene.talk.pending]
    draft = _which(scene, waiting) if len(waiting) != 1 else really(scene, waiting[0])
    draft.state = {**draft.state, "misses": scene.talk.misses + 1}
    return draft


def _cancel(scene: Scene, bookings: Sequence[Booking]) -> Draft:
    done: list[str] = []
    slots: Json = slots_of(None, None, None)
    for one in bookings:
        acted = scene.tools.cancel_booking(one)
        if acted.booking is None:
            continue
        start = own.local_start(scene, one)
        done.append(booking_words.cancelled(one, scene.tools.zone, scene.now, scene.language))
        slots = slots_of(one.service, start, ends(start, one.service))
    if not done:
        said = scene.say(
            "Den tiden kan jag inte avboka härifrån, så jag lämnar över till en kollega.",
            "I cannot cancel that one from here, so I am handing over to a colleague.",
        )
        return Draft(said, "cancel", scene.language, "handed_over", 0.85, "cannot_act", slots=slots)
    if not scene.brief:
        done.append(
            scene.say(
                "Hör av dig när du vill boka en ny tid.", "Let us know when you want to book a new time."
            )
        )
    subject = Talk(service=str(slots["service"] or ""), at=scene.now)
    return Draft(
        " ".join(done), "cancel", scene.language, "acted", 0.95, slots=slots, state=subject.to_json()
    )


def really(scene: Scene, booked: Booking) -> Draft:
    """Whether this one is to be cancelled."""
    start = own.local_start(scene, booked)
    said = scene.say(
        f"Din tid är {own.told(scene, booked)}. Vill du att jag avbokar den?",
        f"Your appointment is {own.told(scene, booked)}. Do you want me to cancel it?",
    )
    return _asked(scene, said, [booked], slots_of(booked.service, start, ends(start, booked.service)))


def _which(scene: Scene, bookings: Sequence[Booking]) -> Draft:
    said = scene.say(
        f"Vilken tid vill du avboka? {own.listed(scene, bookings)}",
        f"Which one do you want to cancel? {own.listed(scene, bookings)}",
    )
    named = scene.named.one
    return _asked(scene, said, bookings, slots_of(named, *scene.span(scene.when_named, named)))


def _asked(scene: Scene, said: str, bookings: Sequence[Booking], slots: Json) -> Draft:
    pending = tuple(own.local_start(scene, one) for one in bookings)
    talk = Talk(goal="cancel", pending=pending, opened="cancel", at=scene.now)
    return Draft(said, "cancel", scene.language, "asked", 0.85, slots=slots, state=talk.to_json())
