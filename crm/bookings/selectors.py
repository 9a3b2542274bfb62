"""Reading what a company sells and when it is open."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from crm.bookings.models import OpeningHours, Service


@dataclass(frozen=True)
class Hours:
    """Opening hours of one day, local time."""

    opens: datetime.time
    closes: datetime.time


def week_hours() -> dict[int, Hours]:
    """Opening hours by weekday (0 = Monday); a weekday that is missing is closed."""
    return {row.weekday: Hours(row.opens, row.closes) for row in OpeningHours.objects.all()}


def services_all() -> list[Service]:
    """All services in the company's own order."""
    return list(Service.objects.all())
