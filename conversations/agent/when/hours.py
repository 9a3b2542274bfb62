"""The time of day of an option: which of "three o'clock" is meant, and from when to when."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.agent.when.items import Clock, Part
from conversations.agent.when.options import DAY_END, Option
from conversations.agent.when.parts import PARTS, shrunk

_HALF_DAY = 12 * 60
_MORNING = 6 * 60
# Bare hours from one to six (6.59) mean the afternoon.
_BARE = 7 * 60


class Impossible(Exception):
    """A time that no clock shows."""


class Contradiction(Exception):
    """A clock time outside the part of the day named with it."""


@dataclass(frozen=True)
class Span:
    """From ``first`` to ``last`` minute after midnight; ``last`` is ``None`` for a clock time."""

    first: int
    last: int | None


def span_of(option: Option, context: Span | None) -> Span | None:
    """The time of day of ``option``, or the established one when it says none."""
    clock, part = option.clock, _half(option.part, option.half)
    if clock is None:
        if part is not None:
            return Span(part.first, part.last)
        return _beside(context, option.relation)
    if clock.impossible or (option.until and option.until.impossible):
        raise Impossible
    # "Imorgon kväll", then "8 blir bra": the established part of the day tells which eight.
    hint = part or _as_part(context, clock)
    if option.until:
        return _range(clock, option.until, hint)
    minute = _which(clock, hint)
    if option.mode in ("after", "earliest", "from"):
        return Span(minute, part.last if part and part.last > minute else DAY_END)
    if option.mode in ("before", "latest"):
        first = part.first if part and part.first < minute else _MORNING
        return Span(first if first < minute else 0, minute)
    return Span(minute, None)


def _half(part: Part | None, half: str) -> Part | None:
    """ "Tidigt imorgon bitti": half of the part; without one, early is the morning."""
    if not half:
        return part
    if part is None:
        return PARTS["morgon"] if half == "early" else PARTS["sent"]
    return shrunk(part, half == "early", half == "late")


def _beside(context: Span | None, relation: str) -> Span | None:
    """ "Senare" and "tidigare" are after and before the established time; else it stays."""
    if context is None or context.last is not None:
        return context
    if relation == "later":
        return Span(context.first + 1, DAY_END)
    return Span(_MORNING, context.first) if relation == "sooner" and context.first > _MORNING else context


def _as_part(context: Span | None, clock: Clock) -> Part | None:
    if context is None or context.last is None or not clock.open:
        return None
    fits = any(context.first <= minute <= context.last for minute in _readings(clock))
    return Part(context.first, context.last, context.first, context.last) if fits else None


def _readings(clock: Clock) -> tuple[int, ...]:
    if not clock.open:
        return (clock.minute,)
    return (clock.minute, (clock.minute + _HALF_DAY) % DAY_END)


def _which(clock: Clock, part: Part | None) -> int:
    """The minute that is meant.

    Raises :class:`Contradiction` when no reading agrees with the part of the day.
    """
    if part is not None:
        # A night goes on after midnight.
        for minute in (*_readings(clock), *(minute + DAY_END for minute in _readings(clock))):
            if part.least <= minute <= part.most:
                return minute
        raise Contradiction
    if clock.open and clock.minute < _BARE:
        return clock.minute + _HALF_DAY
    return clock.minute


def _range(first: Clock, last: Clock, part: Part | None) -> Span:
    if last.noon_side and first.open:
        # "2-4pm" and "11-1pm": the latest beginning before the end.
        start = max((minute for minute in _readings(first) if minute < last.minute), default=first.minute)
        return _ordered(start, last.minute)
    start = _which(first, part)
    ends = sorted(minute for minute in _readings(last) if minute > start)
    return _ordered(start, ends[0] if ends else last.minute)


def _ordered(start: int, end: int) -> Span:
    if end > start:
        return Span(start, end)
    if start >= 18 * 60:
        return Span(start, end + DAY_END)
    raise Contradiction
