"""Putting right what is known about a contact (GDPR art. 16)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from crm.models import Contact, CrmLink

LONGEST_NAME, LONGEST_EMAIL = 80, 254
LANGUAGES = ("sv", "en")


class ContactRectifier:
    """Changes name, e-mail address and language; "" empties a field."""

    fields: tuple[str, ...] = ("name", "email", "language")

    def check(self, name: str, value: str) -> None:
        """Raises ValueError for a bad value."""
        _checked(name, value)

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
                links_rectify(contact, done)
        return done


def links_rectify(contact: Contact, done: Mapping[str, tuple[str, str]]) -> None:
    """What a register had said, and was wrong, is put right in our copy of it too.

    The name follows the register no more: it may say the old one again until it has been put right there.
    """
    for link in CrmLink.objects.select_for_update().filter(contact=contact):
        wrong = [
            name
            for name in ("name", "email")
            if name in done and str(getattr(link, name) or "") == done[name][0]
        ]
        for name in wrong:
            setattr(link, name, done[name][1])
        if wrong or (link.gave_name and "name" in done):
            link.gave_name = link.gave_name and "name" not in done
            link.updated_at = timezone.now()
            link.save(update_fields=[*wrong, "gave_name", "updated_at"])


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
