"""Dates by number: "25/11", "den 3:e", "3 december", "7-9 december", "2026-12-01", "December 3rd"."""

from __future__ import annotations

import re

from conversations.agent.when import calendar
from conversations.agent.when.items import Dates, Day, Mark
from conversations.agent.when.lexicon import FOLLOWS, ORDINALS, SHORT_WEEKDAYS, UNITS, WEEKDAYS
from conversations.agent.when.view import Found, View
from conversations.words import word_set

_DEN = word_set("den the")
_LEADS = word_set("pa on")
_JOINS = {
    "-": "to",
    "till": "to",
    "to": "to",
    "eller": "or",
    "el": "or",
    "o": "or",
    "or": "or",
    "och": "or",
    "and": "or",
    ",": "or",
}
_YEAR = re.compile(r"20\d\d")
_DIGITS = re.compile(r"\d+")


def read_date(view: View, at: int) -> Found | None:
    """One date or several that share a month."""
    if view.kind(at) == "iso":
        return (_iso(view, at),), at + 1
    if view.kind(at) == "slash":
        return _slash(view, at)
    start = at
    at = view.skip(at, _LEADS) if view.key(view.skip(at, _LEADS)) in _DEN else at
    the = view.key(at) in _DEN
    at += the
    if the and view.kind(at) == "slash":
        return _slash(view, at, sure=True)
    if view.kind(at) == "clock" and "." in view.key(at):
        day, month = (int(part) for part in view.key(at).split("."))
        dated = isinstance(view.last(), Day) and day > 24 and view.key(at - 1) != "kl"
        if the or ((dated or view.key(at + 1) in ("kl", "klockan")) and 1 <= month <= 12):
            return (_day(view, day, month),), at + 1
        return None
    named = view.month(start)
    if named and not the:
        return _month_first(view, start, named)
    return _day_first(view, at, the=the)


def _iso(view: View, at: int) -> Day:
    year, month, day = (int(part) for part in _DIGITS.findall(view.key(at)))
    return _dated(view, day, month, year)


def _slash(view: View, at: int, *, sure: bool = False) -> Found | None:
    parts = [int(part) for part in _DIGITS.findall(view.key(at))]
    day, month = parts[:2]
    sure |= isinstance(view.last(), Day) or view.key(at - 1) in ("pa", "on", "kl") or view.key(at + 1) == "kl"
    if view.key(at + 1) in UNITS or not (sure or (1 <= day <= 39 and 1 <= month <= 19)):
        return None
    year = parts[2] % 100 + 2000 if len(parts) == 3 else None
    if year is None and _YEAR.fullmatch(view.key(at + 1)):
        return (_dated(view, day, month, int(view.key(at + 1))),), at + 2
    return (_dated(view, day, month, year) if year else _day(view, day, month),), at + 1


def _month_first(view: View, at: int, month: int) -> Found | None:
    number = view.number(at + 1) if view.kind(at + 1) != "ordinal" else _ordinal(view, at + 1)
    if number is None or view.kind(at + 1) == "word" or number > 39:
        return None
    if view.kind(at + 1) == "number" and (view.key(at) in _DAY_FIRST or view.key(at + 2) in UNITS):
        return None
    year_at = at + 2 + (view.key(at + 2) == ",")
    if view.kind(year_at) == "number" and _YEAR.fullmatch(view.key(year_at)):
        return (_dated(view, number, month, int(view.key(year_at))),), year_at + 1
    return (_day(view, number, month),), at + 2


# Swedish says the day first: "december 10" is rather ten o'clock in a list; English months allow it.
_DAY_FIRST = word_set("maj okt oktober januari februari mars juni juli augusti")


