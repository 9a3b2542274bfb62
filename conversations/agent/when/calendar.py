"""Arithmetic with dates: coming weekdays, ISO weeks, months, holidays."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable

from conversations.agent.when.items import Dates
from crm.bookings.holidays import named_days

# "Tidigast fredag" has no end; this far ahead is looked.
OPEN_DAYS = 14
# A date without a year that is not longer ago than this was meant, and has passed; else it is next year's.
JUST_PASSED = datetime.timedelta(days=31)


def days(first: datetime.date, count: int) -> Dates:
    """``count`` dates from ``first`` on."""
    return tuple(first + datetime.timedelta(days=shift) for shift in range(count))


def between(first: datetime.date, last: datetime.date) -> Dates:
    """The dates from ``first`` to ``last``, both inclusive."""
    return days(first, max(0, (last - first).days + 1))


def coming(today: datetime.date, weekday: int) -> datetime.date:
    """The next such weekday after ``today``."""
    return today + datetime.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def week_of(day: datetime.date, shift: int = 0) -> Dates:
    """The ISO week of ``day``, or the one ``shift`` weeks later."""
    return days(day - datetime.timedelta(days=day.weekday()) + datetime.timedelta(weeks=shift), 7)


def numbered_week(number: int, today: datetime.date) -> tuple[Dates, bool]:
    """ISO week ``number`` going on or coming, and whether one has just passed; no dates when there is none."""
    year, passed = today.isocalendar().year, False
    for candidate in (year - 1, year, year + 1):
        try:
            monday = datetime.date.fromisocalendar(candidate, number, 1)
        except ValueError:
            continue
        sunday = monday + datetime.timedelta(days=6)
        if sunday >= today:
            return days(monday, 7), passed
        passed = sunday >= today - JUST_PASSED
    return (), False


def month_days(year: int, month: int) -> Dates:
    """The dates of a month; ``month`` may be 13 for January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return days(datetime.date(year, month, 1), calendar.monthrange(year, month)[1])


def coming_month(month: int, today: datetime.date) -> Dates:
    """The month that is going on or coming."""
    return month_days(today.year + (month < today.month), month)


def date_in_year(year: int, month: int, day: int) -> datetime.date | None:
    """The date, if it exists."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def yearless(month: int, day: int, today: datetime.date) -> tuple[datetime.date | None, bool]:
    """The coming such date, and whether one has just passed; ``None`` when no year has it.

    A leap day may be eight years away.
    """
    passed = False
    for year in range(today.year - 1, today.year + 9):
        date = date_in_year(year, month, day)
        if date and date >= today:
            return date, passed
        passed = date is not None and date >= today - JUST_PASSED
    return None, False


def day_of_month(day: int, today: datetime.date) -> datetime.date | None:
    """The coming date with this number, today included."""
    return next((date for date in days(today, 62) if date.day == day), None)


def numbered(dates: Iterable[datetime.date], weekday: int, number: int) -> datetime.date | None:
    """The first (1), second, … or last (-1) such weekday among ``dates``."""
    fitting = [date for date in dates if date.weekday() == weekday]
    index = number - 1 if number > 0 else number
    return fitting[index] if -len(fitting) <= index < len(fitting) else None


def week_in_month(dates: Dates, number: int) -> Dates:
    """The first (1), … or last (-1) week of a month: the weeks whose Thursday is in it, cut at its ends."""
    thursday = numbered(dates, 3, number)
    return tuple(day for day in week_of(thursday) if day in dates) if thursday else ()


def named(name: str, today: datetime.date) -> datetime.date | None:
    """The coming date of a holiday by its Swedish name, today included."""
    for year in (today.year, today.year + 1):
        date = named_days(year).get(name)
        if date and date >= today:
            return date
    return None
