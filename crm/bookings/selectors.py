"""Reading what a company sells, when it is open, and what is booked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.text import slugify

from crm.bookings.hours import OpenDays, Span
from crm.bookings.links import code_blind
from crm.bookings.models import Booking, OpeningHours, Resource, Service
from crm.models import Contact
from nexus.schema import connection
from nexus.tenants.models import Company

Row = TypeVar("Row", Service, Resource)

#: The states in which a booking takes up its resource.
ACTIVE = (Booking.State.PROPOSED, Booking.State.CONFIRMED)


@dataclass(frozen=True)
class Hours:
    """Opening hours of one day, local time."""

    opens: datetime.time
    closes: datetime.time


def week_hours() -> dict[int, Hours]:
    """Opening hours by weekday (0 = Monday); a weekday that is missing is closed."""
    return {row.weekday: Hours(row.opens, row.closes) for row in OpeningHours.objects.all()}


def company_here() -> Company:
    """The company that this thread is in."""
    tenant = getattr(connection, "tenant", None)
    if isinstance(tenant, Company):
        return tenant
    # On the hooks' hot path the connection knows the schema alone.
    return Company.objects.get(schema_name=connection.schema_name)


def company_tz() -> ZoneInfo:
    """The time zone of the company that this thread is in."""
    return ZoneInfo(company_here().timezone)


def services_all() -> list[Service]:
    """The services on offer, in the company's own order."""
    return list(Service.objects.filter(active=True))


def service_named(text: str, *, active: bool = True) -> Service | None:
    """The service with this id, key or name (Swedish or English, case ignored).

    ``active=False`` also finds those that are offered no more.
    """
    offered = Service.objects.filter(active=True) if active else Service.objects.all()
    return _named(offered, text, "key", "name_sv", "name_en")


def service_key_taken(key: str, *, but: Service | None = None) -> bool:
    """Whether another service than ``but`` has this key, or one that differs in upper and lower case only."""
    others = Service.objects.exclude(pk=but.pk) if but else Service.objects.all()
    return key.casefold() in {taken.casefold() for taken in others.values_list("key", flat=True)}


def service_key_free(name: str) -> str:
    """A short name of its own for a new service, made from the Swedish one."""
    base = slugify(name.replace("å", "a").replace("ä", "a").replace("ö", "o")).replace("-", "_")[:50]
    base = base or "service"
    taken = {key.casefold() for key in Service.objects.values_list("key", flat=True)}
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def resources_all() -> list[Resource]:
    """The resources that take bookings, in the company's own order."""
    return list(Resource.objects.filter(active=True))


def resource_named(text: str, *, active: bool = True) -> Resource | None:
    """The resource with this id or name (case ignored)."""
    taking = Resource.objects.filter(active=True) if active else Resource.objects.all()
    return _named(taking, text, "name")


def resources_for(service: Service) -> list[Resource]:
    """Who can do a service, in the company's own order; a service that names nobody is everybody's."""
    named = set(service.resources.values_list("pk", flat=True))
    return [resource for resource in resources_all() if not named or resource.pk in named]


def day_spans(day: datetime.date, resource: Resource | None = None) -> list[Span]:
    """When the company, or a resource, is open on a day: moments in the company's zone, in order.

    Exceptions, red days, breaks and DST changes are in it; bookings are not.
    """
    days = OpenDays.read(
        zone=company_tz(), first=day, last=day, resources=[] if resource is None else [resource]
    )
    return days.spans(day, resource)


def bookings_standing(now: datetime.datetime) -> QuerySet[Booking]:
    """Proposed and confirmed bookings; a proposal whose time to answer is over does not count."""
    return Booking.objects.filter(state__in=ACTIVE).exclude(state=Booking.State.PROPOSED, held_until__lte=now)


def upcoming_bookings(contact: Contact, now: datetime.datetime) -> list[Booking]:
    """The contact's proposed and confirmed bookings that have not begun, the next one first."""
    return list(
        bookings_standing(now)
        .filter(contact=contact, start__gte=now)
        .select_related("service", "resource")
        .order_by("start", "id")
    )


def booking_by_code(code: str) -> Booking | None:
    """The booking that the code in a customer's link leads to: the newest of its chain. Or None."""
    return (
        Booking.objects.select_related("service", "resource", "contact")
        .filter(link_blind=code_blind(code))
        .first()
    )


def _named(rows: Iterable[Row], text: str, *fields: str) -> Row | None:
    """The row that has this text as its id, or else as its first field, or else as its next one."""
    # Here and not in the database, whose idea of upper and lower case depends on how it was set up.
    wanted, there = text.strip().casefold(), list(rows)
    for name in ("pk", *fields):
        for row in there:
            if wanted and str(getattr(row, name)).casefold() == wanted:
                return row
    return None


def recently_reminded(*, contact_id: UUID, now: datetime.datetime) -> bool:
    """Whether the contact was reminded of a coming booking within the last 48 hours (privacy.md)."""
    return Booking.objects.filter(
        contact_id=contact_id,
        state=Booking.State.CONFIRMED,
        start__gt=now,
        reminded_at__gt=now - datetime.timedelta(hours=48),
    ).exists()
