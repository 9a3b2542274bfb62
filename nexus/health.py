"""``/healthz``: whether this deployment can do its work, told within three seconds whatever is wrong."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nexus.outbox.tasks import WORKERS_SEEN
from nexus.privacy.gate import ledger_ahead
from nexus.privacy.ledger import verify
from nexus.privacy.logfilter import known_words
from nexus.tenants.publish import redis_client, redis_url

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 2.5
# Anybody may ask; each process looks at most once a second.
REMEMBER_SECONDS = 1.0
WORKERS_LATE_SECONDS = 15.0

Check = Callable[[], bool]


class Probe:
    """Runs checks side by side, each in a thread that may hang without anybody waiting for it.

    A check that is still hanging is not started a second time: it counts as failed until it has returned.
    """

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self.checks = checks
        self.running: dict[str, threading.Thread] = {}

    def results(self, seconds: float) -> dict[str, bool]:
        """Each check's result; False for one that raised or did not answer within ``seconds``."""
        found: dict[str, bool] = {}
        deadline = time.monotonic() + seconds
        for name, check in self.checks.items():
            hanging = self.running.get(name)
            if hanging is None or not hanging.is_alive():
                thread = threading.Thread(target=self._run, args=(name, check, found), daemon=True)
                self.running[name] = thread
                thread.start()
        for name, thread in self.running.items():
            if name in self.checks:
                thread.join(max(0.0, deadline - time.monotonic()))
        return {name: found.get(name, False) for name in self.checks}

    @staticmethod
    def _run(name: str, check: Check, found: dict[str, bool]) -> None:
        try:
            found[name] = check()
        except Exception as error:
            logger.warning("health check failed", extra={"check": name, "cause": type(error)})
            found[name] = False
        finally:
            connection.close()  # this thread's own


def check_database() -> bool:
    """Postgres answers a statement on a new connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def check_redis() -> bool:
    """Redis answers a ping."""
    return bool(redis_client(redis_url()).ping())


def workers_age() -> float | None:
    """Seconds since a worker last swept the outbox; None when none has. Also from within a company."""
    seen = caches["platform"].get(WORKERS_SEEN)
    return None if seen is None else time.time() - float(seen)


def check_workers() -> bool:
    """A worker has swept the outbox within the last fifteen seconds."""
    age = workers_age()
    return age is not None and age <= WORKERS_LATE_SECONDS


def check_ledger() -> bool:
    """The erasure ledger is whole, and this database knows all of it (architecture, decision 13)."""
    return verify().ok and not ledger_ahead()


CHECKS: dict[str, Check] = {
    "database": check_database,
    "redis": check_redis,
    "workers": check_workers,
    "ledger": check_ledger,
}
known_words(*CHECKS)
_probe = Probe(CHECKS)
_lock = threading.Lock()
_remembered: tuple[float, dict[str, bool]] = (-REMEMBER_SECONDS, {})


def health() -> dict[str, bool]:
    """The checks' results, at most a second old."""
    global _remembered
    with _lock:
        at, results = _remembered
        if not results or time.monotonic() - at >= REMEMBER_SECONDS:
            results = _probe.results(DEADLINE_SECONDS)
            _remembered = (time.monotonic(), results)
        return results


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when everything works, else 503; the same shape either way."""
    results = health()
    healthy = all(results.values())
    body = {
        "status": "ok" if healthy else "down",
        "checks": {name: "ok" if fine else "down" for name, fine in results.items()},
    }
    return JsonResponse(body, status=HTTPStatus.OK if healthy else HTTPStatus.SERVICE_UNAVAILABLE)
