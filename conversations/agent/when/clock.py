"""Clock times: "kl 14", "halv tre", "fem i halv fyra", "1430", "vid 15-tiden", "half past two", "3pm"."""

from __future__ import annotations

from conversations.agent.when.items import TIMES, Clock, Day, Mark, Part
from conversations.agent.when.lexicon import (
    ABOUT,
    CLOCK,
    FOLLOWS,
    LEADS,
    MONTHS,
    MOVING,
    PART_WORDS,
    SHIFTS,
    SHORT_WEEKDAYS,
    TODAY_PARTS,
    UNITS,
    WEEKDAYS,
)
from conversations.agent.when.view import Found, View
from conversations.words import word_set

HOUR = 60
_BEFORE = word_set("i to till til fore")
_AFTER = word_set("over past after")
_SURE = word_set("vid runt kring efter fore innan tidigast senast at around after before by mellan between")
_JOINS = word_set("eller el or och o and - till to")
_ENDINGS = word_set("tiden snaret draget taget ish oclock o'clock prick sharp")
_NAMED = {"noon": 12, "noonish": 12, "midday": 12, "midnatt": 24, "midnight": 24}
_MINUTES = word_set("femton trettio fyrtiofem fifteen thirty")
_DOING = ("ning", "ningen", "tid", "tiden", "besok", "byte")
_MORE_AFTER = word_set("kl klockan fm em eftermiddag formiddag tidigast senast v vecka")


def read_clock(view: View, at: int) -> Found | None:
    """A clock time at ``at``. A bare number counts only where the words around it let it be a time."""
    start, sure = at, False
    if view.key(at) in CLOCK or (view.key(at) in ABOUT and view.key(view.skip(at, ABOUT)) in CLOCK):
        at, sure = view.skip(at, CLOCK | ABOUT), True
    elif view.key(at) in ABOUT:
        at = view.skip(at, ABOUT)
    if not sure and view.key(at) in ("kl", "klockan"):
        at, sure = at + 1, True
    spoken = _spoken(view, at)
    if spoken:
        return (spoken[0],), spoken[1]
    named = _NAMED.get(view.key(at))
    if named:
        return (Clock(named * HOUR),), at + 1
    if view.kind(at) == "clock":
        return _digital(view, at, sure=sure)
    return _plain(view, at, start, sure=sure)


def _spoken(view: View, at: int) -> tuple[Clock, int] | None:
    """ "Halv tre", "kvart i tre", "tio över halv fyra", "half past two", "quarter to three"."""
    at += view.key(at) in ("a", "en") and view.key(at + 1) in ("quarter", "kvart")
    minutes: int | None = 15 if view.key(at) in ("kvart", "quarter") else None
    end = at + 1
    worded = minutes is not None
    if minutes is None and (amount := view.number(at)):
        minutes = amount if amount < 30 else None
        worded = view.kind(at) == "word"
        if view.key(end) in ("min", "minuter", "minutes", "mins"):
            end, worded = end + 1, True
    if minutes is not None and view.key(end) in _BEFORE | _AFTER:
        # "10 to 12" and "10 till 12" are ranges; "ten to three" is a time.
        if view.key(end) == "till" or (view.key(end) == "to" and not (worded and minutes % 5 == 0)):
            return None
        hour = _hour(view, end + 1)
        if hour is None or view.key(hour[1]) in UNITS or (view.key(end) == "after" and minutes % 5):
            return None
        shift = minutes if view.key(end) in _AFTER else -minutes
        return _said(view, hour[0] + shift, hour[1])
    worded_minutes = at + 1 + (view.key(at + 1) in ("och", "and"))
    number = view.number(at) if view.kind(at) == "word" else None
    if number is not None and number < 24 and view.key(worded_minutes) in _MINUTES:
        # "Nio och femton", "fjorton trettio", "two thirty"
        spoken = number * HOUR + (view.number(worded_minutes) or 0)
        return _said(view, spoken, worded_minutes + 1) if view.key(worded_minutes + 1) not in UNITS else None
    hour = _hour(view, at) if view.key(at) in ("halv", "half") else None
    return _said(view, *hour) if hour and view.key(hour[1]) not in UNITS else None


