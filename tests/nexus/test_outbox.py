"""The outbox: what must be done is done once, and never forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from crm.models import Contact
from nexus.outbox import handlers, runner, services
from nexus.outbox.handlers import job_handler
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.outbox.services import WAKE_AGAIN, Claim, LeaseLost, RetryLater, job_claim, job_put, jobs_due
from nexus.tenants.models import Company

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


# -- putting and claiming


def test_a_job_is_claimed_once_until_its_lease_is_over(db):
    job = put()
    first = claimed(job)
    assert job_claim(job_id=job) is None
    lapse()
    second = claimed(job)
    assert (first.fence, second.fence) == (1, 2)
    assert (first.attempts, second.attempts) == (1, 2)


def test_a_job_is_not_claimed_before_it_is_due_nor_when_it_is_gone(db):
    job = put(delay=timedelta(minutes=1))
    assert job_claim(job_id=job) is None
    assert job_claim(job_id=uuid4()) is None


def test_two_reasons_for_one_object_are_one_job(db):
    object_id = uuid4()
    assert put(object_id=object_id) == put(object_id=object_id)
    assert put(object_id=object_id, schema="c_other") != put(object_id=object_id)
    assert Job.objects.get(object_id=object_id, schema="public").generation == 3


def test_finishing_deletes_the_job(db):
    job = put()
    claimed(job).finish()
    assert not Job.objects.exists()


def test_a_reason_that_came_meanwhile_survives_the_finish(db):
    object_id = uuid4()
    job = put(object_id=object_id)
    claim = claimed(job)
    put(object_id=object_id)
    claim.finish()
    row = Job.objects.get()
    assert (row.generation, row.lease_until, row.attempts) == (2, None, 0)
    again = claimed(job)
    assert again.generation == 2
    again.finish()
    assert not Job.objects.exists()


def test_each_reason_pushes_the_time_but_not_beyond_the_longest_wait(db, monkeypatch):
    start, object_id = timezone.now(), uuid4()
    dues = []
    for second in range(0, 12, 2):
        monkeypatch.setattr(services.timezone, "now", lambda second=second: start + timedelta(seconds=second))
        put(object_id=object_id, delay=timedelta(seconds=3), max_wait=timedelta(seconds=8))
        dues.append(round((Job.objects.get().due_at - start).total_seconds()))
    assert dues == [3, 5, 7, 8, 8, 8]


def test_after_a_claim_the_longest_wait_counts_anew(db, monkeypatch):
    start, object_id = timezone.now(), uuid4()
    job = put(object_id=object_id, max_wait=timedelta(seconds=8))
    claim = claimed(job)
    monkeypatch.setattr(services.timezone, "now", lambda: start + timedelta(seconds=60))
    put(object_id=object_id, delay=timedelta(seconds=3), max_wait=timedelta(seconds=8))
    claim.finish()
    assert round((Job.objects.get().due_at - start).total_seconds()) == 63


# -- the lease and the fence


def test_who_lost_the_lease_can_neither_hold_renew_finish_nor_give_back(db):
    job = put()
    late = claimed(job)
    lapse()
    present = claimed(job)
    with transaction.atomic(), pytest.raises(LeaseLost):
        late.hold()
    assert late.renew() is False
    late.finish()
    late.retry(delay=timedelta(hours=1), reason="late", max_attempts=1)
    row = Job.objects.get()
    assert (row.fence, row.dead, row.last_error) == (present.fence, False, "")
    assert row.due_at < timezone.now()
    with transaction.atomic():
        present.hold()
    assert present.renew() is True


def test_a_beat_that_comes_late_does_not_hold_what_was_given_back(db):
    job = put()
    claim = claimed(job)
    claim.retry(delay=PAST, reason="x", max_attempts=5)
    assert claim.renew() is False
    claimed(job)


def test_renewing_keeps_others_out(db):
    job = put()
    claim = claimed(job)
    Job.objects.update(lease_until=timezone.now() + timedelta(milliseconds=20))
    assert claim.renew()
    time.sleep(0.03)
    assert job_claim(job_id=job) is None


# -- waking


def test_what_is_due_is_woken_once_and_again_when_nothing_came_of_it(db):
    job, _later = put(), put(delay=timedelta(minutes=1))
    assert jobs_due() == [(job, "test")]
    assert jobs_due() == []
    row = Job.objects.get(pk=job)
    assert row.woken_until is not None
    assert row.woken_until - timezone.now() <= WAKE_AGAIN
    lapse()
    assert jobs_due() == [(job, "test")]


def test_a_held_job_is_not_woken_and_a_stranded_one_is(db):
    job = put()
    claimed(job)
    assert jobs_due() == []
    lapse()
    assert jobs_due() == [(job, "test")]


def test_a_new_reason_wakes_at_once_although_it_was_woken_just_now(db):
    object_id = uuid4()
    job = put(object_id=object_id)
    assert jobs_due() == [(job, "test")]
    put(object_id=object_id)
    assert jobs_due() == [(job, "test")]


def test_the_oldest_are_woken_first(db):
    jobs = [put(delay=timedelta(seconds=-n)) for n in range(5)]
    assert {job for job, _ in jobs_due(limit=2)} == {jobs[4], jobs[3]}


# -- running


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


# -- real threads, real commits


def together(count: int, act: Callable[[int], object]) -> list[object]:
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
    woken = [job for part in together(2, lambda _: jobs_due(limit=40)) for job, _ in part]  # type: ignore[union-attr]
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
