"""Starting runs: every night at two, or by hand. Two that are started at once are one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django_tenants.utils import schema_context

from gdpr.models import PurgeRun
from gdpr.retention.purge import purge_run
from gdpr.retention.selectors import policy_in_force
from nexus.outbox.services import Claim, job_put
from nexus.outbox.tasks import wake
from nexus.privacy.ageing import registered_ageing
from nexus.schema import connection
from nexus.tenants.context import NoSuchCompany, company_context
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady

PURGE: Final = "purge"
#: When the machines have least to do, Swedish time.
HOUR: Final = 2


def purge(claim: Claim) -> None:
    """The job: go through with the run, however often it must be taken up again."""
    purge_run(run_id=claim.object_id, hold=claim.hold)


def purge_start(*, now: datetime) -> tuple[PurgeRun, UUID]:
    """Begin a run in the company that we are in, or join the one that goes on. Returns it and its job's id."""
    with transaction.atomic():
        run = PurgeRun.objects.filter(state=PurgeRun.State.RUNNING).first()
        if run is None:
            policy = policy_in_force()
            try:
                with transaction.atomic():
                    run = PurgeRun.objects.create(
                        policy_version=policy.version,
                        cutoff_at=now,
                        started_at=now,
                        progress={"periods": policy.periods, "steps": {}},
                    )
            except IntegrityError:  # another one began at the same moment
                run = PurgeRun.objects.get(state=PurgeRun.State.RUNNING)
        job_id = job_put(kind=PURGE, object_id=run.pk)
        transaction.on_commit(lambda: wake(job_id, PURGE))
    return run, job_id


def night_of(now: datetime) -> datetime:
    """The latest two o'clock in the morning, Swedish time, that is not after ``now``."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)


@dataclass(slots=True)
class FannedOut:
    """What a look at the clock came to."""

    started: int = 0
    not_ready: int = 0
    public: int = 0


def purges_start(*, now: datetime) -> FannedOut:
    """Begin tonight's run in every company that has not had it; a night that was missed is made up for."""
    night, came_to = night_of(now), FannedOut()
    connection.set_schema_to_public()
    for company in list(Company.objects.filter(state=Company.State.READY, created_at__lt=night)):
        try:
            with company_context(company.schema_name):
                if not PurgeRun.objects.filter(started_at__gte=night).exists():
                    purge_start(now=now)
                    came_to.started += 1
        except (NotReady, NoSuchCompany):
            came_to.not_ready += 1  # the readiness gate has said so already, or it was closed just now
    came_to.public = public_purge(now=now)
    return came_to


def public_purge(*, now: datetime, dry_run: bool = False) -> int:
    """Let go what the platform itself keeps of its own staff. Returns how many rows went, or would go."""
    count = 0
    with schema_context("public"):
        for rows in registered_ageing():
            days = rows.days if rows.days is not None else rows.retention and rows.retention.value.days
            if not rows.public or days is None:
                continue
            due = rows.table._base_manager.filter(rows.due(now - timedelta(days=days), now))
            count += due.count() if dry_run else due._raw_delete(due.db)
    return count
