"""Free times: which of them are offered, and in what words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.agent import booking_words, wording
from conversations.agent.dialogue.scene import Scene
from conversations.agent.when import When
from crm.bookings.models import Resource, Service
from crm.bookings.selectors import day_spans
from crm.bookings.slots import Slot

_ON_A_DAY, _DAYS, _A_DAY = 5, 3, 2
_AHEAD = datetime.timedelta(days=21)
_QUARTER = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Offer:
    """Times that can be had. ``missed`` says why they are not as asked: ``closed``, ``full`` or ""."""

    starts: tuple[datetime.datetime, ...]
    missed: str = ""


def find_offer(scene: Scene, service: Service, when: When | None, resource: Resource | None) -> Offer:
    """Free times for what was asked, at most five; else the nearest."""
    windows = _windows(scene, when)
    starts: list[datetime.datetime] = []
    for start, end in windows:
        free = scene.tools.find_free_times(service, start, end, resource=resource, limit=400)
        if not free.nearest:
            starts += [slot.start for slot in free.slots]
        elif len(windows) == 1:
            return Offer(_told(free.slots), why_missed(scene, start, end))
    if when is not None and when.exact:
        wanted = [start for start in starts if start in {window[0] for window in windows}]
        return Offer(tuple(wanted)) if wanted else _around(scene, service, windows[0][0], resource)
    if not starts:
        return _around(scene, service, windows[0][0], resource)
    return Offer(spread(starts))


def is_free(scene: Scene, service: Service, start: datetime.datetime, resource: Resource | None) -> bool:
    """Whether it is worth trying to book this moment. Only the try itself tells for sure."""
    free = scene.tools.find_free_times(
        service, start, start + datetime.timedelta(minutes=1), resource=resource, limit=1
    )
    if not free.nearest:
        return True
    # A moment between the times that are offered, such as 10.10, is left to the try while it is open.
    over = start + datetime.timedelta(minutes=service.minutes)
    odd = start.minute % 15 != 0
    return odd and any(
        opens <= start and over <= closes for opens, closes in day_spans(start.date(), resource)
    )


def spread(starts: Sequence[datetime.datetime]) -> tuple[datetime.datetime, ...]:
    """A few times out of many: over the day, or over the first days."""
    days: dict[datetime.date, list[datetime.datetime]] = {}
    for start in starts:
        days.setdefault(start.date(), []).append(start)
    if len(days) == 1:
        return _some(list(starts), _ON_A_DAY)
    chosen: list[datetime.datetime] = []
    for day in list(days)[:_DAYS]:
        chosen += _some(days[day], _A_DAY)
    return tuple(chosen)


def _some(starts: list[datetime.datetime], most: int) -> tuple[datetime.datetime, ...]:
    """At most ``most``, evenly spread, on whole or half hours where that leaves enough."""
    round_ones = [start for start in starts if start.minute % 30 == 0]
    pool = round_ones if len(round_ones) >= min(most, 2) else starts
    if len(pool) <= most:
        return tuple(pool)
    if most == _A_DAY:
        return (pool[0], pool[len(pool) * 2 // 3])
    step = (len(pool) - 1) / (most - 1)
    return tuple(pool[int(place * step)] for place in range(most))


def _windows(scene: Scene, when: When | None) -> list[tuple[datetime.datetime, datetime.datetime]]:
    if when is None or when.start is None:
        return [(scene.now, scene.now + _AHEAD)]
    return [(start, end or start + _QUARTER) for start, end in [(when.start, when.end), *when.alternatives]][
        :6
    ]


def _around(scene: Scene, service: Service, wanted: datetime.datetime, resource: Resource | None) -> Offer:
    free = scene.tools.find_free_times(
        service, wanted, wanted + datetime.timedelta(minutes=1), resource=resource, limit=1
    )
    return Offer(_told(free.slots), why_missed(scene, wanted, wanted + _QUARTER))


def _told(slots: Sequence[Slot]) -> tuple[datetime.datetime, ...]:
    return tuple(slot.start for slot in slots[:4])


def why_missed(scene: Scene, start: datetime.datetime, end: datetime.datetime) -> str:
    """Whether the company is closed in all of the window, or all is taken."""
    day, last = start.date(), min((end - datetime.timedelta(microseconds=1)).date(), start.date() + _AHEAD)
    while day <= last:
        if any(opens < end and start < closes for opens, closes in day_spans(day)):
            return "full"
        day += datetime.timedelta(days=1)
    return "closed"


# Words


def times(scene: Scene, starts: Sequence[datetime.datetime]) -> str:
    """``imorgon tisdag 24 november: 13.00, 14.30 eller 16.00``, one day after the other."""
    days: dict[datetime.date, list[datetime.datetime]] = {}
    for start in starts:
        days.setdefault(start.date(), []).append(start)
    if len(days) == 1:
        (day,) = days
        lead = day_words(scene, day)
        return f"{lead} {scene.say('kl', 'at')} {booking_words.clocks(starts, scene.language)}"
    parts = [
        f"{short_day(scene, day)} "
        + scene.say(" och ", " and ").join(wording.clock(one.time(), scene.language) for one in own)
        for day, own in days.items()
    ]
    return f"{', '.join(parts[:-1])} {scene.say('eller', 'or')} {parts[-1]}"


def day_words(scene: Scene, day: datetime.date) -> str:
    """``imorgon tisdag 24 november``."""
    near = {0: ("idag", "today"), 1: ("imorgon", "tomorrow")}.get((day - scene.now.date()).days)
    date = wording.date_name(day, scene.language)
    return f"{near[scene.english]} {date}" if near else date


def short_day(scene: Scene, day: datetime.date) -> str:
    """``idag``, ``imorgon`` or ``tors 26/11``."""
    near = {0: ("idag", "today"), 1: ("imorgon", "tomorrow")}.get((day - scene.now.date()).days)
    if near:
        return near[scene.english]
    names = (
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        if scene.english
        else ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
    )
    return f"{names[day.weekday()]} {day.day}/{day.month}"


def missed_words(scene: Scene, offer: Offer, when: When | None) -> str:
    """Why the times are others than asked for; "" when they are as asked."""
    if not offer.missed:
        return ""
    exact = when is not None and when.exact
    if offer.missed == "closed":
        return scene.say("Då har vi tyvärr stängt. ", "Sorry, we are closed then. ")
    if exact:
        return scene.say("Den tiden är tyvärr upptagen. ", "Sorry, that time is taken. ")
    return scene.say("Då är det tyvärr fullt. ", "Sorry, we are fully booked then. ")
