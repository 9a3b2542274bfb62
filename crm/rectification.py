"""Putting right what is known about a contact (GDPR art. 16)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from crm.models import Contact

LONGEST_NAME, LONGEST_EMAIL = 80, 254
LANGUAGES = ("sv", "en")


class ContactRectifier:
    """Changes name, e-mail address and language; "" empties a field."""

    fields: tuple[str, ...] = ("name", "email", "language")

    def __call__(self, contact_id: UUID, changes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Carry out; answers before and after of each field that changed. Raises ValueError for a bad value."""
        wanted = {name: _checked(name, value) for name, value in changes.items()}
        with transaction.atomic():
            contact = Contact.objects.select_for_update().get(pk=contact_id)
            done = {
                name: (str(getattr(contact, name) or ""), value)
                for name, value in wanted.items()
                if str(getattr(contact, name) or "") != value
            }
            for name, (_before, value) in done.items():
                setattr(contact, name, value)
            if done:
                contact.save(update_fields=list(done))
        return done


def _checked(name: str, value: str) -> str:
    value = " ".join(value.split())
    if name == "language":
        if value not in ("", *LANGUAGES):
            raise ValueError("language")
    elif name == "email":
        value = value.casefold()
        try:
            if value:
                validate_email(value)
        except ValidationError:
            raise ValueError("email") from None
        if len(value) > LONGEST_EMAIL:
            raise ValueError("email")
    elif len(value) > LONGEST_NAME:
        raise ValueError("name")
    return value
