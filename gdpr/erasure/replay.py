"""After a restore: whoever had been erased since the backup is erased again (architecture, decision 13).

The ledger names people by keyed hashes: of each number and address of theirs, and of their contact's key. The
index key is in the backup too, so a number is found by its hash. A key is found by making the hash of every
contact's, for there are contacts without a number, and such as had another when the backup was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import schema_exists

from crm.models import Contact, Identifier
from gdpr.certificates import chain_mend
from gdpr.closing.services import company_wipe
from gdpr.erasure.person import contact_blind
from gdpr.erasure.services import erasure_run_now, erasure_start
from gdpr.models import Erasure
from nexus.privacy import ledger
from nexus.privacy.gate import ledger_seen, unseen_from
from nexus.privacy.handed_out import owners
from nexus.privacy.ledger import Entry
from nexus.schema import connection
from nexus.tenants.context import company_context_restored
from nexus.tenants.models import Company


@dataclass
class Replayed:
    """Entries by what became of them. ``absent``: the backup does not have the person or the company."""

    erased: int = 0
    closed: int = 0
    absent: int = 0
    failed: int = 0


def erasures_replay() -> Replayed:
    """Carry out every entry of the ledger that this database does not know of, in order.

    Only when all of them are through does the gate open. Can be repeated. Raises
    :class:`nexus.privacy.ledger.LedgerError` when the ledger does not verify.
    """
    done, keys = Replayed(), _Keys()
    connection.set_schema_to_public()
    unseen = ledger.entries_from(unseen_from())
    for entry in unseen:
        connection.set_schema_to_public()
        company = Company.objects.filter(schema_name=entry.owner).first()
        if company is None or not schema_exists(entry.owner):
            done.absent += 1
        elif entry.kind == "company":
            company_wipe(company)
            done.closed += 1
        else:
            _erase(company, entry, keys, done)
    connection.set_schema_to_public()
    _certificates_mend()
    if not done.failed:
        ledger_seen(ledger.verify().sequence)
    return done


def _certificates_mend() -> None:
    """Certificates that the backup does not have are named, also where nobody had to be erased again."""
    for company in Company.objects.filter(schema_name__in=owners(), state=Company.State.READY):
        with company_context_restored(company), transaction.atomic():
            chain_mend(now=timezone.now())
    connection.set_schema_to_public()


def _erase(company: Company, entry: Entry, keys: _Keys, done: Replayed) -> None:
    with company_context_restored(company):
        contact = _contact(entry, keys)
        if contact is None:
            done.absent += 1
            return
        erasure = erasure_start(
            contact=contact,
            origin=Erasure.Origin.REPLAY,
            now=timezone.now(),
            ledger_sequence=entry.sequence,
        )
        erasure_run_now(erasure=erasure)
        erasure.refresh_from_db()
        if erasure.state == Erasure.State.DONE:
            done.erased += 1
        else:
            done.failed += 1


def _contact(entry: Entry, keys: _Keys) -> Contact | None:
    """Whom an entry is about, where this database has them. Called inside the company."""
    known = (
        Identifier.objects.filter(blind=entry.subject, contact__created_at__lte=entry.at)
        .select_related("contact")
        .first()
    )
    return known.contact if known else keys.contact(entry)


class _Keys:
    """Contacts by the hash of their key, which is made of all of them once for each company."""

    def __init__(self) -> None:
        self.known: dict[str, dict[bytes, UUID]] = {}

    def contact(self, entry: Entry) -> Contact | None:
        if entry.owner not in self.known:
            keys = Contact.objects.order_by().values_list("pk", flat=True).iterator(chunk_size=1000)
            self.known[entry.owner] = {contact_blind(key): key for key in keys}
        key = self.known[entry.owner].get(entry.subject)
        return None if key is None else Contact.objects.filter(pk=key).first()
