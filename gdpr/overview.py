"""What the rooms put on the pages that they share: the overview, a case's page and a person's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from crm.models import Contact
from gdpr.access.cards import case_part as access_part
from gdpr.cases.cards import erasure_part, found_part, latest_card, registers_card, search_card
from gdpr.cases.cards import overview as cases_card
from gdpr.models import Case
from gdpr.registers.cards import coming_card
from gdpr.retention.cards import overview as retention_card

Context = dict[str, Any]
#: On the overview, by column: template, and what gives its context.
CARDS: tuple[tuple[str, str, Callable[[HttpRequest], Context | None]], ...] = (
    ("wide", "gdpr/registers/_coming_card.html", coming_card),
    ("wide", "gdpr/_cases_card.html", cases_card),
    ("wide", "gdpr/_retention_card.html", retention_card),
    ("narrow", "gdpr/_search_card.html", search_card),
    ("narrow", "gdpr/_certificate_card.html", latest_card),
    ("narrow", "gdpr/_registers_card.html", registers_card),
)
#: On a case's page.
CASE_PARTS: tuple[tuple[str, Callable[[Case, HttpRequest], Context | None]], ...] = (
    ("gdpr/_access_part.html", access_part),
    ("gdpr/_case_erasure.html", erasure_part),
)
#: On a person's page.
PERSON_PARTS: tuple[tuple[str, Callable[[Contact, HttpRequest], Context | None]], ...] = (
    ("gdpr/_person_found.html", found_part),
)


def cards(request: HttpRequest, column: str) -> list[SafeString]:
    """The overview's cards of a column, in order, drawn."""
    return [_drawn(template, give(request), request) for place, template, give in CARDS if place == column]


def case_parts(case: Case, request: HttpRequest) -> list[SafeString]:
    """What the rooms say of a case."""
    return [_drawn(template, give(case, request), request) for template, give in CASE_PARTS]


def person_parts(contact: Contact, request: HttpRequest) -> list[SafeString]:
    """What the rooms say of a person."""
    return [_drawn(template, give(contact, request), request) for template, give in PERSON_PARTS]


def _drawn(template: str, context: Context | None, request: HttpRequest) -> SafeString:
    """Each with a context of its own, so that no room's names meet another's; ``part`` is all of it."""
    if context is None:
        return SafeString("")
    return render_to_string(template, {**context, "part": context}, request)
