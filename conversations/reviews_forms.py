"""What staff say about a wrong answer."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.labels import INTENTS
from conversations.models import AnswerReview


def auto_id(message_id: UUID) -> str:
    """Several may be open in one thread, so the fields' ids have the message's in them."""
    return f"id_{message_id}_%s"


class ReviewForm(forms.Form):
    """Why the answer was wrong, and what it should have been about."""

    reason = forms.ChoiceField(
        label=_("What was wrong?"),
        choices=[("", _("Choose")), *AnswerReview.Reason.choices],
        widget=forms.Select(attrs={"autofocus": True}),
        error_messages={
            "required": _("Choose what was wrong."),
            "invalid_choice": _("Choose what was wrong."),
        },
    )
    expected_intent = forms.ChoiceField(
        label=_("What was it about?"),
        required=False,
        choices=[("", _("As the AI read it, or I do not know")), *INTENTS.items()],
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What would have been right? Customers get it with a copy of their data."),
    )

    @classmethod
    def of(cls, review: AnswerReview | None, message_id: UUID) -> ReviewForm:
        """The form with what was said before about the message."""
        if review is None:
            return cls(auto_id=auto_id(message_id))
        return cls(
            auto_id=auto_id(message_id),
            initial={
                "reason": review.reason,
                "expected_intent": review.expected_intent,
                "comment": review.comment,
            },
        )
