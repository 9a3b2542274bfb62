"""Figures about who answers customers, and how fast, reckoned from the messages when they are asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, Sum, Value

from conversations.models import ConversationEvent, DailyCount, Interpretation, Message
from conversations.selectors.calls_statistics import Period
from crm.bookings.selectors import company_tz

#: An answer later than this is none to that question.
ANSWERED_WITHIN = timedelta(days=2)
#: Between an answer and the line of what was decided with it.
SAME_MOMENT = timedelta(seconds=2)


@dataclass(frozen=True)
class Question:
    """The first of a customer's messages that wait for an answer, and who answered when (None: nobody has)."""

    at: datetime
    by: str | None
    seconds: float | None


@dataclass(frozen=True)
class AnswerFigures:
    """Who answers customers' questions, and how fast. That the AI handed over is no answer of its.

    ``ai`` and ``human`` count messages, also those gone by age.
    """

    questions: list[Question] = field(repr=False)
    ai: int
    human: int

    def answered(self, by: str) -> int:
        """The questions that ``ai`` or ``human`` answered."""
        return sum(question.by == by for question in self.questions)

    @property
    def ai_share(self) -> float | None:
        """The part of all questions that the AI answered, 0–1; None where there were none."""
        return self.answered("ai") / len(self.questions) if self.questions else None

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


# An AI's message that says that a person will answer. What the AI decided goes earlier by age than the message;
# then the line in the thread tells, which was written in the same transaction.
_HANDED_OVER = Q(author_type=Message.Author.AI) & (
    Exists(
        Interpretation.objects.filter(message=OuterRef("pk"), decision=Interpretation.Decision.HANDED_OVER)
    )
    | Q(
        ~Exists(Interpretation.objects.filter(message=OuterRef("pk"))),
        Exists(
            ConversationEvent.objects.filter(
                conversation=OuterRef("conversation_id"),
                kind=ConversationEvent.Kind.HANDED_OVER,
                at__gte=OuterRef("created_at"),
                at__lt=OuterRef("created_at") + Value(SAME_MOMENT),
            ).exclude(reason__in=("not_delivered", "uncertain"))
        ),
    )
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
        .exclude(_HANDED_OVER)
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
