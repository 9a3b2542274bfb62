"""The room's own pieces of shared pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from conversations.presenters import moment_text
from crm.models import Contact
from gdpr.access.subject import subject_of
from gdpr.cases.presenter import case_row
from gdpr.cases.selectors import cases_page, count_closed, count_open
from gdpr.erasure.selectors import certificates, erasure_of
from gdpr.models import Case
from nexus.privacy.registry import rows_in_order
from nexus.privacy.vocabulary import Language

#: Cases on the overview's card.
SHOWN = 8


def overview(request: HttpRequest) -> dict[str, Any]:
    """The most urgent cases, with their clocks."""
    page = cases_page(closed=False, limit=SHOWN)
    return {
        "rows": [case_row(case) for case in page.rows],
        "open": count_open(),
        "closed": count_closed(),
        "more": bool(page.next_cursor),
    }


def search_card(request: HttpRequest) -> dict[str, Any]:
    """The search for a person; it needs nothing but its form."""
    return {}


def latest_card(request: HttpRequest) -> dict[str, Any]:
    """The newest certificate."""
    newest = certificates().first()
    return {"certificate": newest, "at": moment_text(newest.at) if newest else ""}


def registers_card(request: HttpRequest) -> dict[str, Any]:
    """The ways to the registers; the pages themselves read."""
    return {}


def erasure_part(case: Case, request: HttpRequest) -> dict[str, Any] | None:
    """The way to the plan of an erasure, and to how far it has come."""
    if case.kind != Case.Kind.ERASURE:
        return None
    erasure = erasure_of(case)
    return {"case": case, "erasure": erasure, "running": erasure is not None and erasure.finished_at is None}


def found_part(contact: Contact, request: HttpRequest) -> dict[str, Any]:
    """How much there is about a person, by kind of row."""
    subject = subject_of(contact)
    language: Language = "en" if (get_language() or "").startswith("en") else "sv"
    counts = [(entry.title.in_(language), entry.about(subject).count()) for entry in rows_in_order()]
    return {"counts": sorted((row for row in counts if row[1]), key=lambda row: -row[1])}
