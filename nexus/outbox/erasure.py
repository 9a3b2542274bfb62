"""Erasing a person from the outbox: work that is still to be done for them is not done any more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from nexus.outbox.models import Job
from nexus.privacy.registry import SubjectRef, registered_rows
from nexus.privacy.vocabulary import Text
from nexus.schema import connection

#: What carries out the erasure itself must not be erased by it.
KEPT_KINDS = ("erasure",)


class JobStore:
    """Every job of this company about one of the person's rows: answering, sending, settling, reminding.

    A worker that holds one finds at its next :meth:`nexus.outbox.services.Claim.hold` that it is gone, and
    stores nothing. It goes while the person's rows are still there: they say which jobs are theirs.
    """

    key = "jobs"
    title = Text("Väntande jobb", "Pending jobs")
    #: Run inside one transaction of the erasure's, before the rows go.
    in_transaction = True

    def find(self, subject: SubjectRef) -> int:
        return sum(jobs.count() for jobs in self._about(subject))

    def prepare(self, subject: SubjectRef, origin_id: UUID) -> None:
        """Nothing to note: what is needed is in the rows."""

    def erase(self, subject: SubjectRef, origin_id: UUID) -> int:
        return sum(jobs.delete()[0] for jobs in self._about(subject))

    def _about(self, subject: SubjectRef) -> list[QuerySet[Any]]:
        jobs = Job.objects.filter(schema=connection.schema_name).exclude(kind__in=KEPT_KINDS)
        return [
            jobs.filter(object_id__in=entry.about(subject).values("pk"))
            for entry in registered_rows().values()
            if isinstance(entry.table._meta.pk, UUIDField)
        ]
