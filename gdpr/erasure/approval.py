"""The question before an erasure is approved in the portal: whose data, and exactly what goes.

Whoever approves types the person's name as the page shows it, or their number where they have no name. What is
shown has a mark; when more or less would go by the time it is sent back, nothing begins and the new counts are
shown first.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.api import to_e164
from crm.bookings.models import Booking
from gdpr.erasure.plan import PlannedStore
from gdpr.models import Case
from nexus.privacy.registry import registered_rows
from nexus.privacy.signing import canonical

#: In the session while the password is asked for: the case and the mark. A name has no place there.
_CONFIRMED: Final = "erasure_confirmed"


class ErasureForm(forms.Form):
    """The name that is typed to confirm, and the mark of the plan that was on the page."""

    name = forms.CharField(
        max_length=200,
        error_messages={"required": _("Type the name as it stands above.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    plan = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, who: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.who = who
        self.fields["name"].label = _("Type “%(who)s” to confirm") % {"who": who}

    def clean_name(self) -> str:
        typed = str(self.cleaned_data["name"])
        if not _is_same(typed, self.who):
            raise forms.ValidationError(_("That is not the same. Type the name as it stands above."))
        return typed


def _is_same(typed: str, who: str) -> bool:
    """Blanks and capitals aside; a number may be written in any way."""
    if _plain(typed) == _plain(who):
        return True
    number = to_e164(who)
    return number is not None and number == to_e164(typed)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def plan_mark(planned: Iterable[PlannedStore], bookings: Iterable[Booking]) -> str:
    """What a page showed of what goes: rows by table, and the bookings to come.

    What stays is left out, for it grows by a line with each look; so are the stores outside the tables, such as
    the cache, whose things come and go by themselves.
    """
    tables = registered_rows()
    gone = [[store.key, store.goes] for store in planned if store.key in tables and store.goes]
    times = [[str(booking.pk), booking.start.isoformat()] for booking in bookings]
    return hashlib.sha256(canonical({"gone": gone, "bookings": times})).hexdigest()


def confirmation_keep(request: HttpRequest, case: Case, mark: str) -> None:
    """The name was right, but the password has to be asked for first."""
    request.session[_CONFIRMED] = {"case": str(case.pk), "plan": mark}


def confirmation_take(request: HttpRequest, case: Case, mark: str) -> bool:
    """Whether the name was typed for this very plan before the password was asked for; once."""
    kept = request.session.pop(_CONFIRMED, None)
    return bool(kept == {"case": str(case.pk), "plan": mark})
