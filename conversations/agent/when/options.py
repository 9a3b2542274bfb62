"""What is asked for, as options: each a day, or days, with a clock time, a window, or no time at all."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from conversations.agent.when import calendar
from conversations.agent.when.items import Clock, Dates, Day, Mark, Moment, Node, Part, Shift, Soon, Word

DAY_END = 24 * 60
_DAY_START = 6 * 60
_MODES = {
    "after": "after",
    "earliest": "earliest",
    "from": "from",
    "before": "before",
    "latest": "latest",
    "between": "between",
}
_LOWER = ("after", "earliest", "from")
_UPPER = ("before", "latest")


@dataclass
class Option:
    """One thing that was asked for.

    ``mode`` bounds the clock time ("efter 16"), ``day_mode`` the day ("tidigast fredag"), whose own dates are
    then in ``anchor``. ``leading`` says that the time came before the day.
    """

    day: Day | None = None
    anchor: Dates = ()
    day_mode: str = ""
    clock: Clock | None = None
    until: Clock | None = None
    mode: str = ""
    part: Part | None = None
    moment: Moment | None = None
    shift: Shift | None = None
    soon: bool = False
    leading: bool = False
    relation: str = ""
    half: str = ""

    @property
    def timed(self) -> bool:
        return self.clock is not None or self.part is not None

    @property
    def empty(self) -> bool:
        alone = self.moment or self.shift or self.soon or self.relation
        return not (self.day or self.timed or alone)


@dataclass
class Builder:
    """Puts nodes together, from left to right."""

    today: datetime.date
    options: list[Option] = field(default_factory=lambda: [Option()])
    link: str = ""
    mode: str = ""
    gap: int = 0
    frame: Day | None = None
    collided: list[tuple[Day, Day]] = field(default_factory=list)

    @property
    def current(self) -> Option:
        return self.options[-1]

    def add(self, node: Node) -> None:
        """Take in one node."""
        thing = node.thing
        if isinstance(thing, Mark):
            self._mark(thing.name)
            return
        if isinstance(thing, Word):
            self.gap += 1
            if self.gap > 4:
                self.mode = ""
            return
        if isinstance(thing, Day):
            self._day(thing)
        elif isinstance(thing, Clock):
            self._clock(thing)
        elif isinstance(thing, Part):
            self._part(thing)
        elif isinstance(thing, Soon):
            self.current.soon = True
        else:
            self._apart(thing)
        self.link, self.gap = "", 0
        if self.mode != "between":
            self.mode = ""

    def _mark(self, name: str) -> None:
        if name in _MODES:
            self.mode, self.gap = name, 0
        elif name in ("early", "late"):
            self.current.half = name
        elif name in ("onward", "backward"):
            if self.current.clock and not self.current.until:
                self.current.mode = "after" if name == "onward" else "before"
        elif name in ("later", "sooner", "same_time", "same_day"):
            self.current.relation = name
        elif name in ("or", "and", "to", "slash") or (name in ("comma", "stop", "but") and not self.link):
            self.link, self.gap = name, 0
            if name in ("stop", "but"):
                self.mode = ""

    def _new(self) -> Option:
        if not self.current.empty:
            self.options.append(Option())
        return self.current

    def _apart(self, thing: Moment | Shift) -> None:
        option = self._new() if self.current.timed or self.current.moment else self.current
        if isinstance(thing, Moment):
            option.moment = thing
        else:
            option.shift = thing

    def _clock(self, clock: Clock) -> None:
        option = self.current
        ranged = self.link == "to" or (self.link == "and" and option.mode == "between")
        if option.clock and option.until is None:
            if ranged and option.mode not in _UPPER:
                option.until, option.mode, self.mode = clock, "between", ""
                return
            if option.mode in ("", *_LOWER) and self.mode in _UPPER and self.link not in ("or", "slash"):
                option.until, option.mode = clock, "between"
                return
        if option.clock or (option.part and self.link in ("or", "slash", "and")):
            option = self._new()
        elif option.clock is None and option.day is None:
            option.leading = True
        option.clock, option.mode = clock, self.mode

    def _part(self, part: Part) -> None:
        option = self.current
        if self.mode in ("after", "before", "latest", "earliest", "from"):
            part = _bounded(part, self.mode)
        if option.part and self.link == "to":
            option.part = Part(option.part.first, part.last, option.part.least, part.most)
            return
        if (option.timed and self.link in ("or", "slash", "and")) or (option.part and option.part != part):
            option = self._new()
        elif option.day is None and not option.timed:
            option.leading = True
        option.part = part

    def _day(self, day: Day) -> None:
        option = self.current
        if option.shift and option.shift.days and not (self.gap or self.link):
            # "Dagen före julafton"
            moved = datetime.timedelta(days=option.shift.days)
            day, option.shift = Day(tuple(date + moved for date in day.dates), past=day.past), None
        if (
            option.day
            and not option.timed
            and (self.link == "to" or (self.link == "and" and self.mode == "between"))
        ):
            option.day, self.mode = _day_range(option.day, day, self.today), ""
            return
        bounded = _bound_day(day, self.mode, self.today) if self.mode and self.mode != "between" else day
        if self.link in ("or", "slash", "and") and (option.day or (option.timed and self.link == "or")):
            option = self._new()
        elif option.day:
            merged = merge(option.day, bounded)
            if merged:
                self._frame(option.day, bounded)
                option.day = merged
                return
            gone = option.day.past or day.past
            if not self.link and self.gap <= 1 and not gone:
                self.collided.append((option.day, bounded))
                return
            option = self._new()
        # "Nästa vecka måndag eller tisdag": the week holds for both.
        if day.week:
            self.frame = Day(day.week)
        option.day = (merge(bounded, self.frame) if self.frame and bounded.weekdays else None) or bounded
        if bounded is not day:
            option.day_mode, option.anchor = self.mode, day.dates

    def _frame(self, one: Day, other: Day) -> None:
        """Remember a week that a weekday was named with; weekdays listed before it are its too."""
        wide = other if one.weekdays else one
        if bool(one.weekdays) == bool(other.weekdays) or not (len(wide.dates) > 1 or wide.weeks):
            return
        self.frame = wide
        for earlier in self.options[:-1]:
            if earlier.day and earlier.day.weekdays and not earlier.day_mode:
                earlier.day = merge(earlier.day, wide) or earlier.day


def merge(one: Day, other: Day) -> Day | None:
    """The day that both name ("tisdag v 49", "fredag den 27/11"), or ``None`` when they contradict."""
    if one.past or other.past:
        # "Fredag 20/11" that was; but "igår" stands by itself.
        return (one if one.past else other) if one.dates and other.dates else None
    if one.impossible or other.impossible:
        return one if one.impossible else other
    for named, beside in ((one, other), (other, one)):
        if not named.weekdays:
            continue
        if beside.weekdays:
            return named if named.weekdays == beside.weekdays else None
        if beside.weeks:
            later = datetime.timedelta(weeks=beside.weeks)
            return Day(tuple(date + later for date in named.dates))
        return _narrowed(named, beside)
    common = tuple(date for date in one.dates if date in other.dates)
    return Day(common, core=one.core or other.core) if common else None


def _narrowed(named: Day, beside: Day) -> Day | None:
    fitting = [date for date in beside.dates if date.weekday() in named.weekdays]
    if len(beside.dates) > 7 and not named.general:
        firsts = (next((d for d in fitting if d.weekday() == weekday), None) for weekday in named.weekdays)
        fitting = [date for date in firsts if date]
    return Day(tuple(fitting), apart=beside.apart) if fitting else None


def _day_range(first: Day, last: Day, today: datetime.date) -> Day:
    if first.impossible or last.impossible or not (first.dates and last.dates):
        return Day(impossible=first.impossible or last.impossible, past=first.past or last.past)
    if first.weekdays and last.weekdays:
        span = (last.weekdays[0] - first.weekdays[0]) % 7
        weekdays = tuple((first.weekdays[0] + step) % 7 for step in range(span + 1))
        return Day(calendar.days(first.dates[0], span + 1), weekdays)
    end = last.dates[-1]
    if end < first.dates[0] and last.weekdays:
        end = calendar.coming(first.dates[0], last.weekdays[0])
    dates = calendar.between(first.dates[0], end)
    return Day(dates, past=first.past or last.past) if dates else Day(impossible=True)


def _bound_day(day: Day, mode: str, today: datetime.date) -> Day:
    if not day.dates or day.past or day.impossible:
        return day
    first, last = day.dates[0], day.dates[-1]
    if mode in _UPPER:
        end = last if mode == "latest" else first - datetime.timedelta(days=1)
        dates = calendar.between(today, end)
        return Day(dates) if dates else Day(past=True)
    if mode == "after":
        # "Efter helgen" is the working week that comes; after anything else there is no end.
        weekend = len(day.dates) == 2 and last.weekday() == 6 and not (day.weekdays or day.core)
        count = 5 if weekend else calendar.OPEN_DAYS
        return Day(calendar.days(last + datetime.timedelta(days=1), count))
    return Day(calendar.days(first, calendar.OPEN_DAYS))


def _bounded(part: Part, mode: str) -> Part:
    """ "Efter lunch", "före lunch", "senast på eftermiddagen"."""
    if mode == "after":
        # The afternoon is what is after lunch; after anything else it goes on until the day ends.
        end = 18 * 60 if part.last < 14 * 60 else DAY_END
        return Part(part.last, max(end, part.last), part.last, DAY_END)
    if mode == "before":
        return Part(_DAY_START, part.first, 0, part.first) if part.first > _DAY_START else part
    if mode == "latest":
        return Part(_DAY_START, part.last, 0, part.last)
    return Part(part.first, DAY_END, part.first, DAY_END)


def distribute(options: list[Option]) -> None:
    """Give each option the time or day that was said once for several: "tis eller ons em", "14 eller 16 idag".

    A time after several days is that of all; a day beside several times too.
    """
    for index in range(len(options) - 2, -1, -1):
        mine, following = options[index], options[index + 1]
        if mine.day and not mine.timed and following.timed and following.day and not following.leading:
            _take_time(mine, following)
    for index in range(1, len(options)):
        mine, earlier = options[index], options[index - 1]
        if mine.day and not mine.timed and earlier.timed and earlier.leading and earlier.day:
            _take_time(mine, earlier)
        if mine.day is None and earlier.day is not None:
            mine.day = earlier.day
    for index in range(len(options) - 2, -1, -1):
        if options[index].day is None and options[index].timed:
            options[index].day = options[index + 1].day


def _take_time(mine: Option, other: Option) -> None:
    mine.clock, mine.until, mine.mode, mine.part = other.clock, other.until, other.mode, other.part
