"""What staff send in from the inbox."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.services.messages import MAX_CHARACTERS


class ReplyForm(forms.Form):
    """A text to a customer."""

    body = forms.CharField(
        label=_("Reply"),
        max_length=MAX_CHARACTERS,
        strip=True,
        widget=forms.Textarea,
        error_messages={
            "required": _("Write something first."),
            "max_length": _("The text is too long for one message. Split it in two."),
        },
    )


class SimulatedTextForm(forms.Form):
    """A customer's text in the phone simulator."""

    body = forms.CharField(max_length=MAX_CHARACTERS, strip=False, required=False)
