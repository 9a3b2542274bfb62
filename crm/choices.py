"""Restriction and objection: flags on the contact that every path obeys (GDPR art. 18 and 21).

Each change is the company's instruction to its processor, and is logged as one.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from crm.models import Contact
from nexus.audit.instructions import instruction_append
from nexus.audit.services import entry_append
from nexus.webhooks.services import event_put


def contact_restrict(*, contact: Contact, actor: AbstractBaseUser | None, case_number: int = 0) -> bool:
    """Store only from now on: no AI, nothing automated, staff look with a reason. True when it is news."""
    return _set(contact, "restricted", True, actor, case_number)


def contact_restriction_lift(*, contact: Contact, actor: AbstractBaseUser | None) -> bool:
    """End the restriction; the person must have been told before (GDPR art. 18(3))."""
    return _set(contact, "restricted", False, actor, 0)


def contact_object(*, contact: Contact, actor: AbstractBaseUser | None, case_number: int = 0) -> bool:
    """No automated answers from now on; a human sees what the person writes. True when it is news."""
    return _set(contact, "objected", True, actor, case_number)


def contact_objection_lift(*, contact: Contact, actor: AbstractBaseUser | None) -> bool:
    """The person wants automated answers again."""
    return _set(contact, "objected", False, actor, 0)


def _set(contact: Contact, flag: str, value: bool, actor: AbstractBaseUser | None, case_number: int) -> bool:
    with transaction.atomic():
        if not Contact.objects.filter(pk=contact.pk, **{flag: not value}).update(**{flag: value}):
            return False
        setattr(contact, flag, value)
        kind = "staff" if actor else "api"
        # The ledger outlives the person, so it names the case and not them; the audit log names them.
        instruction_append(
            setting=f"contact.{flag}",
            before={flag: not value},
            after={flag: value, **({"case": case_number} if case_number else {})},
            actor=actor,
            actor_kind=kind,
        )
        entry_append(
            action=f"contact.{flag}" if value else f"contact.{flag}_lifted",
            subject_type="crm.Contact",
            subject_id=contact.pk,
            actor_id=actor.pk if actor else None,
            actor_kind=kind,
            contact_id=contact.pk,
        )
        if flag == "restricted":
            event_put(
                "contact.restricted" if value else "contact.unrestricted", contact.pk, contact_id=contact.pk
            )
    return True
