"""Days seen from today: "imorgon", "nästa fredag", "om två veckor", "i helgen", "v 48", "i slutet av veckan"."""

from __future__ import annotations

import datetime
from dataclasses import replace

from dateutil.relativedelta import relativedelta

from conversations.agent.when import calendar
from conversations.agent.when.items import Dates, Day, Mark, Moment, Soon, Thing
from conversations.agent.when.lexicon import (
    CARS,
    GONE_DAYS,
    LAST_TIME,
    MONTH,
    NEXT,
    OWNERS,
    PERIODS,
    SHIFTS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEK,
    WEEKDAY_ENDINGS,
    WEEKDAYS,
    WEEKEND,
    WEEKENDS,
    WORKDAYS,
)
from conversations.agent.when.view import Found, View
from conversations.agent.when.zone import later
from conversations.words import word_set

_MORGON = word_set("morgon morron morrn morn moron morgn")
_LED = word_set("pa i on under the den this denna har nu kommande coming av of in during")
_WEEKDAY_LEADS = NEXT | word_set("pa on under this denna nu kommande coming")
_JOINED = word_set("till to fran from efter after fore innan before senast tidigast eller or by until - /")
_NEAREST = (("de", "narmaste"), ("narmaste",), ("the", "next"), ("the", "coming"), ("next",))
_ONE = word_set("en ett a an one")
_WEEK_JOINS = {
    "-": "to",
    "till": "to",
    "to": "to",
    **dict.fromkeys(("eller", "el", "och", "o", "or", "and", "/"), "or"),
}
_VAGUE = (
    ("ett", "par"),
    ("a", "couple", "of"),
    ("a", "couple"),
    ("nagra",),
    ("nagon",),
    ("nan",),
    ("a", "few"),
)


def read_shift(view: View, at: int) -> Found | None:
    """Today, tomorrow, the day after, yesterday."""
    today, key = view.today, view.key(at)
    if key in GONE_DAYS or (key == "i" and view.key(at + 1) in ("gar", "forrgar")):
        return (Day(past=True),), at + 1 + (key == "i")
    for words in (("the", "day", "after", "tomorrow"), ("day", "after", "tomorrow"), ("i", "over", "morgon")):
        if view.phrase(at, *words):
            return (Day(calendar.days(today + datetime.timedelta(days=2), 1)),), at + len(words)
    start = at
    at += key == "i"
    if view.key(at) == "dag" and at > start:
        return (Day((today,)),), at + 1
    if view.key(at) in _MORGON and at > start:
        return (Day(calendar.days(today + datetime.timedelta(days=1), 1)),), at + 1
    shift = SHIFTS.get(view.key(at))
    if shift is None:
        return None
    return (Day(calendar.days(today + datetime.timedelta(days=shift), 1)),), at + 1


def read_weekday(view: View, at: int) -> Found | None:
    """A weekday: the coming one, never today; with "nästa" that of the next ISO week; "i fredags" is past."""
    start, following, gone, here = at, False, False, False
    while at - start < 5 and view.key(at) in _LED | NEXT | LAST_TIME:
        following |= view.key(at) in NEXT
        gone |= view.key(at) in LAST_TIME
        here |= view.key(at) == "i"
        at += 1
    weekday, ending = _weekday(view.key(at))
    short = SHORT_WEEKDAYS.get(view.tokens[at].raw) if weekday is None and at < len(view.tokens) else None
    if weekday is None and short is None:
        return None
    plain = weekday if weekday is not None else short or 0
    end = at + 1 + (short is not None and view.key(at + 1) == "." and view.glued(at + 1))
    led = view.key(start - 1) in _JOINED or any(view.key(lead) in _WEEKDAY_LEADS for lead in range(start, at))
    if gone or (here and ending == "s"):
        return (Day(past=True),), end
    general = ending in ("ar", "arna") or (ending == "s" and view.key(at).endswith("days"))
    day = Day(
        (calendar.coming(view.today, plain),), (plain,), general=general, short=short is not None, led=led
    )
    if following:
        day = replace(
            day,
            dates=(calendar.week_of(view.today, 1)[plain],),
            weekdays=(),
            week=calendar.week_of(view.today, 1),
        )
    return (day,), end


def _weekday(key: str) -> tuple[int | None, str]:
    for ending in WEEKDAY_ENDINGS:
        stem = key.removesuffix(ending)
        if stem in WEEKDAYS and stem + ending == key:
            return WEEKDAYS[stem], ending
    return None, ""


def read_period(view: View, at: int) -> Found | None:
    """A week, weekend, month or workday: "nästa vecka", "v 48", "i helgen", "den här månaden", "vardagar"."""
    numbered = _numbered_week(view, at)
    if numbered:
        return numbered
    start, shift, gone = at, 0, False
    while at - start < 5 and view.key(at) in _LED | NEXT | LAST_TIME | {"nastnasta", "hela", "samma"}:
        shift += (view.key(at) in NEXT) + 2 * (view.key(at) == "nastnasta")
        gone |= view.key(at) in LAST_TIME
        at += 1
    word, end, today = view.key(at), at + 1, view.today
    if view.phrase(at, "week", "after", "next") or view.phrase(at, "veckan", "efter", "nasta"):
        return (Day(calendar.week_of(today, 2)),), at + 3
    if word not in WEEK | WEEKEND | WEEKENDS | MONTH | WORKDAYS or (word in WEEK | MONTH and at == start):
        return None
    if gone:
        return (Day(past=True),), end
    if word in WEEK | MONTH and not shift and not _is_this(view, start, at, word):
        return None
    if word in WORKDAYS:
        ahead = calendar.days(today, 7)
        return (Day(tuple(day for day in ahead if day.weekday() < 5), general=True),), end
    if word in WEEK:
        return (Day(calendar.week_of(today, shift)),), end
    if word in MONTH:
        return (Day(calendar.month_days(today.year, today.month + shift)),), end
    weekend = calendar.week_of(today, shift)[5:]
    return (Day(weekend, general=word in WEEKENDS),), end


