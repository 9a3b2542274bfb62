"""Which days a question is about: "på lördag", "imorgon", "nu", "i helgen", "28/11", "on Friday"."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from conversations.agent.holidays import holidays_of

_WEEKDAYS = (
    r"m[åa]ndag|mån|mon(?:days?)?",
    r"tis(?:dag)?|tue(?:s(?:days?)?)?",
    r"ons(?:dag)?|wed(?:nesdays?)?",
    r"tors?(?:dag)?|thu(?:rs?(?:days?)?)?",
    r"fre(?:dag)?|fri(?:days?)?",
    r"l[öo]rdag|lör|sat(?:urdays?)?",
    r"s[öo]ndag|sön|sun(?:days?)?",
)
# Too short or too ordinary alone (sun, sat, mon, wed, tor …) unless "på" or "on" stands before.
_SHORT = {"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"}
_SHORT |= {"mån", "tis", "ons", "tor", "tors", "fre", "lör", "sön"}
_WEEKDAY = [
    re.compile(
        r"\b(?P<lead>(?:(?:på|pa|on|nästa|nasta|next|nu på|this|i)\s+)*)"
        rf"(?P<name>{names})(?P<end>ar|arna|en|s)?\b"
    )
    for names in _WEEKDAYS
]
_MONTHS = ("jan", "feb", "mar", "apr", "ma[jy]", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "dec")
_MONTH = "|".join(f"(?P<m{number}>{name})" for number, name in enumerate(_MONTHS, 1))
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})(?::?[ea]|st|nd|rd|th)?\.?\s*(?:of\s+)?(?:{_MONTH})[a-zå]*\b")
_MONTH_DAY = re.compile(rf"\b(?:{_MONTH})[a-z]*\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b")
_NUMERIC = re.compile(r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})\b")
_ISO = re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_THE_DAY = re.compile(r"\b(?:den|the)\s+(?P<day>\d{1,2})(?::?[ea]|st|nd|rd|th)?\b")
_WEEK = re.compile(r"\b(?:v\.?|vecka|week)\s*(?P<week>\d{1,2})\b")
_SOON = (
    (re.compile(r"\bi?\s?övermorgon\b|\bday after tomorrow\b"), 2),
    (re.compile(r"\bi?\s?morgon\b|\bi\s?mor(?:n|rn|on|ron)\b|\btomorrow\b|\btmrw\b"), 1),
    (re.compile(r"\bi\s?dag\b|\bidag\b|\bi\s?kväll\b|\bi\s?eftermiddag\b|\btoday\b|\btonight\b"), 0),
)
_NOW = re.compile(r"\bnu\b|\bjust nu\b|\bright now\b|\bnow\b|\bcurrently\b")
_WEEKEND = re.compile(r"\bhelgen?\b|\bweekend\b")
_WEEKENDS = re.compile(r"\bhelger(?:na)?\b|\bweekends\b")
_NAMED = (
    (re.compile(r"\bjul(?:en|helgen|afton|dagen)?\b|\bchristmas\b|\bxmas\b"), "julafton"),
    (re.compile(r"\bny[åa]r(?:et|s|safton|sdagen)?\b|\bnew year"), "nyårsafton"),
    (re.compile(r"\bp[åa]sk(?:en|afton|dagen|helgen)?\b|\beaster\b"), "påskafton"),
    (re.compile(r"\bmidsommar(?:en|afton|dagen)?\b|\bmidsummer\b"), "midsommarafton"),
)


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
    without a year is the coming one.
    """
    low, today = text.lower(), now.date()
    exact, impossible = _exact(low, today)
    if exact or impossible:
        return Days(dates=exact, impossible=impossible and not exact)
    named = _named(low, today)
    if named:
        return Days(dates=named)
    dates = [today + datetime.timedelta(days=days) for days in _soon(low)]
    usual: list[int] = []
    for weekday, pattern in enumerate(_WEEKDAY):
        for match in pattern.finditer(low):
            if match["name"] in _SHORT and not match["lead"].strip():
                continue
            if match["end"] in ("ar", "arna") or (match["name"].endswith("days")):
                usual.append(weekday)
                continue
            dates.append(_coming(today, weekday, following=bool(re.search("n[äa]sta|next", match["lead"]))))
    if _WEEKENDS.search(low):
        usual += [5, 6]
    elif _WEEKEND.search(low):
        saturday = today if today.weekday() == 5 else _coming(today, 5)
        days = [today] if today.weekday() == 6 else [saturday, saturday + datetime.timedelta(days=1)]
        dates += days
    week = _WEEK.search(low)
    if week:
        return _week(int(week["week"]), today)
    return Days(
        dates=sorted(set(dates)),
        weekdays=sorted(set(usual)),
        now=not dates and not usual and bool(_NOW.search(low)),
    )


def _soon(low: str) -> list[int]:
    shifts: list[int] = []
    for pattern, days in _SOON:
        if pattern.search(low):
            shifts.append(days)
            low = pattern.sub(" ", low)
    return shifts


def _coming(today: datetime.date, weekday: int, *, following: bool = False) -> datetime.date:
    if following:
        monday = today - datetime.timedelta(days=today.weekday())
        return monday + datetime.timedelta(days=7 + weekday)
    return today + datetime.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _exact(low: str, today: datetime.date) -> tuple[list[datetime.date], bool]:
    found: list[datetime.date] = []
    impossible = False
    for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY, _NUMERIC):
        for match in pattern.finditer(low):
            groups = match.groupdict()
            month = int(groups["month"]) if groups.get("month") else _month(groups)
            day = _on_or_after(today, month, int(match["day"]), int(groups.get("year") or 0))
            if day is None:
                impossible = True
            else:
                found.append(day)
        if found or impossible:
            return sorted(set(found)), impossible
    match_day = _THE_DAY.search(low)
    if match_day:
        wanted = int(match_day["day"])
        for shift in range(62):
            day = today + datetime.timedelta(days=shift)
            if day.day == wanted:
                return [day], False
        return [], True
    return [], False


def _month(groups: dict[str, str | None]) -> int:
    return next(number for number in range(1, 13) if groups.get(f"m{number}"))


def _on_or_after(today: datetime.date, month: int, day: int, year: int) -> datetime.date | None:
    # A leap day may be up to eight years away.
    for candidate in [year] if year else range(today.year, today.year + 9):
        try:
            date = datetime.date(candidate, month, day)
        except ValueError:
            continue
        if year or date >= today:
            return date
    return None


def _named(low: str, today: datetime.date) -> list[datetime.date]:
    for pattern, name in _NAMED:
        if pattern.search(low):
            for year in (today.year, today.year + 1):
                for date, (swedish, _) in holidays_of(year).items():
                    if swedish == name and date >= today:
                        return [date]
    return []


def _week(number: int, today: datetime.date) -> Days:
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            monday = datetime.date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if monday + datetime.timedelta(days=6) >= today:
            return Days(dates=[monday + datetime.timedelta(days=day) for day in range(7)])
    return Days(impossible=True)
