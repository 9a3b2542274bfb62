"""The calendar's page: which days and resources are shown, and what is in them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.bookings.calendar_grid import (
    AgendaDay,
    Column,
    Gap,
    Grid,
    Item,
    Lane,
    Load,
    Minutes,
    Off,
    Place,
    frame,
    gaps_between,
    item_of,
    minutes_of,
    offs_around,
)
from crm.bookings.hours import OpenDays, day_bounds
from crm.bookings.models import Booking, HoursException, Resource
from crm.bookings.selectors import company_tz
from crm.bookings.slots import HORIZON
from crm.bookings.words import capital, clock, day_long, day_short, red_name

State = Booking.State
SHOWN = (State.PROPOSED, State.CONFIRMED, State.DONE, State.NO_SHOW)
DAY, WEEK = "day", "week"
Key = tuple[datetime.date, UUID]


@dataclass(frozen=True)
class Look:
    """What the calendar shows: a day or a week, of one resource or of all ("")."""

    view: str
    day: datetime.date
    resource: str = ""

    @classmethod
    def of(cls, request: HttpRequest, day: datetime.date | None = None) -> Look:
        """From the address; what cannot be read is this week's."""
        asked = request.GET
        if day is None:
            day = day_or_none(asked.get("date", "")) or timezone.localdate()
        return cls(
            view=DAY if asked.get("view") == DAY else WEEK,
            day=day,
            resource=uuid_or_empty(asked.get("only", "")),
        )

    @property
    def days(self) -> list[datetime.date]:
        if self.view == DAY:
            return [self.day]
        monday = self.day - timedelta(days=self.day.weekday())
        return [monday + timedelta(days=number) for number in range(7)]

    @property
    def query(self) -> str:
        values = {"view": self.view, "date": self.day.isoformat(), "only": self.resource}
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def url(self) -> str:
        return f"{reverse('calendar:calendar')}?{self.query}"

    def with_(self, **changes: Any) -> Look:
        return Look(**{"view": self.view, "day": self.day, "resource": self.resource, **changes})


def day_or_none(text: str) -> datetime.date | None:
    """A day as in addresses, within what a calendar is looked at for."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def uuid_or_empty(text: str) -> str:
    """The text where it is an id, else ""."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def calendar_context(look: Look, now: datetime.datetime) -> dict[str, Any]:
    """The whole page but the panel; eight queries, however many bookings."""
    resources = list(Resource.objects.all())
    days = look.days
    bookings = _bookings(days, now)
    booked_ones = {booking.resource_id for booking in bookings}
    there = [one for one in resources if one.active or one.pk in booked_ones]
    shown = [one for one in there if str(one.pk) == look.resource] or there
    open_days = OpenDays.read(zone=company_tz(), first=days[0], last=days[-1], resources=shown)
    filler = _Filler(days, shown, bookings, open_days, now)
    step = timedelta(days=1 if look.view == DAY else 7)
    kept = days if look.view == DAY else filler.worth_showing(days)
    today = timezone.localdate(now)
    return {
        "look": look,
        "grid": filler.grid(kept, look.view),
        "agenda": filler.agenda(kept),
        "heading": _heading(look, days, kept),
        "load": filler.load.percent,
        "resources": [
            (one, str(one.pk) == look.resource, look.with_(resource=str(one.pk)).url) for one in there
        ],
        "everyone_url": look.with_(resource="").url,
        "previous_url": look.with_(day=look.day - step).url,
        "next_url": look.with_(day=look.day + step).url,
        "today_url": look.with_(day=today).url,
        "day_url": look.with_(view=DAY, day=today if today in days else look.day).url,
        "week_url": look.with_(view=WEEK).url,
        "held": [
            item_of(one, timezone.localdate(one.start)) for one in bookings if one.state == State.PROPOSED
        ],
        "red": red_name(look.day) if look.view == DAY else "",
    }


def _bookings(days: Sequence[datetime.date], now: datetime.datetime) -> list[Booking]:
    zone = company_tz()
    start, end = day_bounds(days[0], zone)[0], day_bounds(days[-1], zone)[1]
    return list(
        Booking.objects.filter(start__gte=start, start__lt=end, state__in=SHOWN)
        # A proposal whose time to answer is over takes up nothing any more.
        .exclude(Q(state=State.PROPOSED) & Q(held_until__lte=now))
        .select_related("service", "resource", "contact")
        .order_by("start", "id")
    )


def _heading(look: Look, days: Sequence[datetime.date], kept: Sequence[datetime.date]) -> str:
    if look.view == DAY:
        return capital(day_long(look.day))
    week = days[0].isocalendar().week
    return _("Week %(week)d · %(from)s – %(to)s") % {
        "week": week,
        "from": day_short(kept[0]),
        "to": day_short(kept[-1]),
    }


