"""Codes of the registers in words."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conversations.agent_settings_forms import AgentSettingsForm
from gdpr.retention.classes import BY_CODE, bounds, period_words
from nexus.accounts.models import User
from nexus.tenants.models import ChannelRoute, Company
from nexus.webhooks.models import Subscription

_KINDS: Final = {
    "staff": gettext_lazy("Staff"),
    "api": gettext_lazy("Your own system"),
    "ops": gettext_lazy("Nomar"),
    "clock": gettext_lazy("The clock"),
    "contact": gettext_lazy("The customer"),
    "ai": gettext_lazy("The AI"),
}
_SETTINGS: Final = {
    "retention_policy": gettext_lazy("Retention"),
    "staff.access": gettext_lazy("Staff access"),
    "contact.restricted": gettext_lazy("Restriction of a customer"),
    "contact.objected": gettext_lazy("Objection of a customer"),
    "crm.linked_fields": gettext_lazy("What of the customer register is linked"),
}
_PREFIXES: Final = {
    "number": gettext_lazy("Number %(name)s"),
    "api_key": gettext_lazy("API key %(name)s…"),
    "subprocessor": gettext_lazy("Sub-processor %(name)s"),
    "webhook": gettext_lazy("Webhook %(name)s"),
}
_WORDS: Final = {
    "issued": gettext_lazy("Issued"),
    "revoked": gettext_lazy("Revoked"),
    "renewed": gettext_lazy("Renewed"),
    "objected": gettext_lazy("Objected"),
    "external_id": gettext_lazy("Customer number"),
    "email": gettext_lazy("E-mail"),
}
_PARTS: Final = {
    "account": gettext_lazy("account"),
    "role": gettext_lazy("role"),
    "version": gettext_lazy("version"),
    "case": gettext_lazy("case"),
    "restricted": gettext_lazy("restricted"),
    "objected": gettext_lazy("objected"),
    "receiver": gettext_lazy("receiver"),
    "address": gettext_lazy("the address's mark"),
    "events": gettext_lazy("events"),
    "register": gettext_lazy("customer register"),
    "fields": gettext_lazy("linked fields"),
    "state": gettext_lazy("state"),
}


def actor_kind_text(kind: str) -> str:
    """Who acted, where it was no account of the company's."""
    return str(_KINDS.get(kind, kind))


def setting_text(setting: str) -> str:
    """A setting as its page calls it; one that we have no words for stands as it is."""
    prefix, _dot, name = setting.partition(".")
    if prefix == "agent" and name in AgentSettingsForm.base_fields:
        return str(AgentSettingsForm.base_fields[name].label)
    if prefix == "company" and name in {field.name for field in Company._meta.get_fields()}:
        return capfirst(str(Company._meta.get_field(name).verbose_name))
    if prefix in _PREFIXES:
        return str(_PREFIXES[prefix]) % {"name": name}
    return str(_SETTINGS.get(setting, setting))


class Values:
    """Before and after in words. The names of accounts are read once."""

    def __init__(self) -> None:
        self._people: dict[str, str] | None = None

    def text(self, setting: str, value: Any, part: str = "") -> str:
        """A setting's value, or one named part of it, in words; "–" for none."""
        if value is None or value == "" or value == []:
            return "–"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, list):
            return ", ".join(self.text(setting, each) for each in value)
        if isinstance(value, dict):
            # The database keeps no order. What is empty says nothing.
            return ", ".join(
                f"{self._part(setting, name)}: {self.text(setting, value[name], name)}"
                for name in sorted(value, key=_place)
                if value[name] not in (None, "", [])
            )
        if isinstance(value, int):
            return period_words(value) if part in BY_CODE else str(value)
        return self._code(setting, str(value), part)

    def _part(self, setting: str, name: str) -> str:
        if name in BY_CODE:
            return str(bounds(BY_CODE[name]).label)
        fields = {field.name: field for field in ChannelRoute._meta.concrete_fields}
        if name in fields:
            return str(fields[name].verbose_name)
        return str(_PARTS.get(name, name))

    def _code(self, setting: str, value: str, part: str) -> str:
        if part == "account":
            return self._person(value)
        if part == "role" and value in User.Role.values:
            return str(User.Role(value).label)
        if part == "state" and setting.startswith("webhook.") and value in Subscription.State.values:
            return str(Subscription.State(value).label)
        prefix, _dot, name = setting.partition(".")
        if prefix == "agent" and name in AgentSettingsForm.base_fields:
            choices = getattr(AgentSettingsForm.base_fields[name], "choices", ())
            return str(dict(choices).get(value, value))
        return str(_WORDS.get(value, value))

    def _person(self, account: str) -> str:
        if self._people is None:
            self._people = {str(user.pk): str(user) for user in User.objects.all()}
        return self._people.get(account) or _short(account)


def _place(part: str) -> tuple[int, str]:
    order = list(_PARTS)
    return (order.index(part) if part in order else len(order), part)


def _short(account: str) -> str:
    """An account that is gone, by the end of its id."""
    try:
        return f"…{UUID(account).hex[-6:]}"
    except ValueError:
        return account
