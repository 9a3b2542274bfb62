"""What is sent in about cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.api import to_e164
from crm.models import Contact
from gdpr.cases.opening import LONGEST_WISH
from gdpr.models import Case

UNREACHABLE = _("No text can reach this number, and none of your customers has it.")
#: Grounds that fit every right, and those that fit one.
GROUNDS = ("unidentified", "unfounded", "excessive")
GROUNDS_OF = {
    "access": ("others_rights",),
    "portability": ("others_rights",),
    "erasure": ("legal_obligation", "legal_claims"),
    "restriction": ("legal_claims",),
    "objection": ("compelling", "legal_claims"),
    "rectification": ("accurate",),
}


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NewCaseForm(forms.Form):
    """A wish that somebody has expressed to staff."""

    kind = forms.ChoiceField(label=_("What the person wants"), choices=Case.Kind.choices)
    phone = forms.CharField(
        label=_("The person's mobile number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name that the person gave"),
        max_length=200,
        required=False,
        help_text=_("If it is another name than yours for the number, you need to make sure who it is."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    wish = forms.CharField(
        label=_("In the person's words"), max_length=LONGEST_WISH, required=False, widget=_area()
    )

    def clean_phone(self) -> str:
        number = to_e164(str(self.cleaned_data["phone"]))
        if number is None:
            raise forms.ValidationError(_("This is not a phone number."))
        return number


class SearchForm(forms.Form):
    """Whom to look for."""

    q = forms.CharField(max_length=254)


class VerifyForm(forms.Form):
    """How staff made sure who it is."""

    note = forms.CharField(
        label=_("How did you make sure who it is?"),
        max_length=1000,
        widget=_area(2),
        help_text=_("Ask for no copy of an identity card and no personal identity number."),
    )


class CodeForm(forms.Form):
    """A code that the person reads out."""

    code = forms.CharField(
        label=_("Code that the person got"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ExtendForm(forms.Form):
    """Why more time is needed."""

    reason = forms.CharField(label=_("Reason, as the person reads it"), max_length=500, widget=_area(2))


class RefuseForm(forms.Form):
    """On which ground it is refused."""

    ground = forms.ChoiceField(label=_("Ground"), choices=())
    note = forms.CharField(label=_("Reasons, as the person reads them"), max_length=1000, widget=_area(2))

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data)
        fitting = (*GROUNDS, *GROUNDS_OF[kind])
        choices = [(value, label) for value, label in Case.Refusal.choices if value in fitting]
        self.fields["ground"] = forms.ChoiceField(label=_("Ground"), choices=choices)


class ChangesForm(forms.Form):
    """A person's new values; what is left as it is changes nothing."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", "–"), ("sv", _("Swedish")), ("en", _("English"))],
    )
    message = forms.UUIDField(
        label=pgettext_lazy("of a person", "Disputed message"), required=False, widget=forms.Select
    )
    said = forms.CharField(
        label=_("What the person says of it"), max_length=1000, required=False, widget=_area(2)
    )

    def __init__(
        self, data: Any = None, *, contact: Contact, case: Case, messages: list[tuple[str, str]]
    ) -> None:
        known = {"name": contact.name, "email": contact.email, "language": contact.language}
        self.known = {name: str(value or "") for name, value in known.items()}
        wished = case.changes or {}
        super().__init__(data, initial={**self.known, **wished})
        self.fields["message"].widget = forms.Select(choices=[("", _("None")), *messages])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("message")) != bool(cleaned.get("said")):
            self.add_error("said", _("Choose the message, and say what the person says of it."))
        return cleaned

    def changes(self) -> dict[str, str]:
        """What is to be changed, by field."""
        found = {name: str(self.cleaned_data.get(name) or "") for name in self.known}
        wanted = {name: value for name, value in found.items() if value != self.known[name]}
        if self.cleaned_data.get("message"):
            wanted[f"message:{self.cleaned_data['message']}"] = self.cleaned_data["said"]
        return wanted
