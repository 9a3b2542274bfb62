"""Delivery reports move a message forward, whatever their order and number."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from conversations.channels.sms.statuses import RANK, below, from_twilio
from conversations.models import Conversation, ConversationEvent, DeliveryEvent, Message
from conversations.services.messages import message_queue
from crm.models import Consent, OptOut
from crm.services import contact_create
from tests.conversations.pipeline.conftest import KARIN, signed_post
from tests.payloads import load
from tests.standins.signing import decode_form

QUICK = checks(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SID = "SM" + "9" * 32


@pytest.fixture
def sent(company_a, route_a, in_company) -> Callable[[], Message]:
    """``sent()``: one more message of ours that the provider has accepted under an SID of its own."""
    with in_company(company_a):
        contact = contact_create(phone=KARIN)
        conversation = Conversation.objects.create(contact=contact, channel="sms", route_id=route_a.pk)

    def make(status: str = "accepted", sid: str | None = "new") -> Message:
        with in_company(company_a):
            message = message_queue(conversation=conversation, body="Hej Karin!", author_type="ai")
            message.status, message.external_id = status, f"SM{uuid4().hex}" if sid == "new" else sid
            message.save()
        return message

    return make


@pytest.fixture
def now(company_a, in_company) -> Callable[[Message], Message]:
    """``now(message)``: the message as it is stored."""

    def read(message: Message) -> Message:
        with in_company(company_a):
            return (
                Message.objects.select_related("conversation").prefetch_related("delivery").get(pk=message.pk)
            )

    return read


def reported(message: Message) -> list[tuple[str, str]]:
    return [(event.status, event.error_code) for event in message.delivery.all()]


@QUICK
@given(
    extra=st.lists(
        st.sampled_from(["accepted", "scheduled", "queued", "sending", "sent", "delivered"]), max_size=4
    ),
    order=st.randoms(use_true_random=False),
)
def test_any_order_and_number_of_reports_ends_delivered(extra, order, sent, now, status_hook):
    message, reports = sent(), ["queued", "sent", "delivered", *extra]
    order.shuffle(reports)
    ranks = []
    for status in reports:
        assert status_hook(message, status).status_code == 200
        ranks.append(RANK[now(message).status])
    assert ranks == sorted(ranks)
    assert now(message).status == "delivered"
    got = [status for status, _ in reported(now(message))]
    assert len(got) == len(set(got))
    assert {"queued", "sent", "delivered"} <= set(got)


@QUICK
@given(
    failure=st.sampled_from([("undelivered", "30003"), ("failed", "30008")]),
    others=st.lists(st.sampled_from(["queued", "sent", "delivered", "read"]), max_size=5),
    place=st.integers(min_value=0, max_value=5),
)
def test_a_failure_sticks_wherever_it_comes(failure, others, place, sent, now, status_hook):
    message, (status, code) = sent(), failure
    for word in others[:place]:
        status_hook(message, word)
    status_hook(message, status, code=code)
    for word in others[place:]:
        status_hook(message, word)
    after = now(message)
    assert (after.status, after.error_code) == failure
    assert (status, code) in reported(after)


def test_the_first_of_two_failures_stays(sent, now, status_hook):
    message = sent()
    status_hook(message, "undelivered", code="30003")
    status_hook(message, "failed", code="30008")
    assert (now(message).status, now(message).error_code) == ("undelivered", "30003")
    assert reported(now(message)) == [("undelivered", "30003"), ("failed", "30008")]


def test_a_failed_text_is_put_before_staff(sent, now, status_hook, company_a, in_company):
    message = sent()
    status_hook(message, "undelivered", code="30003")
    assert now(message).conversation.state == "waiting_for_staff"
    with in_company(company_a):
        event = ConversationEvent.objects.get()
        assert (event.kind, event.reason) == ("handed_over", "not_delivered")


def test_the_delivery_list_tells_what_came_in_its_order_and_once(sent, now, status_hook):
    message = sent()
    for status in ("sent", "queued", "sent", "delivered", "delivered"):
        status_hook(message, status)
    assert reported(now(message)) == [("sent", ""), ("queued", ""), ("delivered", "")]
    moments = [event.at for event in now(message).delivery.all()]
    assert moments == sorted(moments)


@pytest.mark.parametrize(
    ("name", "ends", "code"),
    [
        ("status_delivered", "delivered", ""),
        ("status_doubled", "delivered", ""),
        ("status_reordered", "delivered", ""),
        ("status_read", "read", ""),
        ("status_undelivered", "undelivered", "30003"),
        ("status_failed", "failed", "30008"),
        ("status_failed_after_delivered", "undelivered", None),
        ("status_opted_out", "failed", "21610"),
        ("status_unknown_word", "undelivered", ""),
    ],
)
def test_what_the_provider_posts_ends_as_it_should(name, ends, code, sent, now, public_client, route_a):
    message = sent()
    bodies = load(name).bodies(
        account=route_a.account_sid, sender=KARIN, to=route_a.number, sid=message.external_id or ""
    )
    for body in bodies:
        answer = signed_post(public_client, route_a, f"status?message={message.pk}", dict(decode_form(body)))
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    assert now(message).status == ends
    if code is not None:
        assert now(message).error_code == code


def test_the_provider_s_unsubscribed_is_an_opt_out_once(sent, status_hook, company_a, in_company):
    first, second = sent(), sent()
    for message in (first, first, second):
        status_hook(message, "failed", code="21610")
    with in_company(company_a):
        assert OptOut.objects.get().source == "provider"
        assert Consent.objects.filter(kind="opt_out").count() == 1


@pytest.mark.parametrize(
    "query",
    ["", "?message=", "?message=nonsense", "?message=0198f3a2-7c1e-7d3b-9a55-2f64c1b0e8d7", "?other=1"],
)
def test_a_status_for_an_unknown_message_is_taken_calmly(
    query, public_client, route_a, company_a, in_company
):
    form = {"MessageSid": SID, "AccountSid": route_a.account_sid, "MessageStatus": "delivered"}
    assert signed_post(public_client, route_a, f"status{query}", form).status_code == 200
    with in_company(company_a):
        assert not DeliveryEvent.objects.exists()
        assert not Message.objects.exists()


def test_a_status_under_another_sid_changes_nothing(sent, now, status_hook):
    message = sent()
    assert status_hook(message, "delivered", sid=SID).status_code == 200
    assert (now(message).status, reported(now(message))) == ("accepted", [])


def test_a_status_under_the_sid_of_another_message_changes_nothing(sent, now, status_hook):
    other, message = sent(), sent("uncertain", sid=None)
    assert status_hook(message, "delivered", sid=other.external_id).status_code == 200
    assert (now(message).status, now(message).external_id, reported(now(message))) == ("uncertain", None, [])
    assert now(other).status == "accepted"


@pytest.mark.parametrize("missing", ["MessageSid", "AccountSid"])
def test_a_status_without_a_sid_is_refused(missing, sent, now, public_client, route_a):
    message = sent()
    form = {"MessageSid": SID, "AccountSid": route_a.account_sid, "MessageStatus": "delivered"}
    del form[missing]
    answer = signed_post(public_client, route_a, f"status?message={message.pk}", form)
    assert answer.status_code == {"MessageSid": 400, "AccountSid": 403}[missing]
    assert now(message).status == "accepted"


def test_a_status_for_an_inbound_text_changes_nothing(sms_hook, status_hook, company_a, in_company):
    sms_hook("Hej", sid=SID)
    with in_company(company_a):
        message = Message.objects.get()
    assert status_hook(message, "failed", code="30003").status_code == 200
    with in_company(company_a):
        assert Message.objects.get().status == "received"


def test_a_status_through_another_company_s_route_changes_nothing(sent, now, public_client, route_b):
    message = sent()
    form = {
        "MessageSid": message.external_id,
        "AccountSid": route_b.account_sid,
        "MessageStatus": "delivered",
    }
    assert signed_post(public_client, route_b, f"status?message={message.pk}", form).status_code == 200
    assert (now(message).status, reported(now(message))) == ("accepted", [])


@pytest.mark.parametrize("code", ["30003x", "-1", "3" * 13, "٣٠٠٠٣", "\0"])
def test_an_error_code_that_is_none_is_left_out(code, sent, now, status_hook):
    message = sent()
    assert status_hook(message, "undelivered", code=code).status_code == 200
    assert (now(message).status, now(message).error_code) == ("undelivered", "")


@pytest.mark.parametrize("status", ["sending", "uncertain"])
def test_a_callback_before_the_answer_settles_the_message(status, sent, now, status_hook):
    message = sent(status, sid=None)
    status_hook(message, "queued", sid=SID)
    assert (now(message).status, now(message).external_id) == ("accepted", SID)
    status_hook(message, "delivered", sid=SID)
    assert now(message).status == "delivered"


def test_every_status_may_only_be_reached_from_lower_ones():
    assert set(RANK) == set(Message.Status.values) - {"received"}
    for status in RANK:
        assert all(RANK[lower] < RANK[status] for lower in below(status))
        assert status not in below(status)
    assert below("queued") == []
    assert set(below("failed")) == set(RANK) - {"failed", "undelivered"}


@pytest.mark.parametrize(
    ("word", "ours"),
    [(" Queued ", "accepted"), ("SENDING", "accepted"), ("sent", "sent"), ("partially_delivered", "undelivered"),
     ("teleported", None), ("", None), ("received", None), ("uncertain", None)],
)  # fmt: skip
def test_the_provider_s_words_become_ours(word, ours):
    assert from_twilio(word) == ours
