"""Moving one of the customer's bookings to another time."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from conversations.agent import booking_words, wording
from conversations.agent.dialogue import asking, booking, offers, own
from conversations.agent.dialogue.further import is_day
from conversations.agent.dialogue.scene import Scene, ends, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.asks import HEDGED
from conversations.agent.reading.changes import SAME_TIME, shifted
from conversations.agent.reading.normal import rule
from conversations.agent.types import Draft
from conversations.agent.when import When, read_when
from crm.bookings.models import Booking, Resource
from crm.bookings.selectors import resources_for

_SOON = datetime.timedelta(days=14)
_DAY = datetime.timedelta(days=1)
_MEANT = rule(r"\b(?:menade|menar|meant|mean|nej|no|oj|forlat|sorry|actually|skulle vara)\b")
# "Ändra till 14": an hour, not the end of something.
_TO_HOUR = re.compile(
    r"\b(?:till|to) (\d{1,2}(?:[.:]\d\d)?)(?![\d.:/]| (?:\w+ber|januari|februari|mars|april|maj|juni|juli|augusti))",
    re.IGNORECASE,
)
_SAME_DAY = rule(r"\bsamma dag\b|\bpa dagen\b|\bsame day\b|\bthat day\b")


def begin(scene: Scene, booked: Booking | None = None) -> Draft:
    """A wish for another time; ``booked`` is the booking that is meant where that is known."""
    named = scene.named.one
    bookings = scene.bookings
    if not bookings:
        return own.none_found(scene, "reschedule", slots_of(named, *scene.span(scene.when, named)))
    if booked is None:
        booked = _which_one(scene, bookings)
    if booked is None:
        said = scene.say(
            f"Vilken tid vill du flytta? {own.listed(scene, bookings)}",
            f"Which one do you want to move? {own.listed(scene, bookings)}",
        )
        talk = Talk(
            goal="move",
            window=scene.when,
            pending=_starts(scene, bookings),
            opened="reschedule",
            at=scene.now,
        )
        slots = slots_of(None, *scene.span(scene.when, None))
        return Draft(said, "reschedule", scene.language, "asked", 0.85, slots=slots, state=talk.to_json())
    return aim(scene, booked, target(scene, booked))


def chosen_one(scene: Scene) -> Draft | None:
    """The answer to which booking is to be moved."""
    waiting = [one for one in scene.bookings if own.local_start(scene, one) in scene.talk.pending]
    found = own.picked(scene, waiting, scene.when)
    if len(found) != 1:
        return None
    return aim(scene, found[0], scene.talk.window)


def aim(scene: Scene, booked: Booking, when: When | None) -> Draft:
    """Move to the time that is asked for, or offer some."""
    start = own.local_start(scene, booked)
    talk = Talk(
        goal="move", service=booked.service.key, window=when, booking=start, opened="reschedule", at=scene.now
    )
    wanted = own.wanted_person(scene, booked)
    if wanted is not None:
        talk = talk.but(resource=wanted.name)
        if when is None and scene.choice.wish in ("", "other_person"):
            # Somebody else, and no other time: the same one.
            when = booking.exactly(start)
            talk = talk.but(window=when)
    if wanted is not None and wanted not in resources_for(booked.service):
        return _cannot(scene, booked, wanted)
    if when is not None and when.problem:
        return asking.which_time(scene, talk, when, "reschedule", booked.service)
    if (
        when is not None
        and when.exact
        and when.start
        and not when.alternatives
        and not HEDGED.search(scene.low)
    ):
        return move(scene, talk, when.start)
    if when is None:
        talk = talk.but(window=When(scene.now, scene.now + _SOON, False, False, False, "", (), ""))
    draft = booking.offer(scene, talk, booked.service, "reschedule", lead=_lead(scene, booked))
    if when is None:
        draft.slots = slots_of(booked.service, None, None)
    return draft


def move(scene: Scene, talk: Talk, start: datetime.datetime) -> Draft:
    """Move the booking of the talk to ``start``; where that cannot be, it stands and others are offered."""
    booked = next((one for one in scene.bookings if own.local_start(scene, one) == talk.booking), None)
    if booked is None:
        return own.none_found(scene, "reschedule", slots_of(None, None, None))
    resource = scene.resource_named(talk.resource) if talk.resource else None
    slots = slots_of(booked.service, start, ends(start, booked.service))
    overlaps = abs(own.local_start(scene, booked) - start) < datetime.timedelta(
        minutes=booked.service.minutes
    )
    if not overlaps and not offers.is_free(scene, booked.service, start, resource):
        lead = scene.say("Din gamla tid gäller tills vidare. ", "Your old time stands for now. ")
        draft = booking.offer(
            scene, talk.but(window=booking.exactly(start)), booked.service, "reschedule", lead=lead
        )
        draft.slots = slots
        return draft
    acted = scene.tools.move_booking(booked, start, resource)
    if acted.booking is not None:
        said = booking_words.booked(acted.booking, scene.tools.zone, scene.now, scene.language)
        done = Talk(goal="done", service=booked.service.key, booking=start, at=scene.now)
        return Draft(said, "reschedule", scene.language, "acted", 0.95, slots=slots, state=done.to_json())
    stands = scene.say("Din gamla tid gäller. ", "Your old time stands. ")
    starts = tuple(slot.start for slot in acted.alternatives)
    lead = asking.refusal(scene, acted.problem) + stands
    if not starts:
        said = lead + scene.say("Vilken annan tid passar?", "Which other time would suit you?")
    else:
        said = lead + scene.say(
            f"Närmast ledigt: {offers.times(scene, starts)}. Vilken passar?",
            f"The nearest: {offers.times(scene, starts)}. Which one suits you?",
        )
    kept = talk.but(offered=starts, window=booking.exactly(start))
    return Draft(said, "reschedule", scene.language, "asked", 0.85, slots=slots, state=kept.to_json())


def _which_one(scene: Scene, bookings: list[Booking]) -> Booking | None:
    if len(bookings) == 1:
        return bookings[0]
    last = next((one for one in bookings if own.local_start(scene, one) == scene.talk.booking), None)
    keys = {service.key for service in scene.named.services}
    fits = [one for one in bookings if one.service.key in keys]
    if len(fits) == 1:
        return fits[0]
    return last if scene.talk.goal == "done" and not keys else None


def _cannot(scene: Scene, booked: Booking, wanted: Resource) -> Draft:
    name = wording.service_name(booked.service, scene.language)
    said = scene.say(
        f"{wanted.name} gör inte {name}. Din tid gäller som den var.",
        f"{wanted.name} does not do this ({name}). Your time stands as it was.",
    )
    start = own.local_start(scene, booked)
    slots = slots_of(booked.service, start, ends(start, booked.service))
    return Draft(
        said, "reschedule", scene.language, "answered", 0.85, slots=slots, state=dict(scene.turn.state)
    )


def target(scene: Scene, booked: Booking) -> When | None:
    """The time that is asked for. A clock time alone, or "later", is seen from the booking's own."""
    start = own.local_start(scene, booked)
    put_off = shifted(scene.low)
    if put_off:
        return read_when(put_off, scene.now, base=booking.exactly(start))
    named = _named_time(scene, start)
    if named is None or (named.exact and named.start == start):
        # "Senare samma dag", "en annan dag" name no time of their own.
        return _compared(scene, booked, start) or named
    return named