def _is_this(view: View, start: int, at: int, word: str) -> bool:
    """Whether the week or month going on is meant, and not "2 gånger i veckan", "300 kr i månaden"."""
    leads = {view.key(lead) for lead in range(start, at)}
    if leads & {"denna", "this", "har", "detta"}:
        return True
    often = (
        view.key(start - 1) in UNITS or view.number(start - 1) is not None or view.key(start - 1) == "gang"
    )
    return word in WEEK and bool(leads & {"i", "under", "hela", "during"}) and not often


def _numbered_week(view: View, at: int) -> Found | None:
    at = view.skip(at, word_set("pa i under in till"))
    if view.key(at) not in word_set("v vecka week veckorna weeks"):
        return None
    number_at = at + 1 + (view.key(at + 1) == "." and view.kind(at + 2) == "number")
    number = view.number(number_at)
    if number is None or view.kind(number_at) != "number":
        return None
    car = view.glued(number_at) and view.key(at) == "v"
    if car and (not 1 <= number <= 53 or view.key(at - 1) in OWNERS or f"v{number}" in CARS & _words(view)):
        return None
    things: list[Thing] = [_week(view, number)]
    end = number_at + 1
    # "V 49-50", "vecka 49 eller 50"
    while (join := _WEEK_JOINS.get(view.key(end))) and view.kind(end + 1) == "number":
        further = view.number(end + 1)
        if further is None or not 1 <= further <= 53 or view.month(end + 2):
            break
        things += [Mark(join), _week(view, further)]
        end += 2
    return tuple(things), end


def _week(view: View, number: int) -> Day:
    dates, passed = calendar.numbered_week(number, view.today)
    return Day(dates, past=passed, impossible=not dates)


def _words(view: View) -> frozenset[str]:
    words = {token.key for token in view.tokens}
    return frozenset(CARS) if "volvo" in words or "volvon" in words else frozenset()


def read_distance(view: View, at: int) -> Found | None:
    """ "Om två veckor", "om en timme", "inom 3 dagar", "in half an hour", "a week from friday"."""
    inside = view.key(at) in ("inom", "within")
    nearest = next((len(words) for words in _NEAREST if view.phrase(at + inside, *words)), 0)
    if nearest:
        at, inside = at + inside + nearest - 1, True
    led = view.key(at) in ("om", "in", "efter") or inside
    start = at + led + (view.key(at + led) in ("about", "ca", "typ"))
    amount, vague, end = _amount(view, start)
    unit = PERIODS.get(view.key(end), "")
    if not unit or end == start:
        return None
    end += 1
    if view.key(end) in ("from", "fran", "on") and unit in ("days", "weeks"):
        base = read_shift(view, end + 1) or read_weekday(view, end + 1)
        thing = base[0][0] if base else None
        if base and isinstance(thing, Day) and thing.dates:
            return (Day(calendar.days(thing.dates[0] + _days(amount, unit), 1)),), base[1]
    if led:
        return _away(view, amount, unit, vague, inside), end
    for words in (("from", "now"), ("fran", "nu"), ("framat",), ("ahead",)):
        if view.phrase(end, *words):
            return _away(view, amount, unit, vague, inside), end + len(words)
    return None


def _away(view: View, amount: float, unit: str, vague: bool, inside: bool) -> tuple[Day | Moment | Soon, ...]:
    minutes = {"minutes": 1.0, "quarter": 15.0, "half": 30.0, "hours": 60.0}.get(unit)
    if minutes and inside:
        return (Soon(),)
    if minutes:
        return (Moment(later(view.now, datetime.timedelta(minutes=amount * minutes))),)
    day = view.today + (relativedelta(months=int(amount)) if unit == "months" else _days(amount, unit))
    if inside:
        return (Day(calendar.between(view.today, day)),)
    if vague:
        wide = calendar.week_of(day) if unit == "weeks" else calendar.days(day, 4)
        return (Day(calendar.month_days(day.year, day.month) if unit == "months" else wide),)
    return (Day((day,), weeks=int(amount) if unit == "weeks" else 0),)


def _days(amount: float, unit: str) -> datetime.timedelta:
    return datetime.timedelta(days=int(amount * {"weeks": 7, "fortnights": 14}.get(unit, 1)))


def _amount(view: View, at: int) -> tuple[float, bool, int]:
    """How many, whether only about, and where the unit stands."""
    for words in _VAGUE:
        if view.phrase(at, *words):
            return (1 if words[0] in ("nagon", "nan") else 2), True, at + len(words)
    if view.phrase(at, "half", "an") or (view.key(at) in _ONE and view.key(at + 1) in ("halv", "half")):
        return 0.5, False, at + 2
    number = view.number(at)
    if number is not None:
        return number, False, at + 1 + (view.key(at + 1) in ("dryg", "knapp", "hel", "full", "whole"))
    return (1, False, at + 1) if view.key(at) in _ONE else (0, False, at)


def slice_of(dates: Dates, which: str) -> Dates:
    """The beginning, middle or end of a week or of a longer period."""
    if len(dates) <= 7:
        return {"begin": dates[:2], "middle": dates[1:4], "end": dates[3:]}[which]
    return {"begin": dates[:10], "middle": dates[10:20], "end": dates[20:]}[which]
