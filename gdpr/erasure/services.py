"""Beginning an erasure (GDPR art. 17). Who carries it out is in :mod:`gdpr.erasure.run`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from crm.models import Contact
from gdpr.cases.events import case_event
from gdpr.erasure.cases import cases_first
from gdpr.erasure.errors import ErasureRefused
from gdpr.erasure.jobs import ERASURE, erasure_run_now
from gdpr.erasure.last_words import way_to
from gdpr.erasure.person import Person, reference_of
from gdpr.erasure.plan import (
    LEDGER,
    PlannedStore,
    bookings_ahead,
    erasure_plan,
    is_held,
    step_keys,
    with_last_words,
)
from gdpr.models import Case, CaseEvent, Erasure, ErasureStep
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.outbox.services import job_put
from nexus.outbox.tasks import job_now

#: How long a command may take from ordering an erasure to carrying it out.
COMMAND_BEGINS_WITHIN = timedelta(seconds=10)

__all__ = ["ErasureRefused", "PlannedStore", "erasure_plan", "erasure_run_now", "erasure_start"]


def erasure_start(
    *,
    contact: Contact,
    origin: str,
    case: Case | None = None,
    requested_by: User | None = None,
    ledger_sequence: int | None = None,
    now: datetime,
) -> Erasure:
    """Plan the erasure of this contact and order it; one that is running already is answered instead.

    ``ledger_sequence`` is the entry that a replay follows. Raises :class:`ErasureRefused` with ``held``, or for a
    case with ``answer_first`` (:mod:`gdpr.erasure.cases`); a command is given by who knows of both.
    """
    replay = origin == Erasure.Origin.REPLAY
    if not replay and is_held(contact.pk):
        raise ErasureRefused("held")
    if origin == Erasure.Origin.CASE and cases_first(contact.pk).exists():
        raise ErasureRefused("answer_first")
    running = _running(contact)
    if running is None:
        try:
            with transaction.atomic():
                running = _begin(contact, origin, case, requested_by, ledger_sequence, now)
        except IntegrityError:
            running = _running(contact)  # another has begun it at this moment
            if running is None:
                raise
    if case is not None and running.case is None:
        running.case = case
        running.save(update_fields=["case"])
    if replay and ledger_sequence is not None and running.ledger_sequence is None:
        # It was under way when the backup was made; the ledger has its entry.
        running.ledger_sequence = ledger_sequence
        running.save(update_fields=["ledger_sequence"])
        running.steps.filter(store=LEDGER).update(state=ErasureStep.State.DONE, at=now)
    if origin == Erasure.Origin.CASE:
        job_now(kind=ERASURE, object_id=running.pk)
    else:
        # A command carries it out itself; should it be ended before, the workers do.
        job_put(kind=ERASURE, object_id=running.pk, delay=COMMAND_BEGINS_WITHIN)
    return running


def _running(contact: Contact) -> Erasure | None:
    return Erasure.objects.select_related("case").filter(contact_id=contact.pk, finished_at=None).first()


def _begin(
    contact: Contact,
    origin: str,
    case: Case | None,
    requested_by: User | None,
    ledger_sequence: int | None,
    now: datetime,
) -> Erasure:
    subject = reference_of(contact)
    # Only who asked for it is told; a command's giver and a replay have nobody to answer.
    farewell = way_to(contact, case if origin == Erasure.Origin.CASE else None)
    erasure = Erasure.objects.create(
        origin=origin,
        case=case,
        contact_id=contact.pk,
        subject=Person(subject, farewell=farewell).as_json(),
        plan={"bookings_ahead": len(bookings_ahead(contact, now=now))},
        requested_by=requested_by,
        ledger_sequence=ledger_sequence,
        started_at=now,
    )
    keys = step_keys(origin)
    if farewell:
        keys = with_last_words(keys, in_chat="visitor" in farewell)
    planned = {store.key: store.found for store in erasure_plan(subject)}
    ErasureStep.objects.bulk_create(
        ErasureStep(erasure=erasure, position=position, store=key, planned=planned.get(key, 0))
        for position, key in enumerate(keys)
    )
    entry_append(
        action="erasure.started",
        subject_type="gdpr.Erasure",
        subject_id=erasure.pk,
        actor_id=requested_by.pk if requested_by else None,
        actor_kind="staff" if requested_by else "system",
        contact_id=contact.pk,
        details={"origin": str(origin)},
    )
    if case is not None:
        case_event(case=case, kind=CaseEvent.Kind.STARTED, actor=requested_by)
    return erasure
