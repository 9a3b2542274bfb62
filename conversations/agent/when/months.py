"""Months, what is first or last in them, slices of periods, and holidays by name."""

from __future__ import annotations

import datetime

from conversations.agent.when import calendar
from conversations.agent.when.items import Dates, Day
from conversations.agent.when.lexicon import (
    LAST,
    MONTHS,
    NEXT,
    ORDINALS,
    SHORT_MONTHS,
    WEEK,
    WEEKDAYS,
    fold,
)
from conversations.agent.when.relative import read_period, slice_of
from conversations.agent.when.view import Found, View
from conversations.words import word_set

_IN = word_set("i in under this for of av pa during hela")
_SLICES = {
    **dict.fromkeys(word_set("borjan start starten beginning early"), "begin"),
    **dict.fromkeys(word_set("mitten mitt middle mid"), "middle"),
    **dict.fromkeys(word_set("slutet slut end late"), "end"),
}
_LEADS = word_set("i pa in at the den mot towards")
_FEASTS = {
    fold(words): name
    for name, all_words in {
        "julafton": "julafton,julaftonen,christmas eve",
        "juldagen": "juldagen,juldan,christmas day",
        "annandag jul": "annandag jul,annandag juls,boxing day",
        "nyårsafton": "nyårsafton,nyårsaftonen,new year's eve,new years eve",
        "nyårsdagen": "nyårsdagen,new year's day,new years day",
        "trettondedag jul": "trettondagen,trettondedag jul,trettonhelgen,trettondag jul,epiphany",
        "trettondagsafton": "trettondagsafton,trettondagsaftonen",
        "skärtorsdagen": "skärtorsdag,skärtorsdagen,skärtorsdan,maundy thursday",
        "långfredagen": "långfredag,långfredagen,långfredan,good friday",
        "påskafton": "påskafton,påskaftonen,påsklördagen,easter saturday",
        "påskdagen": "påskdagen,påsksöndagen,easter sunday,easter day",
        "annandag påsk": "annandag påsk,easter monday",
        "valborgsmässoafton": "valborg,valborgsmässoafton,sista april",
        "första maj": "första maj,may day",
        "Kristi himmelsfärdsdag": "kristi himmelsfärdsdag,kristi himmelsfärd,kristi flygare,kristi himmelfärd,"
        "kristi himmelfärdsdag,ascension day",
        "pingstafton": "pingstafton",
        "pingstdagen": "pingst,pingstdagen,whit sunday,pentecost",
        "nationaldagen": "nationaldagen,sveriges nationaldag,national day",
        "midsommarafton": "midsommarafton,midsommaraftonen,midsummer eve,midsummer's eve,midsummers eve",
        "midsommardagen": "midsommardagen,midsummer day,midsummer's day",
        "alla helgons dag": "alla helgons dag,allhelgona,allhelgonahelgen,alla helgons,all saints day,"
        "all saints' day",
        "allahelgonsafton": "allhelgonaafton,allahelgonsafton",
    }.items()
    for words in all_words.split(",")
}
# A season: the holiday that it is asked about as, and how many days it begins before and lasts after that.
_SEASONS = {
    **dict.fromkeys(("jul", "julen", "julhelgen", "christmas", "xmas", "julhelg"), ("julafton", 0, 2)),
    **dict.fromkeys(("nyar", "nyaret", "nyarshelgen", "new year", "new years"), ("nyårsafton", 0, 1)),
    **dict.fromkeys(("pask", "pasken", "paskhelgen", "easter"), ("påskafton", 1, 2)),
    **dict.fromkeys(("midsommar", "midsommarhelgen", "midsummer"), ("midsommarafton", 0, 2)),
}
_FIXED = {
    "dan fore dan": (12, 23),
    "dan fore dopparedan": (12, 23),
    "lillejulafton": (12, 23),
    "lucia": (12, 13),
    "luciadagen": (12, 13),
    "alla hjartans dag": (2, 14),
    "valentine's day": (2, 14),
}
_ADVENTS = {
    f"{word} advent": number
    for number, words in enumerate(
        ("forsta 1:a 1a first", "andra 2:a second", "tredje 3:e third", "fjarde 4:e"), 1
    )
    for word in words.split()
}
_BETWEEN_FEASTS = ("mellandagarna", "mellan jul och nyar", "between christmas and new year", "mellandagar")


def read_month(view: View, at: int) -> Found | None:
    """A whole month ("i december"); a bare name counts when it is no other word."""
    led = view.key(at) in _IN
    name_at = at + 1 if led else at
    nextish = view.key(name_at) in NEXT
    name_at += nextish
    key = view.key(name_at)
    month = MONTHS.get(key) or (SHORT_MONTHS.get(key) if led and key not in ("jul", "mar") else None)
    if month is None or (not (led or nextish) and key in ("may", "march", "mars", "maj")):
        return None
    return (Day(_year_beside(view, name_at + 1, month) or calendar.coming_month(month, view.today)),), (
        name_at + 1 + _has_year(view, name_at + 1)
    )


