"""Free times: what is open, minus what is booked, on a grid of starts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from crm.bookings.hours import OpenDays, day_bounds
from crm.bookings.models import Resource, Service
from crm.bookings.selectors import bookings_standing, company_tz, resources_for

STEP = timedelta(minutes=15)
HORIZON = timedelta(days=365)
# Hours and bookings are read for so many days at a time, so that a long search reads no more than it needs.
CHUNK_DAYS = 28
# No booking is longer: opening hours end with their day, and a buffer comes on top.
LONGEST = timedelta(days=2)


@dataclass(frozen=True)
class Slot:
    """A time at which a service can be booked with a resource; in the company's zone."""

    start: datetime.datetime
    end: datetime.datetime
    resource: Resource


def free_slots(
    *,
    service: Service,
    start: datetime.datetime,
    end: datetime.datetime,
    now: datetime.datetime,
    resource: Resource | None = None,
    limit: int | None = 50,
    step: timedelta = STEP,
    every_resource: bool = False,
) -> list[Slot]:
    """Free times that begin from ``start`` to before ``end``, in order; none before ``now``, none more
    than 12 months ahead.

    Starts lie on a grid of ``step`` from the beginning of each open span. One slot a start, with the first
    resource that is free, unless ``every_resource``; with ``resource``, only its own.
    """
    zone = company_tz()
    able = _able(service, resource)
    first, last = max(start, now).astimezone(UTC), min(end, now + HORIZON).astimezone(UTC)
    found: list[Slot] = []
    for chunk in _chunks(first, last, zone):
        for slot in _chunk_slots(service, able, chunk, (first, last), now, zone, step):
            if found and not every_resource and found[-1].start.astimezone(UTC) == slot.start.astimezone(UTC):
                continue
            found.append(slot)
            if limit is not None and len(found) >= limit:
                return found
    return found


def nearest_slots(
    *,
    service: Service,
    wanted: datetime.datetime,
    now: datetime.datetime,
    limit: int = 3,
    resource: Resource | None = None,
) -> list[Slot]:
    """Free times around a moment: of its own day those closest to it, then of the coming days those
    closest to the same time of day. In order of time; a moment that has passed counts as ``now``."""
    zone = company_tz()
    wanted = max(wanted, now)
    found: list[Slot] = []
    day_start, day_end = day_bounds(wanted.astimezone(zone).date(), zone)
    end = now + HORIZON
    while len(found) < limit and day_start < end:
        # The wanted day alone first, which is mostly enough, then longer and longer looks.
        by_day: dict[datetime.date, list[Slot]] = defaultdict(list)
        for slot in free_slots(
            service=service, start=day_start, end=day_end, now=now, resource=resource, limit=None
        ):
            by_day[slot.start.date()].append(slot)
        for day in sorted(by_day):
            around = _same_clock(wanted, day, zone)
            closest = sorted(by_day[day], key=lambda slot: abs(slot.start.astimezone(UTC) - around))
            found += closest[: limit - len(found)]
        length = day_end - day_start
        day_start, day_end = day_end, day_end + min(max(length * 3, timedelta(days=3)), timedelta(days=90))
    return sorted(found, key=lambda slot: slot.start.astimezone(UTC))


def service_end(service: Service, start: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """When the service that begins at ``start`` ends, and when its resource is free again; in UTC."""
    end = start.astimezone(UTC) + timedelta(minutes=service.minutes)
    return end, end + timedelta(minutes=service.buffer_minutes)


def open_resources(
    *,
    service: Service,
    resources: Sequence[Resource],
    start: datetime.datetime,
    zone: ZoneInfo,
    on_grid: bool = False,
) -> list[Resource]:
    """Those of ``resources`` that are open for all of the service when it begins at ``start``.

    ``on_grid``: and for whom that is one of the starts that :func:`free_slots` offers.
    """
    begin, (end, _) = start.astimezone(UTC), service_end(service, start)
    day = start.astimezone(zone).date()
    days = OpenDays.read(zone=zone, first=day, last=day, resources=resources)
    return [
        resource
        for resource in resources
        if any(
            opens.astimezone(UTC) <= begin
            and end <= closes.astimezone(UTC)
            and not (on_grid and (begin - opens.astimezone(UTC)) % STEP)
            for opens, closes in days.spans(day, resource)
        )
    ]


def busy_spans(
    *, resources: Sequence[Resource], start: datetime.datetime, end: datetime.datetime, now: datetime.datetime
) -> dict[UUID, list[tuple[datetime.datetime, datetime.datetime]]]:
    """What is taken of each resource in this time, buffers included; in UTC and in order."""
    taken: dict[UUID, list[tuple[datetime.datetime, datetime.datetime]]] = defaultdict(list)
    rows = (
        bookings_standing(now)
        .filter(resource__in=resources, start__gt=start - LONGEST, start__lt=end, blocked_until__gt=start)
        .order_by("start")
        .values_list("resource_id", "start", "blocked_until")
    )
    for resource_id, begin, until in rows:
        taken[resource_id].append((begin, until))
    return taken


def _able(service: Service, resource: Resource | None) -> list[Resource]:
    able = resources_for(service)
    return able if resource is None else [one for one in able if one.pk == resource.pk]


def _same_clock(wanted: datetime.datetime, day: datetime.date, zone: ZoneInfo) -> datetime.datetime:
    local = wanted.astimezone(zone)
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)


def _chunks(
    first: datetime.datetime, last: datetime.datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime.date, datetime.date]]:
    day, until = first.astimezone(zone).date(), last.astimezone(zone).date()
    # The first look is short: most searches end on the day on which they begin, or the next.
    length = 3
    while day <= until:
        end = min(day + timedelta(days=length - 1), until)
        yield day, end
        day, length = end + timedelta(days=1), CHUNK_DAYS


def _chunk_slots(
    service: Service,
    resources: Sequence[Resource],
    chunk: tuple[datetime.date, datetime.date],
    bounds: tuple[datetime.datetime, datetime.datetime],
    now: datetime.datetime,
    zone: ZoneInfo,
    step: timedelta,
) -> Iterator[Slot]:
    """All free slots of some days with all resources, by start and then by the resources' order."""
    if not resources:
        return
    first_day, last_day = chunk
    days = OpenDays.read(zone=zone, first=first_day, last=last_day, resources=resources)
    begin, end = day_bounds(first_day, zone)[0], day_bounds(last_day, zone)[1]
    busy = busy_spans(resources=resources, start=begin, end=end + LONGEST, now=now)
    day = first_day
    while day <= last_day:
        starts = [
            (start, position)
            for position, resource in enumerate(resources)
            for start in _starts(service, days, day, resource, busy.get(resource.pk, ()), step)
            if bounds[0] <= start < bounds[1]
        ]
        for start, position in sorted(starts):
            over = service_end(service, start)[0]
            yield Slot(start.astimezone(zone), over.astimezone(zone), resources[position])
        day += timedelta(days=1)


def _starts(
    service: Service,
    days: OpenDays,
    day: datetime.date,
    resource: Resource,
    busy: Sequence[tuple[datetime.datetime, datetime.datetime]],
    step: timedelta,
) -> Iterator[datetime.datetime]:
    """Free starts of one resource on one day, in UTC."""
    for opens, closes in days.spans(day, resource):
        start, closing = opens.astimezone(UTC), closes.astimezone(UTC)
        while True:
            over, free_again = service_end(service, start)
            if over > closing:
                break
            if not any(begin < free_again and start < until for begin, until in busy):
                yield start
            start += step
