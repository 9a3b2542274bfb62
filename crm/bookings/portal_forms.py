"""What staff send in from the calendar."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from crm.bookings.models import Resource, Service
from crm.bookings.words import minutes_text, service_label
from crm.selectors import phone_normalise


class SlotField(forms.CharField):
    """A chosen free time: the moment with its offset, a slash, and the resource's id."""

    default_error_messages = {"required": _("Choose a time."), "invalid": _("Choose one of the times.")}

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        moment, _slash, resource = str(text).partition("/")
        try:
            start = datetime.datetime.fromisoformat(moment)
            found = Resource.objects.filter(pk=UUID(resource)).first()
        except ValueError:
            found = None
        if found is None or start.tzinfo is None or not 2000 <= start.year <= 2100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return start, found

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """What was read is no text any more; there is nothing left to check."""


class MoveForm(forms.Form):
    """A new time for a booking."""

    slot = SlotField(max_length=100)


class _ServiceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at runtime
    def label_from_instance(self, obj: Any) -> str:
        return f"{service_label(obj)}, {minutes_text(obj.minutes)}"


def date_input() -> forms.DateInput:
    """A day, picked in the browser's own way."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    """A time of day, picked in the browser's own way."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class ChooseForm(forms.Form):
    """For what, with whom and on which day free times are looked for. Sent by GET; holds no personal data."""

    service = _ServiceChoice(
        queryset=Service.objects.filter(active=True), label=_("Service"), empty_label=_("Choose a service")
    )
    resource = forms.ModelChoiceField(
        queryset=Resource.objects.filter(active=True),
        label=_("With"),
        required=False,
        empty_label=_("Whoever is free"),
    )
    date = forms.DateField(label=_("Day"), widget=date_input(), input_formats=["%Y-%m-%d"])


class NewBookingForm(forms.Form):
    """A booking that staff make: for what, when, and for whom."""

    service = forms.ModelChoiceField(
        queryset=Service.objects.all(),
        error_messages={"required": _("Choose a service."), "invalid_choice": _("Choose a service.")},
    )
    slot = SlotField(max_length=100)
    phone = forms.CharField(
        label=_("The customer's phone number"),
        max_length=40,
        help_text=_("A customer with this number is found, else a new one is made."),
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "autocomplete": "off",
                "inputmode": "tel",
                # Whether a text will go out, as soon as the number stands there.
                "hx-post": reverse_lazy("calendar:told"),
                "hx-trigger": "change",
                "hx-include": "closest form",
                "hx-target": "#told",
                "hx-swap": "outerHTML",
            }
        ),
        error_messages={"required": _("A phone number is needed, so that the customer can be reached.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        help_text=_("Leave empty to keep the name that you have."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        choices=[("confirmed", _("Book it")), ("proposed", _("Propose it; the customer confirms"))],
        initial="confirmed",
    )

    def clean_phone(self) -> str:
        number = phone_normalise(self.cleaned_data["phone"])
        if number is None:
            raise forms.ValidationError(_("This is not a phone number."))
        return number