def _has_year(view: View, at: int) -> bool:
    return view.kind(at) == "number" and view.key(at) in (str(view.today.year), str(view.today.year + 1))


def _year_beside(view: View, at: int, month: int) -> Dates:
    return calendar.month_days(int(view.key(at)), month) if _has_year(view, at) else ()


def read_slice(view: View, at: int) -> Found | None:
    """ "I början av nästa vecka", "mitten av december", "end of the month", "senare i veckan"."""
    today = view.today
    for words in (("senare", "i", "veckan"), ("senare", "denna", "vecka"), ("later", "this", "week")):
        if view.phrase(at, *words):
            rest = calendar.week_of(today)[today.weekday() + 1 :]
            return (Day(rest or calendar.week_of(today, 1)),), at + len(words)
    at = view.skip(at, _LEADS)
    which = _SLICES.get(view.key(at))
    if which is None:
        return None
    at += 1
    at += view.key(at) in ("av", "pa", "i", "of", "in")
    at += view.key(at) == "the"
    period = _period(view, at)
    if period is None:
        return None
    return (Day(slice_of(period[0], which)),), period[1]


def _period(view: View, at: int) -> tuple[Dates, int] | None:
    if view.key(at) in WEEK:
        return calendar.week_of(view.today), at + 1
    if view.key(at) in ("manaden", "month"):
        return calendar.month_days(view.today.year, view.today.month), at + 1
    found = read_period(view, at) or read_month(view, at)
    thing = found[0][0] if found else None
    if found is None or not isinstance(thing, Day) or len(thing.dates) < 5:
        return None
    return thing.dates, found[1]


def read_place_in_month(view: View, at: int) -> Found | None:
    """ "Sista fredagen i november", "first week of december", "sista november"."""
    start = view.skip(at, word_set("den the pa on i in under"))
    number = -1 if view.key(start) in LAST else ORDINALS.get(view.key(start), 0)
    if not number or number > 5:
        return None
    what = view.key(start + 1)
    weekday = next((day for word, day in WEEKDAYS.items() if what in (word, f"{word}en")), None)
    month_at = start + 2 + (view.key(start + 2) in ("i", "in", "of", "av"))
    if number == -1 and view.month(start + 1):
        return (Day(calendar.coming_month(view.month(start + 1) or 1, view.today)[-1:]),), start + 2
    if weekday is None and what not in WEEK:
        return None
    found = _period(view, start + 2) if view.key(month_at) in ("nasta", "next") else None
    month = view.month(month_at)
    for shift in (0, 1) if month else (0,):
        dates = _whole_month(view, month, shift) if month else found[0] if found else ()
        fitting: Dates = calendar.week_in_month(dates, number) if dates and weekday is None else ()
        if weekday is not None and (one := calendar.numbered(dates, weekday, number)):
            fitting = (one,)
        if fitting and fitting[-1] >= view.today:
            return (Day(fitting),), found[1] if found else month_at + 1
    return None


def _whole_month(view: View, month: int | None, shift: int) -> Dates:
    coming = calendar.coming_month(month or 1, view.today)
    return calendar.month_days(coming[0].year + shift, coming[0].month)


def read_feast(view: View, at: int) -> Found | None:
    """A holiday, an eve or a season by its name, the coming one."""
    start = view.skip(at, word_set("pa i on at over under the for"))
    for length in (5, 4, 3, 2, 1):
        words = " ".join(view.key(start + shift) for shift in range(length))
        day = _feast(words, view.today, led=start > at)
        if day:
            return (day,), start + length
    return None


def _feast(words: str, today: datetime.date, *, led: bool) -> Day | None:
    if words in ("annandagen", "annandan", "annandag"):
        dates = [calendar.named(name, today) for name in ("annandag jul", "annandag påsk")]
        return Day((min(date for date in dates if date),))
    if words in _BETWEEN_FEASTS:
        year = today.year
        return Day(calendar.between(datetime.date(year, 12, 27), datetime.date(year, 12, 30)))
    if words in _FIXED:
        fixed, _ = calendar.yearless(*_FIXED[words], today)
        return Day((fixed,)) if fixed else None
    if words in _ADVENTS:
        # The four Sundays before Christmas Day.
        eve = datetime.date(today.year, 12, 24)
        return Day((eve - datetime.timedelta(days=(eve.weekday() + 1) % 7, weeks=4 - _ADVENTS[words]),))
    if words in _FEASTS:
        date = calendar.named(_FEASTS[words], today)
        return Day((date,)) if date else None
    if words in _SEASONS:
        name, before, after = _SEASONS[words]
        core = calendar.named(name, today)
        if core is None:
            return None
        first = core - datetime.timedelta(days=before)
        return Day(calendar.between(first, core + datetime.timedelta(days=after)), core=core)
    return None
