"""After a restore: whoever had been erased since the backup is erased again (architecture, decision 13).

The ledger names people by keyed hash. The index key is in the backup too, so the hash finds their number
again, where the backup has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django_tenants.utils import schema_exists

from crm.models import Identifier
from gdpr.closing.services import company_wipe
from gdpr.erasure.services import erasure_run_now, erasure_start
from gdpr.models import Erasure
from nexus.privacy import ledger
from nexus.privacy.gate import ledger_seen, unseen_from
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
    done = Replayed()
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
            _erase(company, entry, done)
    connection.set_schema_to_public()
    if not done.failed:
        ledger_seen(ledger.verify().sequence)
    return done


def _erase(company: Company, entry: Entry, done: Replayed) -> None:
    with company_context_restored(company):
        known = (
            Identifier.objects.filter(blind=entry.subject, contact__created_at__lte=entry.at)
            .select_related("contact")
            .first()
        )
        if known is None:
            done.absent += 1
            return
        erasure = erasure_start(
            contact=known.contact,
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
