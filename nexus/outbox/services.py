"""Putting, claiming and finishing jobs. Each is one conditional statement (decision 1 and 2).

The statements are raw because they must be single and name ``public``: they run inside a company's
transaction, where every ORM statement would cost another ``SET search_path``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from nexus.crypto.ids import uuid7
from nexus.schema import connection

LEASE = timedelta(seconds=6)
WAKE_AGAIN = timedelta(seconds=3)


# Another reason for a job that is there: the generation grows and the time is pushed, but never beyond
# ``longest`` after the first reason that no claim has covered. For an INSERT INTO public.outbox_job AS job
# with the parameters ``now``, ``due`` and ``longest`` (seconds).
ON_ANOTHER_REASON = """
    ON CONFLICT (schema, kind, object_id) DO UPDATE SET
        generation = job.generation + 1, woken_until = NULL, dead = false,
        attempts = CASE WHEN job.dead THEN 0 ELSE job.attempts END,
        first_due_at = CASE WHEN job.claimed_generation = job.generation THEN %(now)s ELSE job.first_due_at END,
        due_at = LEAST(%(due)s, make_interval(secs => %(longest)s::float8) +
                       CASE WHEN job.claimed_generation = job.generation THEN %(now)s ELSE job.first_due_at END)
"""


class LeaseLost(Exception):
    """Another worker has claimed the job since: whatever this one computed must not be stored."""


class RetryLater(Exception):
    """Raised by a handler to have its job run again after ``delay``."""

    def __init__(self, delay: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.delay = delay
        self.reason = reason


@dataclass
class Claim:
    """A job held by this worker. ``fence`` proves it; ``generation`` is what it promised to handle."""

    id: UUID
    schema: str
    kind: str
    object_id: UUID
    generation: int
    fence: int
    attempts: int
    first_due_at: datetime
    finished: bool = field(default=False)

    def hold(self) -> None:
        """Lock the job's row for this transaction, or raise :class:`LeaseLost`.

        Call it first in every transaction that stores what the job computed: a worker that slept
        past its lease (SIGSTOP, a long pause) must find out before it writes, not after.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM public.outbox_job WHERE id = %s AND fence = %s FOR UPDATE",
                [self.id, self.fence],
            )
            if cursor.fetchone() is None:
                raise LeaseLost(self.kind)

    def renew(self) -> bool:
        """Extend the lease; False when the job is no longer ours, or has been given back."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.outbox_job SET lease_until = %s"
                " WHERE id = %s AND fence = %s AND lease_until IS NOT NULL",
                [timezone.now() + LEASE, self.id, self.fence],
            )
            return cursor.rowcount == 1

    def finish(self) -> None:
        """Done with the claimed generation; if a newer one came meanwhile the job stays, unclaimed."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM public.outbox_job WHERE id = %s AND fence = %s AND generation = %s",
                [self.id, self.fence, self.generation],
            )
            if not cursor.rowcount:
                cursor.execute(
                    "UPDATE public.outbox_job SET lease_until = NULL, woken_until = NULL, attempts = 0"
                    " WHERE id = %s AND fence = %s",
                    [self.id, self.fence],
                )
        self.finished = True

    def retry(self, *, delay: timedelta, reason: str, max_attempts: int) -> None:
        """Give the job back to run again after ``delay``, or leave it to ops when it is used up."""
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.outbox_job SET lease_until = NULL, woken_until = NULL, last_error = %s,"
                " due_at = %s, dead = %s WHERE id = %s AND fence = %s",
                [reason[:120], now + delay, self.attempts >= max_attempts, self.id, self.fence],
            )


def job_put(
    *,
    kind: str,
    object_id: UUID,
    schema: str | None = None,
    delay: timedelta = timedelta(),
    max_wait: timedelta | None = None,
) -> UUID:
    """Say that ``object_id`` must be handled after ``delay``; returns the job's id.

    A second call for the same object increments the generation and pushes the time, but never
    beyond ``max_wait`` after the first unhandled reason (decision 2). A dead job begins anew.
    """
    now = timezone.now()
    due = now + delay
    longest = max_wait if max_wait is not None else delay
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO public.outbox_job AS job
                (id, schema, kind, object_id, generation, due_at, first_due_at, fence, claimed_generation,
                 attempts, dead, last_error, created_at)
            VALUES (%(id)s, %(schema)s, %(kind)s, %(object)s, 1, %(due)s, %(now)s, 0, 0, 0, false, '', %(now)s)
            """
            + ON_ANOTHER_REASON
            + " RETURNING id",
            {
                "id": uuid7(),
                "schema": schema or connection.schema_name,
                "kind": kind,
                "object": object_id,
                "due": due,
                "now": now,
                "longest": str(longest.total_seconds()),
            },
        )
        return cursor.fetchone()[0]


def job_claim(*, job_id: UUID) -> Claim | None:
    """Claim a due job, or None when it is done, not due yet, or held by another worker."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE public.outbox_job SET lease_until = %(lease)s, fence = fence + 1,
                   claimed_generation = generation, attempts = attempts + 1
            WHERE id = %(id)s AND NOT dead AND due_at <= %(now)s
              AND (lease_until IS NULL OR lease_until < %(now)s)
            RETURNING id, schema, kind, object_id, generation, fence, attempts, first_due_at
            """,
            {"id": job_id, "now": now, "lease": now + LEASE},
        )
        row = cursor.fetchone()
    return Claim(*row) if row else None


def jobs_due(*, limit: int = 500) -> list[tuple[UUID, str]]:
    """Ids and kinds of jobs that are due and not held, marked as woken so that they are not woken twice.

    A wake-up that was lost (Redis flushed, worker killed) is made again after ``WAKE_AGAIN``.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE public.outbox_job SET woken_until = %(again)s
            WHERE id IN (
                SELECT id FROM public.outbox_job
                WHERE NOT dead AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until < %(now)s)
                  AND (woken_until IS NULL OR woken_until < %(now)s)
                ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
            RETURNING id, kind
            """,
            {"now": now, "again": now + WAKE_AGAIN, "limit": limit},
        )
        return cursor.fetchall()
