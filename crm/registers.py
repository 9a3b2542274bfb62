"""The company's own registers, and what of them is linked: each change is a logged instruction (GDPR art. 28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.models import Contact, Register
from nexus.audit.instructions import instruction_append

#: Beside the name: what a conversation needs, not the whole register.
MOST_FIELDS: Final = 12
LONGEST_LABEL: Final = 40
LONGEST_VALUE: Final = 200
LONGEST_SYSTEM: Final = 40
LONGEST_EXTERNAL_ID: Final = 80


class TooManyFields(Exception):
    """More than :data:`MOST_FIELDS` would be linked."""


def register_link(
    *,
    name: str,
    fields: Sequence[str],
    actor: AbstractBaseUser | None,
    actor_kind: str = "staff",
    exactly: bool = False,
) -> Register:
    """The register of that name, made where there is none, with these fields linked from now on.

    Fields that were linked stay, unless they are given ``exactly``. A change is logged as an instruction, in the
    caller's transaction. Raises :class:`TooManyFields`.
    """
    with transaction.atomic():
        register = Register.objects.select_for_update().filter(name=name).first()
        if register is None:
            try:
                with transaction.atomic():
                    register = Register.objects.create(name=name)
            except IntegrityError:  # another request made it at the same moment
                register = Register.objects.select_for_update().get(name=name)
            before = None
        else:
            before = list(register.fields)
        known = [] if exactly else list(register.fields)
        wanted = [*known, *(field for field in dict.fromkeys(fields) if field not in known)]
        if len(wanted) > MOST_FIELDS:
            raise TooManyFields
        if before is None or wanted != before:
            register.fields, register.updated_at = wanted, timezone.now()
            register.save(update_fields=["fields", "updated_at"])
            instruction_append(
                setting="crm.linked_fields",
                before=None if before is None else {"register": name, "fields": before},
                after={"register": name, "fields": wanted},
                actor=actor,
                actor_kind=actor_kind,
            )
    return register


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link as staff see it beside a conversation. ``name`` and ``email`` only where the contact has another."""

    system: str
    number: str
    name: str
    email: str
    fields: tuple[tuple[str, str], ...]


def links_shown(contact: Contact) -> list[LinkShown]:
    """What the company's registers say of the contact, in the order in which they were linked."""
    return [
        LinkShown(
            system=link.system,
            # Where the register has no numbers of its own, the phone number stands for it.
            number="" if link.external_id.startswith("+") else link.external_id,
            name=_other(link.name, contact.name),
            email=_other(link.email, contact.email),
            fields=tuple((link.fields or {}).items()),
        )
        for link in sorted(contact.crm_links.all(), key=lambda link: link.pk)
    ]


def _other(there: str | None, here: str) -> str:
    return "" if not there or there == here else there
