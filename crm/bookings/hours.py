"""When the company and each of its resources are open, as moments.

For one day, the first of these that is there decides; a resource is never open while the company is not:

    the company:   its exception → closed on a red day → its weekday's opening hours
    a resource:    its exception → its weekday's hours → as the company, where it has no hours at all

Moments are in the company's zone. Python compares and subtracts moments of one zone by the clock on the
wall, which is wrong across a DST change: go through UTC to reckon with them.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from crm.bookings.holidays import red_day
from crm.bookings.models import HoursException, OpeningHours, Resource, ResourceHours

Span = tuple[datetime.datetime, datetime.datetime]
Clock = tuple[datetime.time, datetime.time]


@dataclass(frozen=True)
class OpenDays:
    """Hours and exceptions from ``first`` to ``last``, read once: three queries, however many days."""

    zone: ZoneInfo
    weekly: dict[int, Clock]
    resource_weekly: dict[UUID, dict[int, list[Clock]]]
    exceptions: dict[tuple[UUID | None, datetime.date], Clock | None]

    @classmethod
    def read(
        cls, *, zone: ZoneInfo, first: datetime.date, last: datetime.date, resources: Sequence[Resource]
    ) -> OpenDays:
        """What is known of these days for the company and for ``resources``."""
        weekly = {row.weekday: (row.opens, row.closes) for row in OpeningHours.objects.all()}
        own: dict[UUID, dict[int, list[Clock]]] = defaultdict(lambda: defaultdict(list))
        exceptions = HoursException.objects.filter(day__range=(first, last))
        if resources:
            for hours in ResourceHours.objects.filter(resource__in=resources):
                own[hours.resource_id][hours.weekday].append((hours.opens, hours.closes))
        else:
            exceptions = exceptions.filter(resource=None)
        return cls(
            zone=zone,
            weekly=weekly,
            resource_weekly={resource: dict(days) for resource, days in own.items()},
            exceptions={
                (row.resource_id, row.day): (row.opens, row.closes) if row.opens and row.closes else None
                for row in exceptions.filter(Q(resource=None) | Q(resource__in=resources))
            },
        )

    def spans(self, day: datetime.date, resource: Resource | None = None) -> list[Span]:
        """The open moments of a day, in order and apart, of the company or of one resource."""
        house = self._moments(day, self._company(day))
        if resource is None or not house:
            return house
        own = self._resource(day, resource)
        return house if own is None else overlaps(house, self._moments(day, own))

    def _company(self, day: datetime.date) -> list[Clock]:
        if (None, day) in self.exceptions:
            return _listed(self.exceptions[None, day])
        if red_day(day):
            return []
        return _listed(self.weekly.get(day.weekday()))

    def _resource(self, day: datetime.date, resource: Resource) -> list[Clock] | None:
        if (resource.pk, day) in self.exceptions:
            return _listed(self.exceptions[resource.pk, day])
        weekly = self.resource_weekly.get(resource.pk)
        return None if weekly is None else weekly.get(day.weekday(), [])

    def _moments(self, day: datetime.date, clocks: Iterable[Clock]) -> list[Span]:
        # A closing time that comes twice, in autumn, is the later one.
        return merged(
            (local_moment(day, opens, self.zone), local_moment(day, closes, self.zone, fold=1))
            for opens, closes in clocks
        )


def local_moment(
    day: datetime.date, clock: datetime.time, zone: ZoneInfo, *, fold: int = 0
) -> datetime.datetime:
    """A wall-clock time as a moment. One that is skipped in spring is reckoned from before the change
    (RFC 5545, 3.3.5); of one that comes twice in autumn, ``fold`` 0 is the first and 1 the second."""
    wall = datetime.datetime.combine(day, clock.replace(tzinfo=None))
    first, second = (wall.replace(tzinfo=zone, fold=which).astimezone(UTC) for which in (0, 1))
    skipped = first > second
    return (first if skipped or not fold else second).astimezone(zone)


def day_bounds(day: datetime.date, zone: ZoneInfo) -> Span:
    """Midnight to midnight: 23, 24 or 25 hours."""
    midnight = datetime.time()
    return local_moment(day, midnight, zone), local_moment(day + datetime.timedelta(days=1), midnight, zone)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same moments as spans in order that neither touch nor overlap; empty ones fall away."""
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0].astimezone(UTC)):
        if not before(start, end):
            continue
        if found and not before(found[-1][1], start):
            if before(found[-1][1], end):
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def overlaps(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The moments that lie in both."""
    return merged((latest(one[0], two[0]), earliest(one[1], two[1])) for one in some for two in others)


def before(one: datetime.datetime, two: datetime.datetime) -> bool:
    """Whether ``one`` is the earlier moment, also where the wall clock goes back."""
    return one.astimezone(UTC) < two.astimezone(UTC)


def earliest(one: datetime.datetime, two: datetime.datetime) -> datetime.datetime:
    """The earlier of two moments."""
    return one if before(one, two) else two


def latest(one: datetime.datetime, two: datetime.datetime) -> datetime.datetime:
    """The later of two moments."""
    return two if before(one, two) else one


def _listed(clock: Clock | None) -> list[Clock]:
    return [] if clock is None else [clock]
