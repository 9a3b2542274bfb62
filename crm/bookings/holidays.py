"""Swedish red days and eves (SFS 1989:253), from the ``holidays`` library."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from holidays.constants import DE_FACTO, OPTIONAL, PUBLIC
from holidays.countries.sweden import Sweden

Names = tuple[str, str]
# Eves on which usual opening hours cannot be promised; the library files Easter's under optional days.
_EVES_BESIDE = frozenset({"påskafton"})
# Where the library's English is a translation, the name that an English speaker knows.
_KNOWN_AS = {
    "Second Day of Christmas": "Boxing Day",
    "Holy Saturday": "Easter Saturday",
    "National Day": "Sweden's National Day",
    "Pentecost": "Whit Sunday",
}
_PROPER = ("Kristi",)
_REMARK = re.compile(r"\s*\(.*\)$")


def red_day(day: datetime.date) -> Names | None:
    """The Swedish and English name of the public holiday on ``day``, if it is one."""
    return _red_days(day.year).get(day)


def eve_or_red_day(day: datetime.date) -> Names | None:
    """As :func:`red_day`, also on the eves of Easter, Midsummer, Christmas and New Year."""
    return red_day(day) or _eves(day.year).get(day)


@lru_cache(maxsize=8)
def named_days(year: int) -> dict[str, datetime.date]:
    """The dates in ``year`` of every day that has a Swedish name, also of eves that are ordinary workdays."""
    days = _of(year, OPTIONAL) | _eves(year) | _red_days(year)
    # Two that fall on one date (Ascension Day on 1 May) come as one, with a semicolon.
    return {name: day for day, names in days.items() for name in names[0].split("; ")}


@lru_cache(maxsize=8)
def _red_days(year: int) -> dict[datetime.date, Names]:
    return _of(year, PUBLIC)


@lru_cache(maxsize=8)
def _eves(year: int) -> dict[datetime.date, Names]:
    beside = {day: names for day, names in _of(year, OPTIONAL).items() if names[0] in _EVES_BESIDE}
    return _of(year, DE_FACTO) | beside


def _of(year: int, category: str) -> dict[datetime.date, Names]:
    # Without Sundays: the law counts every Sunday as a red day, opening hours know them as Sundays.
    swedish = Sweden(years=year, categories=(category,), language="sv", include_sundays=False)
    english = Sweden(years=year, categories=(category,), language="en_US", include_sundays=False)
    return {day: (_swedish(name), _english(english[day])) for day, name in swedish.items()}


def _swedish(name: str) -> str:
    bare = _REMARK.sub("", name)
    return bare if bare.startswith(_PROPER) else bare[:1].lower() + bare[1:]


def _english(name: str) -> str:
    bare = _REMARK.sub("", name)
    return _KNOWN_AS.get(bare, bare)
