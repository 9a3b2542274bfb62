"""The periods that a company may choose: for each retention class its bounds, and why they are there.

A class without days (consents, accounts) is not the company's to set. Days are counted from the moment that
the app's ``privacy.py`` names: a message from the end of its conversation, a contact from the last contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from nexus.privacy.vocabulary import RetentionClass, Text

YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Bounds:
    """``shortest`` and ``longest`` in days, and what a company has that has chosen nothing.

    ``reason`` is shown beside the choice. ``afterwards`` says what then happens. For a company that handles
    data about health (GDPR art. 9) ``health`` is the default and ``health_longest`` the limit.
    """

    label: str | Promise
    shortest: int
    longest: int
    afterwards: str | Promise
    reason: str | Promise
    health: int | None = None
    health_longest: int | None = None


_DELETED = pgettext_lazy("afterwards", "Deleted")
_BOUNDS: Final[Mapping[RetentionClass, Bounds]] = {
    RetentionClass.MESSAGES: Bounds(
        _("Messages"),
        shortest=30,
        longest=3 * YEAR,
        afterwards=_DELETED,
        reason=_(
            "At least so long that a question can be followed up; at most as long as a consumer can complain."
        ),
        health=180,
        health_longest=YEAR,
    ),
    RetentionClass.METADATA: Bounds(
        _("Delivery data"),
        shortest=30,
        longest=2 * YEAR,
        afterwards=_("Only counts remain"),
        reason=_("At least one billing month, so that invoices for texts can be checked."),
        health=180,
        health_longest=YEAR,
    ),
    RetentionClass.INTERPRETATIONS: Bounds(
        _("AI interpretations"),
        shortest=7,
        longest=YEAR,
        afterwards=_DELETED,
        reason=_("At least so long that a wrong answer can be reviewed and explained."),
        health=30,
        health_longest=90,
    ),
    RetentionClass.IP: Bounds(
        _("IP addresses"),
        shortest=1,
        longest=90,
        afterwards=_("Truncated"),
        reason=_("Needed only to see abuse while it goes on."),
    ),
    RetentionClass.CONTACTS: Bounds(
        _("Inactive contacts and bookings"),
        shortest=90,
        longest=5 * YEAR,
        afterwards=_DELETED,
        reason=_(
            "At least one season, so that a returning customer is known; at most while a purchase can be disputed."
        ),
        health=YEAR,
        health_longest=2 * YEAR,
    ),
    RetentionClass.EXPORT_PACKAGES: Bounds(
        _("Access packages"),
        shortest=14,
        longest=14,
        afterwards=_DELETED,
        reason=_("The person has been promised fourteen days to fetch it; it is a copy and stays no longer."),
    ),
    RetentionClass.ACCESS_LOG: Bounds(
        _("Access log"),
        shortest=YEAR,
        longest=5 * YEAR,
        afterwards=_DELETED,
        reason=_(
            "At least a year, so that unlawful access can be found; a fine can come up to five years later."
        ),
    ),
    RetentionClass.CASES: Bounds(
        _("Rights cases"),
        shortest=YEAR,
        longest=5 * YEAR,
        afterwards=_DELETED,
        reason=_("At least while a complaint is likely; a fine can come up to five years later."),
    ),
    RetentionClass.SECURITY: Bounds(
        _("Staff sign-ins"),
        shortest=1,
        longest=30,
        afterwards=_DELETED,
        reason=_("Needed only to protect the accounts."),
    ),
    RetentionClass.WEBHOOKS: Bounds(
        _("Notices to your systems"),
        shortest=7,
        longest=YEAR,
        afterwards=_DELETED,
        reason=_("At least so long that what a system of yours has missed can be found and sent again."),
    ),
}
#: The classes that have a period, in the order in which they are shown.
CLASSES: Final[tuple[RetentionClass, ...]] = tuple(_BOUNDS)
BY_CODE: Final[Mapping[str, RetentionClass]] = {found.code: found for found in CLASSES}
Periods = dict[str, int]


class BadPeriods(Exception):
    """``errors`` maps a class's code to why its period cannot be taken."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = dict(errors)


def bounds(retention: RetentionClass, *, health: bool = False) -> Bounds:
    """The class's bounds; for a company that handles data about health with its lower limit."""
    found = _BOUNDS[retention]
    if health and found.health_longest is not None:
        return Bounds(found.label, found.shortest, found.health_longest, found.afterwards, found.reason)
    return found


def defaults(*, health: bool = False) -> Periods:
    """The days of a company that has chosen nothing, by class code."""
    return {
        found.code: (_BOUNDS[found].health if health else None) or found.value.days or 0 for found in CLASSES
    }


def within(periods: Mapping[str, int], *, health: bool = False) -> Periods:
    """Stored periods as they count today: a class that came later has its default, a lower limit wins."""
    chosen = {**defaults(health=health), **{code: days for code, days in periods.items() if code in BY_CODE}}
    return {code: min(days, bounds(BY_CODE[code], health=health).longest) for code, days in chosen.items()}


def check(wish: Mapping[str, Any], *, health: bool = False) -> Periods:
    """A wish from outside as periods, only those it names. Raises :class:`BadPeriods`."""
    errors: dict[str, str] = {}
    periods: Periods = {}
    for code, days in wish.items():
        if code not in BY_CODE:
            errors[code] = str(_("There is no such class, or its period is not yours to set."))
            continue
        found = bounds(BY_CODE[code], health=health)
        if isinstance(days, bool) or not isinstance(days, int):
            errors[code] = str(_("Give a whole number of days."))
        elif not found.shortest <= days <= found.longest:
            errors[code] = str(
                _("Between %(shortest)d and %(longest)d days.")
                % {"shortest": found.shortest, "longest": found.longest}
            )
        else:
            periods[code] = days
    if errors:
        raise BadPeriods(errors)
    return periods


def period_words(days: int) -> str:
    """A period as people say it: whole years as months, the rest in days."""
    if days % YEAR == 0:
        months = days // YEAR * 12
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def period_text(retention: RetentionClass, days: int) -> Text:
    """The class's words in notices with the company's own period in the place of the default."""
    default = retention.value.days
    words = retention.value.text
    if default is None or days == default:
        return words
    return Text(
        _replaced(words.sv, default, days, ("dagar", "månader")),
        _replaced(words.en, default, days, ("days", "months")),
    )


def _replaced(words: str, default: int, days: int, units: tuple[str, str]) -> str:
    before = f"{default} {units[0]}"
    if default % YEAR == 0:
        before = f"{default // YEAR * 12} {units[1]}"
    after = f"{days // YEAR * 12} {units[1]}" if days % YEAR == 0 else f"{days} {units[0]}"
    return words.replace(before, after, 1)
