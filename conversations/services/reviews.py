"""Staff say that an answer of the AI was wrong: a case of the company's own evaluation set.

It stays in the company: nothing of it is sent anywhere, and no model is trained on it.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.models import AnswerReview, Conversation, Message
from nexus.audit.services import entry_append

#: So many of the customer's texts up to the answer are kept with it.
MOST_TEXTS: Final = 20
SUBJECT: Final = "conversations.AnswerReview"


class NotReviewable(Exception):
    """The message is not the AI's, or the customer's data is restricted: stored, and nothing else."""


def answer_review_store(
    *, message: Message, reason: str, comment: str, expected_intent: str, actor_id: UUID
) -> AnswerReview:
    """Mark ``message`` as a wrong answer, or change what was said about it.

    ``reason`` is an ``AnswerReview.Reason``, ``expected_intent`` an intent or "". The customer's texts are
    those of this conversation (an episode) up to the answer, as they stand at the first marking.
    """
    if message.author_type != Message.Author.AI or message.conversation.contact.restricted:
        raise NotReviewable
    with transaction.atomic():
        # One after the other: two at once would both find none.
        Conversation.objects.select_for_update().get(pk=message.conversation_id)
        review = AnswerReview.objects.filter(message=message).first()
        action = "answer_review_changed" if review else "answer_marked_wrong"
        if review is None:
            review = AnswerReview(
                conversation_id=message.conversation_id,
                message=message,
                messages=_texts_before(message),
                intent=_intent_read(message),
            )
        review.reason, review.comment, review.expected_intent = reason, comment, expected_intent
        review.actor_id, review.at = actor_id, timezone.now()
        review.save()
        entry_append(
            action=action,
            subject_type=SUBJECT,
            subject_id=review.pk,
            actor_id=actor_id,
            contact_id=message.conversation.contact_id,
            details={"message": str(message.pk), "reason": reason, "expected_intent": expected_intent},
        )
    return review


def answer_review_delete(*, review: AnswerReview, actor_id: UUID) -> None:
    """Take the mark away: it was a mistake, or what was wrong is put right."""
    with transaction.atomic():
        gone, _ = AnswerReview.objects.filter(pk=review.pk).delete()
        if gone:
            entry_append(
                action="answer_review_removed",
                subject_type=SUBJECT,
                subject_id=review.pk,
                actor_id=actor_id,
                contact_id=review.conversation.contact_id,
                details={"message": str(review.message_id), "reason": review.reason},
            )


def answer_reviews_exported(*, count: int, actor_id: UUID) -> None:
    """Note that somebody took the reviews out as a file."""
    entry_append(
        action="answer_reviews_exported", subject_type=SUBJECT, actor_id=actor_id, details={"count": count}
    )


def _texts_before(message: Message) -> list[str]:
    """Ids are UUIDv7, so their order is that of arrival."""
    newest = Message.objects.filter(
        conversation_id=message.conversation_id,
        direction=Message.Direction.INBOUND,
        id__lt=message.pk,
    ).order_by("-id")
    texts = [str(one.body or "") for one in newest[: MOST_TEXTS * 2]]
    return [text for text in texts if text.strip()][:MOST_TEXTS][::-1]


def _intent_read(message: Message) -> str:
    reading = getattr(message, "interpretation", None)
    content = reading.content if reading is not None else None
    return str(content.get("intent", ""))[:30] if isinstance(content, dict) else ""
