"""From dates and a time of day to windows of real time, none of it past."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from conversations.agent.when import zone
from conversations.agent.when.hours import Span
from conversations.agent.when.items import Dates

Window = tuple[datetime.datetime, datetime.datetime | None]


@dataclass
class Windows:
    """The windows that are not over; ``missing`` says that a clock time does not exist on one of the dates."""

    found: list[Window] = field(default_factory=list)
    missing: bool = False


def windows(dates: Dates, span: Span | None, now: datetime.datetime, *, apart: bool = False) -> Windows:
    """The windows on ``dates``: one for each clock time or part of a day, else one for each run of days.

    ``apart`` keeps days that follow each other separate. A window that has begun begins now.
    """
    result = Windows()
    if span is None:
        for first, last in _runs(dates, apart=apart):
            _add(result, zone.edge(first, 0, now), zone.edge(last, zone.DAY, now), now)
        return result
    for date in dates:
        if span.last is None:
            moment = zone.exact(date, span.first, now)
            result.missing |= moment is None
            if moment and not zone.before(moment, now):
                result.found.append((moment, None))
        else:
            _add(result, zone.edge(date, span.first, now), zone.edge(date, span.last, now), now)
    return result


def _runs(dates: Dates, *, apart: bool) -> list[tuple[datetime.date, datetime.date]]:
    runs: list[tuple[datetime.date, datetime.date]] = []
    for date in dates:
        if runs and not apart and date == runs[-1][1] + datetime.timedelta(days=1):
            runs[-1] = (runs[-1][0], date)
        else:
            runs.append((date, date))
    return runs


def _add(result: Windows, start: datetime.datetime, end: datetime.datetime, now: datetime.datetime) -> None:
    if zone.before(now, end) and zone.before(start, end):
        result.found.append((now if zone.before(start, now) else start, end))
