"""What the owner sends in about a receiver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nexus.webhooks.addresses import LONGEST_URL, AddressRefused, target_of
from nexus.webhooks.events import choosable
from nexus.webhooks.models import Subscription
from nexus.webhooks.words import ADDRESS_PROBLEMS

#: The events' groups on the page, by the first part of their names.
_GROUPS: Final[dict[str, tuple[str | Promise, tuple[str, ...]]]] = {
    "contact": (_("Customers"), ("contact",)),
    "talk": (_("Conversations and calls"), ("message", "conversation", "call")),
    "booking": (_("Bookings"), ("booking",)),
    "rights": (_("Rights"), ("rights_request",)),
}


class SubscriptionForm(forms.Form):
    """A receiver: its address, what it is called, the register it keeps, and what it wants to know."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off", "inputmode": "url"}),
        help_text=_(
            "Where your system listens. It must begin with https:// and be reachable from the internet."
        ),
    )
    description = forms.CharField(label=_("What you call it"), max_length=80, required=False)
    system = forms.CharField(
        label=_("Customer register that it keeps"),
        max_length=40,
        required=False,
        help_text=_(
            "As it is called in the customer links, such as bokadirekt. It then gets the numbers of that register "
            "only. Empty: it gets those of all."
        ),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one event.")},
    )

    def __init__(self, data: Any = None, *, subscription: Subscription | None = None) -> None:
        initial: dict[str, Any] = {"events": [name for name, kind in choosable().items() if kind.notice]}
        if subscription is not None:
            initial = {
                "url": subscription.url,
                "description": subscription.description,
                "system": subscription.system,
                "events": subscription.events,
            }
        super().__init__(data, initial=initial)
        self.fields["events"].choices = [(name, kind.title) for name, kind in choosable().items()]  # type: ignore[attr-defined]  # a ChoiceField

    def groups(self) -> Iterator[tuple[str | Promise, list[Any]]]:
        """The boxes of the events, group by group."""
        boxes = {str(box.data["value"]): box for box in self["events"]}
        for title, prefixes in _GROUPS.values():
            found = [box for name, box in boxes.items() if name.partition(".")[0] in prefixes]
            if found:
                yield title, found

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            target_of(url)
        except AddressRefused as refused:
            raise forms.ValidationError(str(ADDRESS_PROBLEMS[refused.code])) from refused
        return url
