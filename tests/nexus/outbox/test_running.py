"""A job runs inside its company, and comes back when it failed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from crm.models import Contact
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.outbox.services import Claim, RetryLater, job_put, jobs_due
from tests.nexus.outbox.conftest import claimed, lapse, put, ready_again


def test_a_failing_job_comes_back_until_it_is_dead_and_a_new_reason_revives_it(db, kind):
    runs: list[int] = []

    def fails(claim: Claim) -> None:
        runs.append(claim.attempts)
        raise ZeroDivisionError

    object_id = uuid4()
    name = kind(fails, max_attempts=3)
    job = put(name, object_id)
    for _ in range(5):
        job_run(job)
        ready_again()
    row = Job.objects.get()
    assert (runs, row.dead, row.last_error) == ([1, 2, 3], True, "ZeroDivisionError")
    assert jobs_due() == []
    put(name, object_id)
    for _ in range(5):
        job_run(job)
        ready_again()
    assert runs == [1, 2, 3, 1, 2, 3]


def test_a_job_that_kills_its_workers_is_put_aside(db, kind):
    runs: list[int] = []
    job = put(kind(lambda claim: runs.append(claim.attempts), max_attempts=3))
    for _ in range(3):  # claimed, and never heard of again
        claimed(job)
        lapse()
    assert job_run(job) is True
    assert (runs, Job.objects.get().dead) == ([], True)


def test_a_job_that_asks_for_later_runs_later(db, kind):
    def later(claim: Claim) -> None:
        if claim.attempts == 1:
            raise RetryLater(timedelta(seconds=30), "not yet")

    job = put(kind(later))
    assert job_run(job) is True
    row = Job.objects.get()
    assert (row.last_error, row.lease_until) == ("not yet", None)
    assert 25 < (row.due_at - timezone.now()).total_seconds() <= 30
    assert job_run(job) is False
    ready_again()
    assert job_run(job) is True
    assert not Job.objects.exists()


def test_a_job_runs_inside_its_company_and_leaves_it(db, kind, company_a):
    seen = []
    job = put(kind(lambda claim: seen.append(connection.schema_name)), schema=company_a.schema_name)
    job_run(job)
    assert seen == [company_a.schema_name]
    assert connection.schema_name == "public"


def test_a_job_of_a_company_that_is_not_there_waits_for_ops(db, kind):
    job = put(kind(lambda claim: None), schema="c_gone")
    for _ in range(3):
        job_run(job)
        ready_again()
    assert (Job.objects.get().dead, Job.objects.get().last_error) == (True, "NoSuchCompany")


def test_a_worker_that_slept_past_its_lease_stores_nothing(db, kind, company_a, in_company):
    """SIGSTOP in the middle: another worker claims; the sleeper wakes up and must not write."""

    def sleeper(claim: Claim) -> None:
        connection.set_schema_to_public()
        lapse()
        claimed(claim.id)
        connection.set_tenant(company_a)
        with transaction.atomic():
            claim.hold()
            Contact.objects.create()

    job = put(kind(sleeper), schema=company_a.schema_name)
    assert job_run(job) is True
    with in_company(company_a):
        assert Contact.objects.count() == 0
    assert Job.objects.get().fence == 2


def test_a_row_of_the_company_and_its_job_are_one_transaction(db, company_a, in_company):
    class Wrong(Exception):
        pass

    def fails() -> None:
        with transaction.atomic():
            job_put(kind="test", object_id=Contact.objects.create().pk)
            raise Wrong

    with in_company(company_a):
        with pytest.raises(Wrong):
            fails()
        assert (Contact.objects.count(), Job.objects.count()) == (0, 0)
        with transaction.atomic():
            contact = Contact.objects.create()
            job_put(kind="test", object_id=contact.pk)
        assert Contact.objects.count() == 1
    assert Job.objects.get().schema == company_a.schema_name