def _compared(scene: Scene, booked: Booking, start: datetime.datetime) -> When | None:
    """Later, earlier or another day than the booking."""
    midnight = start.replace(hour=0, minute=0)
    wish = scene.choice.wish
    if wish == "later":
        over = ends(start, booked.service)
        return When(over, midnight + _DAY, False, True, False, "", (), "")
    if wish == "sooner" and start > scene.now:
        begin = max(scene.now, midnight) if _SAME_DAY.search(scene.low) else scene.now
        return When(begin, start, False, True, False, "", (), "")
    if wish == "other_day":
        return When(midnight + _DAY, midnight + _DAY + _SOON, False, False, False, "", (), "")
    return None


def _named_time(scene: Scene, start: datetime.datetime) -> When | None:
    plain = scene.when or read_when(
        _TO_HOUR.sub(r"kl \1", scene.text), scene.now, base=booking.exactly(start)
    )
    if plain is None or not (plain.problem or plain.day_said):
        return scene.when_from(booking.exactly(start)) or plain
    if plain.start is None:
        return plain
    # "Jobbar imorgon, kan vi ta fredag?" and "min tid på torsdag" tell which one, too.
    windows = [(plain.start, plain.end), *plain.alternatives]
    others = [(begin, end) for begin, end in windows if begin.date() != start.date()]
    if not plain.time_said and not others:
        return None
    if others and len(others) < len(windows):
        (begin, end), *rest = others
        plain = replace(plain, start=begin, end=end, alternatives=tuple(rest))
    keeps = SAME_TIME.search(scene.low) or (scene.talk.goal == "done" and _MEANT.search(scene.low))
    if not plain.time_said and not plain.alternatives and keeps and is_day(plain) and plain.start:
        day = plain.start.date()
        return booking.exactly(datetime.datetime.combine(day, start.time(), start.tzinfo))
    return plain


def _lead(scene: Scene, booked: Booking) -> str:
    if scene.brief:
        return ""
    when = booking_words.moment(own.local_start(scene, booked), scene.now, scene.language)
    return scene.say(f"Din tid är {when}. ", f"Your time is {when}. ")


def _starts(scene: Scene, bookings: list[Booking]) -> tuple[datetime.datetime, ...]:
    return tuple(own.local_start(scene, one) for one in bookings)
