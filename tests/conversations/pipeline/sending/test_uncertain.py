"""What may have gone out is never sent again, and is settled only by proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Conversation, ConversationEvent, Message
from nexus.outbox.models import Job
from nexus.outbox.services import job_claim
from tests.conversations.pipeline.sending.conftest import only

LOST = (
    "500",
    "503",
    "close",
    "hang",
    "accept_then_hang",
    "accept_then_close",
    "accept_then_500",
    "accept_then_garbage",
)
ACCEPTED = [kind for kind in LOST if kind.startswith("accept")]


@pytest.mark.parametrize("kind", LOST)
def test_what_may_have_gone_out_is_uncertain_and_never_sent_again(
    kind, queue, work, twilio, company_a, in_company
):
    fault = twilio.fail_next(kind, operation="create")
    queue()
    work()
    work()
    assert fault.fired == 1
    assert len([r for r in twilio.requests if r.method == "POST"]) == 1
    assert len(twilio.outbound()) == (1 if kind in ACCEPTED else 0)
    ours = only(company_a, in_company)
    assert (ours.status, ours.external_id) == ("uncertain", None)
    assert ours.conversation.state == "waiting_for_staff"
    with in_company(company_a):
        assert ConversationEvent.objects.get().reason == "uncertain"


@pytest.mark.parametrize("kind", ACCEPTED)
def test_one_match_in_the_provider_s_list_is_proof(kind, queue, work, settle, twilio, company_a, in_company):
    twilio.fail_next(kind, operation="create")
    twilio.callback_delay = 0.0
    queue()
    work()
    (theirs,) = twilio.outbound()
    # The list shows a message by when it was sent, so there is a moment without proof.
    assert twilio.wait_for(lambda: theirs.status == "delivered")
    settle()
    ours = only(company_a, in_company)
    assert (ours.status, ours.external_id) == ("delivered", theirs.sid)
    assert not twilio.doubles()


def test_a_message_that_the_list_does_not_show_yet_is_looked_for_again(
    queue, work, settle, twilio, company_a, in_company
):
    twilio.fail_next("accept_then_500", operation="create", plan=["queued"])
    queue()
    work()
    settle()
    assert only(company_a, in_company).status == "uncertain"
    (theirs,) = twilio.outbound()
    theirs.sent = twilio.now()
    theirs.status = "sent"
    settle()
    assert (only(company_a, in_company).status, len(twilio.outbound())) == ("sent", 1)


def test_without_a_match_it_stays_uncertain_for_staff(queue, work, settle, twilio, company_a, in_company):
    twilio.fail_next("hang", operation="create", seconds=1.0)
    queue()
    work()
    for _ in range(12):
        settle()
    ours = only(company_a, in_company)
    assert (ours.status, ours.conversation.state) == ("uncertain", "waiting_for_staff")
    assert twilio.outbound() == []
    connection.set_schema_to_public()
    assert not Job.objects.filter(kind="settle").exists()


def test_two_matches_are_no_proof(queue, work, settle, twilio, company_a, in_company):
    twilio.callback_delay = 0.0
    for _ in range(2):
        twilio.fail_next("accept_then_500", operation="create")
        queue("Samma text")
    work()
    assert twilio.wait_for(lambda: all(m.status == "delivered" for m in twilio.outbound()))
    assert len(twilio.outbound()) == 2
    settle()
    with in_company(company_a):
        assert [m.status for m in Message.objects.all()] == ["uncertain", "uncertain"]


@pytest.mark.parametrize("change", ["body", "to", "sender", "older", "taken"])
def test_what_matches_only_in_part_is_no_proof(change, queue, work, settle, twilio, company_a, in_company):
    twilio.callback_delay = 0.0
    if change == "taken":  # an earlier message with the same text, which is known to be another one
        queue()
        work()
    twilio.fail_next("500" if change == "taken" else "accept_then_500", operation="create")
    queue()
    work()
    assert twilio.wait_for(lambda: all(m.status == "delivered" for m in twilio.outbound()))
    (theirs,) = twilio.outbound()
    if change == "older":
        theirs.created = theirs.created - timedelta(minutes=5)
        theirs.sent = theirs.created
    elif change != "taken":
        setattr(theirs, change, {"body": "Annat", "to": "+46701740699", "sender": "+46701740698"}[change])
    settle()
    with in_company(company_a):
        assert Message.objects.order_by("-id").first().status == "uncertain"


def test_a_callback_settles_an_uncertain_message(
    queue, work, settle, twilio, status_hook, company_a, in_company
):
    twilio.fail_next("accept_then_close", operation="create")
    queue()
    work()
    (theirs,) = twilio.outbound()
    status_hook(only(company_a, in_company), "sent", sid=theirs.sid)
    ours = only(company_a, in_company)
    assert (ours.status, ours.external_id) == ("sent", theirs.sid)
    with in_company(company_a):
        # Staff were asked only because nobody knew: now that it is known, the AI goes on by itself.
        assert Conversation.objects.get().state == "ai"
    before = len(twilio.requests)
    settle()  # nothing left to ask
    assert len(twilio.requests) == before
    status_hook(ours, "delivered")
    assert only(company_a, in_company).status == "delivered"


def test_a_message_left_in_sending_by_a_dead_worker_is_uncertain_not_sent_again(
    queue, work, twilio, company_a, in_company
):
    message = queue()
    with in_company(company_a):
        Message.objects.filter(pk=message.pk).update(status="sending", attempted_at=timezone.now())
    queue("Nästa")
    work()
    assert [m.body for m in twilio.outbound()] == ["Nästa"]
    with in_company(company_a):
        assert [m.status for m in Message.objects.order_by("id")] == ["uncertain", "accepted"]


def test_a_worker_that_lost_its_lease_sends_nothing(queue, twilio, company_a, in_company, rows):
    from conversations.services.sending import conversation_send
    from nexus.outbox.services import LeaseLost

    queue()
    connection.set_schema_to_public()
    job = Job.objects.get(kind="send")
    slow = job_claim(job_id=job.pk)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert job_claim(job_id=job.pk) is not None
    assert slow is not None
    with in_company(company_a), pytest.raises(LeaseLost):
        conversation_send(slow)
    assert twilio.outbound() == []
    assert rows() == [("Vi har öppet 10–15.", "queued")]


def test_an_uncertain_one_does_not_hold_up_the_next(queue, work, twilio, rows):
    twilio.fail_next("accept_then_500", operation="create")
    queue("Ett", "human")
    queue("Två", "human")
    work()
    assert [m.body for m in twilio.outbound()] == ["Ett", "Två"]
    assert rows() == [("Ett", "uncertain"), ("Två", "accepted")]
