"""A run of the retention engine: in batches, resumable, and with a look at each row's age as it goes.

    run (running) ──batch── … ──batch──▶ certificate ──▶ run (done)

Each batch is a short transaction of its own, which also writes the run's progress: killed anywhere, the run
goes on where it was. Ages are counted from the run's cutoff throughout. No content is ever loaded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from gdpr.certificates import certificate_append
from gdpr.models import Certificate, PurgeRun
from gdpr.retention.classes import Periods
from gdpr.retention.pace import Pace
from gdpr.retention.plan import Step, excepted, steps
from gdpr.retention.selectors import periods_of, policy_in_force
from nexus.faults import crash_point
from nexus.outbox.services import RetryLater
from nexus.privacy.deleting import chosen_delete, chosen_lock, dependents, rows_delete
from nexus.privacy.registry import is_noted
from nexus.schema import connection

logger = logging.getLogger(__name__)

#: A batch whose references changed under it is tried again this often before the run comes back later.
TRIES: Final = 3
COME_BACK: Final = timedelta(minutes=5)


@dataclass(slots=True)
class Progress:
    """How far a step has come; stored in ``PurgeRun.progress["steps"]`` by the step's key.

    ``due`` is what it found when it began, ``gone`` what it has let go, ``along`` what went with that by
    model, ``after`` the last key it has looked at.
    """

    due: int | None = None
    gone: int = 0
    along: dict[str, int] = field(default_factory=dict)
    after: str | None = None
    done: bool = False
    failed: str = ""

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class _Run:
    """A run at work. ``hold`` proves in each transaction that the work is still ours."""

    row: PurgeRun
    hold: Callable[[], None]
    periods: Periods
    progress: dict[str, Progress]
    #: Who was excepted when the run, or this worker's part of it, began. For foretelling; each batch asks anew.
    excepted: frozenset[UUID] = frozenset()
    pace: Pace = field(default_factory=Pace)

    @classmethod
    def of(cls, row: PurgeRun, hold: Callable[[], None]) -> _Run:
        known = row.progress.get("steps", {})
        return cls(
            row=row,
            hold=hold,
            periods=row.progress.get("periods") or periods_of(row.policy_version),
            progress={key: Progress(**found) for key, found in known.items()},
            excepted=excepted(),
        )

    def periods_now(self) -> Periods:
        """The run's periods, or a longer one that was chosen since: it takes effect at once."""
        now = policy_in_force().periods
        return {code: max(days, now.get(code, days)) for code, days in self.periods.items()}

    def save(self, **more: Any) -> None:
        progress = {
            **self.row.progress,
            "periods": self.periods,
            "steps": {key: found.stored() for key, found in self.progress.items()},
        }
        self.row.progress = progress
        PurgeRun.objects.filter(pk=self.row.pk).update(progress=progress, **more)


def purge_run(*, run_id: UUID, hold: Callable[[], None] = lambda: None) -> PurgeRun | None:
    """Carry out a run, or go on with it. ``hold`` is called first in every transaction and may raise.

    Raises :class:`RetryLater` when a step could not be done: the others are done by then, and the run has no
    certificate before all are.
    """
    row = PurgeRun.objects.filter(pk=run_id).first()
    if row is None or row.state == PurgeRun.State.DONE:
        return row
    run = _Run.of(row, hold)
    with transaction.atomic():
        hold()
        row.progress.setdefault("excepted", len(run.excepted))
        run.save()
    for step in steps():
        progress = run.progress.setdefault(step.key, Progress())
        if not progress.done:
            _step(run, step, progress)
    failed = sorted(key for key, found in run.progress.items() if found.failed)
    if failed:
        logger.error("purge incomplete", extra={"run": str(row.pk), "count": len(failed)})
        raise RetryLater(COME_BACK, "purge incomplete")
    with transaction.atomic():
        hold()
        now = timezone.now()
        certificate = certificate_append(
            kind=Certificate.Kind.PURGE, content=content_of(run.row, now), now=now
        )
        run.save(state=PurgeRun.State.DONE, finished_at=now, certificate=certificate)
    crash_point("purge_done")
    return PurgeRun.objects.get(pk=run_id)


