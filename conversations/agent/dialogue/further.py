"""One more time beside the one just booked, and the time of day that a booking has."""

from __future__ import annotations

import datetime

from conversations.agent.dialogue import booking
from conversations.agent.dialogue.scene import Scene, ends
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.changes import SAME_TIME
from conversations.agent.reading.normal import rule
from conversations.agent.types import Draft
from conversations.agent.when import When

_DAY = datetime.timedelta(days=1)
_AFTER = rule(r"\b(?:direkt|strax|precis|right|straight|just) (?:efter|after)\w*\b|\befterat\b")


def another(scene: Scene) -> Draft | None:
    """One more: at the same time of another day, right after the one just booked, or when it is said to be."""
    before = scene.talk.booking
    service = scene.named.one or (scene.service_keyed(scene.talk.service) if scene.talk.service else None)
    if before is None or service is None or (scene.when is not None and scene.when.problem):
        return None
    window = at_same_time(scene, scene.when)
    if window is None and _AFTER.search(scene.low):
        over = ends(before, service)
        window = When(over, over.replace(hour=0, minute=0) + _DAY, False, True, False, "", (), "")
    if window is None:
        return None
    talk = Talk(goal="book", service=service.key, window=window, at=scene.now)
    return booking.offer(scene, talk, service, "book")


def at_same_time(scene: Scene, when: When | None) -> When | None:
    """ "Fredag, samma tid": the day that is said, or that was asked for, at the time of the booking it is about."""
    before = scene.talk.booking
    if before is None or SAME_TIME.search(scene.low) is None or (when is not None and when.time_said):
        return when
    said = when or scene.talk.window
    if said is None or said.start is None or said.alternatives or not is_day(said):
        return when
    return booking.exactly(datetime.datetime.combine(said.start.date(), before.time(), before.tzinfo))


def is_day(when: When) -> bool:
    """Whether it is one day, and not a week or a month."""
    return when.start is not None and (when.end is None or when.end - when.start <= _DAY)
