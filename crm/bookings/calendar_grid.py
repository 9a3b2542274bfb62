"""The calendar's grid: columns of lanes, with what is booked, closed and free in each.

A place in it is given in hours and minutes of the wall clock, and a length likewise; the style sheet turns
both into rows. Minutes are rounded to five.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.bookings.models import Booking, Resource
from crm.bookings.words import clock, clocks, customer_short, day_short, service_label

FIVE = 5
DAY_MINUTES = 24 * 60
#: What is shorter shows one line less.
SHORT = 45
#: With bookings that are shorter the hours are drawn taller, so that a line of text has room in them.
TALL_UNDER = 30
#: A gap that is shorter is not offered for a new booking.
LEAST_GAP = 15
Minutes = tuple[int, int]
State = Booking.State


@dataclass(frozen=True)
class Place:
    """Where on a day, and how long: hours and minutes."""

    hour: int
    minute: int
    hours: int
    minutes: int

    @classmethod
    def of(cls, start: int, end: int) -> Place:
        """From ``start`` to ``end`` in minutes since midnight."""
        start, end = start // FIVE * FIVE, max(-(-end // FIVE) * FIVE, start + FIVE)
        return cls(*divmod(start, 60), *divmod(end - start, 60))


@dataclass(frozen=True)
class Item:
    """A booking in the calendar."""

    id: UUID
    place: Place
    kind: str
    short: bool
    minutes: int
    name: str
    time: str
    times: str
    service: str
    resource: str
    note: str
    by_ai: bool
    state: str
    start: datetime.datetime
    when: str
    held: str


@dataclass(frozen=True)
class Off:
    """A time at which nobody works there."""

    place: Place
    label: str


@dataclass(frozen=True)
class Gap:
    """A free time, to be booked."""

    place: Place
    day: str
    clock: str
    resource: Resource
    label: str


@dataclass(frozen=True)
class Lane:
    """One resource on one day."""

    resource: Resource
    items: list[Item]
    offs: list[Off]
    gaps: list[Gap]


@dataclass(frozen=True)
class Column:
    """A day of the week view, or a resource of the day view. ``now`` is where today's line stands."""

    day: datetime.date
    title: str
    label: str
    lanes: list[Lane]
    red: str = ""
    today: bool = False
    now: Place | None = None


@dataclass(frozen=True)
class AgendaDay:
    """A day as a list, for narrow screens."""

    day: datetime.date
    title: str
    red: str
    open: bool
    items: list[Item]
    today: bool


@dataclass
class Load:
    """How much of the open time is booked, in minutes."""

    open: int = 0
    booked: int = 0

    @property
    def percent(self) -> int | None:
        return min(round(100 * self.booked / self.open), 100) if self.open else None


@dataclass
class Grid:
    """Everything between the first and the last hour that is shown."""

    columns: list[Column] = field(default_factory=list)
    first: int = 8
    last: int = 17

    @property
    def hours(self) -> int:
        return self.last - self.first

    @property
    def tall(self) -> bool:
        """Whether there is a booking too short for a line of text in an hour of the usual height."""
        return any(
            item.minutes < TALL_UNDER
            for column in self.columns
            for lane in column.lanes
            for item in lane.items
        )

    @property
    def clock_hours(self) -> list[Place]:
        return [Place(hour, 0, 1, 0) for hour in range(self.first, self.last)]


def minutes_of(start: datetime.datetime, end: datetime.datetime, day: datetime.date) -> Minutes:
    """A span on a day in minutes since its midnight, by the wall clock."""
    one, two = timezone.localtime(start), timezone.localtime(end)
    first = 0 if one.date() < day else one.hour * 60 + one.minute
    last = DAY_MINUTES if two.date() > day else two.hour * 60 + two.minute
    return first, max(last, first)


def frame(spans: Iterable[Minutes]) -> tuple[int, int]:
    """The first and the last hour that hold all of these spans; a usual day where there are none."""
    known = list(spans)
    if not known:
        return 8, 17
    first = min(start for start, _end in known) // 60
    return first, max(-(-max(end for _start, end in known) // 60), first + 4)


def gaps_between(open_spans: Sequence[Minutes], taken: Iterable[Minutes], after: int) -> list[Minutes]:
    """The free times of at least :data:`LEAST_GAP` minutes, none before ``after``."""
    found: list[Minutes] = []
    busy = sorted(taken)
    for start, end in open_spans:
        at = max(start, -(-after // LEAST_GAP) * LEAST_GAP)
        for begins, until in busy:
            if begins - at >= LEAST_GAP and at < end:
                found.append((at, min(begins, end)))
            at = max(at, until)
        if end - at >= LEAST_GAP:
            found.append((at, end))
    return found


def offs_around(open_spans: Sequence[Minutes], first: int, last: int) -> list[Minutes]:
    """What is not open between the hours ``first`` and ``last``."""
    found: list[Minutes] = []
    at = first * 60
    for start, end in open_spans:
        if start > at:
            found.append((at, start))
        at = max(at, end)
    if at < last * 60:
        found.append((at, last * 60))
    return found


def item_of(booking: Booking, day: datetime.date) -> Item:
    """A booking as the calendar shows it."""
    place = minutes_of(booking.start, booking.end, day)
    state = str(booking.get_state_display())
    return Item(
        id=booking.pk,
        place=Place.of(*place),
        kind=_kind(booking),
        short=place[1] - place[0] < SHORT,
        minutes=place[1] - place[0],
        name=customer_short(booking.contact),
        time=clock(booking.start),
        times=clocks(booking.start, booking.end),
        service=service_label(booking.service),
        resource=booking.resource.name,
        note=_("until %(time)s, with %(name)s, %(state)s")
        % {"time": clock(booking.end), "name": booking.resource.name, "state": state.lower()},
        by_ai=booking.source == Booking.Source.AI,
        state=state if booking.state != State.CONFIRMED else "",
        start=booking.start,
        when=f"{day_short(day)} {clocks(booking.start, booking.end)}",
        held=clock(booking.held_until) if booking.held_until else "",
    )


def _kind(booking: Booking) -> str:
    if booking.state == State.PROPOSED:
        return "hold"
    if booking.state in (State.DONE, State.NO_SHOW):
        return "done"
    return "ai" if booking.source == Booking.Source.AI else "staff"
