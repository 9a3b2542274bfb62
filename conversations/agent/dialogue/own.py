"""The customer's own bookings: which one is meant, and how they are told."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from conversations.agent import booking_words, wording
from conversations.agent.dialogue.scene import Scene
from conversations.agent.reading.choices import bare_place
from conversations.agent.types import Draft, Intent, Json
from conversations.agent.when import When
from crm.bookings.models import Booking

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


def none_found(scene: Scene, intent: Intent, slots: Json) -> Draft:
    """There is no booking on this number: staff look."""
    said = scene.say(
        "Jag hittar ingen kommande tid på ditt nummer, så jag lämnar över till en kollega som tittar på det.",
        "I find no coming appointment for your number, so I am handing over to a colleague who will look into it.",
    )
    return Draft(said, intent, scene.language, "handed_over", 0.85, "cannot_act", slots=slots)
