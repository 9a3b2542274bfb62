"""The outbox under threads, with real commits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, connections, transaction

from crm.models import Contact
from nexus.outbox import runner, services
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.outbox.services import Claim, job_claim, job_put, jobs_due
from nexus.tenants.models import Company
from tests.nexus.outbox.conftest import put


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    barrier, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[index] = act(index)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_among_workers_at_the_same_moment_one_wins_and_no_wake_up_is_lost(fresh_database, kind):
    # One claim wins.
    for _ in range(10):
        job = put()
        claims = [claim for claim in together(4, lambda _, job=job: job_claim(job_id=job)) if claim]
        assert len(claims) == 1
        Job.objects.all().delete()

    # Two sweeps at once share what is due.
    jobs = {put() for _ in range(40)}
    woken = [job for part in together(2, lambda _: jobs_due(limit=40)) for job, _ in part]
    assert sorted(woken) == sorted(set(woken))
    assert set(woken) <= jobs
    Job.objects.all().delete()

    # Reasons put while workers claim and finish: the last one is always handled after it was put.
    object_id, handled, counter = uuid4(), [], [0]
    lock = threading.Lock()

    def handle(claim: Claim) -> None:
        with lock:
            seen = counter[0]
        time.sleep(0.002)
        with lock:
            handled.append(seen)

    name, stop = kind(handle, max_attempts=1000), threading.Event()

    def act(index: int) -> None:
        if index == 0:
            for _ in range(40):
                with lock:
                    counter[0] += 1
                put(name, object_id)
                time.sleep(0.001)
            stop.set()
        else:
            while not stop.is_set() or Job.objects.exists():
                job_id = Job.objects.values_list("pk", flat=True).first()
                if job_id:
                    job_run(job_id)

    together(3, act)
    assert handled[-1] == 40
    assert handled == sorted(handled)


def test_the_tenant_s_row_and_the_job_stay_together_under_threads(fresh_database, in_company):
    company = Company.objects.get(slug="alfa")
    schema = company.schema_name

    def act(index: int) -> None:
        from nexus.tenants.context import company_context

        with company_context(schema):
            for number in range(5):
                try:
                    with transaction.atomic():
                        contact = Contact.objects.create()
                        job_put(kind="test", object_id=contact.pk)
                        if number % 2:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    continue

    together(4, act)
    connection.set_schema_to_public()
    jobs = set(Job.objects.filter(schema=schema).values_list("object_id", flat=True))
    with in_company(company):
        assert set(Contact.objects.values_list("pk", flat=True)) == jobs
    assert len(jobs) == 12


def test_a_beating_heart_keeps_the_lease_beyond_its_length(fresh_database, kind, monkeypatch):
    monkeypatch.setattr(services, "LEASE", timedelta(seconds=0.3))
    monkeypatch.setattr(runner, "LEASE", timedelta(seconds=0.3))
    others: list[object] = []

    def slow(claim: Claim) -> None:
        for _ in range(4):
            time.sleep(0.2)
            others.append(job_claim(job_id=claim.id))

    job = put(kind(slow))
    job_run(job)
    assert others == [None] * 4
    assert not Job.objects.exists()
