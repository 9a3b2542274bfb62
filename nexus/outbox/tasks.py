"""Celery is only the alarm clock: these tasks wake jobs, and losing one loses nothing."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from nexus.outbox.handlers import HANDLERS
from nexus.outbox.runner import job_run
from nexus.outbox.services import job_put, jobs_due

logger = logging.getLogger(__name__)

# Seconds. Interactive: more than the AI's deadline (at most 55) and a send's. Bulk work goes on where it was.
TIME_LIMITS = {"interactive": 80, "bulk": 3600}
WORKERS_SEEN = "nexus:workers:seen"


@shared_task(name="outbox.run")
def run(job_id: str) -> None:
    """Run one job, if nobody else has."""
    job_run(UUID(job_id))


@shared_task(name="outbox.sweep")
def sweep() -> int:
    """Wake everything that is due. Beat sends this every second; it also shows that workers live."""
    cache.set(WORKERS_SEEN, time.time(), timeout=60)
    due = jobs_due()
    for job_id, kind in due:
        wake(job_id, kind)
    return len(due)


def wake(job_id: UUID, kind: str) -> None:
    """Ask a worker to look at the job now. Never raises: the sweep asks again."""
    try:
        run.apply_async(
            (str(job_id),),
            queue=HANDLERS[kind].queue,
            expires=30,
            # A turn that never ends must not keep a worker: after this its process is killed, and the
            # next attempt finds that the customer has waited and sends a holding reply.
            time_limit=TIME_LIMITS[HANDLERS[kind].queue],
            retry=False,
            headers={"_schema_name": "public"},
        )
    except (OperationalError, OSError):
        logger.warning("wake-up not delivered; the sweep will repeat it", extra={"kind": kind})


def job_now(*, kind: str, object_id: UUID, schema: str | None = None) -> None:
    """Put a job that is due at once and wake a worker when the transaction has committed."""
    job_id = job_put(kind=kind, object_id=object_id, schema=schema, delay=timedelta())
    transaction.on_commit(lambda: wake(job_id, kind))
