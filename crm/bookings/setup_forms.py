"""What the owner sends in about services, resources and hours."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.bookings.hours import Clock
from crm.bookings.models import Resource, Service
from crm.bookings.portal_forms import date_input, time_input
from crm.bookings.profile import LONGEST_MINUTES
from crm.bookings.words import weekday
from nexus.tenants.generics import ModelForm

#: Somebody may be away for so many days at a time.
LONGEST_AWAY: Final = 92
BACKWARDS = _("It must end after it begins.")
Week = dict[int, list[Clock]]


class ServiceForm(ModelForm[Service]):
    """A service: names, length, price, and who can do it."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST_MINUTES)
    buffer_minutes = forms.IntegerField(
        label=_("Minutes kept free after it"), min_value=0, max_value=LONGEST_MINUTES, initial=0
    )
    price_sek = forms.IntegerField(
        label=_("Price in kronor"),
        min_value=0,
        max_value=10_000_000,
        required=False,
        help_text=_("Empty: the AI names no price."),
    )
    place = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=999)

    class Meta:
        model = Service
        fields = ("name_sv", "name_en", "minutes", "buffer_minutes", "price_sek", "resources", "active")
        labels = {
            "name_sv": _("Name in Swedish"),
            "name_en": _("Name in English"),
            "resources": _("Who does it"),
            "active": _("On offer"),
        }
        help_texts = {
            "name_en": _("Empty: the Swedish name is used."),
            "resources": _("None chosen means everyone."),
            "active": _("A service that is not on offer keeps its bookings."),
        }
        widgets = {"resources": forms.CheckboxSelectMultiple}

    def clean_name_sv(self) -> str:
        name = str(self.cleaned_data["name_sv"])
        same = [
            one
            for one in Service.objects.exclude(pk=self.instance.pk)
            if one.name_sv.casefold() == name.casefold()
        ]
        if same:
            raise forms.ValidationError(_("There is a service with this name already."))
        return name


class ResourceForm(ModelForm[Resource]):
    """Somebody or something that is booked."""

    place = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=999)
    own_hours = forms.ChoiceField(
        choices=[("", _("The same as the company's")), ("own", _("Own working hours"))],
        required=False,
        label=_("Working hours"),
    )

    class Meta:
        model = Resource
        fields = ("name", "active")
        labels = {"name": _("Name"), "active": _("Takes new bookings")}
        error_messages = {"name": {"unique": _("There is somebody with this name already.")}}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = Resource.objects.exclude(pk=self.instance.pk).values_list("name", flat=True)
        if name.casefold() in {other.casefold() for other in others}:
            raise forms.ValidationError(_("There is somebody with this name already."))
        return name


class WeekForm(forms.Form):
    """Hours of each weekday; with ``pauses`` also a break. Without times the day is free."""

    def __init__(self, *args: Any, pauses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pauses = pauses
        self.names = ["opens", "closes", *(("pause", "resumes") if pauses else ())]
        labels = {
            "opens": _("from"),
            "closes": _("to"),
            "pause": _("break from"),
            "resumes": _("break to"),
        }
        for day in range(7):
            for name in self.names:
                self.fields[f"{name}_{day}"] = forms.TimeField(
                    required=False,
                    label=f"{weekday(day)} {labels[name]}",
                    widget=time_input(),
                    error_messages={"invalid": _("Give a time like 09:00.")},
                )

    def rows(self) -> Iterable[tuple[str, list[forms.BoundField], str]]:
        """Each weekday's name, its fields, and what is wrong with it."""
        for day in range(7):
            fields = [self[f"{name}_{day}"] for name in self.names]
            errors = [str(error) for bound in fields for error in bound.errors]
            yield weekday(day), fields, errors[0] if errors else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for day in range(7):
            opens, closes, pause, resumes = (
                data.get(f"{name}_{day}") for name in ("opens", "closes", "pause", "resumes")
            )
            if (opens is None) != (closes is None) and not self._wrong(day):
                self.add_error(f"opens_{day}", _("Give both times, or none."))
            elif opens and closes and opens >= closes:
                self.add_error(f"closes_{day}", BACKWARDS)
            if (pause is None) != (resumes is None):
                self.add_error(f"pause_{day}", _("Give both times of the break, or none."))
            elif pause and resumes and not (opens and closes and opens < pause < resumes < closes):
                self.add_error(f"pause_{day}", _("The break must lie within the working hours."))
        return data

    def _wrong(self, day: int) -> bool:
        return any(f"{name}_{day}" in self.errors for name in self.names)

    def week(self) -> Week:
        """The hours by weekday, once the form is valid."""
        found: Week = {}
        for day in range(7):
            opens, closes, pause, resumes = (
                self.cleaned_data.get(f"{name}_{day}") for name in ("opens", "closes", "pause", "resumes")
            )
            if opens and closes:
                found[day] = [(opens, pause), (resumes, closes)] if pause and resumes else [(opens, closes)]
        return found


def week_initial(week: Week) -> dict[str, datetime.time]:
    """What :class:`WeekForm` begins with."""
    initial: dict[str, datetime.time] = {}
    for day, spans in week.items():
        initial[f"opens_{day}"], initial[f"closes_{day}"] = spans[0][0], spans[-1][1]
        if len(spans) > 1:
            initial[f"pause_{day}"], initial[f"resumes_{day}"] = spans[0][1], spans[1][0]
    return initial


class DaysForm(forms.Form):
    """Days that are not as usual: closed or away, or open at other hours."""

    day = forms.DateField(label=_("Day"), widget=date_input(), input_formats=["%Y-%m-%d"])
    until = forms.DateField(
        label=_("To and including"), widget=date_input(), input_formats=["%Y-%m-%d"], required=False
    )
    what = forms.ChoiceField(choices=[("closed", _("Closed")), ("open", _("Open"))], initial="closed")
    opens = forms.TimeField(label=_("From"), widget=time_input(), required=False)
    closes = forms.TimeField(label=pgettext_lazy("time", "To"), widget=time_input(), required=False)
    note = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, until = data.get("day"), data.get("until")
        if day and day < timezone.localdate():
            self.add_error("day", _("That day has passed."))
        if day and until and not day <= until <= day + timedelta(days=LONGEST_AWAY):
            self.add_error("until", _("Give a later day, at most three months on."))
        opens, closes = data.get("opens"), data.get("closes")
        if data.get("what") == "open":
            if not (opens and closes):
                self.add_error("opens", _("Give both times."))
            elif opens >= closes:
                self.add_error("closes", BACKWARDS)
        return data

    def days(self) -> list[datetime.date]:
        """The days meant, once the form is valid."""
        first = self.cleaned_data["day"]
        last = self.cleaned_data["until"] or first
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def clock(self) -> Clock | None:
        """The hours of these days; None when closed."""
        if self.cleaned_data["what"] == "closed":
            return None
        return self.cleaned_data["opens"], self.cleaned_data["closes"]
