"""Swedish red days and eves, when usual opening hours cannot be promised (SFS 1989:253)."""

from __future__ import annotations

import datetime
from functools import lru_cache

_FIXED = {
    (1, 1): ("nyårsdagen", "New Year's Day"),
    (1, 6): ("trettondedag jul", "Epiphany"),
    (5, 1): ("första maj", "May Day"),
    (6, 6): ("nationaldagen", "Sweden's National Day"),
    (12, 24): ("julafton", "Christmas Eve"),
    (12, 25): ("juldagen", "Christmas Day"),
    (12, 26): ("annandag jul", "Boxing Day"),
    (12, 31): ("nyårsafton", "New Year's Eve"),
}
_FROM_EASTER = {
    -2: ("långfredagen", "Good Friday"),
    -1: ("påskafton", "Easter Saturday"),
    0: ("påskdagen", "Easter Sunday"),
    1: ("annandag påsk", "Easter Monday"),
    39: ("Kristi himmelsfärdsdag", "Ascension Day"),
    49: ("pingstdagen", "Whit Sunday"),
}
Names = tuple[str, str]


def holiday_on(day: datetime.date) -> Names | None:
    """The Swedish and English name of the red day or eve on ``day``, if it is one."""
    return holidays_of(day.year).get(day)


@lru_cache(maxsize=8)
def holidays_of(year: int) -> dict[datetime.date, Names]:
    """All red days and eves of ``year``."""
    found = {datetime.date(year, month, day): names for (month, day), names in _FIXED.items()}
    easter = _easter(year)
    found |= {easter + datetime.timedelta(days=shift): names for shift, names in _FROM_EASTER.items()}
    midsummer_eve = _first_weekday(datetime.date(year, 6, 19), 4)
    found[midsummer_eve] = ("midsommarafton", "Midsummer Eve")
    found[midsummer_eve + datetime.timedelta(days=1)] = ("midsommardagen", "Midsummer Day")
    found[_first_weekday(datetime.date(year, 10, 31), 5)] = ("alla helgons dag", "All Saints' Day")
    return found


def _first_weekday(start: datetime.date, weekday: int) -> datetime.date:
    return start + datetime.timedelta(days=(weekday - start.weekday()) % 7)


def _easter(year: int) -> datetime.date:
    """Easter Sunday in the Gregorian calendar (Meeus/Jones/Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, day = divmod(h + shift - 7 * m + 114, 31)
    return datetime.date(year, month, day + 1)
