"""What staff send in from the playground: a customer's text, those before it, and a moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.services.messages import MAX_CHARACTERS

MOST_TEXTS: Final = 10
_FARTHEST: Final = timedelta(days=730)


class TrialForm(forms.Form):
    """One more text of the trial customer. ``said`` are those before it, oldest first."""

    text = forms.CharField(
        max_length=MAX_CHARACTERS,
        error_messages={
            "required": gettext_lazy("Write something first."),
            "max_length": gettext_lazy("The text is too long for one message. Split it in two."),
        },
    )
    moment = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": gettext_lazy("There is no such moment.")},
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.said = [text.replace("\r\n", "\n") for text in data.getlist("said")]

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_moment(self) -> Any:
        moment = self.cleaned_data["moment"]
        if moment and abs(moment - timezone.now()) > _FARTHEST:
            raise forms.ValidationError(_("Choose a moment within two years from now."))
        return moment

    def clean(self) -> dict[str, Any]:
        if len(self.said) >= MOST_TEXTS:
            raise forms.ValidationError(_("A trial has at most ten texts. Start over to try more."))
        if any(not text.strip() or len(text) > MAX_CHARACTERS for text in self.said):
            raise forms.ValidationError(_("The trial could not be continued. Start over."))
        return self.cleaned_data
