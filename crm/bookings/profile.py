"""The bookings part of a company's profile: opening hours, services, resources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any, Final

from django.db.models import QuerySet

from crm.bookings.models import OpeningHours, Resource, Service
from nexus.tenants.models import Company
from nexus.tenants.profiles import BadProfile, Profile, profile_part

LONGEST_MINUTES: Final = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@profile_part
def bookings_apply(_company: Company, profile: Profile) -> dict[str, int]:
    """Bring hours, services and resources to what the profile says; parts not named stay.

    A service may name ``buffer_minutes``, and ``resources``, who can do it. What the profile leaves out is
    deleted, or made inactive where it has bookings, and is active again when it is named again.
    """
    counts: dict[str, int] = {}
    if "opening_hours" in profile:
        counts["opening_hours"] = _hours(profile["opening_hours"])
    # Before the services, which name them.
    if "resources" in profile:
        counts["resources"] = _resources(profile["resources"])
    if "services" in profile:
        counts["services"] = _services(profile["services"])
    return counts


def _hours(hours: dict[str, list[str] | None]) -> int:
    for day, span in hours.items():
        if day not in WEEKDAYS:
            raise BadProfile(f"opening_hours: {day!r} is not one of {', '.join(WEEKDAYS)}")
        weekday = WEEKDAYS.index(day)
        if span is None:
            OpeningHours.objects.filter(weekday=weekday).delete()
            continue
        try:
            opens, closes = (time.fromisoformat(part) for part in span)
        except (ValueError, TypeError) as error:
            raise BadProfile(f'opening_hours.{day} must be two times, like ["09:00", "18:00"]') from error
        if opens >= closes:
            raise BadProfile(f"opening_hours.{day} closes before it opens")
        OpeningHours.objects.update_or_create(weekday=weekday, defaults={"opens": opens, "closes": closes})
    return OpeningHours.objects.count()


def _resources(names: list[object]) -> int:
    wanted = list(dict.fromkeys(str(name).strip()[:120] for name in names))
    if not all(wanted):
        raise BadProfile("resources must be names")
    _told_apart("resources", wanted)
    _spell_anew(Resource, "name", wanted)
    for position, name in enumerate(wanted):
        Resource.objects.update_or_create(name=name, defaults={"position": position, "active": True})
    _drop(Resource.objects.exclude(name__in=wanted))
    return len(wanted)


def _services(services: dict[str, Any]) -> int:
    _told_apart("services", services)
    _spell_anew(Service, "key", services)
    by_name = {resource.name: resource for resource in Resource.objects.filter(active=True)}
    for position, (key, service) in enumerate(services.items()):
        if not isinstance(service, dict):
            raise BadProfile(f"services.{key} must be a JSON object")
        if not _whole(service.get("minutes"), 1, LONGEST_MINUTES) or not service.get("sv"):
            raise BadProfile(f"services.{key} needs a Swedish name and a number of minutes")
        price = service.get("price_sek")
        if price is not None and not _whole(price, 0, 10_000_000):
            raise BadProfile(f"services.{key}.price_sek must be whole kronor")
        row, _ = Service.objects.update_or_create(
            key=key,
            defaults={
                "name_sv": str(service["sv"])[:120],
                "name_en": str(service.get("en", ""))[:120],
                "minutes": service["minutes"],
                "price_sek": price,
                "position": position,
                "active": True,
                **_buffer(key, service),
            },
        )
        if "resources" in service:
            row.resources.set(_doers(key, service["resources"], by_name))
    _drop(Service.objects.exclude(key__in=list(services)))
    return len(services)


def _told_apart(what: str, names: Iterable[str]) -> None:
    """Names are looked up without regard to upper and lower case, so two may not differ in that alone."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise BadProfile(f"{what}: {other!r} and {name!r} differ in upper and lower case only")


def _spell_anew(table: type[Resource | Service], name: str, wanted: Iterable[str]) -> None:
    """Who is there under a name in other upper and lower case gets the profile's spelling, and stays who they are."""
    spelled = {one.casefold(): one for one in wanted}
    for row in table._base_manager.all():
        own = getattr(row, name)
        if (new := spelled.get(own.casefold(), own)) != own:
            table._base_manager.filter(pk=row.pk).update(**{name: new})


def _buffer(key: str, service: dict[str, Any]) -> dict[str, int]:
    """The service's buffer where the profile names one: else what staff have set stays."""
    if "buffer_minutes" not in service:
        return {}
    if not _whole(service["buffer_minutes"], 0, LONGEST_MINUTES):
        raise BadProfile(f"services.{key}.buffer_minutes must be whole minutes")
    return {"buffer_minutes": service["buffer_minutes"]}


def _doers(key: str, names: object, by_name: dict[str, Resource]) -> list[Resource]:
    try:
        return [by_name[str(name).strip()[:120]] for name in (names if isinstance(names, list) else [names])]
    except KeyError as error:
        raise BadProfile(
            f"services.{key}.resources: {error} is not one of the company's resources"
        ) from error


def _drop(rows: QuerySet[Service] | QuerySet[Resource]) -> None:
    """Delete these, but keep what has bookings: it is only offered no more."""
    booked = rows.filter(bookings__isnull=False)
    for row in booked.filter(active=True).distinct():
        row.active = False
        row.save(update_fields=["active"])
    rows.filter(bookings__isnull=True).delete()


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
