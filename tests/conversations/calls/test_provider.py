"""What the provider's own list of calls is for: what no webhook told, and what must be deleted there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations.channels.sms.reconcile import reconcile_all
from conversations.models import Call, CallEvent, Message, ProviderDeletion
from nexus.crypto.index import blind_phone
from nexus.outbox.models import Job
from nexus.privacy import gate
from nexus.privacy.gate import ledger_append
from tests.conversations.calls.conftest import KARIN, PHONE, Line
from tests.standins.twilio import TwilioStandIn

AGO = timedelta(minutes=30)


def listed(
    line: Line,
    provider: TwilioStandIn,
    *,
    status: str = "completed",
    leg: str = "no-answer",
    caller: str = KARIN,
    **values,
) -> str:
    sid = provider.add_call(caller, line.route.number, status, **{"started": timezone.now() - AGO, **values})
    if leg:
        provider.add_leg(sid, PHONE, leg, 30 if leg == "completed" else 0)
    return sid


@pytest.mark.parametrize(
    ("status", "leg", "outcome"),
    [
        ("completed", "no-answer", "missed"),
        ("completed", "completed", "answered"),
        ("completed", "busy", "busy"),
        ("completed", "failed", "failed"),
        ("no-answer", "canceled", "missed"),
        ("completed", "", "missed"),
    ],
)
def test_a_call_that_no_webhook_brought_is_taken_in_once(
    line: Line, twilio: TwilioStandIn, status: str, leg: str, outcome: str
) -> None:
    sid = listed(line, twilio, status=status, leg=leg)
    assert reconcile_all()["taken_in"] == 1
    assert reconcile_all()["taken_in"] == 0
    call = line.call(sid)
    assert call.outcome == outcome
    assert abs((call.started_at - (timezone.now() - AGO)).total_seconds()) < 60
    line.work()
    assert len(twilio.outbound(KARIN)) == (outcome != "answered")


def test_a_call_that_still_goes_on_is_left_until_it_is_over(line: Line, twilio: TwilioStandIn) -> None:
    sid = listed(line, twilio, status="in-progress", leg="in-progress")
    assert reconcile_all()["taken_in"] == 0
    for call in twilio.calls.values():
        call.status = "completed"
    assert reconcile_all()["taken_in"] == 1
    assert line.outcome(sid) == "answered"


def test_an_erased_callers_calls_are_never_taken_in_again(line: Line, twilio: TwilioStandIn) -> None:
    with line.inside():
        blind = blind_phone(KARIN)
    ledger_append(kind="subject", owner=line.company.schema_name, subject=blind, scope="all")
    gate.forget()
    sid = listed(line, twilio)
    assert reconcile_all()["taken_in"] == 0
    line.post("voice/status", sid="CA-late", CallStatus="no-answer", Timestamp=_rfc(timezone.now() - AGO))
    with line.inside():
        assert not Call.objects.exists()
    line.post(sid=sid)  # but who calls again is a customer again
    assert line.call(sid).contact is not None


@pytest.mark.parametrize(
    ("leg", "outcome"), [("completed", "answered"), ("no-answer", "missed"), ("", "missed")]
)
def test_a_call_whose_reports_never_come_is_asked_about(
    line: Line, twilio: TwilioStandIn, leg: str, outcome: str
) -> None:
    line.post(sid="CA1")
    sid = listed(line, twilio, leg=leg, sid="CA1")
    assert line.outcome() is None
    line.work("call_settle")
    assert line.outcome(sid) == outcome
    line.work()
    assert len(twilio.outbound(KARIN)) == (outcome != "answered")


def test_while_the_call_goes_on_or_the_provider_is_away_it_is_asked_again_later(
    line: Line, twilio: TwilioStandIn
) -> None:
    line.post()
    listed(line, twilio, status="in-progress", leg="in-progress", sid="CA1")
    twilio.fail_next("500", operation="fetch")
    for reason in ("provider 20500", "the call goes on"):
        connection.set_schema_to_public()
        Job.objects.filter(kind="call_settle").update(due_at=timezone.now())
        from nexus.outbox.runner import job_run

        job_run(Job.objects.get(kind="call_settle").pk)
        assert Job.objects.get(kind="call_settle").last_error == reason
    assert line.outcome() is None


def test_what_nobody_knows_anything_about_was_missed(line: Line, twilio: TwilioStandIn) -> None:
    line.post()
    line.work("call_settle")
    assert line.outcome() == "missed"
    line.post(sid="CA2")
    twilio.fail_next("500", operation="fetch", times=None)
    with line.inside():
        Call.objects.filter(external_id="CA2").update(started_at=timezone.now() - timedelta(hours=6))
    line.work("call_settle")
    assert line.outcome("CA2") == "missed"


def test_a_week_later_it_is_noted_whether_the_caller_wrote(line: Line) -> None:
    line.post()
    line.done("no-answer")
    line.work()
    with line.inside():
        text = Message.objects.get(direction="outbound")
        wrote = Message.objects.create(
            conversation=text.conversation,
            channel="sms",
            direction="inbound",
            author_type="contact",
            status="received",
        )
    line.work("call_follow")
    call = line.call()
    assert call.followed_at is not None
    assert (call.wrote_at, call.booked_at) == (wrote.created_at, None)
    assert not Job.objects.filter(kind="call_follow").exists()


def test_what_goes_here_goes_at_the_provider_with_its_legs(line: Line, twilio: TwilioStandIn) -> None:
    from conversations.channels.voice.erasure import calls_carry_out, calls_note
    from nexus.crypto.ids import uuid7

    sid = listed(line, twilio)
    origin = uuid7()
    with line.inside():
        calls_note([(sid, line.route.pk), ("CA-gone", line.route.pk)], origin)
        calls_carry_out(ProviderDeletion.objects.filter(origin_id=origin))
        states = dict(ProviderDeletion.objects.values_list("external_id", "state"))
    assert states == {sid: "done", "CA-gone": "gone"}
    assert all(call.deleted for call in twilio.calls.values())
    with line.inside():
        assert not CallEvent.objects.exists()


def _rfc(moment) -> str:
    from email.utils import format_datetime

    return format_datetime(moment)
