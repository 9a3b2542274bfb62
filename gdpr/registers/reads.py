"""The log of reads: which member of staff looked at which customer's data, and when (GDPR art. 32)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm.models import Contact
from crm.restricted import ACTION, REASONS
from crm.selectors import contact_phone, phone_display
from gdpr.registers.labels import actor_kind_text
from nexus.accounts.models import User
from nexus.api.cursors import place_read, place_write
from nexus.audit.models import Entry
from nexus.privacy.registry import registered_rows

PAGE: Final = 50
LIST: Final = "gdpr.registers.reads"
#: Reads by the company's own systems have no member of staff.
SYSTEM: Final = "api"
_BATCH: Final = 500
_CONVERSATION: Final = "conversations.Conversation"
_BOOKING: Final = "bookings.Booking"

#: Looks at a person's data; why a restricted one was looked at is an entry of its own.
LOOKS: Final = ("read", ACTION)


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """What to show. ``actor``: a member of staff's id, "api" or "" for all; days are both included."""

    actor: str = ""
    contact_id: UUID | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One line: ``url`` leads to what was read where it has a page of its own."""

    at: datetime.datetime
    who: str
    what: str
    url: str
    contact_id: UUID | None
    customer: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Reads, newest first, and the cursor of the next page ("" when there is none)."""

    reads: list[Read]
    next_cursor: str


def reads_page(chosen: ReadFilter, *, before: str = "") -> ReadPage:
    """A page of the log. A cursor that is not ours begins at the top."""
    found = _found(chosen)
    if (place := place_read(LIST, before)) is not None:
        found = found.filter(_older(*place))
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return ReadPage(list(_lines(rows[:PAGE])), place_write(LIST, last.at, last.pk) if last else "")


def reads_all(chosen: ReadFilter) -> Iterator[Read]:
    """The whole log, in batches that hold no cursor open while a slow reader takes them."""
    found, more = _found(chosen), True
    place: tuple[datetime.datetime, UUID] | None = None
    while more:
        rows = list((found.filter(_older(*place)) if place else found)[:_BATCH])
        more = len(rows) == _BATCH
        if rows:
            place = rows[-1].at, rows[-1].pk
        yield from _lines(rows)


def readers() -> list[tuple[str, str]]:
    """Who can be chosen: all accounts by name, and the company's own systems."""
    people = [(str(user.pk), user.name or user.email) for user in User.objects.order_by("name", "email")]
    return [*people, (SYSTEM, actor_kind_text(SYSTEM))]


def _found(chosen: ReadFilter) -> QuerySet[Entry]:
    found = Entry.objects.filter(action__in=LOOKS).select_related("actor").order_by("-at", "-pk")
    if chosen.actor == SYSTEM:
        found = found.filter(actor_kind=SYSTEM)
    elif chosen.actor:
        found = found.filter(actor_id=UUID(chosen.actor))
    if chosen.contact_id:
        found = found.filter(contact_id=chosen.contact_id)
    zone = timezone.get_current_timezone()
    if chosen.first:
        found = found.filter(at__gte=datetime.datetime.combine(chosen.first, datetime.time.min, zone))
    if chosen.last:
        after = chosen.last + datetime.timedelta(days=1)
        found = found.filter(at__lt=datetime.datetime.combine(after, datetime.time.min, zone))
    return found


def _what(entry: Entry) -> str:
    """What was looked at, and of a restricted customer why."""
    why = REASONS.get(str(entry.details.get("reason", ""))) if entry.action == ACTION else None
    what = subject_text(entry.subject_type)
    return f"{what}. {why}" if why else what


def _older(at: datetime.datetime, key: UUID) -> Q:
    return Q(at__lte=at) & (Q(at__lt=at) | Q(pk__lt=key))


def _lines(entries: Iterable[Entry]) -> Iterator[Read]:
    entries = list(entries)
    names = customer_names({entry.contact_id for entry in entries if entry.contact_id})
    for entry in entries:
        yield Read(
            at=entry.at,
            who=str(entry.actor) if entry.actor else actor_kind_text(entry.actor_kind),
            what=_what(entry),
            url=_url(entry),
            contact_id=entry.contact_id,
            customer=names.get(entry.contact_id, _("Erased")) if entry.contact_id else "",
        )


def customer_names(contact_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What to call customers in a register. A restricted one is not named (GDPR art. 18)."""
    found = Contact.objects.filter(pk__in=list(contact_ids)).prefetch_related("identifiers")
    return {contact.pk: customer_name(contact) for contact in found}


def customer_name(contact: Contact) -> str:
    if contact.restricted:
        return _("Restricted customer")
    return str(contact.name or "") or phone_display(contact_phone(contact)) or _("Unknown")


def subject_text(label: str) -> str:
    """A kind of row in words, as the access package calls it."""
    entry = registered_rows().get(label)
    language = "sv" if (get_language() or "").startswith("sv") else "en"
    return entry.title.in_("sv" if language == "sv" else "en") if entry else label.rpartition(".")[2]


def _url(entry: Entry) -> str:
    if entry.subject_id is None:
        return ""
    if entry.subject_type == _CONVERSATION:
        return reverse("conversations:thread", args=[entry.subject_id])
    if entry.subject_type == _BOOKING:
        return reverse("calendar:booking", args=[entry.subject_id])
    return ""
