"""What the pages of the registers show."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conversations.presenters import date_text, moment_text
from gdpr.registers import breach
from gdpr.registers.digests import DAYS_A_PAGE, Day, days_checked
from gdpr.registers.forms import FindForm, ReadsForm
from gdpr.registers.instructions import instructions_page
from gdpr.registers.reads import customer_names, reads_page
from gdpr.registers.subprocessors import objections_own, subprocessors_coming
from nexus.audit.instructions import instructions_check
from nexus.privacy.subprocessors import subprocessors
from nexus.privacy.third_person import of_customers
from nexus.privacy.vocabulary import Category, Language

#: How many affected people a page lists; the file has them all.
PEOPLE_SHOWN: Final = 50


@dataclass(frozen=True)
class Tab:
    """One of the registers in the row of tabs and among the cards."""

    key: str
    url: str
    label: str
    about: str
    icon: str


def tabs() -> list[Tab]:
    """All registers, in their order."""
    found = (
        ("subprocessors", _("Sub-processors"), _("Who helps Nomar, what they get and where."), "users"),
        ("record", _("Article 30 record"), _("What is processed for you, and how it is protected."), "book"),
        ("reads", _("Read log"), _("Who opened which customer's data, and when."), "eye"),
        ("instructions", _("Instructions"), _("Every setting that steers processing, in a chain."), "note"),
        ("breach", _("Breach"), _("Whose data a breach concerns, as a list."), "alert"),
    )
    return [
        Tab(key, reverse(f"rights:register_{key}"), label, about, icon) for key, label, about, icon in found
    ]


def language() -> Language:
    """The language of the register's own texts, which are kept in two."""
    return "sv" if (get_language() or "sv").startswith("sv") else "en"


def subprocessors_context() -> dict[str, Any]:
    tongue = language()
    return {
        "rows": [
            {
                "name": each.name,
                "gets": each.gets.in_(tongue),
                "where": each.where.in_(tongue),
                "keeps": each.keeps.in_(tongue),
                "state": "used" if each.in_use else "ended" if each.ended_on else "unused",
            }
            for each in subprocessors()
            if each.effective_on <= timezone.localdate()
        ],
        "coming": [
            {
                "pk": each.row.pk,
                "name": each.row.name,
                "gets": each.row.gets_sv if tongue == "sv" else each.row.gets_en,
                "where": each.row.where_sv if tongue == "sv" else each.row.where_en,
                "keeps": each.row.keeps_sv if tongue == "sv" else each.row.keeps_en,
                "from": date_text(each.row.effective_on, "j F Y"),
                "until": date_text(each.last_day, "j F Y"),
                "objected": _day(each.notice.objected_at) if each.notice else "",
                "objection": each.notice.objection if each.notice else "",
            }
            for each in subprocessors_coming()
        ],
        "objections": [
            {
                "name": notice.subprocessor.name,
                "at": _day(notice.objected_at),
                "words": notice.objection,
            }
            for notice in objections_own()
            if notice.subprocessor.effective_on <= timezone.localdate()
        ],
    }


def reads_context(query: QueryDict) -> dict[str, Any]:
    form = ReadsForm(query)
    chosen = form.chosen()
    page = reads_page(chosen, before=query.get("before", ""))
    kept = {key: str(value) for key, value in query.items() if key != "before" and value}
    more = urlencode({**kept, "before": page.next_cursor})
    return {
        "form": form,
        "find": FindForm(),
        "chosen": chosen,
        "customer": (
            customer_names([chosen.contact_id]).get(chosen.contact_id, _("Erased"))
            if chosen.contact_id
            else ""
        ),
        "rows": [{"read": read, "at": moment_text(read.at)} for read in page.reads],
        "more_url": f"{reverse('rights:register_reads')}?{more}" if page.next_cursor else "",
        "csv_url": f"{reverse('rights:register_reads_csv')}?{urlencode(kept)}",
    }


def days_context(before: str) -> dict[str, Any]:
    try:
        start = datetime.date.fromisoformat(before) if before else None
    except ValueError:
        start = None
    days = days_checked(timezone.now(), before=start)
    more = urlencode({"before": days[-1].day.isoformat()}) if len(days) == DAYS_A_PAGE else ""
    return {
        "days": [
            {"day": date_text(day.day, "j F Y"), "state": day.state, "entries": day.entries} for day in days
        ],
        "bad": [day for day in days if _is_bad(day)],
        "more_url": f"{reverse('rights:register_days')}?{more}" if more else "",
    }


def instructions_context(before: str) -> dict[str, Any]:
    page = instructions_page(
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else 0
    )
    more = urlencode({"before": page.next_before})
    return {
        "rows": [{"line": line, "at": moment_text(line.at)} for line in page.lines],
        "faults": instructions_check(),
        "more_url": f"{reverse('rights:register_instructions')}?{more}" if page.next_before else "",
    }


def breach_context(scope: breach.Scope, found: dict[Any, breach.Affected], query: str) -> dict[str, Any]:
    tongue = language()
    listed = dict(sorted(found.items())[:PEOPLE_SHOWN])
    return {
        "scope": scope,
        "count": len(found),
        "hidden": len(found) - len(listed),
        "totals": [
            (of_customers(category).name.in_(tongue), count) for category, count in breach.totals(found)
        ],
        "people": [
            {
                "name": person.shown or _("Erased"),
                "categories": categories_text(person.affected),
                "first": moment_text(person.affected.first) if person.affected.first else "",
                "last": moment_text(person.affected.last) if person.affected.last else "",
            }
            for person in breach.people(listed)
        ],
        "csv_url": f"{reverse('rights:register_breach_csv')}?{query}",
    }


def categories_text(affected: breach.Affected) -> str:
    """The categories in words, in the vocabulary's order."""
    tongue = language()
    return ", ".join(
        of_customers(category).name.in_(tongue) for category in Category if category in affected.counts
    )


def _day(moment: datetime.datetime | None) -> str:
    return date_text(timezone.localtime(moment), "j F Y") if moment else ""


def _is_bad(day: Day) -> bool:
    return day.state in ("changed", "forged", "missing")
