"""What the grammar finds in a text: days, clock times, parts of the day, and the words that join them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

Dates = tuple[datetime.date, ...]


@dataclass(frozen=True)
class Day:
    """One or several dates that were named together.

    ``weekdays`` (0 = Monday) says that only weekdays were named, so that a week beside them decides which;
    ``weeks`` moves such a weekday on ("på fredag om en vecka"); ``week`` is that of "nästa tisdag", which holds
    for a further weekday too. ``apart`` is "3 eller 4 december": each date by
    itself. ``general`` is "på lördagar". ``short`` is an abbreviation that may be an ordinary word ("sat",
    "mån"); ``led`` says that "på" or the like stands before. ``past`` is over; dates beside it are the coming
    ones of that name. ``core`` is the day that a season is asked about as (julafton of "i jul").
    """

    dates: Dates = ()
    weekdays: tuple[int, ...] = ()
    weeks: int = 0
    week: Dates = ()
    apart: bool = False
    general: bool = False
    short: bool = False
    led: bool = False
    past: bool = False
    impossible: bool = False
    core: datetime.date | None = None


@dataclass(frozen=True)
class Clock:
    """A time of day in ``minute`` after midnight; ``open`` when it may also be meant twelve hours later.

    ``noon_side`` is True after "pm", so that a range's beginning may follow its end.
    """

    minute: int = 0
    open: bool = False
    noon_side: bool = False
    impossible: bool = False


@dataclass(frozen=True)
class Part:
    """A part of the day from ``first`` to ``last`` minute; clock times from ``least`` to ``most`` agree with it."""

    first: int
    last: int
    least: int
    most: int


@dataclass(frozen=True)
class Moment:
    """A moment counted from now: "om en timme"."""

    at: datetime.datetime


@dataclass(frozen=True)
class Shift:
    """Counted from what was established before: "en timme senare", "dagen efter", "veckan efter"."""

    minutes: int = 0
    days: int = 0
    weeks: int = 0


@dataclass(frozen=True)
class Soon:
    """As soon as possible."""


@dataclass(frozen=True)
class Mark:
    """A word that joins or changes what stands beside it."""

    name: str


@dataclass(frozen=True)
class Word:
    """Any other word."""


Thing = Day | Clock | Part | Moment | Shift | Soon | Mark | Word
TIMES = (Day, Clock, Part, Moment, Shift, Soon)


@dataclass(frozen=True)
class Node:
    """A thing and where it stands: tokens ``begin`` to ``end``, the latter exclusive."""

    thing: Thing
    begin: int
    end: int
