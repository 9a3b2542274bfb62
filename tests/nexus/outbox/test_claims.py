"""What must be done is claimed by one at a time, kept by its lease, and woken until it is done."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from nexus.outbox import services
from nexus.outbox.models import Job
from nexus.outbox.services import WAKE_AGAIN, LeaseLost, job_claim, jobs_due
from tests.nexus.outbox.conftest import PAST, claimed, lapse, put


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
