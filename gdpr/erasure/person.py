"""The person as an erasure remembers them: sealed in its row until it is done, and emptied then.

Once the first row is gone the others can no longer be found by what was in it, and neither can what was left
somewhere by mistake. So who it is, and what the residue scan will look for, is taken down before.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from django.db.models import UUIDField

from crm.models import Contact, CrmLink, Identifier
from gdpr.models import Case, Erasure
from nexus.crypto.envelope import DecryptionError, Sealed, unseal
from nexus.crypto.fields import EncryptedField, EncryptedJSONField, EncryptedTextField
from nexus.crypto.index import blind_index
from nexus.crypto.terms import terms_mark, text_terms
from nexus.privacy.inventory import Category, Erase, Subject, classified
from nexus.privacy.needles import WHOLE_TEXT, Needles, pieces_of, plain, strings_of
from nexus.privacy.registry import SubjectRef, SubjectRows, registered_rows

#: What the service itself says to everybody, or made of what was said, tells nobody apart.
_NOT_THEIR_WORDS: Final = (Category.AI_INTERPRETATION, Category.CONSENT, Category.CONTACT_DETAILS)
_CHUNK: Final = 1000
#: A text of fewer different words is found by what many others are found by.
TELLING_TERMS: Final = 3


@dataclass
class Person:
    """Who is erased. ``rows`` are the keys of what goes, ``needles`` what must be found nowhere; ``links`` are
    register and number where the company's own systems know the person, who are told at the end."""

    ref: SubjectRef
    ids: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    pieces: set[str] = field(default_factory=set)
    # What stands for the terms that a text of theirs was found by (nexus.crypto.terms).
    terms: set[str] = field(default_factory=set)
    rows: set[UUID] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)
    # How they are told that it is done (gdpr.erasure.last_words); empty when nobody is.
    farewell: dict[str, str] = field(default_factory=dict)

    @property
    def needles(self) -> Needles:
        return Needles(
            phones=self.ref.phones,
            emails=self.ref.emails,
            names=self.ref.names,
            blinds=self.ref.blinds,
            ids=self.known.ids,
            texts=frozenset(self.texts),
            pieces=frozenset(self.pieces),
            mark=text_mark,
        )

    @property
    def known(self) -> SubjectRef:
        """The reference with the keys of all that was theirs, also of rows that have gone."""
        return replace(self.ref, ids=frozenset(self.ids | {str(key) for key in self.rows}))

    def as_json(self) -> dict[str, Any]:
        """What ``Erasure.subject`` holds."""
        return {
            "contact": str(self.ref.contact_id),
            "phones": list(self.ref.phones),
            "emails": list(self.ref.emails),
            "names": list(self.ref.names),
            "blinds": [blind.hex() for blind in self.ref.blinds],
            "ids": sorted(self.ids),
            "texts": sorted(self.texts),
            "pieces": sorted(self.pieces),
            "terms": sorted(self.terms),
            "links": [list(link) for link in self.links],
            "farewell": dict(self.farewell),
            "rows": base64.b64encode(b"".join(sorted(key.bytes for key in self.rows))).decode("ascii"),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Person:
        packed = base64.b64decode(stored["rows"])
        return cls(
            ref=SubjectRef(
                contact_id=UUID(stored["contact"]),
                phones=tuple(stored["phones"]),
                emails=tuple(stored["emails"]),
                names=tuple(stored["names"]),
                blinds=tuple(bytes.fromhex(blind) for blind in stored["blinds"]),
            ),
            ids=set(stored["ids"]),
            texts=set(stored["texts"]),
            pieces=set(stored["pieces"]),
            # An erasure that was under way when there was no index yet has none.
            terms=set(stored.get("terms", ())),
            # One that began under an earlier version has none.
            links=[(system, number) for system, number in stored.get("links", [])],
            farewell=dict(stored.get("farewell", {})),
            rows={UUID(bytes=packed[at : at + 16]) for at in range(0, len(packed), 16)},
        )


def text_mark(folded: str) -> str:
    """What stands for a text in the list of what to look for: a keyed hash, 96 bits of it."""
    return base64.b64encode(blind_index(folded, label="erasure.text")[:12]).decode("ascii")


def contact_blind(contact_id: UUID) -> bytes:
    """What stands for a contact's key in the ledger."""
    return blind_index(str(contact_id), label="contact")


def person_of(erasure: Erasure) -> Person:
    """Who a running erasure erases."""
    if not erasure.subject:
        raise ValueError("An erasure that is done remembers nobody.")
    return Person.from_json(erasure.subject)


def reference_of(contact: Contact) -> SubjectRef:
    """The contact with all that they are known by. A value that does not open is left out: it must go all
    the same, and hides nothing from the blind indexes, which need no opening."""
    phones: list[str] = []
    emails = [text for text in [_opened(contact, "email")] if text]
    names = [text for text in [_opened(contact, "name")] if text]
    blinds: list[bytes] = []
    for row in Identifier.objects.filter(contact=contact).order_by("created_at", "id"):
        blinds.append(bytes(row.blind))
        if value := _opened(row, "value"):
            (phones if row.kind == Identifier.Kind.PHONE else emails).append(value)
    for case in Case.objects.filter(contact=contact).order_by("id"):
        # Also what they were called in a case, which nothing else may know.
        names.append(_opened(case, "stated_name"))
        phones.append(_opened(case, "phone"))
    for link in CrmLink.objects.filter(contact=contact).order_by("id"):
        names.append(_opened(link, "name"))
        emails.append(_opened(link, "email"))
    return SubjectRef(
        contact_id=contact.pk,
        phones=_unique(phones),
        emails=_unique(emails),
        names=_unique(names),
        blinds=tuple(dict.fromkeys(blinds)),
    )


def _unique(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _opened(row: Any, name: str) -> str:
    try:
        return str(getattr(row, name) or "")
    except DecryptionError:
        return ""


def notes_take(person: Person) -> None:
    """Add to ``person`` what their rows hold now: keys, the provider's ids, and their own words as hashes."""
    for link in CrmLink.objects.filter(contact_id=person.ref.contact_id).order_by("id"):
        entry_there = (link.system, _opened(link, "external_id"))
        if entry_there[1] and entry_there not in person.links:
            person.links.append(entry_there)
    for entry in registered_rows().values():
        rows = entry.about(person.ref)
        table = entry.table
        if entry.deleted and isinstance(table._meta.pk, UUIDField):
            person.rows.update(rows.values_list("pk", flat=True).iterator(chunk_size=_CHUNK))
        if any(
            found.name == "external_id" and not isinstance(found, EncryptedField)
            for found in table._meta.fields
        ):
            known = rows.filter(external_id__isnull=False).values_list("external_id", flat=True)
            person.ids.update(known.iterator(chunk_size=_CHUNK))
        for text, is_number in _words_in(entry, rows):
            if is_number:
                person.ids.add(text)
            folded = plain(text)
            if len(folded) >= WHOLE_TEXT:
                person.texts.add(text_mark(folded))
                if len(terms := text_terms(text)) >= TELLING_TERMS:
                    person.terms.add(terms_mark(terms))
                person.pieces.update(pieces_of(folded))


def _words_in(entry: SubjectRows, rows: Any) -> Iterator[tuple[str, bool]]:
    """What the person, or staff about them, wrote into encrypted fields that erasure lets go; and whether it is
    their number in a register, which is nobody else's. What else is linked from there, many may share."""
    table = entry.table
    names = {
        name: found.category is Category.CRM_DATA and name == "external_id"
        for name, found in classified(entry.model).items()
        if found.subject is Subject.CONTACT
        and found.erase is not Erase.KEEP
        and found.category not in _NOT_THEIR_WORDS
        and isinstance(table._meta.get_field(name), EncryptedTextField | EncryptedJSONField)
    }
    if not names or table is Erasure:
        return
    if any(found.name == "author_type" for found in table._meta.fields):
        # Answers repeat the company's own texts, which stay.
        rows = rows.filter(author_type="contact")
    for key, *values in rows.values_list("pk", *names).iterator(chunk_size=_CHUNK):
        for (name, is_number), value in zip(names.items(), values, strict=True):
            yield from (
                (text, is_number) for text in strings_of(_open(table._meta.get_field(name), value, key))
            )


def _open(encrypted: Any, value: object, key: UUID) -> Any:
    if not isinstance(value, Sealed):
        return None
    try:
        return encrypted.decode(unseal(value.data, owner=value.owner, label=value.label, pk=str(key)))
    except DecryptionError:
        return None
