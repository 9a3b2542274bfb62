"""The job ``register_undo``: puts back what an import changed, but for what somebody has changed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from crm.imports.privacy import IMPORT_DAYS
from crm.links import rows_update
from crm.merging import hanging
from crm.models import Contact, CrmLink, Identifier, ImportChange, RegisterImport
from nexus.audit.services import entry_append
from nexus.faults import crash_point
from nexus.outbox.services import Claim
from nexus.outbox.tasks import job_now
from nexus.privacy.deleting import rows_delete
from nexus.schema import connection

UNDO: Final = "register_undo"
BATCH: Final = 500
State = RegisterImport.State


def may_undo(source: RegisterImport) -> bool:
    """Whether it can still be undone: what it did is remembered for :data:`IMPORT_DAYS`."""
    return source.state == State.DONE and timezone.now() < source.created_at + timedelta(days=IMPORT_DAYS)


def undo_order(source: RegisterImport) -> None:
    """Have it undone. In the transaction that says so."""
    job_now(kind=UNDO, object_id=source.pk)


def import_undo(claim: Claim) -> None:
    """Go back through what the import did, the last first; each batch is forgotten as it is undone."""
    source = RegisterImport.objects.filter(pk=claim.object_id, state=State.UNDOING).first()
    if source is None:
        return
    while True:
        with transaction.atomic():
            claim.hold()
            current = RegisterImport.objects.select_for_update().get(pk=source.pk)
            changes = list(ImportChange.objects.filter(source=source).order_by("-id")[:BATCH])
            if not changes:
                _finished(current)
                claim.finish()
                return
            counts = Counter(current.counts)
            counts.update(_Undo(current, changes).run())
            current.counts = dict(counts)
            current.save(update_fields=["counts"])
        crash_point("register_undo_batch")


class _Undo:
    def __init__(self, source: RegisterImport, changes: list[ImportChange]) -> None:
        self.source, self.changes = source, changes
        contacts = {change.contact_id for change in changes}
        contacts |= {UUID(change.before["link"]["contact"]) for change in changes if change.before["link"]}
        self.contacts = {
            row.pk: row
            for row in Contact.objects.select_for_update(no_key=True)
            .filter(pk__in=contacts)
            .only("name", "restricted")
            .order_by("pk")
        }
        self.links = {
            row.pk: row
            for row in CrmLink.objects.select_for_update()
            .filter(pk__in=[change.link_id for change in changes])
            .order_by("pk")
        }

    def run(self) -> Counter[str]:
        """Undo these; answers how many of what."""
        counts: Counter[str] = Counter()
        gone: list[UUID] = []
        back: list[CrmLink] = []
        named: list[Contact] = []
        for change in self.changes:
            contact, link = self.contacts.get(change.contact_id), self.links.get(change.link_id)
            before = change.before["link"]
            if (
                contact is None
                or link is None
                or contact.restricted
                or link.updated_at != change.stamp
                or (before and UUID(before["contact"]) not in self.contacts)
            ):
                counts["kept"] += 1
                continue
            name = change.before["name"]
            if name and str(contact.name or "") == name[1]:
                contact.name = name[0]
                named.append(contact)
            if before is None:
                gone.append(link.pk)
                counts["removed"] += 1
            else:
                _put_back(link, before)
                back.append(link)
                counts["restored"] += 1
        rows_update(back, ("contact", "name", "email", "fields", "gave_name", "updated_at"))
        rows_update(named, ("name", "name_terms"))
        with connection.cursor() as cursor:
            rows_delete(cursor, CrmLink, gone, origin_id=self.source.pk, by_age=False)
            rows_delete(
                cursor,
                ImportChange,
                [change.pk for change in self.changes],
                origin_id=self.source.pk,
                by_age=False,
            )
            made = [change.made_contact for change in self.changes if change.made_contact is not None]
            # Locked as for deleting: from now on nobody can hang anything on them.
            locked = Contact.objects.select_for_update().filter(pk__in=made, restricted=False)
            alone = alone_of([row.pk for row in locked.only("pk").order_by("pk")])
            rows_delete(cursor, Contact, alone, origin_id=self.source.pk, by_age=False)
            counts["contacts_removed"] += len(alone)
        return counts


def _put_back(link: CrmLink, before: dict[str, Any]) -> None:
    link.contact_id = UUID(before["contact"])
    link.name, link.email, link.fields = before["name"], before["email"], before["fields"]
    link.gave_name = before["gave_name"]
    link.updated_at = timezone.now()


def alone_of(contacts: Collection[UUID]) -> list[UUID]:
    """Those of ``contacts`` on which nothing hangs but their numbers: nothing was said, booked or decided."""
    left = set(contacts)
    for _label, model, name in hanging():
        if left and model is not Identifier:
            left -= _hung_on(model, name, left)
    return sorted(left)


def _hung_on(model: type[models.Model], name: str, contacts: set[UUID]) -> set[UUID]:
    rows = model._base_manager.filter(**{f"{name}__in": contacts})
    return set(rows.values_list(f"{name}_id", flat=True).distinct())


def _finished(source: RegisterImport) -> None:
    # One that was undone because its file could not be read to its end has failed.
    source.state = State.FAILED if source.problem else State.UNDONE
    source.undone_at = timezone.now()
    source.save(update_fields=["state", "undone_at"])
    entry_append(
        action="register_import.undone",
        subject_type="crm.RegisterImport",
        subject_id=source.pk,
        actor_id=source.actor_id,
        details={
            name: source.counts.get(name, 0) for name in ("removed", "restored", "kept", "contacts_removed")
        },
    )