def _day_first(view: View, at: int, *, the: bool) -> Found | None:
    """ "3 december", "den 3:e", "3 eller 4 december", "den 7-9", "first of december"."""
    numbers: list[int] = []
    joins: list[str] = []
    end, sure = at, the
    while True:
        number = _day_number(view, end)
        if number is None:
            break
        sure |= view.kind(end) == "ordinal" and (":" in view.key(end) or _after_on(view, at))
        numbers.append(number)
        end += 1
        after = end + (view.key(end) == "of")
        after += view.key(after) == "." and view.month(after + 1) is not None
        month = view.month(after)
        if month:
            return _with_month(view, numbers, joins, month, after + 1)
        join = _JOINS.get(view.key(end))
        step = end + 1 + (view.key(end + 1) in _DEN)
        if not join or _day_number(view, step) is None or not _goes_on(view, step, sure=sure):
            break
        joins.append(join)
        end = step
    if not numbers or not sure or len(joins) >= len(numbers) or not _may_end(view, end):
        return None
    # "Den första" is rather the first of something; a date when a time or nothing follows.
    counting = end - 1 == at and view.key(at) in ("forsta", "first", "andra", "second")
    if counting and not view.stops(end) and view.key(end) != "kl":
        return None
    days = [calendar.day_of_month(number, view.today) for number in numbers]
    return (_list(view, tuple(day for day in days if day), joins, complete=None not in days),), end


def _day_number(view: View, at: int) -> int | None:
    if view.kind(at) == "ordinal":
        return _ordinal(view, at)
    if view.kind(at) == "number" and view.key(at).isdecimal() and len(view.key(at)) <= 2:
        return int(view.key(at))
    return ORDINALS.get(view.key(at)) if view.kind(at) == "word" else None


def _ordinal(view: View, at: int) -> int:
    return int(_DIGITS.findall(view.key(at))[0])


def _after_on(view: View, at: int) -> bool:
    return view.key(at - 1) in ("on", "pa") or isinstance(view.last_time(), Day)


def _goes_on(view: View, at: int, *, sure: bool) -> bool:
    """Whether a further number is a day like the first: a month comes later, or nothing says otherwise."""
    while _day_number(view, at) is not None:
        at += 1
        if view.month(at + (view.key(at) == "of")):
            return True
        if _JOINS.get(view.key(at)) is None:
            break
        at += 1 + (view.key(at + 1) in _DEN)
    return sure and (view.kind(at - 1) == "ordinal" or _may_end(view, at)) and view.key(at - 2) != ","


def _may_end(view: View, at: int) -> bool:
    key = view.key(at)
    weekday = key in WEEKDAYS or key in SHORT_WEEKDAYS
    return (
        view.stops(at)
        or not key[:1].isalpha()
        or key in FOLLOWS
        or weekday
        or key
        in (
            "kl",
            "klockan",
            "at",
            "efter",
            "after",
            "fore",
            "innan",
            "before",
            "fm",
            "em",
            "vid",
            "runt",
            "mellan",
        )
    )


def _with_month(view: View, numbers: list[int], joins: list[str], month: int, end: int) -> Found:
    end += view.key(end) == "." and view.glued(end)
    year = None
    if view.kind(end) == "number" and _YEAR.fullmatch(view.key(end)) and view.key(end - 1) != "kl":
        year, end = int(view.key(end)), end + 1
    found = [_dated(view, n, month, year) if year else _day(view, n, month) for n in numbers]
    if len(found) == 1:
        return (found[0],), end
    dates = tuple(date for day in found for date in day.dates)
    whole = _list(view, dates, joins, complete=not any(day.impossible for day in found))
    return (whole,), end


def _list(view: View, dates: Dates, joins: list[str], *, complete: bool) -> Day:
    if not complete:
        return Day(impossible=True)
    if len(joins) == 1 and view.last() == Mark("between"):
        joins = ["to"]
    filled = list(dates[:1])
    for join, date in zip(joins, dates[1:], strict=True):
        filled += calendar.between(filled[-1], date)[1:] if join == "to" else [date]
    return Day(tuple(dict.fromkeys(filled)), apart="or" in joins)


def _day(view: View, day: int, month: int) -> Day:
    date, passed = calendar.yearless(month, day, view.today)
    return Day((date,) if date else (), impossible=date is None, past=passed)


def _dated(view: View, day: int, month: int, year: int) -> Day:
    date = calendar.date_in_year(year, month, day)
    if date is None:
        return Day(impossible=True)
    return Day((date,)) if date >= view.today else Day(past=True)
