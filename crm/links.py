"""Linking entries of the company's own register to contacts, by phone number: one way in for files and for REST.

A link is found by its number in the register; the contact by the phone number, made where nobody has it. What
the register calls the person becomes the contact's name where there is none, or where the name came from there;
what the customer or staff have said is never overwritten. Restricted contacts stay as they are, and whoever was
erased on request does not come back unasked (GDPR art. 17, 18).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.db import models

from crm.models import Contact, CrmLink, Identifier, RegisterImport, external_blind
from nexus.crypto.index import blind_phone
from nexus.privacy.ledger import is_erased
from nexus.schema import connection

Status = Literal["created", "changed", "unchanged", "refused"]
#: What of a link an entry decides, and is put back when an import is undone.
LINKED: Final = ("name", "email", "fields")
_WRITTEN: Final = (
    "contact",
    *LINKED,
    "gave_name",
    "source",
    "imported",
    "updated_at",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A customer in the register. ``phones`` are E.164, the preferred one first; ``None`` leaves as it is.

    ``contact`` is whom to link where that is known already.
    """

    external_id: str = field(repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    fields: Mapping[str, str] | None = field(default=None, repr=False)
    contact: UUID | None = None


@dataclass(slots=True)
class Outcome:
    """What became of an entry. ``code`` of a refused one: ``no_phone``, ``erased``, ``restricted`` or ``other_contact``
    (the register's customer is linked to another contact than the one that is given).

    ``before`` is the link as it was, ``name`` the contact's name before and after where it changed;
    ``name_differs``: the register calls the person something else than the contact, who keeps the name.
    """

    status: Status
    code: str = ""
    link: CrmLink | None = None
    made_contact: bool = False
    name_differs: bool = False
    before: dict[str, Any] | None = None
    name: tuple[str, str] | None = None


class _Put:
    """One batch: what is there is read at once, each entry is decided in order, and all is written at once."""

    def __init__(
        self,
        entries: Sequence[Entry],
        *,
        system: str,
        source: str,
        now: datetime,
        imported: RegisterImport | None,
        take_up_again: bool,
        dry: bool,
    ) -> None:
        self.system, self.source, self.now = system, source, now
        self.imported, self.take_up_again, self.dry = imported, take_up_again, dry
        self.blinds = {phone: blind_phone(phone) for entry in entries for phone in entry.phones}
        self.links = self._links(entries)
        self.by_phone: dict[bytes, UUID] = {
            bytes(blind): contact_id
            for blind, contact_id in Identifier.objects.filter(
                kind=Identifier.Kind.PHONE, blind__in=list(self.blinds.values())
            ).values_list("blind", "contact_id")
        }
        self.contacts = self._contacts(entries)
        self.new_contacts: dict[UUID, Contact] = {}
        self.new_numbers: list[Identifier] = []
        self.new_links: dict[UUID, CrmLink] = {}
        self.changed_links: dict[UUID, CrmLink] = {}
        self.named: dict[UUID, Contact] = {}

    def _links(self, entries: Sequence[Entry]) -> dict[bytes, CrmLink]:
        rows = CrmLink.objects.filter(
            system=self.system, external_blind__in=[external_blind(entry.external_id) for entry in entries]
        ).order_by("pk")
        if not self.dry:
            rows = rows.select_for_update()
        return {bytes(row.external_blind or b""): row for row in rows}

    def _contacts(self, entries: Sequence[Entry]) -> dict[UUID, Contact]:
        keys = {*self.by_phone.values(), *(link.contact_id for link in self.links.values())}
        keys |= {entry.contact for entry in entries if entry.contact is not None}
        rows = Contact.objects.filter(pk__in=keys).only("name", "restricted").order_by("pk")
        if not self.dry:
            rows = rows.select_for_update(no_key=True)
        return {row.pk: row for row in rows}

    def take(self, entry: Entry) -> Outcome:
        """Decide about one entry."""
        link = self.links.get(external_blind(entry.external_id))
        contact = self._known(entry, link)
        if entry.contact and link is not None and link.contact_id != entry.contact:
            return Outcome("refused", "other_contact")
        if contact is None and not entry.phones:
            return Outcome("refused", "no_phone")
        if not self.take_up_again and any(
            is_erased(connection.schema_name, self.blinds[phone]) for phone in entry.phones
        ):
            return Outcome("refused", "erased")
        held = self.contacts.get(link.contact_id) if link is not None else None
        if (contact and contact.restricted) or (held and held.restricted):
            return Outcome("refused", "restricted")
        made = contact is None
        contact = contact or self._make(entry.phones[0])
        outcome = self._link(entry, link, contact)
        outcome.made_contact = made
        return outcome

    def _known(self, entry: Entry, link: CrmLink | None) -> Contact | None:
        """The contact with the entry's number; the link's own where that has another of the entry's.

        By the preferred number alone: a family's landline stands beside many a customer's mobile.
        """
        if entry.contact is not None:
            return self.contacts.get(entry.contact)
        found = [self.by_phone.get(self.blinds[phone]) for phone in entry.phones]
        if link is not None and (link.contact_id in found or not entry.phones):
            return self.contacts.get(link.contact_id)
        return self.contacts[found[0]] if found and found[0] is not None else None

    def _make(self, phone: str) -> Contact:
        contact = Contact(created_at=self.now, last_seen_at=self.now)
        blind = self.blinds[phone]
        self.new_contacts[contact.pk] = self.contacts[contact.pk] = contact
        self.by_phone[blind] = contact.pk
        self.new_numbers.append(
            Identifier(
                contact=contact, kind=Identifier.Kind.PHONE, value=phone, blind=blind, created_at=self.now
            )
        )
        return contact

    def _link(self, entry: Entry, link: CrmLink | None, contact: Contact) -> Outcome:
        new = link is None
        before = None if link is None else link_state(link)
        if link is None:
            link = CrmLink(
                system=self.system,
                external_id=entry.external_id,
                external_blind=external_blind(entry.external_id),
                created_at=self.now,
            )
            self.links[bytes(link.external_blind or b"")] = link
            self.new_links[link.pk] = link
        own_before = str(link.name or "")
        follows = link.gave_name and link.contact_id == contact.pk and own_before == str(contact.name or "")
        if entry.name is not None:
            link.name = entry.name
        if entry.email is not None:
            link.email = entry.email
        if entry.fields is not None:
            link.fields = dict(entry.fields)
        link.contact = contact
        named = self._name(contact, str(link.name or ""), follows)
        link.gave_name = named is not None or follows
        outcome = Outcome("created" if new else "changed", link=link, name=named, before=before)
        outcome.name_differs = bool(link.name) and str(contact.name or "") != str(link.name)
        if before is not None and named is None and before == link_state(link):
            outcome.status = "unchanged"
            return outcome
        link.source, link.imported, link.updated_at = self.source, self.imported, self.now
        if link.pk not in self.new_links:
            self.changed_links[link.pk] = link
        return outcome

    def _name(self, contact: Contact, name: str, follows: bool) -> tuple[str, str] | None:
        known = str(contact.name or "")
        if not name or name == known or (known and not follows):
            return None
        contact.name = name
        if contact.pk not in self.new_contacts:
            self.named[contact.pk] = contact
        return known, name

    def write(self) -> None:
        """Store it all, in a few statements however many entries there are."""
        Contact.objects.bulk_create(self.new_contacts.values())
        Identifier.objects.bulk_create(self.new_numbers)
        CrmLink.objects.bulk_create(self.new_links.values())
        rows_update(self.changed_links.values(), _WRITTEN)
        rows_update(self.named.values(), ("name", "name_terms"))


def links_put(
    entries: Sequence[Entry],
    *,
    system: str,
    source: str,
    now: datetime,
    imported: RegisterImport | None = None,
    take_up_again: bool = False,
    dry: bool = False,
) -> list[Outcome]:
    """Link a batch of entries, in the caller's transaction; ``dry``: only say what would become of each.

    Raises IntegrityError when somebody else made one of the contacts or links at the same moment (run it
    again), and :class:`nexus.privacy.ledger.LedgerError` when nobody can tell who was erased.
    """
    put = _Put(
        entries,
        system=system,
        source=source,
        now=now,
        imported=imported,
        take_up_again=take_up_again,
        dry=dry,
    )
    outcomes = [put.take(entry) for entry in entries]
    if not dry:
        put.write()
    return outcomes


def link_state(link: CrmLink) -> dict[str, Any]:
    """What an entry decides about a link, JSON-safe."""
    return {
        "contact": str(link.contact_id),
        "name": str(link.name or ""),
        "email": str(link.email or ""),
        "fields": dict(link.fields or {}),
        "gave_name": link.gave_name,
    }


def rows_update(rows: Collection[models.Model], names: Sequence[str]) -> None:
    """Write these fields of many rows of one model, encrypted ones too, which ``bulk_update`` refuses."""
    for model in {type(row) for row in rows}:
        fields = [field for field in model._meta.local_concrete_fields if field.name in names]
        columns = ", ".join(f'"{field.column}" = %s' for field in fields)
        values = [
            [
                *(field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields),
                row.pk,
            ]
            for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s', values)
