"""Runs: once a night, in batches, certified in a chain, and one however often they are begun."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from conversations.channels.sms import reconcile
from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.routes import route_by_id
from conversations.models import Conversation, DeliveryEvent, Interpretation, Message
from conversations.services.inbound import sms_receive
from crm.models import Contact
from gdpr.certificates import certificate_check, chain_check
from gdpr.models import Certificate, PurgeRun
from gdpr.retention import pace
from gdpr.retention import purge as engine
from gdpr.retention.classes import bounds, defaults
from gdpr.retention.purge import purge_run
from gdpr.retention.runs import night_of, purge_start, purges_start
from nexus.crypto.fields import EncryptedField
from nexus.crypto.ids import uuid7
from nexus.outbox.models import Job
from nexus.outbox.services import RetryLater, job_put
from nexus.privacy.vocabulary import RetentionClass
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import make_ai_answer, phone
from tests.gdpr.retention.conftest import Clock, Old, purge


def test_each_run_leaves_a_certificate_and_they_chain(old: Old) -> None:
    old(days=400, messages=3)
    first = purge()
    second = purge()
    assert chain_check() == []
    assert first.certificate
    assert second.certificate
    assert certificate_check(first.certificate)
    assert second.certificate.previous == first.certificate.digest
    content = first.certificate.content
    assert content["counts"]["conversations.Message"] == {"messages": 3}
    assert content["counts"]["conversations.Conversation"] == {"messages": 1}
    assert content["counts"]["conversations.MessageTerms"] == {"messages": 3}, "what they were found by"
    assert content["deleted"] == 7
    assert content["policy_version"] == 0
    assert content["periods"] == defaults()
    assert content["cutoff"] == first.cutoff_at.isoformat()
    assert second.certificate.content["deleted"] == 0
    assert "Gammal" not in json.dumps(content)
    assert phone(620) not in json.dumps(content)
    first.certificate.content["deleted"] = 5
    first.certificate.save()
    assert chain_check() != []


def test_what_hangs_on_a_message_goes_with_it_and_is_counted(old: Old) -> None:
    conversation = old(days=400, messages=0)
    answer = make_ai_answer(conversation)
    Message.objects.filter(pk=answer.pk).update(created_at=timezone.now())
    assert DeliveryEvent.objects.filter(message=answer).count() == 3
    run = purge()
    assert not Interpretation.objects.filter(conversation_id=conversation.pk).exists()
    assert run.certificate
    counts = run.certificate.content["counts"]
    assert counts["conversations.DeliveryEvent"] == {"messages": 3}
    assert counts["conversations.Interpretation"] == {"messages": 1}


def test_two_runs_at_once_are_one(in_company_a: Company) -> None:
    first, first_job = purge_start(now=timezone.now())
    second, second_job = purge_start(now=timezone.now())
    assert first == second
    assert first_job == second_job
    assert Job.objects.filter(kind="purge").count() == 1
    with pytest.raises(IntegrityError):
        PurgeRun.objects.create(policy_version=0, cutoff_at=timezone.now())


def test_a_run_goes_through_many_batches_with_its_progress_in_view(
    old: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BATCH", 3)
    old(days=400, messages=8)
    old(days=10, messages=5, number=622)
    seen: list[int] = []
    batch = engine._batch

    def watched(run: engine._Run, step: engine.Step, progress: engine.Progress) -> None:
        batch(run, step, progress)
        if step.key == "conversations.Message:messages":
            seen.append(progress.gone)

    monkeypatch.setattr(engine, "_batch", watched)
    run = purge()
    assert seen == [3, 6, 8]
    assert run.progress["steps"]["conversations.Message:messages"]["due"] == 8
    assert Message.objects.count() == 5


@pytest.mark.parametrize("customers", [True, False])
def test_a_run_gives_way_to_customers_and_to_nobody_else(
    customers: bool, old: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small batches and rests while an answer is due; full speed when all that is due is other bulk work."""
    monkeypatch.setattr(pace, "SMALL_BATCH", 3)
    old(days=400, messages=8)
    job_put(kind="turn" if customers else "booking_reminder", object_id=uuid7())
    rests: list[float] = []
    monkeypatch.setattr(pace, "pause", rests.append)
    run = purge()
    assert run.certificate
    assert run.certificate.content["counts"]["conversations.Message"] == {"messages": 8}
    assert bool(rests) is customers
    assert all(0 < rest <= pace.LONGEST_REST for rest in rests)


