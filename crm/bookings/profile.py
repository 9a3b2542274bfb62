"""The bookings part of a company's profile: opening hours, services, resources."""

from __future__ import annotations

from datetime import time

from crm.bookings.models import OpeningHours, Resource, Service
from nexus.tenants.models import Company
from nexus.tenants.profiles import BadProfile, Profile, profile_part

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@profile_part
def bookings_apply(_company: Company, profile: Profile) -> dict[str, int]:
    """Bring hours, services and resources to what the profile says; parts not named stay."""
    counts: dict[str, int] = {}
    if "opening_hours" in profile:
        counts["opening_hours"] = _hours(profile["opening_hours"])
    if "services" in profile:
        counts["services"] = _services(profile["services"])
    if "resources" in profile:
        for position, name in enumerate(profile["resources"]):
            Resource.objects.update_or_create(name=str(name)[:120], defaults={"position": position})
        Resource.objects.exclude(name__in=[str(name)[:120] for name in profile["resources"]]).delete()
        counts["resources"] = len(profile["resources"])
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


def _services(services: dict[str, dict[str, object]]) -> int:
    for position, (key, service) in enumerate(services.items()):
        minutes, price = service.get("minutes"), service.get("price_sek")
        if not isinstance(minutes, int) or minutes <= 0 or not service.get("sv"):
            raise BadProfile(f"services.{key} needs a Swedish name and a number of minutes")
        if price is not None and (not isinstance(price, int) or price < 0):
            raise BadProfile(f"services.{key}.price_sek must be whole kronor")
        Service.objects.update_or_create(
            key=key,
            defaults={
                "name_sv": str(service["sv"])[:120],
                "name_en": str(service.get("en", ""))[:120],
                "minutes": minutes,
                "price_sek": price,
                "position": position,
            },
        )
    Service.objects.exclude(key__in=list(services)).delete()
    return len(services)
