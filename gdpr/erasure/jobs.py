"""The erasure as a job, and here and now for commands."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from gdpr.erasure.run import SOON, Run
from gdpr.models import Erasure
from nexus.outbox.models import Job
from nexus.outbox.runner import Heartbeat
from nexus.outbox.services import LEASE, Claim, RetryLater, job_claim, job_put

ERASURE: Final = "erasure"
#: A provider may take 14 days until a message can be deleted (Twilio, error 20009), tried every hour at last.
MAX_ATTEMPTS: Final = 2000
#: Somebody at a terminal waits so long for what is not ready yet; then the workers go on with it.
PATIENCE: Final = timedelta(seconds=20)


def erasure_job(claim: Claim) -> None:
    """The job ``erasure``: carry out, or go on with, the erasure of this id."""
    erasure = Erasure.objects.select_related("case").filter(pk=claim.object_id).first()
    if erasure is not None:
        Run(erasure, claim.hold).carry_out()


def erasure_run_now(*, erasure: Erasure, patience: timedelta | None = None) -> Erasure:
    """Carry it out in this process, inside the company, and answer how far it came.

    When a worker is at it already, that is waited for; when a store is not ready within ``patience``
    (:data:`PATIENCE`), the job stays and the workers try again.
    """
    until = time.monotonic() + (PATIENCE if patience is None else patience).total_seconds()
    while True:
        wait = _try(erasure)
        erasure.refresh_from_db()
        if erasure.finished_at is not None or time.monotonic() + wait > until:
            return erasure
        time.sleep(wait)


def _try(erasure: Erasure) -> float:
    """One try; the seconds until the next one makes sense."""
    job_id = job_put(kind=ERASURE, object_id=erasure.pk)
    claim = job_claim(job_id=job_id)
    if claim is None:
        held = Job.objects.filter(pk=job_id, lease_until__isnull=False).exists()
        return 0.5 if held else LEASE.total_seconds()
    with Heartbeat(claim):
        try:
            Run(erasure, claim.hold).carry_out()
        except RetryLater as later:
            claim.retry(delay=later.delay, reason=later.reason, max_attempts=MAX_ATTEMPTS)
            return min(later.delay.total_seconds(), 5.0) if later.reason in SOON else PATIENCE.total_seconds()
        claim.finish()
    return 0.0
