"""Runs one claimed job: enters its company, keeps the lease alive, finishes or gives it back."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from types import TracebackType
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connection, connections

from nexus.faults import crash_point
from nexus.outbox.handlers import HANDLERS
from nexus.outbox.services import LEASE, Claim, LeaseLost, RetryLater, job_claim
from nexus.privacy.gate import ledger_ahead
from nexus.tenants.context import company_context

logger = logging.getLogger(__name__)


class Heartbeat:
    """Renews a claim's lease from a thread of its own, as long as this process is alive."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def _beat(self) -> None:
        try:
            while not self.stopped.wait(LEASE.total_seconds() / 3):
                try:
                    if not self.claim.renew():
                        return
                except DatabaseError:
                    # The database is away: the lease runs out by itself, and hold() will tell.
                    connection.close()
        finally:
            connections.close_all()  # this thread's own connections

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopped.set()


def job_run(job_id: UUID) -> bool:
    """Run the job if it can be claimed. True when it was claimed, whatever came of it."""
    if ledger_ahead():
        return False  # the sweep asks again; no attempt is used up
    crash_point("worker_before_claim")
    claim = job_claim(job_id=job_id)
    if claim is None:
        return False
    crash_point(f"{claim.kind}_after_claim")
    handler = HANDLERS[claim.kind]
    if claim.attempts > handler.max_attempts:
        # Its workers were killed before they could say so: it must not kill another one.
        claim.retry(delay=timedelta(), reason="workers died", max_attempts=handler.max_attempts)
        return True
    try:
        with Heartbeat(claim), company_context(claim.schema):
            handler.run(claim)
            if not claim.finished:
                claim.finish()
    except LeaseLost:
        logger.warning("lease lost", extra={"job": str(claim.id), "kind": claim.kind})
    except RetryLater as later:
        claim.retry(delay=later.delay, reason=later.reason, max_attempts=handler.max_attempts)
    except Exception as error:  # a job must come back whatever went wrong inside it
        logger.exception("job failed", extra={"job": str(claim.id), "kind": claim.kind})
        delay = min(handler.backoff * 2 ** min(claim.attempts - 1, 8), timedelta(minutes=5))
        claim.retry(delay=delay, reason=type(error).__name__, max_attempts=handler.max_attempts)
    return True
