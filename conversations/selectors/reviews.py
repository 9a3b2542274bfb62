"""Reading the answers that staff have marked as wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from conversations.agent.types import Intent
from conversations.models import AnswerReview, Interpretation, Message
from nexus.api.cursors import place_read, place_write

PAGE: Final = 30
#: So many messages before a turn are read with it.
HISTORY: Final = 20
LIST: Final = "conversations.reviews"
Reason = AnswerReview.Reason
#: What the agent should have decided, by what was wrong.
_DECISIONS: Final[dict[str, list[str]]] = {
    Reason.SHOULD_HAND_OVER: ["handed_over"],
    Reason.SHOULD_ANSWER: ["answered", "asked", "acted"],
}


@dataclass(frozen=True)
class ReviewPage:
    """Reviews, newest first, and the cursor of the next page ("" when there is none)."""

    reviews: list[AnswerReview]
    next_cursor: str


def reviews_page(*, reason: str = "", before: str = "", limit: int = PAGE) -> ReviewPage:
    """A page of the list. A cursor that is not ours begins at the top."""
    found = AnswerReview.objects.select_related("actor")
    if reason:
        found = found.filter(reason=reason)
    if (place := place_read(LIST, before)) is not None:
        at, key = place
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=key))
    rows = list(found.order_by("-at", "-pk")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return ReviewPage(rows[:limit], place_write(LIST, last.at, last.pk) if last else "")


def review_get(*, review_id: UUID) -> AnswerReview | None:
    """The review with its answer, reading and customer; None when there is none with this id here."""
    return (
        AnswerReview.objects.select_related("message__interpretation", "conversation__contact", "actor")
        .filter(pk=review_id)
        .first()
    )


def review_of(*, message_id: UUID) -> AnswerReview | None:
    """What was said about this message, if anything."""
    return AnswerReview.objects.filter(message_id=message_id).first()


@dataclass(frozen=True)
class ReviewedTurn:
    """The turn whose answer was reviewed: what came before, and the customer's texts that it answered.

    ``state`` is the dialogue as it stood before the turn. ``answered`` says how many of the review's texts,
    from the end, are the turn's own; the others are older.
    """

    earlier: list[Message]
    state: dict[str, object]
    answered: int


def reviewed_turn(review: AnswerReview) -> ReviewedTurn:
    """The turn of the answer. Ids are UUIDv7, so their order is that of arrival."""
    before = Message.objects.filter(conversation_id=review.conversation_id, id__lt=review.message_id)
    last_reading = (
        Interpretation.objects.filter(conversation_id=review.conversation_id, id__lt=review.message_id)
        .order_by("-id")
        .first()
    )
    last_reply = (
        before.filter(author_type__in=(Message.Author.AI, Message.Author.HUMAN)).order_by("-id").first()
    )
    ends = [row.pk for row in (last_reading, last_reply) if row is not None]
    pending = before.filter(direction=Message.Direction.INBOUND)
    if ends:
        pending = pending.filter(id__gt=max(ends))
    texts = [one for one in pending.order_by("id") if str(one.body or "").strip()]
    if texts:
        before = before.filter(id__lt=texts[0].pk)
    state = (
        last_reading.content.get("dialogue")
        if last_reading and isinstance(last_reading.content, dict)
        else None
    )
    return ReviewedTurn(
        earlier=list(before.order_by("-id")[:HISTORY])[::-1],
        state=state if isinstance(state, dict) else {},
        answered=min(max(len(texts), 1), len(review.messages)),
    )


def review_cases() -> Iterator[dict[str, Any]]:
    """All reviews as lines for ``agent_try``, oldest first, each with what is expected of it.

    Left out are those without a text, and those of restricted customers, whose data goes nowhere
    (GDPR art. 18(2)).
    """
    found = (
        AnswerReview.objects.select_related("message")
        .filter(conversation__contact__restricted=False)
        .order_by("at", "pk")
    )
    for review in found.iterator(chunk_size=200):
        if review.messages:
            yield _case(review)


def _case(review: AnswerReview) -> dict[str, Any]:
    return {
        "id": str(review.pk),
        "messages": review.messages,
        "now": timezone.localtime(review.message.created_at).isoformat(timespec="seconds"),
        "channel": review.message.channel,
        "expect": _expected(review),
        "reason": review.reason,
        "comment": review.comment,
    }


def _expected(review: AnswerReview) -> dict[str, Any]:
    """Where nobody said what the customer wanted: what was read, or all but that if it was misread."""
    expected: dict[str, Any] = {}
    if review.expected_intent:
        expected["intent"] = review.expected_intent
    elif review.reason == Reason.MISUNDERSTOOD:
        expected["intent"] = [intent for intent in get_args(Intent) if intent != review.intent]
    elif review.intent:
        expected["intent"] = review.intent
    if decision := _DECISIONS.get(review.reason):
        expected["decision"] = decision
    return expected
