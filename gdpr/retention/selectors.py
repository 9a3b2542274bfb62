"""Reading: the periods in force, what is held, what would go, and the runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, DateTimeField, QuerySet
from django.db.models.functions import TruncMonth

from crm.bookings.selectors import company_here
from gdpr.models import Hold, PurgeRun, RetentionPolicy
from gdpr.retention.classes import BY_CODE, Periods, defaults, period_text, within
from gdpr.retention.plan import Step, excepted, steps
from nexus.privacy.vocabulary import RetentionClass, Text

State = RetentionPolicy.State


@dataclass(frozen=True, slots=True)
class Policy:
    """The periods in force. Version 0 is what a company has that has chosen nothing."""

    version: int
    periods: Periods
    since: datetime | None = None


def handles_health_data() -> bool:
    """Whether the company that we are in has the shorter periods of those who handle data about health."""
    return company_here().handles_health_data


def policy_in_force() -> Policy:
    """The company's periods as they count now."""
    health = handles_health_data()
    found = RetentionPolicy.objects.filter(state=State.ACTIVE).first()
    if found is None:
        return Policy(0, defaults(health=health))
    return Policy(found.version, within(found.periods, health=health), found.decided_at)


def policy_proposed() -> RetentionPolicy | None:
    """The shorter periods that wait for a second person."""
    return RetentionPolicy.objects.filter(state=State.PROPOSED).select_related("proposed_by").first()


def policy_versions(*, limit: int = 20) -> list[RetentionPolicy]:
    """The latest versions, newest first, with who chose them."""
    return list(RetentionPolicy.objects.select_related("proposed_by", "decided_by")[:limit])


def periods_of(version: int) -> Periods:
    """The periods of one version, within today's bounds."""
    health = handles_health_data()
    found = RetentionPolicy.objects.filter(version=version).first()
    return within(found.periods, health=health) if found else defaults(health=health)


def period_texts() -> dict[RetentionClass, Text]:
    """How long, in the words of the notice and the access package, as this company has chosen."""
    return {
        BY_CODE[code]: period_text(BY_CODE[code], days) for code, days in policy_in_force().periods.items()
    }


def holds_active() -> QuerySet[Hold]:
    """The holds that stand."""
    return Hold.objects.filter(lifted_at__isnull=True)


def contact_held(contact_id: UUID) -> bool:
    """Whether a hold keeps this contact's data, also from erasure."""
    return holds_active().filter(contact_id=contact_id).exists()


@dataclass(slots=True)
class ClassPreview:
    """What of a class would go: in all, and by the month (``2025-10``) that it is from."""

    code: str
    days: int
    total: int = 0
    months: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a purge at ``cutoff`` would let go with certain periods. Counts only."""

    cutoff: datetime
    classes: dict[str, ClassPreview]
    excepted: int

    @property
    def total(self) -> int:
        return sum(found.total for found in self.classes.values())


def preview(periods: Mapping[str, int], *, now: datetime) -> Preview:
    """What would go now with these periods, by class and month."""
    kept = excepted()
    classes = {code: ClassPreview(code, days) for code, days in periods.items()}
    for step in steps():
        if step.code not in classes:
            continue
        into = classes[step.code]
        for month, count in _by_month(step, step.due(now, periods, kept, foreseen=True)):
            into.total += count
            into.months[month] = into.months.get(month, 0) + count
    for found in classes.values():
        found.months = dict(sorted(found.months.items()))
    return Preview(cutoff=now, classes=classes, excepted=len(kept))


def _by_month(step: Step, due: QuerySet[Any]) -> list[tuple[str, int]]:
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = (
        due.order_by()
        .annotate(month=TruncMonth(step.at, tzinfo=zone, output_field=DateTimeField()))
        .values_list("month")
        .annotate(count=Count("pk"))
    )
    return [(f"{month:%Y-%m}" if month else "", count) for month, count in rows]


def counts_due(*, now: datetime) -> dict[str, int]:
    """What a purge would let go now, by step."""
    periods, kept = policy_in_force().periods, excepted()
    return {step.key: step.due(now, periods, kept, foreseen=True).count() for step in steps()}


def counts_existing(*, now: datetime) -> dict[str, int]:
    """How many rows there are, by class."""
    found: dict[str, int] = {}
    for step in steps():
        if step.code in BY_CODE:
            found[step.code] = found.get(step.code, 0) + step.existing(now).count()
    return found


def runs(*, limit: int = 10) -> list[PurgeRun]:
    """The latest runs, newest first, with their certificates."""
    return list(PurgeRun.objects.select_related("certificate")[:limit])


def run_latest() -> PurgeRun | None:
    """The run that goes on, or the last one."""
    return PurgeRun.objects.select_related("certificate").first()
