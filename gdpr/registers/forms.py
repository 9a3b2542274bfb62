"""What is asked of the registers."""

from __future__ import annotations

import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.selectors import phone_normalise
from gdpr.registers import breach
from gdpr.registers.reads import ReadFilter, readers
from gdpr.registers.subprocessors import LONGEST
from nexus.accounts.models import User
from nexus.api.models import ApiKey
from nexus.tenants.models import ChannelRoute, Company

_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_MOMENT: Final = "%Y-%m-%dT%H:%M"


class ReadsForm(forms.Form):
    """Which lines of the log of reads to show. ``contact`` comes from the search by number."""

    actor = forms.ChoiceField(label=_("Who"), required=False)
    first = forms.DateField(label=_("From"), required=False, widget=_DAY)
    last = forms.DateField(label=_("To"), required=False, widget=_DAY)
    contact = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"] = forms.ChoiceField(
            label=_("Who"), required=False, choices=[("", _("Everyone")), *readers()]
        )

    def chosen(self) -> ReadFilter:
        """What was chosen; what cannot be understood limits nothing."""
        self.is_valid()
        data = self.cleaned_data
        return ReadFilter(
            actor=data.get("actor") or "",
            contact_id=data.get("contact"),
            first=data.get("first"),
            last=data.get("last"),
        )


class FindForm(forms.Form):
    """A customer by number. Sent as POST: a number does not belong in an address."""

    phone = forms.CharField(
        label=_("The customer's number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        phone = phone_normalise(str(self.cleaned_data["phone"]))
        if phone is None:
            raise forms.ValidationError(_("That is no phone number."))
        return phone


class ObjectionForm(forms.Form):
    """A company's objection to a new sub-processor."""

    words = forms.CharField(
        label=_("Why you object"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BreachForm(forms.Form):
    """When, and through what. The component is written as one choice: kind and id."""

    since = forms.DateTimeField(
        label=_("From"),
        input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
    )
    until = forms.DateTimeField(
        label=_("To"),
        input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
    )
    component = forms.ChoiceField(label=_("What was affected"))
    stored = forms.BooleanField(
        label=_("Also everything that was stored before"),
        required=False,
        help_text=_("Choose this when somebody may have reached what was stored, such as a stolen copy."),
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        routes = ChannelRoute.objects.filter(company=company).order_by("number")
        self.fields["component"] = forms.ChoiceField(
            label=_("What was affected"),
            choices=[
                (breach.WHOLE, _("The whole company")),
                (breach.BOOKINGS, _("Bookings")),
                (_("Number"), [(f"{breach.NUMBER}:{route.pk}", route.number) for route in routes]),
                (
                    _("Staff account"),
                    [(f"{breach.STAFF}:{user.pk}", str(user)) for user in User.objects.order_by("name")],
                ),
                (
                    _("API key"),
                    [(f"{breach.KEY}:{key.pk}", str(key)) for key in ApiKey.objects.order_by("name", "id")],
                ),
            ],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until <= since:
            self.add_error("until", _("The end is before the beginning."))
        return data

    def scope(self) -> breach.Scope:
        """What was asked, once it is valid."""
        data = self.cleaned_data
        component, _colon, key = str(data["component"]).partition(":")
        return breach.Scope(
            component=component,
            since=data["since"],
            until=data["until"],
            object_id=UUID(key) if key else None,
            stored=bool(data["stored"]),
        )


def breach_initial() -> dict[str, Any]:
    """The last day, until one chooses."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"since": now - datetime.timedelta(days=1), "until": now, "component": breach.WHOLE}
