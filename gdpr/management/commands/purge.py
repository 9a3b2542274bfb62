"""``purge [--company SLUG] [--dry-run]``: what the night's run does, here and now."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gdpr.models import PurgeRun
from gdpr.retention.plan import excepted
from gdpr.retention.runs import public_purge, purge_start
from gdpr.retention.selectors import counts_due
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import NoSuchCompany, company_context
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady

#: Seconds between looks at a run that a worker has taken on.
LOOK = 0.2


@dataclass
class Result:
    """What is printed. ``due`` is counted in a dry run instead of ``deleted`` and ``changed``."""

    companies: int = 0
    deleted: int = 0
    changed: int = 0
    due: int = 0
    excepted_persons: int = 0
    platform: int = 0
    failed: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    certificates: list[str] = field(default_factory=list)


class Command(BaseCommand):
    help = (
        "Let go of what has had its time, in every ready company or in one, and certify it. With --dry-run "
        "only count. May be cut short and run again. The last line is a JSON object; the exit code is 1 when "
        "a company could not be finished."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", metavar="SLUG", help="only this company")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would go")

    def handle(self, *_args: Any, **options: Any) -> None:
        companies = Company.objects.filter(state=Company.State.READY).order_by("slug")
        if slug := options["company"]:
            companies = companies.filter(slug=slug)
            if not companies:
                raise CommandError("There is no such company.")
        result, dry = Result(), bool(options["dry_run"])
        for company in list(companies):
            try:
                done = self._count(company, result) if dry else self._purge(company, result)
            except (NotReady, NoSuchCompany):
                done = False
            result.companies += done
            result.failed += not done
            if not done:
                self.stderr.write(f"{company.slug}: not finished")
        if slug is None:
            result.platform = public_purge(now=timezone.now(), dry_run=dry)
        self.stdout.write(json.dumps({"dry_run": dry, **asdict(result)}, sort_keys=True))
        if result.failed:
            raise SystemExit(1)

    def _count(self, company: Company, result: Result) -> bool:
        with company_context(company.schema_name):
            for key, count in counts_due(now=timezone.now()).items():
                self._add(result, key.partition(":")[0], count)
                result.due += count
            result.excepted_persons += len(excepted())
        return True

    def _purge(self, company: Company, result: Result) -> bool:
        with company_context(company.schema_name):
            run, job_id = purge_start(now=timezone.now())
        # Through its job, as a worker does: so a worker and this command never work at the same run.
        finished = self._see_through(company, run.pk, job_id)
        if finished is None or finished.certificate is None:
            return False
        content = finished.certificate.content
        result.deleted += content["deleted"]
        result.changed += content["changed"]
        result.excepted_persons += content["excepted_persons"]
        for model, classes in content["counts"].items():
            self._add(result, model, sum(classes.values()))
        result.certificates.append(finished.certificate.digest)
        return True

    @staticmethod
    def _see_through(company: Company, run_id: UUID, job_id: UUID) -> PurgeRun | None:
        """Do the run, or wait for the worker that does; None when it could not be finished now."""
        while True:
            ours = job_run(job_id)
            with company_context(company.schema_name):
                run = PurgeRun.objects.select_related("certificate").get(pk=run_id)
            if run.state == PurgeRun.State.DONE:
                return run
            job = Job.objects.filter(pk=job_id).first()
            if ours or job is None or job.dead or job.due_at > timezone.now():
                # It failed, and comes back by itself.
                return None
            time.sleep(LOOK)

    @staticmethod
    def _add(result: Result, model: str, count: int) -> None:
        if count:
            result.counts[model] = result.counts.get(model, 0) + count
