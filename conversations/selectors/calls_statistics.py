"""Figures about calls, answers and bookings, reckoned from the facts at the moment that they are asked for.

Nothing is counted twice: what has gone by age stands in ``CallCount`` and ``DailyCount``, everything else is
still there as rows. Days and hours are those of the company's own clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractHour, TruncDate

from conversations.models import Call, CallCount, DailyCount, Message, Outcome
from conversations.selectors.calls_afterwards import UNANSWERED, with_afterwards
from crm.bookings.hours import day_bounds
from crm.bookings.models import Booking
from crm.bookings.selectors import company_tz

#: An answer later than this is none to that question.
ANSWERED_WITHIN = timedelta(days=2)


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


@dataclass(frozen=True)
class Question:
    """The first of a customer's messages that wait for an answer, and who answered when (None: nobody has)."""

    at: datetime
    by: str | None
    seconds: float | None


@dataclass(frozen=True)
class AnswerFigures:
    """Who answers customers, and how fast. ``ai`` and ``human`` count messages, also those gone by age."""

    questions: list[Question] = field(repr=False)
    ai: int
    human: int

    @property
    def ai_share(self) -> float | None:
        """The AI's part of all answers, 0–1; None where there were none."""
        return self.ai / (self.ai + self.human) if self.ai + self.human else None

    def seconds(self, by: str) -> list[float]:
        return [found.seconds for found in self.questions if found.by == by and found.seconds is not None]

    def median(self, by: str) -> float | None:
        """Median seconds until an answer by ``ai`` or ``human``; None where there was none."""
        known = self.seconds(by)
        return median(known) if known else None

    def by_day(self, zone: ZoneInfo) -> dict[date, tuple[int, int, int]]:
        """Questions of each day that the AI, staff and nobody answered."""
        found: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
        for question in self.questions:
            place = {"ai": 0, "human": 1}.get(question.by or "", 2)
            found[question.at.astimezone(zone).date()][place] += 1
        return {day: (row[0], row[1], row[2]) for day, row in found.items()}

    def median_by_hour(self, by: str, zone: ZoneInfo) -> dict[int, float]:
        """Median seconds until an answer, by the hour of the question."""
        hours: dict[int, list[float]] = defaultdict(list)
        for question in self.questions:
            if question.by == by and question.seconds is not None:
                hours[question.at.astimezone(zone).hour].append(question.seconds)
        return {hour: median(found) for hour, found in hours.items()}


def answer_figures(period: Period) -> AnswerFigures:
    """Who answered the questions of a period. No message's content is read."""
    start, end = period.bounds(company_tz())
    standing = Message.objects.filter(
        direction=Message.Direction.OUTBOUND,
        author_type__in=[Message.Author.AI, Message.Author.HUMAN],
        created_at__gte=start,
        created_at__lt=end,
    ).exclude(status=Message.Status.CANCELED)
    answers: Counter[str] = Counter(
        dict(standing.order_by().values_list("author_type").annotate(number=Count("pk")))
    )
    gone = DailyCount.objects.filter(
        day__range=(period.first, period.last),
        direction=Message.Direction.OUTBOUND,
        author_type__in=[Message.Author.AI, Message.Author.HUMAN],
    ).exclude(status=Message.Status.CANCELED)
    answers.update(dict(gone.order_by().values_list("author_type").annotate(number=Sum("count"))))
    return AnswerFigures(
        questions=list(_questions(start, end)),
        ai=answers[Message.Author.AI],
        human=answers[Message.Author.HUMAN],
    )


def _questions(start: datetime, end: datetime) -> Iterator[Question]:
    # From a little before, to know what began earlier, and a little after, to see the last ones answered.
    rows = (
        Message.objects.filter(
            author_type__in=[Message.Author.CONTACT, Message.Author.AI, Message.Author.HUMAN],
            created_at__gte=start - ANSWERED_WITHIN,
            created_at__lt=end + ANSWERED_WITHIN,
        )
        .exclude(status=Message.Status.CANCELED)
        .order_by("conversation_id", "created_at", "id")
        .values_list("conversation_id", "created_at", "author_type")
    )
    conversation, asked = None, None
    for thread, at, author in rows.iterator(chunk_size=5000):
        if thread != conversation:
            if asked is not None and start <= asked < end:
                yield Question(asked, None, None)
            conversation, asked = thread, None
        if author == Message.Author.CONTACT:
            asked = asked or at
        elif asked is not None:
            late = at - asked > ANSWERED_WITHIN
            if start <= asked < end:
                yield Question(
                    asked, None if late else author, None if late else (at - asked).total_seconds()
                )
            asked = None
    if asked is not None and start <= asked < end:
        yield Question(asked, None, None)


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
