"""Changing contacts and what they agreed to."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from crm.models import Consent, Contact, Identifier, OptOut
from nexus.crypto.index import blind_phone
from nexus.webhooks.services import event_put


def contact_create(*, phone: str, name: str = "", language: str = "") -> Contact:
    """A new contact with this number. Raises IntegrityError when another has it."""
    with transaction.atomic():
        contact = Contact.objects.create(name=name, language=language)
        Identifier.objects.create(
            contact=contact, kind=Identifier.Kind.PHONE, value=phone, blind=blind_phone(phone)
        )
        event_put("contact.created", contact.pk, contact_id=contact.pk)
    return contact


def opt_out(*, contact: Contact, phone: str, source: str) -> bool:
    """No more texts to this number. True when it is news; the ledger gets a line only then."""
    _, created = OptOut.objects.get_or_create(blind=blind_phone(phone), defaults={"source": source})
    if created:
        Consent.objects.create(contact=contact, kind=Consent.Kind.OPT_OUT, source=source)
    return created


def opt_in(*, contact: Contact, phone: str, source: str) -> bool:
    """Texts to this number are welcome again. True when it is news."""
    deleted, _ = OptOut.objects.filter(blind=blind_phone(phone)).delete()
    if deleted:
        Consent.objects.create(contact=contact, kind=Consent.Kind.OPT_IN, source=source)
    return bool(deleted)


def ai_disclosed(*, contact: Contact, text: str) -> None:
    """Record that the person was told, with this wording, that an AI answers (AI Act art. 50)."""
    contact.ai_disclosed_at = timezone.now()
    contact.ai_disclosure_text = text
    contact.save(update_fields=["ai_disclosed_at", "ai_disclosure_text"])
    Consent.objects.create(contact=contact, kind=Consent.Kind.AI_DISCLOSED, source="ai")


def contact_name_learned(*, contact: Contact, name: str, hold: Callable[[], None] | None = None) -> bool:
    """Keep the name that a person gave, unless the company knows one. True when it was kept.

    ``hold`` runs first in the transaction and raises when the caller has lost its right to act.
    """
    told = " ".join(name.split())[:80]
    with transaction.atomic():
        if hold:
            hold()
        kept = Contact.objects.select_for_update().get(pk=contact.pk)
        if kept.name or not told:
            return False
        kept.name = contact.name = told
        kept.save(update_fields=["name"])
    return True
