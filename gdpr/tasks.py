"""Clockwork of rights and retention: each task walks the companies, and one that is not ready stops no other."""

from __future__ import annotations

from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from gdpr.cases.reminders import cases_remind
from gdpr.registers.digests import digests_make
from gdpr.registers.subprocessors import subprocessors_tell
from gdpr.retention.holds import holds_remind
from gdpr.retention.runs import purges_start
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady


def in_every_company(work: Callable[[], int]) -> int:
    """Do ``work`` in each company that is ready; the sum of what it answers."""
    done = 0
    for schema in Company.objects.filter(state=Company.State.READY).values_list("schema_name", flat=True):
        try:
            with company_context(schema):
                done += work()
        except NotReady:
            continue  # the readiness gate has said so already; the others must not wait for it
    return done


@shared_task(name="rights.remind")
def remind() -> int:
    """Remind companies of cases that are near their end; each reminder once, so this may run often."""
    return in_every_company(lambda: cases_remind(now=timezone.now()))


@shared_task(name="retention.fan_out")
def fan_out_purges() -> int:
    """Begin tonight's purge where it has not begun. Asked often, so that a night without a clock is made up for."""
    return purges_start(now=timezone.now()).started


@shared_task(name="retention.review")
def review_holds() -> int:
    """Remind the owners of holds on their review dates; each date once."""
    return in_every_company(lambda: holds_remind(now=timezone.now()))


@shared_task(name="registers.daily")
def keep_registers() -> int:
    """Sign yesterday's access log and tell of new sub-processors; each once, so this may run often."""
    now = timezone.now()
    return in_every_company(lambda: digests_make(now) + subprocessors_tell())
