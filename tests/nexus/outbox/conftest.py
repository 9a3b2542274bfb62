"""Job kinds for a test, and jobs of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from nexus.outbox import handlers
from nexus.outbox.handlers import job_handler
from nexus.outbox.models import Job
from nexus.outbox.services import Claim, job_claim, job_put

PAST = timedelta(milliseconds=-1)


@pytest.fixture
def kind() -> Iterator[Callable[..., str]]:
    """``kind(handler)`` registers a job kind for this test and returns its name."""
    made: list[str] = []

    def register(run: Callable[[Claim], None], *, max_attempts: int = 3) -> str:
        name = f"test_{len(made)}"
        job_handler(name, max_attempts=max_attempts, backoff=timedelta(0))(run)
        made.append(name)
        return name

    yield register
    for name in made:
        del handlers.HANDLERS[name]


def put(kind: str = "test", object_id: UUID | None = None, **more) -> UUID:
    return job_put(kind=kind, object_id=object_id or uuid4(), **{"delay": PAST, "schema": "public", **more})


def lapse() -> None:
    """The lease, and what was woken, run out."""
    Job.objects.update(
        lease_until=timezone.now() - timedelta(seconds=1), woken_until=timezone.now() - timedelta(seconds=1)
    )


def claimed(job_id: UUID) -> Claim:
    claim = job_claim(job_id=job_id)
    assert claim is not None
    return claim


def ready_again() -> None:
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=1))
