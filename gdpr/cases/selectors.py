"""Reading cases: lists by key, and what waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm.models import Contact
from crm.selectors import contact_by_phone, phone_normalise
from gdpr.models import Case, Redaction
from nexus.accounts.models import User
from nexus.api.cursors import place_read, place_write

State = Case.State
PAGE = 25
#: Contacts whose address is opened and compared in one search: addresses have no index.
LOOKED_THROUGH = 20_000
_NAME = "gdpr.cases.list"


@dataclass(frozen=True)
class Page:
    """Cases, and the cursor of the rest ("" when there is none)."""

    rows: list[Case]
    next_cursor: str


def cases_page(*, closed: bool, after: str = "", limit: int = PAGE) -> Page:
    """Open cases with the most urgent first, or closed ones with the latest first. One query."""
    field = "closed_at" if closed else "due_at"
    found = Case.objects.filter(closed_at__isnull=not closed).select_related("contact")
    if cursor := place_read(f"{_NAME}.{field}", after):
        at, key = cursor
        way = "lt" if closed else "gt"
        found = found.filter(Q(**{f"{field}__{way}": at}) | Q(**{field: at, f"id__{way}": key}))
    order = (f"-{field}", "-id") if closed else (field, "id")
    rows = list(found.prefetch_related("contact__identifiers").order_by(*order)[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    cursor_text = place_write(f"{_NAME}.{field}", getattr(rows[-1], field), rows[-1].pk) if more else ""
    return Page(rows, cursor_text)


def with_reviews(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with ``awaits_review``: whether the package waits for the company to say what is shown of other
    people in it."""
    proposed = Redaction.objects.filter(case=OuterRef("pk"), decision=Redaction.Decision.PROPOSED)
    return cases.annotate(awaits_review=Q(state=State.IN_PROGRESS) & Q(Exists(proposed)))


def in_state(cases: QuerySet[Case], state: str) -> QuerySet[Case]:
    """Those of :func:`with_reviews` that are shown in this state: one that awaits review waits for the company."""
    if state == State.WAITING:
        return cases.filter(Q(state=state) | Q(awaits_review=True))
    return cases.filter(Q(state=state) & Q(awaits_review=False))


def count_open() -> int:
    """How many cases are open."""
    return Case.objects.filter(closed_at__isnull=True).count()


def count_closed() -> int:
    return Case.objects.filter(closed_at__isnull=False).count()


def count_waiting_cases() -> int:
    """How many cases wait for the company: a decision, or making sure who it is."""
    waits = Q(state__in=(State.RECEIVED, State.WAITING, State.EXTENDED)) | Q(
        state=State.VERIFYING, verified_at__isnull=False
    )
    return Case.objects.filter(waits, closed_at__isnull=True).count()


def cases_of(contact: Contact) -> list[Case]:
    """The person's cases, open ones first."""
    open_ones = Case.objects.filter(contact=contact, closed_at__isnull=True).order_by("due_at")
    closed = Case.objects.filter(contact=contact, closed_at__isnull=False).order_by("-closed_at")[:20]
    return [*open_ones, *closed]


def contact_address() -> str:
    """The address of the company's data-protection contact, the longest-serving where there are several; "" when
    nobody is."""
    contacts = User.objects.filter(role=User.Role.DATA_PROTECTION, is_active=True)
    return contacts.order_by("date_joined", "pk").values_list("email", flat=True).first() or ""


def person_find(text: str) -> Contact | None:
    """The contact with this number, or this e-mail address; None when there is none."""
    words = text.strip()
    if "@" not in words:
        number = phone_normalise(words)
        return contact_by_phone(number) if number else None
    wanted = words.casefold()
    return next((contact for contact in _newest() if str(contact.email or "").casefold() == wanted), None)


def _newest() -> Iterator[Contact]:
    rows = Contact.objects.only("email").order_by("-created_at", "-id")[:LOOKED_THROUGH]
    yield from rows.iterator(chunk_size=1000)
