"""Changing what the company offers, who does it, and when. Each change is an entry of the audit log.

Bookings that are made keep their times, whatever changes here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F

from crm.bookings.hours import Clock, day_bounds
from crm.bookings.models import HoursException, OpeningHours, Resource, ResourceHours, Service
from crm.bookings.selectors import bookings_standing, company_tz, service_key_free
from nexus.audit.services import entry_append

Week = dict[int, list[Clock]]
Row = TypeVar("Row", Service, Resource)


def service_store(
    *, service: Service, resources: Iterable[Resource], place: int, changed: Sequence[str], by: UUID
) -> Service:
    """Save a service, new or changed, at ``place`` (from 1) among all. ``changed`` names the fields."""
    with transaction.atomic():
        new = service._state.adding
        if new:
            service.key = service_key_free(service.name_sv)
        service.save()
        service.resources.set(resources)
        _put_at(service, list(Service.objects.exclude(pk=service.pk)), place)
        _note("service", service.pk, by, "created" if new else "changed", changed)
    return service


def resource_store(
    *, resource: Resource, place: int, week: Week | None, changed: Sequence[str], by: UUID
) -> Resource:
    """Save a resource, new or changed. ``week`` are its own hours; None: as the company's."""
    with transaction.atomic():
        new = resource._state.adding
        resource.save()
        resource.hours.all().delete()
        ResourceHours.objects.bulk_create(
            ResourceHours(resource=resource, weekday=day, opens=opens, closes=closes)
            for day, spans in (week or {}).items()
            for opens, closes in spans
        )
        _put_at(resource, list(Resource.objects.exclude(pk=resource.pk)), place)
        _note("resource", resource.pk, by, "created" if new else "changed", changed)
    return resource


def feed_renew(*, resource: Resource, by: UUID) -> None:
    """End the secret calendar address that was handed out, and make a new one."""
    with transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(feed_version=F("feed_version") + 1)
        _note("resource", resource.pk, by, "feed_renewed", ())


def opening_hours_store(*, week: Week, by: UUID) -> None:
    """The company's opening hours: one span a weekday; a weekday that is missing is closed."""
    with transaction.atomic():
        before = {row.weekday: (row.opens, row.closes) for row in OpeningHours.objects.all()}
        after = {day: spans[0] for day, spans in week.items() if spans}
        OpeningHours.objects.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(weekday=day, opens=opens, closes=closes) for day, (opens, closes) in after.items()
        )
        changed = [str(day) for day in range(7) if before.get(day) != after.get(day)]
        if changed:
            _note("hours", None, by, "changed", changed)


def days_store(
    *, days: Sequence[datetime.date], clock: Clock | None, note: str, resource: Resource | None, by: UUID
) -> int:
    """Set days apart, for the company or for one resource: closed or away (None), or other hours.

    Returns how many bookings stand on those days that cannot be kept so.
    """
    opens, closes = clock or (None, None)
    with transaction.atomic():
        for day in days:
            HoursException.objects.update_or_create(
                resource=resource, day=day, defaults={"opens": opens, "closes": closes, "note": note}
            )
        _note(
            "resource" if resource else "hours",
            resource.pk if resource else None,
            by,
            "day_set",
            [f"{days[0]:%Y-%m-%d}", str(len(days)), "open" if clock else "closed"],
        )
    return _outside(days, clock, resource)


def day_remove(*, exception: HoursException, by: UUID) -> None:
    """The day is as usual again."""
    with transaction.atomic():
        owner = exception.resource_id
        exception.delete()
        _note("resource" if owner else "hours", owner, by, "day_removed", [f"{exception.day:%Y-%m-%d}"])


def _outside(days: Sequence[datetime.date], clock: Clock | None, resource: Resource | None) -> int:
    zone = company_tz()
    start, end = day_bounds(days[0], zone)[0], day_bounds(days[-1], zone)[1]
    standing = bookings_standing(start).filter(start__gte=start, start__lt=end)
    if resource is not None:
        standing = standing.filter(resource=resource)
    return sum(
        1
        for begins, ends in standing.values_list("start", "end")
        if clock is None
        or begins.astimezone(zone).time() < clock[0]
        or ends.astimezone(zone).time() > clock[1]
    )


def _put_at(row: Row, others: list[Row], place: int) -> None:
    """Number the rows anew with ``row`` at ``place``, from 1."""
    others.insert(place - 1, row)
    for position, one in enumerate(others):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])


def _note(what: str, subject_id: UUID | None, by: UUID, act: str, changed: Iterable[str]) -> None:
    names = {"service": "bookings.Service", "resource": "bookings.Resource", "hours": "bookings.OpeningHours"}
    entry_append(
        action=f"{what}.{act}",
        subject_type=names[what],
        subject_id=subject_id,
        actor_id=by,
        details={"changed": ",".join(changed)},
    )
