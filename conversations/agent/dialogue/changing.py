"""Another person, or another service, for a booking that stands.

The booking is moved, or replaced in one step: never does a second one stand, nor none.
"""

from __future__ import annotations

import datetime

from django.db import transaction

from conversations.agent import booking_words, wording
from conversations.agent.dialogue import asking, booking, moving, own
from conversations.agent.dialogue.scene import Scene, ends, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.changes import ADDS, CORRECTS, OTHER_PERSON, WISHES
from conversations.agent.reading.normal import normal, words_of
from conversations.agent.reading.services import for_whom
from conversations.agent.types import Draft, Intent
from conversations.words import word_set
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import resources_for

# Beside a name that is all of an answer: "Maja tack".
_BESIDE = word_set("tack hos med da nej ja oj please with then no yes forlat sorry hej forresten")


class _Refused(Exception):
    """Undoes what was begun when the new time cannot be had."""


def of_booked(scene: Scene, booked: Booking, intents: list[Intent]) -> Draft | None:
    """What the text changes of the booking just made; ``None`` when it is about something else."""
    if ADDS.search(scene.low) or set(intents) & {"cancel", "price", "location", "opening_hours"}:
        return None
    corrects = CORRECTS.search(scene.low) is not None
    other = scene.named.one
    if corrects and other is None:
        other = for_whom(scene.text, scene.services, booked.service)
    if corrects and other is not None and other.key != booked.service.key:
        return replaced(scene, booked, other)
    wanted = own.wanted_person(scene, booked)
    if wanted is not None and (corrects or _only_wishes(scene, intents)):
        return moving.begin(scene, booked)
    if not corrects and not scene.choice.wish:
        return None
    target = moving.target(scene, booked)
    if target is None or target.start == own.local_start(scene, booked):
        return moving.begin(scene, booked) if scene.choice.wish and not _books(intents) else None
    return moving.begin(scene, booked)


def _books(intents: list[Intent]) -> bool:
    """Whether a further booking is asked for."""
    return bool(set(intents) & {"book", "availability"})


def _only_wishes(scene: Scene, intents: list[Intent]) -> bool:
    """Whether a text that names somebody wants the booking with them, rather than to know something of them."""
    if _books(intents) and OTHER_PERSON.search(scene.low) is None:
        return False
    names = {word for one in scene.resources for word in words_of(normal(one.name))}
    alone = all(word in _BESIDE or word in names for word in words_of(scene.low))
    return bool(scene.refused) or alone or WISHES.search(scene.low) is not None


def replaced(scene: Scene, booked: Booking, service: Service) -> Draft:
    """Another service in place of the booked one: at its time, or the one that the text names."""
    start = own.local_start(scene, booked)
    when = moving.target(scene, booked)
    talk = Talk(
        goal="move", service=service.key, window=when, booking=start, opened="reschedule", at=scene.now
    )
    wanted = own.wanted_person(scene, booked)
    if wanted is not None:
        talk = talk.but(resource=wanted.name)
    if when is not None and when.problem:
        return asking.which_time(scene, talk, when, "reschedule", service)
    if when is None or (when.exact and when.start is not None and not when.alternatives):
        return replace(scene, talk, booked, service, when.start if when and when.start else start)
    return booking.offer(scene, talk, service, "reschedule", lead=_stands(scene))


def replace(scene: Scene, talk: Talk, booked: Booking, service: Service, start: datetime.datetime) -> Draft:
    """Cancel ``booked`` and book ``service`` at ``start``, both or neither."""
    wanted = scene.resource_named(talk.resource) if talk.resource else None
    made = _swapped(scene, booked, service, start, wanted)
    slots = slots_of(service, start, ends(start, service))
    if made is None:
        lead = _keeps(scene, booked)
        draft = booking.offer(
            scene, talk.but(window=booking.exactly(start)), service, "reschedule", lead=lead
        )
        draft.slots = slots
        return draft
    said = booking_words.booked(made, scene.tools.zone, scene.now, scene.language)
    name = wording.service_name(booked.service, scene.language)
    said += scene.say(f" {name} är avbokad.", f" {name} is cancelled.")
    done = Talk(goal="done", service=service.key, booking=start, at=scene.now)
    return Draft(said, "reschedule", scene.language, "acted", 0.9, slots=slots, state=done.to_json())


def _swapped(
    scene: Scene, booked: Booking, service: Service, start: datetime.datetime, wanted: Resource | None
) -> Booking | None:
    tools = scene.tools
    acts, touched = list(tools.acts), list(tools.touched)
    # Whom the customer had is tried first.
    mine = wanted or next((one for one in resources_for(service) if one.pk == booked.resource_id), None)
    for resource in dict.fromkeys((mine, wanted)):
        try:
            with transaction.atomic():
                gone = tools.cancel_booking(booked)
                acted = tools.book(service, start, resource)
                if gone.booking is None or acted.booking is None:
                    raise _Refused
                return acted.booking
        except _Refused:
            # Nothing of it holds, so nothing of it may be claimed.
            tools.acts[:], tools.touched[:] = acts, touched
            booked.refresh_from_db()
    return None


def _keeps(scene: Scene, booked: Booking) -> str:
    """That the old booking stands, before other times are offered."""
    told = own.told(scene, booked)
    return scene.say(f"Du har kvar {told} tills vidare. ", f"You keep {told} for now. ")


def _stands(scene: Scene) -> str:
    return scene.say("Din gamla tid gäller tills vidare. ", "Your old time stands for now. ")
