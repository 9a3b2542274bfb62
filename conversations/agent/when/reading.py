"""From a text to when somebody wants to come."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from conversations.agent.when import calendar
from conversations.agent.when.hours import Contradiction, Impossible, Span, span_of
from conversations.agent.when.items import TIMES, Dates, Day, Mark
from conversations.agent.when.options import DAY_END, Builder, Option, distribute
from conversations.agent.when.segments import segments_of
from conversations.agent.when.sequence import read_nodes
from conversations.agent.when.view import View
from conversations.agent.when.windows import Window, windows


@dataclass(frozen=True)
class When:
    """A time that was asked for, seen together with what was established before.

    ``start`` and ``end`` (exclusive) are aware, in the company's zone; ``end`` is ``None`` for a clock time
    (``exact``). ``day_said`` and ``time_said`` tell what is known by now, from this text or the base.
    ``problem`` is empty or says why nothing was read: ``impossible`` (31 feb, kl 27, an hour that clocks jump
    over), ``contradictory`` (tisdag den 25/11 that is a Wednesday; the days it may mean are ``alternatives``)
    or ``past``; ``start`` is ``None`` then. ``alternatives`` are the further windows, in the order they were said.
    ``phrase`` is the words that were read.
    """

    start: datetime.datetime | None
    end: datetime.datetime | None
    exact: bool
    day_said: bool
    time_said: bool
    problem: str
    alternatives: tuple[Window, ...]
    phrase: str


@dataclass(frozen=True)
class Context:
    """What was established: the dates, and the time of day; and the days that the text takes away."""

    dates: Dates = ()
    span: Span | None = None
    denied: tuple[Day, ...] = ()


# What no calendar here reaches, or no number of days is: never to be passed over and read as today.
_BEYOND = re.compile(
    r"\b(?:om|in)\s+\d+\s*(?:år|years?)\b"
    r"|(?<![\w-])-\d+\s*(?:dag|veck|månad|timm|day|week|month|hour)\w*"
    r"|\b\d{4,}\s*(?:dag|veck|månad|timm|day|week|month|hour)\w*"
    r"|\b\d{5,}\s*(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*"
    r"|\b(?P<year>\d{4})-\d\d-\d\d\b",
    re.IGNORECASE,
)


def read_when(text: str, now: datetime.datetime, *, base: When | None = None) -> When | None:
    """When ``text`` asks for, at ``now`` (aware, where the company is); ``None`` when it tells no time.

    ``base`` is what was read earlier in the dialogue: a text that names only a clock time keeps its day, one
    that names only a day keeps its time of day. Nothing that is read begins before ``now``.
    """
    beyond = _BEYOND.search(text)
    if beyond and (int(beyond["year"] or now.year + 2) > now.year + 1):
        return When(None, None, False, True, False, "impossible", (), beyond[0])
    view = read_nodes(text, now, alone=base is not None)
    segments, denied = segments_of(view)
    context = replace(_context(base, now), denied=tuple(denied))
    result: When | None = None
    for nodes in segments:
        builder = Builder(now.date())
        for node in nodes:
            builder.add(node)
        options = [option for option in builder.options if not option.empty]
        if not options:
            continue
        distribute(options)
        phrase = _phrase(view, text)
        if builder.collided:
            result = _contradiction(builder.collided[0], now, phrase)
            continue
        read = _read(options, now, context, phrase)
        if read is not None:
            result = read
            if not read.problem:
                context = replace(_context(read, now), denied=tuple(denied))
    return result


def _phrase(view: View, text: str) -> str:
    """The words that were read, as they were written."""
    pieces: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    for node in view.nodes:
        span = (view.tokens[node.begin].start, view.tokens[node.end - 1].end)
        if isinstance(node.thing, Mark) and node.thing.name in _RELATIONS:
            pieces.append(span)
        elif isinstance(node.thing, Mark):
            if node.thing.name in _SAID or (node.thing.name == "or" and pieces):
                waiting = [span]
        elif isinstance(node.thing, TIMES):
            pieces += [one for one in (*waiting, span) if one not in pieces]
            waiting = []
    return " ".join(text[start:end] for start, end in pieces)


_RELATIONS = frozenset({"same_time", "same_day", "later", "sooner"})
_SAID = frozenset({"after", "before", "earliest", "latest", "from"})


def _context(base: When | None, now: datetime.datetime) -> Context:
    if base is None or base.start is None or base.problem:
        return Context()
    every: list[Window] = [(base.start, base.end), *base.alternatives]
    dates: list[datetime.date] = []
    if base.day_said:
        for start, end in every:
            last = end - datetime.timedelta(microseconds=1) if end else start
            dates += calendar.between(start.date(), last.date())
    span = None
    if base.time_said:
        first = base.start.hour * 60 + base.start.minute
        span = Span(first, None if base.exact or base.end is None else _minutes(base.start, base.end))
    return Context(tuple(dict.fromkeys(date for date in dates if date >= now.date())), span)


def _minutes(start: datetime.datetime, end: datetime.datetime) -> int:
    days = (end.date() - start.date()).days
    return days * DAY_END + end.hour * 60 + end.minute


def _contradiction(pair: tuple[Day, Day], now: datetime.datetime, phrase: str) -> When:
    readings = [
        window
        for day in pair
        for window in windows(tuple(d for d in day.dates if d >= now.date()), None, now).found
    ]
    return When(None, None, False, True, False, "contradictory", tuple(readings), phrase)


def _read(options: list[Option], now: datetime.datetime, context: Context, phrase: str) -> When | None:
    found: list[Window] = []
    problems: list[str] = []
    day_said, time_said = bool(context.dates), context.span is not None
    for option in options:
        day_said |= option.day is not None
        time_said |= option.timed or option.moment is not None
        try:
            read = _windows(option, now, context)
        except Impossible:
            problems.append("impossible")
            continue
        except Contradiction:
            problems.append("contradictory")
            continue
        if read is None:
            continue
        found += [window for window in read if window not in found]
        if not read:
            problems.append("past")
    serious = [problem for problem in problems if problem != "past"]
    if serious or (problems and not found):
        problem = (serious or problems)[0]
        return When(None, None, False, day_said, time_said, problem, (), phrase)
    if not found:
        return None
    start, end = found[0]
    return When(start, end, end is None, day_said, time_said, "", tuple(found[1:]), phrase)


def _windows(option: Option, now: datetime.datetime, context: Context) -> list[Window] | None:
    """The windows of one option; none when all of it is past, ``None`` when it says nothing by itself."""
    if option.moment:
        return [(option.moment.at, None)]
    day = option.day
    if day and day.impossible:
        raise Impossible
    if day and day.past:
        return []
    span = span_of(option, context.span)
    if option.shift and not day:
        return _shifted(option, now, context, span)
    if option.day_mode and option.clock and option.anchor:
        return _open_ended(option, now, span)
    compares = day is None and not option.timed and option.relation in ("later", "sooner")
    if compares and (context.span is None or context.span.last is not None):
        # "Senare" than what? Only a clock time tells.
        return None
    dates = _dates(option, context)
    if len(dates) > 1:
        dates = tuple(date for date in dates if not any(_denies(day, date) for day in context.denied))
    if dates:
        return _checked(dates, span, now, apart=bool(day and day.apart))
    if option.soon and span is None:
        return windows(calendar.days(now.date(), calendar.OPEN_DAYS), None, now).found
    if span is None or not (
        option.timed or option.soon or option.relation in ("same_time", "later", "sooner")
    ):
        return None
    # No day was said: the next time the clock comes to it.
    return _checked((now.date(),), span, now) or _checked(calendar.days(now.date(), 2)[1:], span, now)


def _denies(day: Day, date: datetime.date) -> bool:
    return date.weekday() in day.weekdays if day.weekdays else date in day.dates and len(day.dates) < 7


def _checked(dates: Dates, span: Span | None, now: datetime.datetime, *, apart: bool = False) -> list[Window]:
    result = windows(dates, span, now, apart=apart)
    if result.missing and not result.found:
        raise Impossible
    return result.found


def _dates(option: Option, context: Context) -> Dates:
    day = option.day
    if day is None:
        return context.dates if option.timed or option.relation or option.soon else ()
    if day.weekdays and not option.day_mode and len(context.dates) > 1:
        within = tuple(date for date in context.dates if date.weekday() in day.weekdays)
        return within or day.dates
    if option.relation == "same_time" and len(day.dates) == 7 and context.dates:
        same = day.dates[context.dates[0].weekday()]
        return (same if same != context.dates[0] else same + datetime.timedelta(weeks=1),)
    return day.dates


def _shifted(
    option: Option, now: datetime.datetime, context: Context, span: Span | None
) -> list[Window] | None:
    shift = option.shift
    if shift is None or not context.dates:
        return None
    if shift.minutes:
        if span is None or span.last is not None:
            return None
        return _checked(context.dates[:1], Span(span.first + shift.minutes, None), now)
    if shift.weeks and len(context.dates) > 1:
        return _checked(calendar.week_of(context.dates[0], shift.weeks), span, now)
    moved = datetime.timedelta(days=shift.days, weeks=shift.weeks)
    return _checked(tuple(date + moved for date in context.dates), span, now)


def _open_ended(option: Option, now: datetime.datetime, span: Span | None) -> list[Window]:
    """ "Tidigast fredag kl 10" and "senast onsdag kl 12": the clock time belongs to the edge."""
    minute = span.first if span else 0
    if option.day_mode in ("before", "latest"):
        edge = windows(option.anchor[-1:], Span(minute, None), now).found
        return [(now, edge[0][0])] if edge else []
    dates = calendar.days(option.anchor[0], calendar.OPEN_DAYS)
    edge = windows(dates[:1], Span(minute, None), now).found
    whole = windows(dates, None, now).found
    return [(edge[0][0], whole[0][1])] if edge and whole else []