def _step(run: _Run, step: Step, progress: Progress) -> None:
    cutoff = run.row.cutoff_at
    if progress.due is None:
        progress.due = _count(step.due(cutoff, run.periods, run.excepted))
        # The cutoff stands still: what is not due now is not due in this run.
        progress.done = progress.due == 0
    progress.failed = ""
    tries = 0
    while not progress.done:
        before = progress.stored() | {"along": dict(progress.along)}
        try:
            with transaction.atomic():
                run.hold()
                _unhurried()
                _batch(run, step, progress)
                crash_point(f"purge_in_{step.model}")
                run.save()
        except IntegrityError as error:
            # Somebody has just written to what was going: they were first, so look again.
            run.progress[step.key] = progress = Progress(**before)
            tries += 1
            if tries == TRIES:
                logger.warning("purge step failed", extra={"run": str(run.row.pk), "step": step.model})
                progress.failed = type(error).__name__
                run.save()
                return
            continue
        crash_point(f"purge_after_{step.model}")
        run.pace.rest()


def _unhurried() -> None:
    """This transaction's commit need not wait for the disk, nor make others wait for it.

    What a crash of the database takes back is done again; the certificate's own commit waits for all before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _count(rows: QuerySet[Any]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        # Quicker with every processor at once, but they are for the customers.
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        return rows.count()


def _batch(run: _Run, step: Step, progress: Progress) -> None:
    """Let one batch go. Who is excepted, and how long is long enough, is asked anew each time."""
    due = step.due(run.row.cutoff_at, run.periods_now(), excepted())
    ahead = due if progress.after is None else due.filter(pk__gt=progress.after)
    size = run.pace.size
    keys, went, along = _let_go(step, due, ahead.order_by("pk")[:size], run.row.pk)
    if keys:
        progress.after = str(keys[-1])
    progress.gone += went
    for model, count in along.items():
        progress.along[model] = progress.along.get(model, 0) + count
    progress.done = len(keys) < size


def _let_go(
    step: Step, due: QuerySet[Any], chosen: QuerySet[Any], run_id: UUID
) -> tuple[list[Any], int, dict[str, int]]:
    """Let those of ``chosen`` go that are due at this very moment.

    Returns the keys that were looked at, how many rows went, and how many of other models with them.
    """
    if step.expiry is not None and step.expiry.let_go is not None:
        keys = list(chosen.values_list("pk", flat=True))
        return keys, step.expiry.let_go(due.filter(pk__in=keys)) if keys else 0, {}
    anchors = step.anchors
    with connection.cursor() as cursor:
        if not (anchors or dependents(step.table) or is_noted(step.model)):
            keys = chosen_delete(cursor, chosen)
            return keys, len(keys), {}
        keys = chosen_lock(cursor, chosen, [model for _, model in anchors])
        # From here on nobody can change what these are due by.
        going = keys if anchors else _once_more(due, keys)
        return keys, *rows_delete(cursor, step.table, going, origin_id=run_id, by_age=True)


def _once_more(due: QuerySet[Any], keys: Sequence[Any]) -> list[Any]:
    """Those that are still due now that they are locked: something may have been hung on them just before."""
    return list(due.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)) if keys else []


def content_of(run: PurgeRun, now: datetime) -> dict[str, Any]:
    """What the certificate says: the periods, counts per model and class, the times. Nobody's data."""
    counts: dict[str, dict[str, int]] = {}
    changed = 0
    kinds = {step.key: step for step in steps()}
    periods: Periods = run.progress["periods"]
    for key, found in run.progress["steps"].items():
        model, _, code = key.partition(":")
        if found["gone"]:
            counts.setdefault(model, {})[code] = found["gone"]
        if key in kinds and kinds[key].changes:
            changed += found["gone"]
        for other, count in found["along"].items():
            along = counts.setdefault(other, {})
            along[code] = along.get(code, 0) + count
    total = sum(sum(classes.values()) for classes in counts.values())
    return {
        "run": str(run.pk),
        "policy_version": run.policy_version,
        "periods": periods,
        "cutoff": run.cutoff_at.isoformat(),
        "ended_before": {
            code: (run.cutoff_at - timedelta(days=days)).isoformat() for code, days in periods.items()
        },
        "began": run.started_at.isoformat(),
        "finished": now.isoformat(),
        "counts": {model: dict(sorted(classes.items())) for model, classes in sorted(counts.items())},
        "deleted": total - changed,
        "changed": changed,
        "excepted_persons": run.progress.get("excepted", 0),
    }
