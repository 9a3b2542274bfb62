"""The registry of job kinds. Each app registers how its own jobs are done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from nexus.outbox.services import Claim
from nexus.privacy.logfilter import known_words


@dataclass(frozen=True)
class Handler:
    """How one kind of job is run. ``max_attempts`` claims, killed workers included, then ops decide."""

    run: Callable[[Claim], None]
    queue: str
    max_attempts: int
    backoff: timedelta


HANDLERS: dict[str, Handler] = {}


def job_handler(
    kind: str,
    *,
    queue: str = "interactive",
    max_attempts: int = 20,
    backoff: timedelta = timedelta(seconds=2),
) -> Callable[[Callable[[Claim], None]], Callable[[Claim], None]]:
    """Register the decorated function as what handles jobs of ``kind``."""

    def register(run: Callable[[Claim], None]) -> Callable[[Claim], None]:
        if kind in HANDLERS:
            raise ValueError(f"job kind {kind} is registered twice")
        known_words(kind)
        HANDLERS[kind] = Handler(run=run, queue=queue, max_attempts=max_attempts, backoff=backoff)
        return run

    return register
