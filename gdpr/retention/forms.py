"""What is sent in about periods and holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.bookings.portal_forms import date_input
from crm.models import Contact
from crm.selectors import contact_by_phone, phone_normalise
from gdpr.retention.classes import BY_CODE, bounds
from gdpr.retention.holds import LONGEST_REASON

PREFIX: Final = "days-"


class PeriodsForm(forms.Form):
    """Days for each class that has a choice; ``wish()`` gives them by the class's code."""

    def __init__(self, data: Any = None, *, periods: Mapping[str, int], health: bool) -> None:
        super().__init__(data)
        for code, retention in BY_CODE.items():
            limits = bounds(retention, health=health)
            if limits.shortest == limits.longest:
                continue
            self.fields[f"{PREFIX}{code}"] = forms.IntegerField(
                label=str(limits.label),
                min_value=limits.shortest,
                max_value=limits.longest,
                initial=periods[code],
                help_text=_("%(shortest)d–%(longest)d days. %(reason)s")
                % {"shortest": limits.shortest, "longest": limits.longest, "reason": limits.reason},
            )

    def wish(self) -> dict[str, int]:
        return {name.removeprefix(PREFIX): days for name, days in self.cleaned_data.items()}

    def mark(self) -> str:
        """What a preview was of: what is saved must be what has been seen."""
        return " ".join(f"{code}={days}" for code, days in sorted(self.wish().items()))


class HoldForm(forms.Form):
    """A hold on a contact, who is named by their number unless they are known already."""

    phone = forms.CharField(label=_("The customer's number"), max_length=40)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as a dispute or a claim. The customer sees it in an access package."),
    )
    review_on = forms.DateField(
        label=_("Review on"),
        widget=date_input(),
        help_text=_("You are reminded by e-mail on that day."),
    )

    def __init__(self, data: Any = None, *, contact: Contact | None = None) -> None:
        super().__init__(data)
        self.contact = contact
        if contact is not None:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        phone = phone_normalise(self.cleaned_data["phone"])
        self.contact = contact_by_phone(phone) if phone else None
        if self.contact is None:
            raise forms.ValidationError(_("There is no customer with that number."))
        return str(phone)


class ReviewForm(forms.Form):
    """Another review date for a hold that still stands."""

    review_on = forms.DateField(label=_("Review on"), widget=date_input())
