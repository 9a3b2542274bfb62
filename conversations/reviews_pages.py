"""What the pages of reviewed answers show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from conversations.labels import INTENTS
from conversations.models import AnswerReview, Message
from conversations.pages import conversation_or_404
from conversations.playground_pages import Answer, provider_label
from conversations.presenters import moment_text
from conversations.reading_presenter import reading_of
from conversations.selectors.reviews import review_get, reviewed_turn, reviews_page
from conversations.selectors.thread import message_in_conversation
from nexus.accounts.models import User


@dataclass(frozen=True)
class ReviewRow:
    """One line of the list: codes in words, nothing that a customer wrote."""

    url: str
    reason: str
    read: str
    expected: str
    at: str
    by: str


def intent_text(code: str) -> str:
    """An intent in words; "" for none."""
    return str(INTENTS.get(code, INTENTS["other"])) if code else ""


def rows_context(request: HttpRequest) -> dict[str, Any]:
    """A page of the list, of one reason or of all."""
    reason = request.GET.get("reason", "")
    reason = reason if reason in AnswerReview.Reason.values else ""
    page = reviews_page(reason=reason, before=request.GET.get("before", ""))
    more = urlencode({"before": page.next_cursor, **({"reason": reason} if reason else {})})
    return {
        "rows": [_row(review) for review in page.reviews],
        "more_url": f"{reverse('knowledge:reviews')}?{more}" if page.next_cursor else "",
        "reason": reason,
        "reasons": [("", _("All")), *AnswerReview.Reason.choices],
    }


def _row(review: AnswerReview) -> ReviewRow:
    return ReviewRow(
        url=reverse("knowledge:review", args=[review.pk]),
        reason=review.get_reason_display(),
        read=intent_text(review.intent),
        expected=intent_text(review.expected_intent),
        at=moment_text(review.at),
        by=_name(review.actor),
    )


def _name(actor: User | None) -> str:
    return (actor.name.split(" ")[0] if actor else "") or _("Staff")


def review_or_404(review_id: UUID) -> AnswerReview:
    """The review; one of another company is unknown here like any other id."""
    review = review_get(review_id=review_id)
    if review is None:
        raise Http404
    return review


def ai_message_or_404(conversation_id: UUID, message_id: UUID) -> Message:
    """A message of the AI's in this very conversation."""
    message = message_in_conversation(
        conversation=conversation_or_404(conversation_id), message_id=message_id
    )
    if message is None or message.author_type != Message.Author.AI:
        raise Http404
    return message


def review_context(review: AnswerReview) -> dict[str, Any]:
    """One review: the texts, the answer as it was, and what may be done with it."""
    message = review.message
    reading = reading_of(getattr(message, "interpretation", None))
    restricted = review.conversation.contact.restricted
    answered = reviewed_turn(review).answered
    return {
        "review": review,
        "reason": review.get_reason_display(),
        "read": intent_text(review.intent),
        "expected": intent_text(review.expected_intent),
        "at": moment_text(review.at),
        "by": _name(review.actor),
        "answered_at": moment_text(message.created_at),
        "texts": [
            (text, number >= len(review.messages) - answered) for number, text in enumerate(review.messages)
        ],
        "old": Answer(
            reply=str(message.body or ""),
            size="",
            reading=reading,
            came_from="",
            handed_over=False,
            failed=False,
        ),
        "restricted": restricted,
        "can_rerun": bool(review.messages) and not restricted,
        "goes_to": provider_label(),
    }
