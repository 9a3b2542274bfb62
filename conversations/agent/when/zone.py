"""From a date and a minute of the day to a moment where the company is."""

from __future__ import annotations

import datetime

DAY = 24 * 60


def exact(date: datetime.date, minute: int, now: datetime.datetime) -> datetime.datetime | None:
    """The moment of a clock time in the zone of ``now``; ``None`` when clocks jump over it.

    Of a time that comes twice it is the first, or the second when the first has passed.
    """
    wall = _wall(date, minute)
    for fold in (0, 1):
        moment = wall.replace(tzinfo=now.tzinfo, fold=fold)
        if _there_and_back(moment) != wall:
            return None
        if not before(moment, now):
            return moment
    return wall.replace(tzinfo=now.tzinfo)


def edge(date: datetime.date, minute: int, now: datetime.datetime) -> datetime.datetime:
    """As :func:`exact`, for the edge of a window: one that clocks jump over moves with them."""
    moment = _wall(date, minute).replace(tzinfo=now.tzinfo)
    return moment.astimezone(datetime.UTC).astimezone(now.tzinfo)


def before(one: datetime.datetime, other: datetime.datetime) -> bool:
    """Whether ``one`` is earlier. Within one zone Python would compare what the clocks show."""
    return one.astimezone(datetime.UTC) < other.astimezone(datetime.UTC)


def later(now: datetime.datetime, delta: datetime.timedelta) -> datetime.datetime:
    """``now`` and ``delta`` of real time, to the whole minute."""
    moment = (now.astimezone(datetime.UTC) + delta).astimezone(now.tzinfo)
    return moment.replace(second=0, microsecond=0)


def _wall(date: datetime.date, minute: int) -> datetime.datetime:
    days, rest = divmod(minute, DAY)
    return datetime.datetime.combine(date, datetime.time(rest // 60, rest % 60)) + datetime.timedelta(days)


def _there_and_back(moment: datetime.datetime) -> datetime.datetime:
    back = moment.astimezone(datetime.UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None, fold=0)
