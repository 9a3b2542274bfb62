"""What leaves leaves once, in order, and only where it may: the real SDK against the provider's stand-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Conversation, ConversationEvent, DeliveryEvent, Message
from conversations.services.conversations import conversation_hand_back, conversation_take_over
from conversations.services.messages import CannotSend, message_queue, staff_reply
from crm.models import OptOut
from crm.services import contact_create, opt_out
from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.outbox.services import job_claim
from tests.conversations.pipeline.conftest import KARIN

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


@pytest.fixture
def conversation(twilio, company_a, route_a, in_company) -> Conversation:
    """Karin's conversation with Salong Alfa, which sends through the stand-in."""
    with in_company(company_a):
        contact = contact_create(phone=KARIN)
        return Conversation.objects.create(contact=contact, channel="sms", route_id=route_a.pk)


@pytest.fixture
def queue(conversation, company_a, in_company) -> Callable[..., Message]:
    """``queue("Hej")``: an outbound message with its job."""

    def do(body: str = "Vi har öppet 10–15.", author_type: str = "ai") -> Message:
        with in_company(company_a):
            return message_queue(conversation=conversation, body=body, author_type=author_type)

    return do


@pytest.fixture
def settle() -> Callable[[], None]:
    """Run what asks the provider about uncertain messages, once."""

    def run() -> None:
        connection.set_schema_to_public()
        Job.objects.update(due_at=timezone.now() - timedelta(milliseconds=1))
        for job in Job.objects.filter(kind="settle"):
            job_run(job.pk)

    return run


@pytest.fixture
def rows(company_a, in_company) -> Callable[[], list[tuple[str, str]]]:
    """(body, status) of the company's messages, oldest first."""

    def read() -> list[tuple[str, str]]:
        with in_company(company_a):
            return [(m.body, m.status) for m in Message.objects.filter(direction="outbound").order_by("id")]

    return read


def only(company, in_company) -> Message:
    with in_company(company):
        return Message.objects.select_related("conversation").get(direction="outbound")


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


def test_an_uncertain_one_does_not_hold_up_the_next(queue, work, twilio, rows):
    twilio.fail_next("accept_then_500", operation="create")
    queue("Ett", "human")
    queue("Två", "human")
    work()
    assert [m.body for m in twilio.outbound()] == ["Ett", "Två"]
    assert rows() == [("Ett", "uncertain"), ("Två", "accepted")]


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
