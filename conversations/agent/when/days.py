"""Which days a question is about: "på lördag", "imorgon", "nu", "i helgen", "28/11", "on Friday"."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from conversations.agent.when.items import Day
from conversations.agent.when.options import Builder
from conversations.agent.when.sequence import read_nodes
from conversations.agent.when.view import View
from conversations.words import word_set

_NOW = word_set("nu now currently")
# A longer time (a month, "efter nyår") is no question about certain days.
_MOST = 7


@dataclass(frozen=True)
class Days:
    """What a text says about days.

    ``dates`` are the days asked about; ``weekdays`` (0 = Monday) are meant in general ("på lördagar");
    ``now`` is the present moment; ``impossible`` says that a date was named that does not exist.
    """

    dates: list[datetime.date] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    now: bool = False
    impossible: bool = False

    def __bool__(self) -> bool:
        return bool(self.dates or self.weekdays or self.now or self.impossible)


def find_days(text: str, now: datetime.datetime) -> Days:
    """The days ``text`` is about, seen from the local time ``now``.

    A bare weekday is the coming one, never today; "nästa fredag" is the Friday of next week; a date
    without a year is the coming one; a week is all of it.
    """
    view = read_nodes(text, now)
    usual: set[int] = set()
    dates: set[datetime.date] = set()
    impossible = False
    for day in _named(view):
        if day.general:
            usual |= set(day.weekdays or {date.weekday() for date in day.dates})
        elif day.core:
            dates.add(day.core)
        elif len(day.dates) <= _MOST:
            week = len(day.dates) == _MOST
            dates |= {date for date in day.dates if week or date >= now.date()}
        impossible |= day.impossible
    return Days(
        dates=sorted(dates),
        weekdays=sorted(usual),
        now=not dates and not usual and any(token.key in _NOW for token in view.tokens),
        impossible=impossible and not dates,
    )


def _named(view: View) -> list[Day]:
    builder = Builder(view.today)
    for node in view.nodes:
        thing = node.thing
        if isinstance(thing, Day) and thing.short and not thing.led and len(view.tokens) <= 2:
            continue
        builder.add(node)
    collided = [day for pair in builder.collided for day in pair]
    return [option.day for option in builder.options if option.day and option.day not in collided] + collided
