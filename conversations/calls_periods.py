"""The period picker: some usual ones, and any from one day to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conversations.selectors.calls_statistics import Period

LONGEST: Final = 400  # days
DEFAULT: Final = "14"
CHOICES: Final[Mapping[str, str | Promise]] = {
    "14": _("14 days"),
    "30": _("30 days"),
    "month": _("This month"),
    "90": _("90 days"),
}


@dataclass(frozen=True)
class Chosen:
    """The period that a page shows. ``key`` is one of :data:`CHOICES`, or "" for own days."""

    period: Period
    key: str

    @property
    def query(self) -> str:
        """As it stands in an address."""
        if self.key:
            return f"period={self.key}"
        return f"from={self.period.first.isoformat()}&to={self.period.last.isoformat()}"


def chosen(query: Mapping[str, str], today: date, *, default: str = DEFAULT) -> Chosen:
    """The period in an address; anything that is none means ``default``."""
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    if first and last and first <= last <= today + timedelta(days=1) and (last - first).days < LONGEST:
        return Chosen(Period(first, last), "")
    key = query.get("period", "")
    key = key if key in CHOICES else default
    if key == "month":
        return Chosen(Period(today.replace(day=1), today), key)
    return Chosen(Period(today - timedelta(days=int(key) - 1), today), key)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
