"""Forms of the ops admin."""

from __future__ import annotations

import re
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nexus.tenants.generics import ModelForm
from nexus.tenants.hosts import public_hosts
from nexus.tenants.models import ChannelRoute, Company, Domain
from nexus.tenants.profiles import BadProfile, profile_check

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class CompanyForm(ModelForm[Company]):
    """A company's own facts. A new one is checked as its profile will be."""

    class Meta:
        model = Company
        fields = (
            "slug",
            "name",
            "org_number",
            "address",
            "timezone",
            "emergency_text",
            "disclosure_text",
            "handles_health_data",
            "transfer_instruction_at",
        )

    def clean_timezone(self) -> str:
        name = str(self.cleaned_data["timezone"])
        if name not in zoneinfo.available_timezones():
            raise ValidationError(_("There is no such time zone."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance._state.adding and not self.errors:
            try:
                profile_check(self.profile())
            except BadProfile as error:
                raise ValidationError(
                    _("This company cannot be made: %(reason)s"), params={"reason": error}
                ) from None
        return data

    def profile(self) -> dict[str, Any]:
        """What a new company starts from (interfaces.md, "company_create")."""
        return {
            name: self.cleaned_data[name] for name in ("slug", "name", "org_number", "address", "timezone")
        }


class DomainForm(ModelForm[Domain]):
    """A host name, in lower case, that is not one of the platform's own."""

    class Meta:
        model = Domain
        fields = ("domain", "tenant", "is_primary")

    def clean_domain(self) -> str:
        host = str(self.cleaned_data["domain"]).lower().rstrip(".")
        if not HOST.fullmatch(host):
            raise ValidationError(_("Give a host name without scheme, port or path."))
        if host in public_hosts():
            raise ValidationError(_("That is the platform's own host."))
        return host


class ChannelRouteForm(ModelForm[ChannelRoute]):
    """A number at a provider. The auth token goes in and never comes out again."""

    new_auth_token = forms.CharField(
        label=_("Auth token"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=_("Never shown. Leave it empty to keep the one that is stored."),
    )

    class Meta:
        model = ChannelRoute
        fields = ("company", "number", "forward_to", "account_sid", "region", "edge", "active")

    def clean_number(self) -> str:
        return self._phone("number")

    def clean_forward_to(self) -> str:
        return self._phone("forward_to") if self.cleaned_data["forward_to"] else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("region")) != bool(data.get("edge")):
            # With one of them missing the provider's client silently goes to the United States.
            raise ValidationError(_("Region and edge belong together: give both, or neither."))
        return data

    def _phone(self, name: str) -> str:
        number = re.sub(r"[\s()-]", "", str(self.cleaned_data[name]))
        if not E164.fullmatch(number):
            raise ValidationError(_("Give the number as +46701740605."))
        return number
