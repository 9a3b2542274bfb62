"""The clock of a rights case (GDPR art. 12(3), counted by Regulation 1182/71).

A period of months ends with the last hour of the day that has the same date as the one on which it began, or
of the month's last day where that date is missing (art. 3(2)(c)); where that day is a Saturday, a Sunday or a
public holiday, with the last hour of the next working day (art. 3(4)). Days are those of Sweden.
"""

from __future__ import annotations

import calendar
import datetime
from datetime import timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from crm.bookings.holidays import red_day

ZONE = ZoneInfo("Europe/Stockholm")
#: One month to answer; two more where the company says in time why (GDPR art. 12(3)).
MONTHS, MONTHS_MORE = 1, 2
_LAST_MOMENT = datetime.time(23, 59, 59)
_SATURDAY = 5


class Timed(Protocol):
    """What has a clock."""

    received_at: datetime.datetime
    extended_at: datetime.datetime | None
    closed_at: datetime.datetime | None


def due_at(received: datetime.datetime) -> datetime.datetime:
    """The last moment to answer what was received at ``received`` (aware), in Europe/Stockholm."""
    return _end(received, MONTHS)


def extended_due_at(received: datetime.datetime) -> datetime.datetime:
    """The last moment where the time has been extended; at most two months more, counted from the start."""
    return _end(received, MONTHS + MONTHS_MORE)


def may_extend(case: Timed, now: datetime.datetime) -> bool:
    """Whether the person can still be told of an extension: once, and within the first month."""
    return case.closed_at is None and case.extended_at is None and now <= due_at(case.received_at)


def days_left(due: datetime.datetime, now: datetime.datetime) -> int:
    """Whole days of the calendar from today to the day of ``due``; negative when it has passed."""
    return (due.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days


def _end(received: datetime.datetime, months: int) -> datetime.datetime:
    day = _later(received.astimezone(ZONE).date(), months)
    while day.weekday() >= _SATURDAY or red_day(day):
        day += timedelta(days=1)
    # By the wall clock, so that a change of the clocks in between neither gives nor takes an hour.
    return datetime.datetime.combine(day, _LAST_MOMENT, tzinfo=ZONE)


def _later(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
