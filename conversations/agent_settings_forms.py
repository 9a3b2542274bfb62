"""What the owner says about the agent."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.models import AgentSettings
from nexus.tenants.generics import ModelForm

MOST_TOPICS: Final = 50
LONGEST_TOPIC: Final = 60
LONGEST_TEXT: Final = 300


class AgentSettingsForm(ModelForm[AgentSettings]):
    """The agent's settings, and the company's two wordings of its own."""

    excluded_topics = forms.CharField(
        label=_("Topics that staff answer"),
        required=False,
        max_length=MOST_TOPICS * (LONGEST_TOPIC + 2),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One word or short phrase a line. The AI hands over when a customer names one."),
    )
    disclosure_text = forms.CharField(
        label=_("First message"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Empty: our wording. What the law requires is added where yours leaves it out."),
    )
    emergency_text = forms.CharField(
        label=_("Answer in an emergency"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sent as it stands, and staff get the conversation. Empty: our wording."),
    )

    class Meta:
        model = AgentSettings
        fields = ("tone", "answers", "away_text", "fallback", "reminders")
        labels = {
            "tone": _("Tone"),
            "answers": _("When the AI answers"),
            "away_text": _("When it does not answer"),
            "fallback": _("When the AI provider cannot be reached"),
            "reminders": _("Remind of bookings"),
        }
        help_texts = {
            "away_text": _("What the customer is told then. Empty: nothing is sent, and staff answer."),
            "reminders": _("A text the day before, never at night."),
        }
        widgets = {
            "tone": forms.RadioSelect,
            "answers": forms.RadioSelect,
            "fallback": forms.RadioSelect,
            "away_text": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_excluded_topics(self) -> list[str]:
        """The topics, one a line, each once."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["excluded_topics"].splitlines())
        topics = list({line.casefold(): line for line in lines if line}.values())
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("At most %(n)d topics.") % {"n": MOST_TOPICS})
        if any(len(topic) > LONGEST_TOPIC for topic in topics):
            raise forms.ValidationError(_("Keep each topic to a few words."))
        return topics

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("disclosure_text", "emergency_text", "away_text"):
            if name in data:
                data[name] = " ".join(str(data[name]).split())
        return data
