"""Figures about calls and bookings, reckoned from the facts at the moment that they are asked for.

Nothing is counted twice: what has gone by age stands in ``CallCount``, everything else is still there as rows.
Days and hours are those of the company's own clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Value, When
from django.db.models.functions import Coalesce, ExtractHour, TruncDate

from conversations.models import Call, CallCount, Outcome
from conversations.selectors.calls_afterwards import UNANSWERED, with_afterwards
from crm.bookings.hours import day_bounds
from crm.bookings.models import Booking
from crm.bookings.selectors import company_tz


@dataclass(frozen=True)
class Period:
    """Whole days, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first moment on, up to but without the last."""
        return day_bounds(self.first, zone)[0], day_bounds(self.last, zone)[1]


@dataclass(frozen=True)
class Cell:
    """So many calls of one hour that are alike. ``outcome`` is "" while it is not known."""

    day: date
    hour: int
    outcome: str
    texted: bool
    wrote: bool
    booked: bool
    count: int

    @property
    def unanswered(self) -> bool:
        return self.outcome in UNANSWERED


@dataclass(frozen=True)
class CallFigures:
    """What a period's calls came to. ``recovered`` callers wrote or booked within a week of a call nobody took."""

    cells: list[Cell]
    outcomes: dict[str, int]
    texted: int
    wrote: int
    booked: int
    recovered: int

    @property
    def calls(self) -> int:
        return sum(self.outcomes.values())

    @property
    def answered(self) -> int:
        return self.outcomes.get(Outcome.ANSWERED, 0)

    @property
    def missed(self) -> int:
        """Calls that nobody took, for whatever reason."""
        return sum(self.outcomes.get(outcome, 0) for outcome in UNANSWERED)

    def missed_by_weekday_and_hour(self) -> Counter[tuple[int, int]]:
        found: Counter[tuple[int, int]] = Counter()
        for cell in self.cells:
            if cell.unanswered:
                found[cell.day.weekday(), cell.hour] += cell.count
        return found

    def by_day(self) -> dict[date, tuple[int, int]]:
        """Answered and unanswered calls of each day that has any."""
        found: dict[date, list[int]] = defaultdict(lambda: [0, 0])
        for cell in self.cells:
            if cell.outcome == Outcome.ANSWERED:
                found[cell.day][0] += cell.count
            elif cell.unanswered:
                found[cell.day][1] += cell.count
        return {day: (pair[0], pair[1]) for day, pair in found.items()}


def call_figures(period: Period) -> CallFigures:
    """What the calls of a period came to, those that have gone by age too. Two queries."""
    cells = sorted([*_standing(period), *_gone(period)], key=lambda cell: (cell.day, cell.hour, cell.outcome))
    outcomes: Counter[str] = Counter()
    for cell in cells:
        outcomes[cell.outcome] += cell.count

    def total(kept: Iterable[Cell]) -> int:
        return sum(cell.count for cell in kept)

    missed = [cell for cell in cells if cell.unanswered]
    return CallFigures(
        cells=cells,
        outcomes=dict(outcomes),
        texted=total(cell for cell in cells if cell.texted),
        wrote=total(cell for cell in missed if cell.wrote),
        booked=total(cell for cell in missed if cell.booked),
        recovered=total(cell for cell in missed if cell.wrote or cell.booked),
    )


def _standing(period: Period) -> Iterator[Cell]:
    zone = company_tz()
    start, end = period.bounds(zone)
    rows = (
        with_afterwards(Call.objects.filter(started_at__gte=start, started_at__lt=end))
        .annotate(
            day=TruncDate("started_at", tzinfo=zone),
            hour=ExtractHour("started_at", tzinfo=zone),
            ended=Coalesce("outcome", Value("")),
            texted=Case(When(texted_back_at__isnull=False, then=Value(True)), default=Value(False)),
        )
        .order_by()
        .values_list("day", "hour", "ended", "texted", "wrote", "booked")
        .annotate(number=Count("pk"))
    )
    for row in rows:
        yield Cell(*row)


def _gone(period: Period) -> Iterator[Cell]:
    rows = CallCount.objects.filter(day__range=(period.first, period.last)).values_list(
        "day", "hour", "outcome", "texted", "wrote", "booked", "count"
    )
    for row in rows:
        yield Cell(*row)


def bookings_made(period: Period) -> dict[str, int]:
    """Bookings made in a period by their source; one that was moved is the same booking."""
    start, end = period.bounds(company_tz())
    rows = (
        Booking.objects.filter(created_at__gte=start, created_at__lt=end, moved_from=None)
        .order_by()
        .values_list("source")
        .annotate(number=Count("pk"))
    )
    return dict(rows)