def test_a_run_that_lost_its_worker_goes_on_where_it_was(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BATCH", 2)
    old(days=400, messages=7)
    run, _ = purge_start(now=timezone.now())

    class Killed(Exception):
        pass

    def killed_after(transactions: int) -> Callable[[], None]:
        left = iter(range(transactions))

        def hold() -> None:
            if next(left, None) is None:
                raise Killed

        return hold

    deaths, left = 0, [7]
    while run.state == PurgeRun.State.RUNNING:
        try:
            purge_run(run_id=run.pk, hold=killed_after(3))
        except Killed:
            deaths += 1
            left.append(Message.objects.count())
        assert deaths < 50
        run.refresh_from_db()
    assert deaths > 1
    assert left == sorted(left, reverse=True), "nothing comes back"
    assert run.certificate
    assert run.certificate.content["counts"]["conversations.Message"] == {"messages": 7}
    assert Certificate.objects.count() == 1


def test_a_step_that_cannot_be_done_stops_no_other_and_the_certificate_waits(
    old: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    old(days=800)
    run, _ = purge_start(now=timezone.now())
    let_go = engine._let_go

    def refused(step: engine.Step, *rest: object) -> object:
        if step.model == "conversations.Conversation":
            raise IntegrityError
        return let_go(step, *rest)

    monkeypatch.setattr(engine, "_let_go", refused)
    with pytest.raises(RetryLater):
        purge_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == PurgeRun.State.RUNNING
    assert run.progress["steps"]["conversations.Conversation:messages"]["failed"] == "IntegrityError"
    assert Message.objects.count() == 0
    assert Certificate.objects.count() == 0
    monkeypatch.undo()
    purge_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == PurgeRun.State.DONE
    assert not Conversation.objects.exists()
    assert not Contact.objects.filter(pk__in=[]).exists()


def test_a_damaged_row_goes_unread(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    """No content is loaded: a value that no key opens is deleted like any other."""
    conversation = old(days=400)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_message SET body = %s", [b"\x00damaged"])

    def opened(*_: object) -> None:
        raise AssertionError("content was loaded")

    monkeypatch.setattr(EncryptedField, "from_db_value", opened)
    purge()
    assert not Message.objects.filter(conversation=conversation).exists()


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-11-23T00:59:00+00:00", "2026-11-22T01:00:00+00:00"),
        ("2026-11-23T01:00:00+00:00", "2026-11-23T01:00:00+00:00"),
        ("2026-07-01T00:00:00+00:00", "2026-07-01T00:00:00+00:00"),
        # The night on which there is no two o'clock, and the one that has it twice.
        ("2026-03-29T01:30:00+00:00", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T00:30:00+00:00", "2026-10-25T00:00:00+00:00"),
        ("2026-10-25T02:30:00+00:00", "2026-10-25T00:00:00+00:00"),
    ],
)
def test_the_night_begins_at_two_swedish_time(now: str, night: str) -> None:
    found = night_of(datetime.fromisoformat(now))
    assert found.astimezone(UTC) == datetime.fromisoformat(night)


def test_every_company_has_its_run_each_night_and_a_missed_night_is_made_up_for(
    company_a: Company, company_b: Company, clock: Clock
) -> None:
    clock.now = datetime(2030, 1, 10, 0, 59, tzinfo=UTC)
    assert purges_start(now=clock.now).started == 2, "last night was missed"
    with company_context(company_a.schema_name):
        purge()
    clock.now = datetime(2030, 1, 10, 1, 0, tzinfo=UTC)
    assert purges_start(now=clock.now).started == 2
    assert purges_start(now=clock.now).started == 0 or _still_running(company_b)
    clock.forward(minutes=5)
    with company_context(company_a.schema_name):
        purge()
        assert PurgeRun.objects.count() == 2


def _still_running(company: Company) -> bool:
    with company_context(company.schema_name):
        return PurgeRun.objects.filter(state="running").exists()


def test_a_company_made_today_waits_for_its_first_night(company_a: Company, clock: Clock) -> None:
    assert purges_start(now=clock.now).started == 0
    clock.forward(days=1)
    assert purges_start(now=clock.now).started == 2


def test_the_command_lets_go_and_says_so_in_one_line(old: Old, in_company_a: Company) -> None:
    old(days=400, messages=3)
    out = StringIO()
    call_command("purge", "--company", "alfa", "--dry-run", stdout=out)
    said = json.loads(out.getvalue().splitlines()[-1])
    assert said["dry_run"] is True
    assert said["due"] == 4
    assert said["counts"] == {"conversations.Conversation": 1, "conversations.Message": 3}
    with company_context(in_company_a.schema_name):
        assert Message.objects.count() == 3
        assert not PurgeRun.objects.exists()
    out = StringIO()
    call_command("purge", "--company", "alfa", stdout=out)
    said = json.loads(out.getvalue().splitlines()[-1])
    assert (said["companies"], said["deleted"], said["failed"]) == (1, 7, 0)
    with company_context(in_company_a.schema_name):
        assert Message.objects.count() == 0
        assert said["certificates"] == [Certificate.objects.get().digest]
    assert not Job.objects.filter(kind="purge").exists()


def test_the_command_without_a_company_does_all_of_them(company_a: Company, company_b: Company) -> None:
    out = StringIO()
    call_command("purge", stdout=out)
    said = json.loads(out.getvalue().splitlines()[-1])
    assert (said["companies"], said["failed"]) == (2, 0)
    with pytest.raises(CommandError):
        call_command("purge", "--company", "nobody")


def test_the_command_fails_when_a_company_could_not_be_finished(
    company_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(engine, "certificate_append", refused)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("purge", "--company", "alfa", stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue().splitlines()[-1])["failed"] == 1


def test_purged_messages_are_never_taken_in_again(
    old: Old, in_company_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep looks back for hours; no company can choose a period as short as that (decision 4)."""
    route = route_by_id(ChannelRoute.objects.get(company=in_company_a).pk)
    assert route
    conversation = old(days=400, messages=1)
    received = Message.objects.get(conversation=conversation)
    sms = InboundSms(
        external_id=str(received.external_id),
        sender=phone(620),
        recipient=route.number,
        body="Hej",
        received_at=received.created_at,
    )
    purge()
    assert not Message.objects.exists()
    asked: list[datetime] = []

    class Provider:
        """Answers as Twilio does: only what came since."""

        def received(self, _route: object, *, since: datetime) -> list[InboundSms]:
            asked.append(since)
            return [sms] if sms.received_at and sms.received_at >= since else []

    monkeypatch.setattr(reconcile, "gateway", Provider)
    assert reconcile.inbound_reconcile(route) == 0
    assert not Message.objects.exists()
    shortest = timedelta(days=bounds(RetentionClass.MESSAGES).shortest)
    assert timezone.now() - asked[0] < shortest
    # A text that is young enough to be listed is younger than any period.
    assert reconcile.LOOK_BACK + timedelta(days=1) < shortest
    assert reconcile.STUCK_UNTIL + timedelta(days=1) < shortest


def test_a_new_text_from_a_purged_number_begins_anew(old: Old, in_company_a: Company) -> None:
    contact_id = old(days=800).contact_id
    purge()
    assert not Contact.objects.filter(pk=contact_id).exists()
    route = route_by_id(ChannelRoute.objects.get(company=in_company_a).pk)
    assert route
    sms = InboundSms(external_id="SMny", sender=phone(620), recipient=route.number, body="Hej igen")
    assert sms_receive(route=route, sms=sms).new
    purge()
    assert Message.objects.count() == 1
