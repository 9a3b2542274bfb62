"""Carrying out an erasure, store by store, from wherever it stopped.

Every step is done in short transactions that begin with ``hold``: a worker that lost its lease stores nothing
more. A step's counts are written in the transaction that they count. Whoever is killed leaves a state from
which the next one goes on, and which ends the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gdpr.cases.events import case_event
from gdpr.erasure.closing import erasure_close
from gdpr.erasure.errors import StepFailed
from gdpr.erasure.last_words import last_words_say
from gdpr.erasure.person import contact_blind, notes_take, person_of
from gdpr.erasure.plan import LAST_WORDS, LEDGER, NOTES, RESIDUE, in_transaction, is_held, is_last
from gdpr.erasure.residue.scan import residue_scan
from gdpr.erasure.rows import fields_of, grounds_of, rows_empty
from gdpr.models import CaseEvent, Erasure, ErasureStep
from nexus.faults import crash_point
from nexus.outbox.services import RetryLater
from nexus.privacy.deleting import CameMeanwhile, rows_delete, rows_lock
from nexus.privacy.gate import ledger_append
from nexus.privacy.inventory import Erase
from nexus.privacy.ledger import LedgerError
from nexus.privacy.logfilter import Code
from nexus.privacy.registry import (
    StoreNotReady,
    SubjectRows,
    SubjectStore,
    registered_rows,
    registered_stores,
)
from nexus.schema import connection

logger = logging.getLogger(__name__)

#: Rows in one transaction. Deleting so many takes some tens of milliseconds; nobody waits long for a lock.
BATCH: Final = 1000
#: Texts that come in while the rows go; a sixth time in a row is something else.
ROUNDS: Final = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=1)
#: A text that is younger than a minute, or not final, is soon ready (Twilio: "wait several minutes").
SOON: Final = ("not_final", "just_sent", "came_meanwhile")

State = ErasureStep.State


class Run:
    """One try at the erasure. ``hold`` runs first in every transaction and raises when we may not go on."""

    def __init__(self, erasure: Erasure, hold: Callable[[], None]) -> None:
        self.erasure, self.hold = erasure, hold

    def carry_out(self) -> None:
        """Everything that is left to do. Raises :class:`RetryLater` when a store must be tried again later."""
        if self.erasure.finished_at is not None:
            return
        self.person = person_of(self.erasure)
        for _round in range(ROUNDS):
            try:
                for step in self.erasure.steps.exclude(state=State.DONE).order_by("position"):
                    self._step(step)
                break
            except CameMeanwhile:
                self._again()
        else:
            left = self.erasure.steps.exclude(state=State.DONE).order_by("position").first()
            if left is not None:
                self._failed(left, "came_meanwhile")
        erasure_close(erasure=self.erasure, hold=self.hold, now=timezone.now())
        crash_point("erasure_after_close")

    def _step(self, step: ErasureStep) -> None:
        try:
            if self.erasure.origin != Erasure.Origin.REPLAY and is_held(self.person.ref.contact_id):
                raise StepFailed("held")
            self._do(step)
        except (StepFailed, StoreNotReady) as error:
            self._failed(step, error.code)
        except LedgerError as error:
            logger.error("the ledger refuses", extra={"cause": type(error)})
            self._failed(step, "ledger")
        crash_point(f"erasure_after_{point_of(step.store)}")

    def _do(self, step: ErasureStep) -> None:
        rows, store = registered_rows().get(step.store), registered_stores().get(step.store)
        if rows is not None:
            self._rows(step, rows)
        elif store is not None:
            self._store(step, store)
        elif step.store == LEDGER:
            self._ledger(step)
        elif step.store == NOTES:
            self._notes(step)
        elif step.store == RESIDUE:
            self._residue(step)
        elif step.store == LAST_WORDS:
            self._last_words(step)
        else:
            # The version that planned it had a store that this one has not: nobody can say that it is empty.
            raise StepFailed("unknown_store")

    def _ledger(self, step: ErasureStep) -> None:
        """Outside every transaction, before anything goes. Killed right after it, it is written once more."""
        ref, sequence = self.person.ref, 0
        # By their key too: a contact without a number has nothing else, and in a backup one may have other numbers.
        for blind in (*ref.blinds, contact_blind(ref.contact_id)):
            sequence = ledger_append(kind="subject", owner=connection.schema_name, subject=blind, scope="all")
        crash_point("erasure_in_ledger")
        with transaction.atomic():
            self.hold()
            Erasure.objects.filter(pk=self.erasure.pk).update(ledger_sequence=sequence)
            self._done(step)
        self.erasure.ledger_sequence = sequence

    def _notes(self, step: ErasureStep) -> None:
        notes_take(self.person)
        replay = self.erasure.origin == Erasure.Origin.REPLAY
        for store in registered_stores().values():
            if not (replay and is_last(store)):
                store.prepare(self.person.known, self.erasure.pk)
        crash_point("erasure_in_notes")
        with transaction.atomic():
            self.hold()
            self.erasure.subject = self.person.as_json()
            self.erasure.save(update_fields=["subject"])
            self._done(step)

    def _rows(self, step: ErasureStep, entry: SubjectRows) -> None:
        (self._rows_delete if entry.deleted else self._rows_keep)(step, entry)

    def _rows_delete(self, step: ErasureStep, entry: SubjectRows) -> None:
        while True:
            with transaction.atomic():
                self.hold()
                keys = list(entry.about(self.person.ref).order_by("pk").values_list("pk", flat=True)[:BATCH])
                with connection.cursor() as cursor:
                    # Locked first, so that nothing new can be hung on them until they are gone.
                    there = rows_lock(cursor, entry.table, keys)
                    gone, _along = rows_delete(
                        cursor, entry.table, there, origin_id=self.erasure.pk, by_age=False, alone=True
                    )
                if gone:
                    ErasureStep.objects.filter(pk=step.pk).update(erased=F("erased") + gone)
                if len(keys) < BATCH:
                    self._done(step)
            crash_point(f"erasure_in_{point_of(step.store)}")
            if len(keys) < BATCH:
                return

    def _rows_keep(self, step: ErasureStep, entry: SubjectRows) -> None:
        """They stay on a ground; what names or describes the person in them is emptied."""
        names, last, kept = fields_of(entry, Erase.NULL), None, 0
        while True:
            with transaction.atomic():
                self.hold()
                rows = entry.about(self.person.ref).order_by("pk")
                rows = rows if last is None else rows.filter(pk__gt=last)
                keys = list(rows.values_list("pk", flat=True)[:BATCH])
                # This erasure's own memory is emptied when it is done.
                rows_empty(entry.table, [key for key in keys if key != self.erasure.pk], names)
                kept += len(keys)
                if len(keys) < BATCH:
                    ErasureStep.objects.filter(pk=step.pk).update(
                        kept=kept, ground=",".join(grounds_of(entry))[:30] if kept else ""
                    )
                    self._done(step)
            crash_point(f"erasure_in_{point_of(step.store)}")
            if len(keys) < BATCH:
                return
            last = keys[-1]

    def _store(self, step: ErasureStep, store: SubjectStore) -> None:
        if in_transaction(store):
            with transaction.atomic():
                self.hold()
                gone = store.erase(self.person.known, self.erasure.pk)
                ErasureStep.objects.filter(pk=step.pk).update(erased=F("erased") + gone)
                self._done(step)
            return
        gone = store.erase(self.person.known, self.erasure.pk)
        crash_point(f"erasure_in_{point_of(step.store)}")
        with transaction.atomic():
            self.hold()
            # What a try before this one let go is not there to be counted again; it was planned for.
            erased = gone if getattr(store, "counts_all", False) else max(gone, step.planned)
            ErasureStep.objects.filter(pk=step.pk).update(erased=erased)
            self._done(step)

    def _residue(self, step: ErasureStep) -> None:
        findings = residue_scan(self.person, self.erasure)
        crash_point("erasure_in_residue")
        with transaction.atomic():
            self.hold()
            self.erasure.plan = {**self.erasure.plan, "residue": findings.as_json()}
            self.erasure.save(update_fields=["plan"])
            if not findings.found:
                self._done(step)
        if findings.found:
            logger.error("residue", extra={"erasure": self.erasure.pk, "count": findings.found})
            raise StepFailed("residue")

    def _last_words(self, step: ErasureStep) -> None:
        last_words_say(erasure=self.erasure, person=self.person, step=step, hold=self.hold)
        with transaction.atomic():
            self.hold()
            self.person.farewell = {}
            self.erasure.subject = self.person.as_json()
            self.erasure.save(update_fields=["subject"])
            self._done(step)

    def _done(self, step: ErasureStep) -> None:
        ErasureStep.objects.filter(pk=step.pk).update(state=State.DONE, error="", at=timezone.now())

    def _again(self) -> None:
        """Rows came beneath those that were going: everything but the ledger, and what the person has been
        told, is gone through once more."""
        with transaction.atomic():
            self.hold()
            self.erasure.steps.exclude(store__in=(LEDGER, LAST_WORDS)).update(state=State.PENDING)

    def _failed(self, step: ErasureStep, code: str) -> None:
        with transaction.atomic():
            self.hold()
            ErasureStep.objects.filter(pk=step.pk).update(
                state=State.FAILED, error=code[:60], attempts=F("attempts") + 1, at=timezone.now()
            )
            Erasure.objects.filter(pk=self.erasure.pk).update(state=Erasure.State.WAITING)
            if step.attempts == 0 and self.erasure.case is not None:
                case_event(case=self.erasure.case, kind=CaseEvent.Kind.FAILED, store=step.store, code=code)
        logger.warning("a store is not erased yet", extra={"erasure": self.erasure.pk, "code": Code(code)})
        raise RetryLater(wait_after(step.attempts, code), code)


def wait_after(attempts: int, code: str) -> timedelta:
    """How long until the next try: growing, but shorter for what is only a matter of time."""
    longest = timedelta(minutes=5) if code in SOON else LONGEST_WAIT
    return min(FIRST_WAIT * 2 ** min(attempts, 10), longest)


def point_of(store: str) -> str:
    """A store's name in a crash point."""
    return store.replace(".", "_").lower()