def _hour(view: View, at: int) -> tuple[int, int] | None:
    """The minute of a whole or half hour and where it ends: "tre", "halv fyra", "half past two"."""
    if view.key(at) == "halv":
        number = view.number(at + 1)
        return (number * HOUR - 30, at + 2) if number is not None and 1 <= number <= 24 else None
    if view.key(at) == "half":
        number_at = at + 1 + (view.key(at + 1) in ("past", "after"))
        number = view.number(number_at)
        return (number * HOUR + 30, number_at + 1) if number is not None and 1 <= number <= 23 else None
    number = view.number(at)
    return (number * HOUR, at + 1) if number is not None and 0 <= number <= 24 else None


def _said(view: View, minute: int, end: int) -> tuple[Clock, int]:
    # "Kvart i ett" is before one, so within the twelfth hour.
    open_ = 0 <= minute < 13 * HOUR
    return _with_side(view, Clock(minute % (24 * HOUR), open_), end)


def _digital(view: View, at: int, *, sure: bool) -> Found | None:
    """ "14.30" or "14:30". With a dot it may be a price or a version, so an impossible one needs "kl"."""
    key = view.key(at)
    hour, minute = (int(part) for part in key.replace(".", ":").split(":"))
    if view.key(at + 1) in UNITS or view.key(at + 1) in ("%", "€", "$", "£"):
        return None
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return ((Clock(impossible=True),), at + 1) if sure or ":" in key else None
    clock = Clock(hour * HOUR + minute, 1 <= hour <= 12 and not key.startswith("0"))
    found, end = _with_side(view, clock, at + 1)
    return (found,), end


def _plain(view: View, at: int, start: int, *, sure: bool) -> Found | None:
    """A number without minutes, or "1430"."""
    key, number = view.key(at), view.number(at)
    after_day = (
        isinstance(view.last(), Day | Part) and key.endswith(("0", "5")) and view.key(at + 1) not in UNITS
    )
    if (sure or after_day) and view.kind(at) == "number" and "," in key and len(key.split(",")[1]) == 2:
        hour, minute = (int(part) for part in key.split(","))
        return (_checked(hour, minute, open_=not key.startswith("0")),), at + 1
    if number is None or (key in ("en", "one") and not sure and not _sided(view, at + 1)):
        return None
    minutes = view.number(at + 1) if view.kind(at + 1) == "number" and len(view.key(at + 1)) == 2 else None
    if sure and minutes is not None and minutes < 60 and number <= 24 and view.key(at + 2) not in UNITS:
        # "Kl 14 30"
        return (_checked(number, minutes, open_=not key.startswith("0")),), at + 2
    if view.kind(at) == "number" and len(key) in (3, 4):
        return _four_digits(view, at, start, sure=sure)
    sided = _sided(view, at + 1)
    if not (sure or sided) and not (_lead_lets(view, start, at, number) and _follow_lets(view, at, number)):
        return None
    if number > 24:
        return ((Clock(impossible=True),), at + 1) if sure else None
    if not sure and not sided and view.key(at + 1) in UNITS:
        return None
    clock = Clock(number * HOUR, 1 <= number <= 12 and not key.startswith("0"))
    found, end = _with_side(view, clock, at + 1)
    return (found,), end


def _four_digits(view: View, at: int, start: int, *, sure: bool) -> Found | None:
    key = view.key(at)
    hour, minute = int(key[:-2]), int(key[-2:])
    if sure:
        return (_checked(hour, minute, open_=not key.startswith("0")),), at + 1
    after_day = isinstance(view.last(), Day | Part) and start == at
    led = view.key(start) in _SURE or view.key(start - 1) in _SURE or _joined(view, start)
    year_like = 1900 <= int(key) <= 2040 and not led
    known = hour < 24 and minute < 60 and minute % 5 == 0
    first = view.stops(start - 1) and not view.key(at + 1).isalpha()
    if len(key) == 3 and not (led or after_day):
        return None
    if not known or year_like or not (led or after_day or first) or not _follow_lets(view, at, hour):
        return None
    return (Clock(hour * HOUR + minute, 1 <= hour <= 12 and not key.startswith("0")),), at + 1


def _checked(hour: int, minute: int, *, open_: bool) -> Clock:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Clock(impossible=True)
    return Clock(hour * HOUR + minute, open_ and 1 <= hour <= 12)


