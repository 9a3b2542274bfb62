"""Who a person is to this company: the reference that everything about them is found by."""

from __future__ import annotations

from crm.models import Contact, Identifier
from crm.selectors import contact_by_phone, phone_normalise
from nexus.privacy.registry import SubjectRef


def subject_of(contact: Contact) -> SubjectRef:
    """The contact with all numbers, addresses and names that the company knows them by, opened."""
    known = list(contact.identifiers.order_by("created_at", "id"))
    emails = [str(row.value) for row in known if row.kind == Identifier.Kind.EMAIL]
    if contact.email:
        emails.insert(0, contact.email)
    return SubjectRef(
        contact_id=contact.pk,
        phones=tuple(str(row.value) for row in known if row.kind == Identifier.Kind.PHONE),
        emails=tuple(dict.fromkeys(emails)),
        names=(contact.name,) if contact.name else (),
        blinds=tuple(bytes(row.blind) for row in known),
    )


def subject_by_phone(e164: str) -> SubjectRef | None:
    """The person with this number, written in any usual way; None when nobody here has it."""
    phone = phone_normalise(e164)
    contact = contact_by_phone(phone) if phone else None
    return subject_of(contact) if contact else None
