"""What pages show of legal holds: the list, one of them, and what stands in the way of an erasure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.presenters import date_text
from crm.models import Contact
from crm.restricted import reason_needed
from crm.selectors import contact_phone, phone_display
from gdpr.models import Hold
from gdpr.retention.selectors import holds_active
from nexus.accounts.models import User
from nexus.audit.services import read_log


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A hold: whose it is, by name or number, and why. ``reason`` is empty while the person's data is
    restricted and whoever looks has not said why."""

    url: str
    who: str
    owner: str
    review: str
    late: bool
    since: str
    reason: str


def hold_rows(now: datetime, user: User) -> list[HoldRow]:
    """The holds that stand, those to be reviewed first. That their reasons were read is logged."""
    found = holds_active().select_related("contact", "owner").prefetch_related("contact__identifiers")
    shown = []
    for hold in found.order_by("review_on", "pk"):
        row = _row(hold, now, user)
        if row.reason:
            read_log(
                actor_id=user.pk, subject_type="gdpr.Hold", subject_id=hold.pk, contact_id=hold.contact_id
            )
        shown.append(row)
    return shown


def holds_on(contact: Contact, user: User) -> list[HoldRow]:
    """What holds this contact. Whoever shows it logs that the person's data was read."""
    found = holds_active().filter(contact=contact).select_related("contact", "owner")
    return [_row(hold, timezone.now(), user) for hold in found.order_by("review_on", "pk")]


def _row(hold: Hold, now: datetime, user: User) -> HoldRow:
    return HoldRow(
        url=reverse("rights:hold", args=[hold.pk]),
        who=who(hold.contact),
        owner=str(hold.owner) if hold.owner else "–",
        review=date_text(hold.review_on, "j F Y"),
        late=hold.review_on <= timezone.localdate(now),
        since=date_text(timezone.localdate(hold.created_at), "j F Y"),
        reason="" if reason_needed(hold.contact, user.pk) else str(hold.reason),
    )


def who(contact: Contact) -> str:
    """A customer as staff know them: by name, or by number."""
    phone = contact_phone(contact)
    return contact.name or (phone_display(phone) if phone else _("Unknown customer"))


def hold_context(hold: Hold) -> dict[str, Any]:
    """One hold, with its reason."""
    return {
        "hold": hold,
        "who": who(hold.contact),
        "owner": str(hold.owner) if hold.owner else "–",
        "since": date_text(timezone.localdate(hold.created_at), "j F Y"),
        "review": date_text(hold.review_on, "j F Y"),
        "lifted": date_text(timezone.localdate(hold.lifted_at), "j F Y") if hold.lifted_at else "",
        "lifted_by": str(hold.lifted_by) if hold.lifted_by else "",
    }
