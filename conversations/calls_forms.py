"""The form for what is done with calls."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.calls_words import wording_refused
from conversations.models import CallSettings, Outcome
from conversations.selectors.calls_afterwards import UNANSWERED
from nexus.tenants.generics import ModelForm

REFUSED = {
    "nameless": _("Say whose text it is: put {company} where your name goes."),
    "brackets": _("Only {company} is filled in; leave other brackets out."),
    "promotion": _("This is a service text: no offers, and no links."),
    "long": _("Too long: at most two texts."),
}
MOST_COUNTRIES = 20


class CallSettingsForm(ModelForm[CallSettings]):
    """The company's rules for calls; the wordings are checked as they would be sent."""

    text_open = forms.MultipleChoiceField(
        label=_("While you are open"),
        required=False,
        choices=[(outcome.value, outcome.label) for outcome in map(Outcome, UNANSWERED)],
        widget=forms.CheckboxSelectMultiple,
    )
    text_closed = forms.MultipleChoiceField(
        label=_("While you are closed"),
        required=False,
        choices=[(outcome.value, outcome.label) for outcome in map(Outcome, UNANSWERED)],
        widget=forms.CheckboxSelectMultiple,
    )
    countries = forms.CharField(
        label=_("Other countries"),
        required=False,
        max_length=120,
        help_text=_("Two letters each, such as NO DK. Only Swedish mobiles get texts otherwise."),
    )

    class Meta:
        model = CallSettings
        fields = (
            "rings",
            "ring_seconds",
            "screening",
            "text_open",
            "text_closed",
            "window_hours",
            "countries",
            "hourly_budget",
            "wording_sv",
            "wording_en",
        )
        labels = {
            "rings": _("When your phone rings"),
            "ring_seconds": _("Seconds that it rings"),
            "screening": _("So that your voicemail does not answer"),
            "window_hours": _("Hours between texts to the same number"),
            "hourly_budget": _("At most so many texts an hour"),
            "wording_sv": _("Your own text, in Swedish"),
            "wording_en": _("Your own text, in English"),
        }
        help_texts = {
            "wording_sv": _("{company} becomes your name. Empty: our text."),
            "wording_en": _("{company} becomes your name. Empty: our text."),
            "hourly_budget": _("A protection against misuse; we are told when it is used up."),
        }
        widgets = {
            "rings": forms.RadioSelect,
            "screening": forms.RadioSelect,
            "wording_sv": forms.Textarea(attrs={"rows": 3}),
            "wording_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, company: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        self.initial["countries"] = " ".join(self.instance.countries)

    def clean_countries(self) -> list[str]:
        """The countries' codes, each once."""
        codes = list(dict.fromkeys(self.cleaned_data["countries"].replace(",", " ").upper().split()))
        known = phonenumbers.SUPPORTED_REGIONS
        if len(codes) > MOST_COUNTRIES or any(code not in known for code in codes):
            raise forms.ValidationError(_("Give country codes of two letters, at most twenty."))
        return [code for code in codes if code != "SE"]

    def clean_wording_sv(self) -> str:
        return self._wording("wording_sv")

    def clean_wording_en(self) -> str:
        return self._wording("wording_en")

    def _wording(self, name: str) -> str:
        text = " ".join(str(self.cleaned_data[name]).split())
        if text and (refused := wording_refused(text, self.company)):
            raise forms.ValidationError(REFUSED[refused])
        return text
