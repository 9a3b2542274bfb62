"""The contexts of the cases' pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from conversations.models import Message
from conversations.presenters import contact_face, contact_name, date_text, moment_text, snippet
from crm.models import Contact
from crm.restricted import REASONS, reason_needed
from crm.selectors import contact_phone, phone_display
from gdpr.cases import answers
from gdpr.cases.forms import ChangesForm, CodeForm, ExtendForm, RefuseForm, VerifyForm
from gdpr.cases.presenter import (
    CHANNELS,
    TONES,
    case_clock,
    case_row,
    case_title,
    case_who,
    changes_shown,
    history,
    step_of,
)
from gdpr.cases.selectors import cases_of, cases_page, count_closed, count_open
from gdpr.cases.services import DECIDABLE, UNDECIDED, is_verified
from gdpr.clock import ZONE, may_extend
from gdpr.models import Case, CaseEvent
from gdpr.overview import case_parts, person_parts
from gdpr.retention.hold_pages import holds_on
from nexus.accounts.models import User
from nexus.webhooks.selectors import names_waiting

#: Messages that can be chosen as disputed.
RECENT = 40
KEEPERS = (User.Role.OWNER, User.Role.DATA_PROTECTION)


def list_context(request: HttpRequest) -> dict[str, Any]:
    """Open or closed cases, a page of them."""
    closed = request.GET.get("tab") == "closed"
    page = cases_page(closed=closed, after=request.GET.get("after", ""))
    tab = "closed" if closed else "open"
    more = urlencode({"tab": tab, "after": page.next_cursor})
    return {
        "tab": tab,
        "rows": [case_row(case) for case in page.rows],
        "open": count_open(),
        "closed": count_closed(),
        "more_url": f"{reverse('rights:cases')}?{more}" if page.next_cursor else "",
    }


def case_context(case: Case, request: HttpRequest, user: User, **forms: Any) -> dict[str, Any]:
    """A case with its history, and what can be done with it now. ``forms`` are those that were sent in."""
    now = timezone.now()
    undecided, verified = case.state in UNDECIDED, is_verified(case)
    decidable = undecided and verified and case.state in DECIDABLE
    events = list(case.events.select_related("actor").order_by("id"))
    contact = case.contact
    # A restricted person's words stay closed until it has been said why they are looked at.
    locked = contact is not None and reason_needed(contact, user.pk)
    return {
        "case": case,
        "locked": locked,
        "reasons": REASONS.items() if locked else (),
        "wish": "" if locked else str(case.wish or ""),
        "stated_name": "" if locked else str(case.stated_name or ""),
        "extension_reason": "" if locked else str(case.extension_reason or ""),
        "title": case_title(case),
        "who": case_who(case),
        "channel": CHANNELS[case.channel],
        "phone": phone_display(str(case.phone)) if case.phone else "",
        "step": step_of(case),
        "tone": TONES[Case.State(case.state)],
        "clock": case_clock(case, now) if case.closed_at is None else None,
        "due": date_text(case.due_at.astimezone(ZONE), "j F Y"),
        "received": moment_text(case.received_at),
        "history": history(events, closed=locked),
        "changes": [] if locked else changes_shown(case.changes or {}),
        "parts": case_parts(case, request),
        "can_verify": undecided and not verified,
        "can_code": undecided and case.verified_at is None and contact is not None,
        "can_decide": decidable,
        "can_extend": undecided and may_extend(case, now),
        "can_refuse": undecided,
        "is_rectification": case.kind == Case.Kind.RECTIFICATION and contact is not None,
        "is_erasure": case.kind == Case.Kind.ERASURE and contact is not None,
        "holds": holds_on(contact, user) if contact is not None and case.closed_at is None else (),
        "recipients": _recipients(case, contact),
        "answer": answers.refusal_text(case) if case.state == Case.State.REFUSED and not locked else "",
        "verify_form": forms.get("verify") or VerifyForm(),
        "code_form": forms.get("code") or CodeForm(),
        "extend_form": forms.get("extend") or ExtendForm(),
        "refuse_form": forms.get("refuse") or RefuseForm(kind=case.kind),
        "changes_form": forms.get("changes")
        or (
            ChangesForm(contact=contact, case=case, messages=recent_messages(contact, user))
            if contact and not locked
            else None
        ),
    }


def recent_messages(contact: Contact, user: User) -> list[tuple[str, str]]:
    """The contact's latest messages, to choose a disputed one from; a restricted contact's to whoever has said why
    they look."""
    if reason_needed(contact, user.pk):
        return []
    rows = (
        Message.objects.filter(conversation__contact=contact)
        .select_related("author")
        .order_by("-created_at", "-id")[:RECENT]
    )
    return [(str(row.pk), f"{moment_text(row.created_at)}: {snippet(row, user)[:60]}") for row in rows]


def person_context(contact: Contact, request: HttpRequest, user: User) -> dict[str, Any]:
    """A person, their cases, and every right as a button."""
    phone = contact_phone(contact)
    keeper = user.role in KEEPERS
    return {
        "contact": contact,
        "name": contact_name(contact, phone),
        "face": contact_face(contact),
        "phone": phone_display(phone) if phone else "",
        "since": moment_text(contact.created_at),
        "cases": [case_row(case) for case in cases_of(contact)],
        "rights": [(kind.value, kind.label, RIGHTS_ICONS[kind.value]) for kind in Case.Kind],
        "keeper": keeper,
        "parts": person_parts(contact, request) if keeper else [],
    }


RIGHTS_ICONS = {
    "access": "download",
    "rectification": "note",
    "erasure": "trash",
    "restriction": "pause",
    "portability": "open",
    "objection": "user",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who has got the data: a customer register, or a system that gets webhooks. ``how`` is said
    beside it: when a system of theirs took the news, or that it is on its way. Staff may tell a ``register``
    themselves."""

    name: str
    told: bool
    how: str
    register: bool


def _recipients(case: Case, contact: Contact | None) -> Sequence[Recipient]:
    """Who has got the data that was put right, and whether they have been told (GDPR art. 19)."""
    kinds = (Case.Kind.RECTIFICATION, Case.Kind.RESTRICTION)
    if contact is None or case.kind not in kinds or case.state != Case.State.DONE:
        return ()
    told: dict[str, str] = {}
    for event in case.events.filter(kind=CaseEvent.Kind.RECIPIENT_TOLD).only("details", "at"):
        by_webhook = _("by webhook, %(when)s") % {"when": moment_text(event.at)}
        told[str(event.details.get("recipient"))] = by_webhook if "delivery" in event.details else ""
    changes = case.events.filter(kind=CaseEvent.Kind.CHANGED).values_list("pk", flat=True)
    waiting = names_waiting("contact.rectified", changes) | names_waiting("contact.restricted", [contact.pk])
    systems = {link.system for link in contact.crm_links.all()}
    return [
        Recipient(
            name,
            told=name in told,
            how=told.get(name) or (_("a webhook is on its way") if name in waiting else ""),
            register=name in systems,
        )
        for name in sorted(systems | set(told) | waiting)
    ]
