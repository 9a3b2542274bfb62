"""The scan of the database: the company's schema and the shared one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from gdpr.erasure.person import Person
from gdpr.erasure.residue.findings import Findings
from gdpr.erasure.residue.tables import UNREADABLE, Table, tables_of
from gdpr.erasure.residue.terms import TermNeedles
from gdpr.models import Erasure
from nexus.crypto.keys import PLATFORM
from nexus.privacy.inventory import Erase, Subject, classification
from nexus.privacy.registry import registered_rows
from nexus.schema import connection

#: Rows of the company about itself, the controller: its own numbers and names, which may be somebody's too.
_OWN_APPS = ("tenants",)


class RowScan:
    """Looks through all rows. A hit is judged by whose row it is in: see :meth:`_judge`."""

    def __init__(self, person: Person, erasure: Erasure, findings: Findings) -> None:
        self.person, self.erasure, self.findings = person, erasure, findings
        self.needles, self.terms = person.needles, TermNeedles(person)

    def run(self) -> None:
        """The company that we are in, and ``public``; other companies are other controllers."""
        for schema in (connection.schema_name, PLATFORM):
            for table in tables_of(schema):
                for key, column, value in table.values(leave=self.erasure.pk):
                    self._look(table, key, column, value)

    def _look(self, table: Table, key: Any, column: str, value: Any) -> None:
        self.findings.values += 1
        if value is UNREADABLE:
            self.findings.unreadable += 1
            return
        kinds = self._kinds(value)
        if kinds:
            self._judge(table, key, column, kinds)

    def _kinds(self, value: Any) -> set[str]:
        if isinstance(value, UUID):
            return {"id"} if value in self.person.rows else set()
        if isinstance(value, bytes):
            return self.needles.find_bytes(value)
        if isinstance(value, frozenset):
            return self.terms.find(value)
        return self.needles.find_json(value)

    def _judge(self, table: Table, key: Any, column: str, kinds: set[str]) -> None:
        """Residue, a mention by somebody else, or kept on a ground."""
        model, field = table.model, table.field(column)
        label = model._meta.label if model is not None else ""
        found = classification(label, field.name) if field is not None else None
        entry = registered_rows().get(label) if table.schema != PLATFORM else None
        if model is Erasure and key == self.erasure.pk and column == "subject":
            return  # its own memory, emptied when it is done
        if found is not None and found.erase is Erase.KEEP:
            return  # the certificate names it with its ground
        if entry is not None and not entry.deleted and kinds == {"id"}:
            return  # a row that stays may name what it was about: the key of nothing any more
        if (
            (found is not None and found.subject is Subject.STAFF)
            or (model is not None and model._meta.app_label in _OWN_APPS)
            or (
                entry is not None
                and entry.contact is not None
                and self._others(entry.table, entry.contact, key)
            )
        ):
            # The same words in somebody else's text are theirs; only what names the person is a mention.
            self.findings.mentions += bool(kinds & {"phone", "email", "name"})
            return
        self.findings.hit(f"{table.name}.{column}", key, kinds)

    def _others(self, model: type[Any], path: str, key: Any) -> bool:
        """Whether the row is about another customer, be it whoever has the number now."""
        contact = path or "pk"
        return (
            model._base_manager.filter(pk=key, **{f"{contact}__isnull": False})
            .exclude(**{contact: self.person.ref.contact_id})
            .exists()
        )