class _Filler:
    """Puts hours, exceptions and bookings of some days into lanes."""

    def __init__(
        self,
        days: Sequence[datetime.date],
        resources: Sequence[Resource],
        bookings: Sequence[Booking],
        open_days: OpenDays,
        now: datetime.datetime,
    ) -> None:
        self.resources, self.now = resources, now
        self.today = timezone.localdate(now)
        self.items: dict[Key, list[Item]] = defaultdict(list)
        self.taken: dict[Key, list[Minutes]] = defaultdict(list)
        self.load = Load()
        ids = {one.pk for one in resources}
        for booking in bookings:
            day = timezone.localdate(booking.start)
            if booking.resource_id in ids:
                key = (day, booking.resource_id)
                self.items[key].append(item_of(booking, day))
                self.taken[key].append(minutes_of(booking.start, booking.blocked_until, day))
        self.open: dict[Key, list[Minutes]] = {
            (day, one.pk): [minutes_of(*span, day) for span in open_days.spans(day, one)]
            if one.active
            else []
            for day in days
            for one in resources
        }
        self.notes = {
            (row.day, row.resource_id): row.note
            for row in HoursException.objects.filter(day__range=(days[0], days[-1])).exclude(note="")
        }
        for key, spans in self.open.items():
            self.load.open += sum(end - start for start, end in spans)
            self.load.booked += sum(end - start for start, end in self.taken[key])
        self.first, self.last = frame(
            [span for spans in (*self.open.values(), *self.taken.values()) for span in spans]
        )

    def worth_showing(self, days: Sequence[datetime.date]) -> list[datetime.date]:
        """The days of the week, without a closed and empty weekend's end."""
        kept = list(days)
        while len(kept) > 5 and kept[-1] != self.today and not self._used(kept[-1]):
            kept.pop()
        return kept

    def _used(self, day: datetime.date) -> bool:
        return any(self.open[day, one.pk] or self.items[day, one.pk] for one in self.resources)

    def grid(self, days: Sequence[datetime.date], view: str) -> Grid:
        grid = Grid(first=self.first, last=self.last)
        for day in days:
            lanes = [self._lane(day, one) for one in self.resources]
            if view == WEEK:
                grid.columns.append(self._column(day, capital(day_short(day)), day_long(day), lanes))
            else:
                grid.columns += [
                    self._column(day, lane.resource.name, lane.resource.name, [lane]) for lane in lanes
                ]
        return grid

    def _column(self, day: datetime.date, title: str, label: str, lanes: list[Lane]) -> Column:
        now = timezone.localtime(self.now)
        shown = day == self.today and self.first <= now.hour < self.last
        at = now.hour * 60 + now.minute
        return Column(
            day=day,
            title=title,
            label=label,
            lanes=lanes,
            red=red_name(day),
            today=day == self.today,
            now=Place.of(at, at) if shown else None,
        )

    def _lane(self, day: datetime.date, resource: Resource) -> Lane:
        key = (day, resource.pk)
        spans, note = self.open[key], self.notes.get((day, resource.pk)) or self.notes.get((day, None)) or ""
        offs = [Off(Place.of(*one), "") for one in offs_around(spans, self.first, self.last)]
        if offs and (note or not spans):
            offs[0] = Off(offs[0].place, note or red_name(day) or (_("Closed") if resource.active else ""))
        return Lane(resource=resource, items=self.items[key], offs=offs, gaps=self._gaps(day, resource))

    def _gaps(self, day: datetime.date, resource: Resource) -> list[Gap]:
        if day < self.today or day > self.today + HORIZON:
            return []
        now = timezone.localtime(self.now)
        after = now.hour * 60 + now.minute if day == self.today else 0
        found = []
        for start, end in gaps_between(self.open[day, resource.pk], self.taken[day, resource.pk], after):
            begins = datetime.time(*divmod(start, 60))
            until = datetime.time(*divmod(end, 60)) if end < 24 * 60 else datetime.time()
            found.append(
                Gap(
                    place=Place.of(start, end),
                    day=day.isoformat(),
                    clock=begins.strftime("%H:%M"),
                    resource=resource,
                    label=_("Book %(name)s %(day)s, free %(from)s–%(to)s")
                    % {
                        "name": resource.name,
                        "day": day_short(day),
                        "from": clock(begins),
                        "to": clock(until),
                    },
                )
            )
        return found

    def agenda(self, days: Sequence[datetime.date]) -> list[AgendaDay]:
        """Each day as a list of all its bookings."""
        return [
            AgendaDay(
                day=day,
                title=capital(day_long(day)),
                red=red_name(day),
                open=any(self.open[day, one.pk] for one in self.resources),
                items=sorted(
                    (item for one in self.resources for item in self.items[day, one.pk]),
                    key=lambda item: item.start,
                ),
                today=day == self.today,
            )
            for day in days
        ]
