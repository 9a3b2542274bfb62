"""The customer's own bookings: which one is meant, and how they are told."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from conversations.agent import booking_words, wording
from conversations.agent.dialogue import offers
from conversations.agent.dialogue.scene import Scene, slots_of
from conversations.agent.reading.choices import bare_place
from conversations.agent.types import Draft, Intent, Json
from conversations.agent.when import When
from crm.bookings.models import Booking, Resource
from crm.bookings.selectors import resources_for

_MOST = 5


def local_start(scene: Scene, booking: Booking) -> datetime.datetime:
    """When it begins, where the company is."""
    return booking.start.astimezone(scene.tools.zone)


def told(scene: Scene, booking: Booking) -> str:
    """``klippning herr imorgon tisdag 24 november kl 14.30``"""
    name = wording.service_name(booking.service, scene.language)
    low = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    return f"{low} {booking_words.moment(local_start(scene, booking), scene.now, scene.language)}"


def listed(scene: Scene, bookings: Sequence[Booking]) -> str:
    """Several of them: ``1) klippning herr …, 2) …``"""
    return ", ".join(f"{place}) {told(scene, one)}" for place, one in enumerate(bookings[:_MOST], 1))


def meant(scene: Scene, bookings: Sequence[Booking], when: When | None) -> list[Booking]:
    """Those that the text may mean: by service, by day or time, by their place in the list."""
    left = list(bookings)
    keys = {service.key for service in scene.named.services}
    if keys and any(one.service.key in keys for one in left):
        left = [one for one in left if one.service.key in keys]
    if when is not None and when.start is not None:
        left = [one for one in left if _within(local_start(scene, one), when)]
    return left


def picked(scene: Scene, bookings: Sequence[Booking], when: When | None) -> list[Booking]:
    """As :func:`meant`, for the answer to "which one?"."""
    place = scene.choice.place if scene.choice.place is not None else bare_place(scene.low)
    exact = when is not None and when.exact
    found = meant(scene, bookings, when) if when is not None or scene.named.services else []
    if found and len(found) < len(bookings):
        return found
    if (
        place is not None
        and not (exact and bare_place(scene.low) is None)
        and -len(bookings) <= place < len(bookings)
    ):
        return [bookings[place]]
    # A clock time alone may be that of another day.
    if exact and when is not None and when.start is not None:
        clock = when.start.time()
        return [one for one in bookings if local_start(scene, one).time() == clock]
    return found


def _within(start: datetime.datetime, when: When) -> bool:
    windows = [(when.start, when.end), *when.alternatives]
    for begin, end in windows:
        if begin is None:
            continue
        if end is None and (start == begin or (not when.day_said and start.time() == begin.time())):
            return True
        if end is not None and begin.replace(hour=0, minute=0) <= start < end:
            return True
    return False


def wanted_person(scene: Scene, booked: Booking) -> Resource | None:
    """Who is wanted instead of whom the booking is with, or ``None``."""
    named = scene.other_resource
    if named is not None:
        return named if named.pk != booked.resource_id else None
    if not scene.refused and scene.choice.wish != "other_person":
        return None
    away = {one.pk for one in scene.refused} or {booked.resource_id}
    if booked.resource_id not in away:
        return None
    others = [one for one in resources_for(booked.service) if one.pk not in away]
    start = local_start(scene, booked)
    free = (one for one in others if offers.is_free(scene, booked.service, start, one))
    return next(free, others[0] if others else None)


def none_found(scene: Scene, intent: Intent, slots: Json) -> Draft:
    """There is no booking on this number: staff look."""
    said = scene.say(
        "Jag hittar ingen kommande tid på ditt nummer, så jag lämnar över till en kollega som tittar på det.",
        "I find no coming appointment for your number, so I am handing over to a colleague who will look into it.",
    )
    return Draft(said, intent, scene.language, "handed_over", 0.85, "cannot_act", slots=slots)


def of_others(scene: Scene) -> Draft:
    """Nothing is told of what others have booked, only what stands on this number."""
    refused = scene.say(
        "Vad andra har bokat kan jag inte berätta.", "I cannot tell you what others have booked."
    )
    mine = "; ".join(told(scene, one) for one in scene.bookings[:3])
    if mine:
        known = scene.say(f"På ditt nummer finns {mine}.", f"For your number there is {mine}.")
    else:
        known = scene.say(
            "På ditt nummer finns ingen kommande tid.", "There is no coming appointment for your number."
        )
    draft = Draft(f"{refused} {known}", "other", scene.language, "answered", 0.8)
    draft.slots, draft.state = slots_of(None, None, None), dict(scene.turn.state)
    return draft
