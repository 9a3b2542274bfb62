"""What the pages about services, resources and hours show."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from crm.bookings.holidays import red_day
from crm.bookings.hours import Clock
from crm.bookings.links import feed_token
from crm.bookings.models import HoursException, OpeningHours, Resource, ResourceHours, Service
from crm.bookings.setup_forms import Week
from crm.bookings.words import (
    capital,
    clock,
    day_long,
    minutes_text,
    price_text,
    red_name,
    weekday,
)
from nexus.tenants.hosts import company_url
from nexus.tenants.models import Company

#: So far ahead red days are listed.
AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class ServiceRow:
    """A service in the list."""

    service: Service
    length: str
    buffer: str
    price: str
    who: str


@dataclass(frozen=True)
class WeekLine:
    """A weekday and its hours in words."""

    day: str
    hours: str


@dataclass(frozen=True)
class ResourceRow:
    """A resource in the list; ``lines`` is empty where it works as the company is open."""

    resource: Resource
    lines: list[WeekLine]
    away: list[DayRow]


@dataclass(frozen=True)
class DayRow:
    """A day that is not as usual. ``exception`` is None on a red day that nobody has decided about."""

    day: datetime.date
    title: str
    name: str
    hours: str
    note: str
    exception: HoursException | None
    usual: Clock | None


def service_rows() -> list[ServiceRow]:
    """All services, in the company's order."""
    return [
        ServiceRow(
            service=service,
            length=minutes_text(service.minutes),
            buffer=minutes_text(service.buffer_minutes) if service.buffer_minutes else "",
            price=price_text(service),
            who=", ".join(one.name for one in service.resources.all()),
        )
        for service in Service.objects.prefetch_related("resources")
    ]


def resource_rows() -> list[ResourceRow]:
    """All resources with their own hours and coming days away."""
    away: dict[Any, list[DayRow]] = defaultdict(list)
    coming = HoursException.objects.exclude(resource=None).filter(day__gte=timezone.localdate())
    for row in coming.order_by("day"):
        away[row.resource_id].append(_day_row(row.day, row, None))
    hours: dict[Any, Week] = defaultdict(lambda: defaultdict(list))
    for one in ResourceHours.objects.all():
        hours[one.resource_id][one.weekday].append((one.opens, one.closes))
    return [
        ResourceRow(
            resource=resource,
            lines=week_lines(hours[resource.pk]) if resource.pk in hours else [],
            away=away[resource.pk],
        )
        for resource in Resource.objects.all()
    ]


def company_week() -> Week:
    """The company's opening hours by weekday."""
    return {row.weekday: [(row.opens, row.closes)] for row in OpeningHours.objects.all()}


def resource_week(resource: Resource) -> Week:
    """A resource's own hours by weekday; empty where it has none."""
    week: Week = defaultdict(list)
    for row in ResourceHours.objects.filter(resource=resource):
        week[row.weekday].append((row.opens, row.closes))
    return dict(week)


def week_lines(week: Week) -> list[WeekLine]:
    """A week in words; "" on days without hours."""
    return [WeekLine(weekday(day), ", ".join(_hours(span) for span in week.get(day, ()))) for day in range(7)]


def _hours(span: Clock) -> str:
    return f"{clock(span[0])}–{clock(span[1])}"


def special_days(resource: Resource | None) -> list[DayRow]:
    """The coming days that are set apart, red days not counted for the company."""
    rows = HoursException.objects.filter(resource=resource, day__gte=timezone.localdate()).order_by("day")
    return [_day_row(row.day, row, None) for row in rows if resource or not red_day(row.day)]


def red_days() -> list[DayRow]:
    """The red days of the coming year, and what the company does on each."""
    today, week = timezone.localdate(), company_week()
    decided = {
        row.day: row
        for row in HoursException.objects.filter(resource=None, day__range=(today, today + AHEAD))
    }
    days = (today + timedelta(days=number) for number in range(AHEAD.days))
    return [
        _day_row(day, decided.get(day), week.get(day.weekday(), [None])[0]) for day in days if red_day(day)
    ]


def _day_row(day: datetime.date, row: HoursException | None, usual: Clock | None) -> DayRow:
    return DayRow(
        day=day,
        title=capital(day_long(day)),
        name=red_name(day),
        hours=_hours((row.opens, row.closes)) if row and row.opens and row.closes else "",
        note=row.note if row else "",
        exception=row,
        usual=usual,
    )


def feed_address(resource: Resource, company: Company) -> str:
    """The secret address of a resource's calendar."""
    path = reverse("bookings:resource_feed", args=[resource.pk, feed_token(resource)])
    return f"{company_url(company)}{path}"


def next_place(model: type[Service] | type[Resource]) -> int:
    """The place after all others, from 1."""
    return model.objects.count() + 1


def place_of(row: Service | Resource) -> int:
    """The row's place in the list, from 1."""
    return type(row).objects.filter(position__lt=row.position).count() + 1
