"""``/metrics``: what operators watch, computed when asked. Counts and kinds only, no personal data."""

from __future__ import annotations

import platform
import threading
from collections.abc import Iterator

import django
from django.conf import settings
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric

from nexus.alarms import alarms_counted
from nexus.health import DEADLINE_SECONDS, Probe, health, workers_age
from nexus.outbox.models import Job
from nexus.tenants.models import Company

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def jobs() -> Iterator[Metric]:
    """The outbox: how much is due, how late it is, and what waits for ops."""
    now = timezone.now()
    waiting = GaugeMetricFamily("nexus_jobs_waiting", "Jobs whose time has not come", labels=["kind"])
    due = GaugeMetricFamily("nexus_jobs_due", "Jobs that are due, held by a worker or not", labels=["kind"])
    held = GaugeMetricFamily("nexus_jobs_held", "Jobs that a worker holds", labels=["kind"])
    dead = GaugeMetricFamily("nexus_jobs_dead", "Jobs that have used up their tries", labels=["kind"])
    age = GaugeMetricFamily(
        "nexus_job_oldest_due_seconds", "How long the oldest due job has been due", labels=["kind"]
    )
    alive = Q(dead=False)
    rows = (
        Job.objects.order_by()
        .values("kind")
        .annotate(
            waiting=Count("pk", filter=alive & Q(due_at__gt=now)),
            due=Count("pk", filter=alive & Q(due_at__lte=now)),
            held=Count("pk", filter=alive & Q(lease_until__gt=now)),
            dead_ones=Count("pk", filter=Q(dead=True)),
            oldest=Min("due_at", filter=alive & Q(due_at__lte=now)),
        )
    )
    for row in rows:
        kind = [row["kind"]]
        waiting.add_metric(kind, row["waiting"])
        due.add_metric(kind, row["due"])
        held.add_metric(kind, row["held"])
        dead.add_metric(kind, row["dead_ones"])
        age.add_metric(kind, (now - row["oldest"]).total_seconds() if row["oldest"] else 0)
    yield from (waiting, due, held, dead, age)


def companies() -> Iterator[Metric]:
    """How many companies there are in each state."""
    family = GaugeMetricFamily("nexus_companies", "Companies", labels=["state"])
    found = dict(Company.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in Company.State.values:
        family.add_metric([state], found.get(state, 0))
    yield family


class Stored:
    """What has to be read from Postgres, in a thread of its own so that a hanging one is not waited for."""

    def __init__(self) -> None:
        self.metrics: list[Metric] = []
        self.lock = threading.Lock()
        self.probe = Probe({"metrics": self._read})

    def _read(self) -> bool:
        self.metrics = [*jobs(), *companies()]
        return True

    def collect(self) -> list[Metric]:
        """The metrics, or none of them while Postgres is away."""
        with self.lock:
            return self.metrics if self.probe.results(DEADLINE_SECONDS)["metrics"] else []


_stored = Stored()


class NexusCollector:
    """Prometheus asks it at each scrape."""

    def collect(self) -> Iterator[Metric]:
        info = InfoMetricFamily("nexus_build", "The running code")
        info.add_metric(
            [],
            {
                "version": str(settings.SPECTACULAR_SETTINGS["VERSION"]),
                "python": platform.python_version(),
                "django": django.get_version(),
                "environment": settings.NEXUS.environment,
            },
        )
        yield info
        results = health()
        up = GaugeMetricFamily("nexus_up", "1 when the part works, as in /healthz", labels=["part"])
        for part, fine in results.items():
            up.add_metric([part], int(fine))
        yield up
        if results["redis"] and (age := workers_age()) is not None:
            yield GaugeMetricFamily(
                "nexus_workers_seen_seconds", "Since a worker last swept the outbox", value=age
            )
        if results["redis"]:
            alarms = CounterMetricFamily("nexus_alarms", "Alarms raised, by kind", labels=["alarm"])
            for name, number in alarms_counted().items():
                alarms.add_metric([name], number)
            yield alarms
        if results["database"]:
            yield from _stored.collect()


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format; what cannot be read at the moment is left out."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(NexusCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE)