def _sided(view: View, at: int) -> bool:
    """Whether "pm", "-tiden" or the like follows."""
    key = view.key(at)
    dotted = key in ("a", "p") and view.key(at + 1) == "." and view.key(at + 2) == "m"
    tiden = key == "-" and view.key(at + 1) in _ENDINGS
    clock_h = key == "h" and view.glued(at) and (view.number(at - 1) or 0) > 6
    return key in _ENDINGS or key in ("am", "pm") or dotted or tiden or clock_h


def _with_side(view: View, clock: Clock, at: int) -> tuple[Clock, int]:
    """``clock`` with "am" or "pm" taken into account, and where it ends."""
    key = view.key(at)
    if key == "-" and view.key(at + 1) in _ENDINGS:
        return clock, at + 2
    if key in _ENDINGS or (key == "h" and view.glued(at)):
        return _with_side(view, clock, at + 1)
    if key in ("a", "p") and view.key(at + 1) == "." and view.key(at + 2) == "m":
        key, at = f"{key}m", at + 2 + (view.key(at + 3) == "." and view.glued(at + 3))
    if key in ("am", "pm") and clock.minute < 13 * HOUR:
        return Clock(clock.minute % (12 * HOUR) + (12 * HOUR if key == "pm" else 0), noon_side=True), at + 1
    return clock, at


def _joined(view: View, at: int) -> bool:
    """Whether a clock time and a joining word or a comma stand before."""
    return view.key(at - 1) in _JOINS | {",", "/"} and isinstance(view.last_time(), Clock)


def _lead_lets(view: View, start: int, at: int, number: int) -> bool:
    before = view.key(start - 1)
    led = start < at or before in LEADS or before.endswith(_DOING)
    # "Is 10 on Friday free?", but not "my son is 10".
    led |= before in ("is", "ar") and view.stops(start - 2)
    if before in ("till", "to", "for") and not _joined(view, start):
        led = number > 8 or any(token.key in MOVING for token in view.tokens)
    if view.stops(start - 1):
        return view.alone or number > 6 or not view.stops(at + 1)
    if before in _JOINS | {",", "/"} - {"till", "to"}:
        step = at + 1
        while view.key(step) in _JOINS and view.number(step + 1) is not None:
            step += 2
        follows = view.key(step)
        fits = (number > 6 and follows in FOLLOWS and follows not in _JOINS) or _is_time_word(follows)
        return isinstance(view.last_time(), TIMES) or (before == "," and fits)
    last = view.last()
    neutral = view.nodes and isinstance(last, Mark) and last.name not in ("comma", "stop")
    return led or isinstance(last, Day | Part) or bool(neutral)


def _follow_lets(view: View, at: int, number: int) -> bool:
    """Whether what comes after lets the number be a time; a number that is joined on is looked at in turn."""
    follows = view.key(at + 1)
    if view.stops(at + 1) or follows == "," or _sided(view, at + 1):
        return True
    if view.kind(at + 1) == "other" or follows in UNITS:
        return False
    if follows in _JOINS | {"/"} and (other := view.number(at + 2)) is not None:
        return other <= 24 and follows != "/" and _follow_lets(view, at + 2, other)
    if follows == "-" and view.kind(at + 2) == "word":
        return view.key(at + 2) in FOLLOWS
    if view.kind(at + 1) in ("iso", "slash", "sign"):
        # ":" may begin a smiley; "14:" with more glued to it is something else.
        return follows not in ("%", "€", "$", "£", "+", "°") and not (follows == ":" and view.glued(at + 1))
    if follows == "ar" and view.tokens[at + 1].raw == "ar":
        return number > 6 and view.key(at + 2) in FOLLOWS
    return follows in FOLLOWS or follows in LEADS or _is_time_word(follows)


def _is_time_word(key: str) -> bool:
    tables = (WEEKDAYS, SHORT_WEEKDAYS, PART_WORDS, TODAY_PARTS, SHIFTS)
    if any(key in table for table in tables) or key in MONTHS or key in _MORE_AFTER:
        return True
    return key.removesuffix("en") in WEEKDAYS or key in ("idag", "nasta", "next", "den")
