"""What leaves leaves once, in order, and only where it may: the real SDK against the provider's stand-in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Conversation, DeliveryEvent, Message
from conversations.services.conversations import conversation_hand_back, conversation_take_over
from conversations.services.messages import CannotSend, staff_reply
from crm.models import OptOut
from crm.services import opt_out
from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from tests.conversations.pipeline.conftest import KARIN
from tests.conversations.pipeline.sending.conftest import only


def test_a_message_is_handed_over_once_with_our_id_in_its_callback(
    queue, work, twilio, company_a, in_company, route_a, settings
):
    message = queue()
    work()
    (theirs,) = twilio.outbound()
    assert (theirs.to, theirs.sender, theirs.body) == (KARIN, route_a.number, "Vi har öppet 10–15.")
    assert theirs.status_callback == (
        f"{settings.NEXUS.public_url}/hooks/twilio/{route_a.token}/status?message={message.pk}"
    )
    ours = only(company_a, in_company)
    assert (ours.status, ours.external_id) == ("accepted", theirs.sid)
    assert ours.attempted_at is not None
    work()
    assert len(twilio.outbound()) == 1


def test_a_text_in_is_an_answer_out(sms_hook, work, twilio, company_a, in_company):
    sms_hook("Hej, när har ni öppet på lördag?")
    work()
    (theirs,) = twilio.outbound(to=KARIN)
    assert "10" in theirs.body
    assert "MÄNNISKA" in theirs.body
    assert only(company_a, in_company).status == "accepted"


def test_what_was_surely_refused_for_now_is_sent_later_and_once(queue, work, twilio, rows):
    fault = twilio.fail_next("429", times=3, operation="create")
    queue()
    work()
    assert fault.fired == 3
    assert len(twilio.outbound()) == 1
    assert rows() == [("Vi har öppet 10–15.", "accepted")]


def test_a_provider_that_cannot_be_reached_is_tried_again(queue, work, twilio, rows):
    queue()
    twilio.refuse_connections()
    connection.set_schema_to_public()
    job = Job.objects.get(kind="send")
    job_run(job.pk)
    assert rows() == [("Vi har öppet 10–15.", "queued")]
    twilio.accept_connections()
    work()
    assert len(twilio.outbound()) == 1
    assert rows() == [("Vi har öppet 10–15.", "accepted")]


def test_after_ten_minutes_of_refusals_it_is_given_up_and_shown(queue, work, twilio, company_a, in_company):
    message = queue()
    with in_company(company_a):
        Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    twilio.fail_next("429", times=None, operation="create")
    work()
    ours = only(company_a, in_company)
    assert (ours.status, ours.error_code) == ("failed", "20429")
    assert ours.conversation.state == "waiting_for_staff"


def test_an_unsubscribed_recipient_is_an_opt_out(queue, work, twilio, company_a, in_company):
    twilio.opt_out(KARIN)
    queue()
    queue("En till")
    work()
    assert len([r for r in twilio.requests if r.method == "POST"]) == 1
    with in_company(company_a):
        assert [(m.status, m.error_code) for m in Message.objects.order_by("id")] == [
            ("failed", "21610"), ("canceled", ""),
        ]  # fmt: skip
        assert OptOut.objects.get().source == "provider"
        with pytest.raises(CannotSend, match="opted_out"):
            staff_reply(conversation=Conversation.objects.get(), author=None, body="Hej")


def test_a_permanent_error_fails_the_message_and_tells_staff(queue, work, twilio, company_a, in_company):
    twilio.invalid_numbers.add(KARIN)
    queue()
    work()
    ours = only(company_a, in_company)
    assert (ours.status, ours.error_code) == ("failed", "21211")
    assert ours.conversation.state == "waiting_for_staff"
    with in_company(company_a):
        assert DeliveryEvent.objects.get().error_code == "21211"


def test_a_wrong_auth_token_fails_the_message(queue, work, twilio, company_a, in_company):
    twilio.accounts[twilio.account_sid] = "changed"
    queue()
    work()
    assert only(company_a, in_company).status == "failed"
    assert twilio.outbound() == []


def test_messages_of_a_conversation_leave_in_their_order(queue, work, twilio, rows):
    twilio.fail_next("429", times=2, operation="create")
    texts = [f"Text {n}" for n in range(5)]
    for text in texts:
        queue(text)
    work()
    assert [m.body for m in twilio.outbound()] == texts
    assert rows() == [(text, "accepted") for text in texts]


def test_what_is_queued_is_canceled_when_the_customer_opted_out_meanwhile(
    queue, work, twilio, conversation, company_a, in_company, rows
):
    queue("Från AI")
    queue("Från Lina", "human")
    with in_company(company_a):
        opt_out(contact=conversation.contact, phone=KARIN, source="sms")
    work()
    assert twilio.outbound() == []
    assert rows() == [("Från AI", "canceled"), ("Från Lina", "canceled")]


def test_the_ai_s_message_is_canceled_when_a_person_took_over_and_theirs_is_sent(
    queue, work, twilio, conversation, company_a, in_company, rows
):
    queue("Från AI")
    with in_company(company_a):
        user = User.objects.get(role="owner")
        staff_reply(conversation=conversation, author=user, body="Från Lina")
    work()
    assert [m.body for m in twilio.outbound()] == ["Från Lina"]
    assert rows() == [("Från AI", "canceled"), ("Från Lina", "accepted")]


def test_after_handing_back_the_ai_may_send_again(
    queue, work, twilio, conversation, company_a, in_company, rows
):
    with in_company(company_a):
        user = User.objects.get(role="owner")
        conversation_take_over(conversation=conversation, user=user)
        conversation_hand_back(conversation=conversation, user=user)
    queue("Från AI")
    work()
    assert rows() == [("Från AI", "accepted")]


def test_the_ai_s_message_to_a_restricted_contact_is_canceled(
    queue, work, twilio, conversation, company_a, in_company, rows
):
    queue()
    with in_company(company_a):
        conversation.contact.restricted = True
        conversation.contact.save(update_fields=["restricted"])
    work()
    assert twilio.outbound() == []
    assert [status for _, status in rows()] == ["canceled"]


@pytest.mark.parametrize(
    ("region", "edge", "base_url"),
    [
        ("ie1", "", "stand-in"),
        ("", "dublin", "stand-in"),
        ("", "", ""),
        ("us1", "ashburn", ""),
        ("ie1", "ashburn", ""),
        ("au1", "dublin", ""),
        ("", "", "https://api.twilio.example"),
        ("ie1", "dublin", "https://api.twilio.example"),
    ],
)
def test_a_text_never_goes_outside_the_eu_by_itself(
    region, edge, base_url, queue, work, twilio, route_a, settings, company_a, in_company
):
    route_a.region, route_a.edge = region, edge
    route_a.save()
    address = twilio.url if base_url == "stand-in" else base_url
    settings.NEXUS = replace(settings.NEXUS, twilio_api_base_url=address, residency="eu")
    queue()
    work()
    ours = only(company_a, in_company)
    assert (ours.status, ours.error_code) == ("failed", "residency")
    assert twilio.requests == []
