"""Who a booking is for."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from crm.models import Contact
from crm.selectors import contact_by_phone
from crm.services import contact_create


def booking_contact(*, phone: str, name: str = "") -> Contact:
    """The contact with this number (E.164), made when there is none; a name that is given is kept."""
    told = " ".join(name.split())[:80]
    contact = contact_by_phone(phone)
    if contact is None:
        try:
            return contact_create(phone=phone, name=told)
        except IntegrityError:
            # Another request made the contact at the same moment.
            contact = contact_by_phone(phone)
            if contact is None:
                raise
    if told:
        with transaction.atomic():
            kept = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
            if kept.name != told:
                kept.name = told
                kept.save(update_fields=["name"])
            return kept
    return contact
