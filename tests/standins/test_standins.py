"""The telephone provider's stand-in, tried with the provider's own SDK."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests import payloads
from tests.standins.receiver import Receiver
from tests.standins.signing import encode_form, sign_body
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandIn
from tests.standins.twilio_delivery import CALLBACK_ORDERS

CONTACT, OTHER_CONTACT, COMPANY = "+46701740605", "+46701740606", "+46701740690"
PUBLIC = "http://nexus.localhost:8000"
SMS_URL = f"{PUBLIC}/hooks/twilio/Abc_-1/sms"
STATUS_URL = f"{PUBLIC}/hooks/twilio/Abc_-1/status?message=0190f3a0-0000-7000-8000-000000000001"


class Multi(dict[str, list[str]]):
    """Several values under one name, in the way the SDK's validator asks for them."""

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> Multi:
        found = cls()
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return found

    def getlist(self, name: str) -> list[str]:
        return self[name]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server
        assert not server.handler_errors


@pytest.fixture
def twilio(receiver: Receiver) -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as standin:
        standin.add_number(COMPANY, sms_url=SMS_URL)
        standin.map_url(PUBLIC, f"127.0.0.1:{receiver.port}")
        yield standin
        assert not standin.handler_errors
        assert not standin.sender.errors


def client_of(standin: TwilioStandIn, token: str = AUTH_TOKEN, timeout: float = 2.0) -> Client:
    client = Client(ACCOUNT_SID, token, http_client=TwilioHttpClient(timeout=timeout, max_retries=0))
    client.api.base_url = standin.url
    return client


def send(standin: TwilioStandIn, body: str = "Vi har öppet 10–15.", to: str = CONTACT, **more: Any) -> Any:
    values: dict[str, Any] = {"from_": COMPANY, "status_callback": STATUS_URL, **more}
    return client_of(standin).messages.create(to=to, body=body, **values)


def by_form(receiver: Receiver, field: str) -> list[str]:
    return [
        dict(parse_qsl(r.body.decode(), keep_blank_values=True)).get(field, "") for r in receiver.requests
    ]


# -- sending


def test_a_created_message_has_every_published_field(twilio: TwilioStandIn) -> None:
    message = send(twilio)
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert message.date_sent is None
    assert abs((message.date_created - datetime.now(UTC)).total_seconds()) < 5
    assert message.from_ == COMPANY
    assert [m.body for m in twilio.outbound(to=CONTACT)] == ["Vi har öppet 10–15."]


def test_status_callbacks_come_in_order_signed_against_the_url_as_given(
    twilio: TwilioStandIn, receiver: Receiver
) -> None:
    message = send(twilio)
    assert receiver.wait_for(lambda: len(receiver.requests) == 3)
    assert by_form(receiver, "MessageStatus") == ["queued", "sent", "delivered"]
    for request in receiver.requests:
        assert request.headers["host"] == "nexus.localhost:8000"
        assert f"{request.path}?{request.query}" == STATUS_URL.removeprefix(PUBLIC)
        params = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        assert params["MessageSid"] == message.sid
        assert RequestValidator(AUTH_TOKEN).validate(
            STATUS_URL, params, request.headers["x-twilio-signature"]
        )
        assert not RequestValidator("x" * 32).validate(
            STATUS_URL, params, request.headers["x-twilio-signature"]
        )
    assert client_of(twilio).messages(message.sid).fetch().status == "delivered"


@pytest.mark.parametrize("order", CALLBACK_ORDERS)
def test_callbacks_can_come_in_any_order_and_number(
    twilio: TwilioStandIn, receiver: Receiver, order: str
) -> None:
    twilio.callbacks = order
    expected = {
        "normal": ["queued", "sent", "delivered"],
        "reversed": ["delivered", "sent", "queued"],
        "doubled": ["queued", "queued", "sent", "sent", "delivered", "delivered"],
        "reversed_doubled": ["delivered", "delivered", "sent", "sent", "queued", "queued"],
        "at_once": ["delivered", "queued", "sent"],
        "none": [],
    }[order]
    message = send(twilio)
    assert twilio.wait_for(lambda: twilio.messages[message.sid].status == "delivered")
    assert receiver.wait_for(lambda: len(receiver.requests) == len(expected))
    got = by_form(receiver, "MessageStatus")
    assert (sorted(got) if order == "at_once" else got) == expected


def test_the_callback_can_come_before_the_answer_to_the_create(
    twilio: TwilioStandIn, receiver: Receiver
) -> None:
    twilio.fail_next("callback_before_reply")
    message = send(twilio)
    assert by_form(receiver, "MessageStatus") == ["queued", "sent", "delivered"]
    assert message.status == "queued"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("429", 429, 20429), ("500", 500, 20500), ("503", 503, 20503), ("401", 401, 20003)],
)
def test_errors_have_the_published_shape_and_accept_nothing(
    twilio: TwilioStandIn, kind: str, status: int, code: int
) -> None:
    twilio.fail_next(kind)
    with pytest.raises(TwilioRestException) as caught:
        send(twilio)
    assert (caught.value.status, caught.value.code) == (status, code)
    assert twilio.outbound() == []
    send(twilio)
    assert len(twilio.outbound()) == 1


def test_numbers_that_cannot_be_sent_to_or_from_are_refused(twilio: TwilioStandIn) -> None:
    twilio.opt_out(OTHER_CONTACT)
    for values, code in [
        ({"to": OTHER_CONTACT}, 21610),
        ({"to": "070-1740605"}, 21211),
        ({"from_": OTHER_CONTACT}, 21606),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
    ]:
        with pytest.raises(TwilioRestException) as caught:
            send(twilio, **values)
        assert (caught.value.status, caught.value.code) == (400, code)
    assert twilio.outbound() == []


def test_a_wrong_token_is_refused(twilio: TwilioStandIn) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client_of(twilio, "wrong").messages.create(to=CONTACT, from_=COMPANY, body="Hej")
    assert (caught.value.status, caught.value.code) == (401, 20003)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("accept_then_hang", requests.exceptions.ReadTimeout),
        ("accept_then_close", requests.exceptions.ConnectionError),
        ("accept_then_500", TwilioRestException),
        ("accept_then_garbage", ValueError),
    ],
)
def test_a_message_can_be_accepted_although_the_caller_never_hears_it(
    twilio: TwilioStandIn, receiver: Receiver, kind: str, error: type[Exception]
) -> None:
    fault = twilio.fail_next(kind)
    with pytest.raises(error):
        client_of(twilio, timeout=0.3).messages.create(
            to=CONTACT, from_=COMPANY, body="Hej", status_callback=STATUS_URL
        )
    assert fault.fired == 1
    assert len(twilio.outbound()) == 1
    assert receiver.wait_for(lambda: len(receiver.requests) == 3)


@pytest.mark.parametrize("kind", ["hang", "close"])
def test_a_connection_lost_before_acceptance_leaves_nothing_at_the_provider(
    twilio: TwilioStandIn, kind: str
) -> None:
    twilio.fail_next(kind)
    with pytest.raises(requests.exceptions.RequestException):
        client_of(twilio, timeout=0.3).messages.create(to=CONTACT, from_=COMPANY, body="Hej")
    assert twilio.outbound() == []


def test_undelivered_messages_carry_an_error_code(twilio: TwilioStandIn, receiver: Receiver) -> None:
    twilio.fail_next("undelivered", error_code=30005)
    message = send(twilio)
    assert receiver.wait_for(lambda: len(receiver.requests) == 3)
    assert by_form(receiver, "ErrorCode")[-1] == "30005"
    assert client_of(twilio).messages(message.sid).fetch().error_code == 30005


def test_a_messaging_service_assigns_the_sender_later(twilio: TwilioStandIn, receiver: Receiver) -> None:
    service = "MG" + "0" * 32
    message = client_of(twilio).messages.create(
        to=CONTACT, messaging_service_sid=service, body="Hej", status_callback=STATUS_URL
    )
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    assert receiver.wait_for(lambda: len(receiver.requests) == 3)
    assert set(by_form(receiver, "From")) == {COMPANY}
    assert set(by_form(receiver, "MessagingServiceSid")) == {service}


@pytest.mark.parametrize(
    ("body", "count"),
    [("a" * 160, "1"), ("a" * 161, "2"), ("€" * 80, "1"), ("€" * 81, "2"), ("–" * 70, "1"), ("🙏" * 36, "2")],
)
def test_segments_are_counted_as_the_networks_do(twilio: TwilioStandIn, body: str, count: str) -> None:
    assert send(twilio, body=body).num_segments == count


# -- listing, redacting, deleting


def test_lists_hold_both_directions_newest_first_and_page_without_loss(twilio: TwilioStandIn) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    sids = [
        twilio.inbound(CONTACT, COMPANY, f"text {n}", post=False, sent_at=start + timedelta(minutes=n)).sid
        for n in range(7)
    ]
    answer = send(twilio)
    twilio.wait_for(lambda: twilio.messages[answer.sid].status == "delivered")
    client = client_of(twilio)
    inbound = client.messages.list(to=COMPANY, page_size=3)
    assert [m.sid for m in inbound] == sids[::-1]
    assert {m.direction for m in inbound} == {"inbound"}
    assert [m.sid for m in client.messages.list(to=CONTACT)] == [answer.sid]
    assert len(client.messages.list()) == 8
    pages = [r for r in twilio.requests if "PageSize=3" in r.query]
    assert len(pages) == 3


def test_a_page_does_not_shift_when_new_messages_arrive(twilio: TwilioStandIn) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    for n in range(4):
        twilio.inbound(CONTACT, COMPANY, str(n), post=False, sent_at=start + timedelta(seconds=n))
    page = client_of(twilio).messages.page(to=COMPANY, page_size=2)
    seen = [m.body for m in page]
    twilio.inbound(CONTACT, COMPANY, "new", post=False, sent_at=start + timedelta(hours=1))
    following = page.next_page()
    assert seen + [m.body for m in following] == ["3", "2", "1", "0"]


def test_date_filters_include_their_bounds(twilio: TwilioStandIn) -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    for hours in (-1, 0, 1):
        twilio.inbound(CONTACT, COMPANY, str(hours), post=False, sent_at=noon + timedelta(hours=hours))
    messages = client_of(twilio).messages
    assert [m.body for m in messages.list(date_sent_after=noon)] == ["1", "0"]
    assert [m.body for m in messages.list(date_sent_before=noon)] == ["0", "-1"]
    assert [m.body for m in messages.list(date_sent="2026-11-23T12:00:00Z")] == ["0"]
    assert [m.body for m in messages.list(date_sent_after=noon, date_sent_before=noon)] == ["0"]
    assert [m.body for m in messages.list(from_=OTHER_CONTACT)] == []


def test_a_message_that_is_not_final_can_neither_be_deleted_nor_redacted(twilio: TwilioStandIn) -> None:
    twilio.fail_next("stuck")
    message = send(twilio)
    context = client_of(twilio).messages(message.sid)
    for refused in (context.delete, lambda: context.update(body="")):
        with pytest.raises(TwilioRestException) as caught:
            refused()
        assert (caught.value.status, caught.value.code) == (409, 20009)


def test_a_final_message_is_redacted_then_deleted(twilio: TwilioStandIn) -> None:
    came = twilio.inbound(CONTACT, COMPANY, "hemligt", post=False)
    context = client_of(twilio).messages(came.sid)
    assert context.update(body="").body == ""
    assert context.delete() is True
    with pytest.raises(TwilioRestException) as caught:
        context.fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)
    assert client_of(twilio).messages.list() == []
    assert twilio.messages[came.sid].deleted


def test_a_failing_list_raises_what_the_sdk_raises(twilio: TwilioStandIn) -> None:
    twilio.fail_next("500", operation="list")
    send(twilio)
    with pytest.raises(TwilioException):
        client_of(twilio).messages.list()


def test_calls_are_listed_by_number_and_start(twilio: TwilioStandIn) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    missed = twilio.add_call(CONTACT, COMPANY, "no-answer", started=start)
    twilio.add_call(OTHER_CONTACT, COMPANY, "completed", started=start - timedelta(days=2), seconds=30)
    calls = client_of(twilio).calls.list(to=COMPANY, start_time_after=start)
    assert [(c.sid, c.status, c.direction) for c in calls] == [(missed, "no-answer", "inbound")]
    assert client_of(twilio).calls(missed).delete() is True


# -- texts coming in


def test_an_inbound_text_is_posted_signed_and_listed(twilio: TwilioStandIn, receiver: Receiver) -> None:
    came = twilio.inbound(CONTACT, COMPANY, "Hej, när har ni öppet på lördag?")
    (request,) = receiver.requests
    params = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    assert params["Body"] == "Hej, när har ni öppet på lördag?"
    assert (params["MessageSid"], params["AccountSid"], params["NumMedia"]) == (came.sid, ACCOUNT_SID, "0")
    assert RequestValidator(AUTH_TOKEN).validate(SMS_URL, params, request.headers["x-twilio-signature"])
    assert came.statuses == [200]
    assert came.deliveries[0].content_type == "text/xml"
    assert [m.sid for m in client_of(twilio).messages.list(to=COMPANY)] == [came.sid]


def test_a_webhook_can_be_lost_or_replayed_five_times_at_once(
    twilio: TwilioStandIn, receiver: Receiver
) -> None:
    lost = twilio.inbound(CONTACT, COMPANY, "borta", post=False)
    assert receiver.requests == []
    assert lost.sid in twilio.messages
    came = twilio.inbound(CONTACT, COMPANY, "fem", times=5, at_once=True)
    assert came.statuses == [200] * 5
    assert len({request.body for request in receiver.requests}) == 1


def test_a_failed_webhook_is_not_retried(twilio: TwilioStandIn, receiver: Receiver) -> None:
    receiver.fail_next("500")
    assert twilio.inbound(CONTACT, COMPANY, "Hej").statuses == [500]
    receiver.refuse_connections()
    came = twilio.inbound(CONTACT, COMPANY, "Hej igen")
    assert came.statuses == [None]
    assert "Refused" in (came.deliveries[0].error or "")
    receiver.accept_connections()
    time.sleep(0.1)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("name", payloads.names("sms") + payloads.names("status"))
def test_every_payload_is_signed_as_the_sdk_would(
    twilio: TwilioStandIn, receiver: Receiver, name: str
) -> None:
    payload = payloads.load(name)
    for body in payload.bodies(account=ACCOUNT_SID, sender=CONTACT, to=COMPANY, sid="SM" + "0" * 32):
        twilio.sender.post(SMS_URL, body, token=AUTH_TOKEN, kind=payload.hook)
        request = receiver.requests[-1]
        assert request.body == body
        params = Multi.of(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=5000))
        assert RequestValidator(AUTH_TOKEN).validate(SMS_URL, params, request.headers["x-twilio-signature"])


def test_lone_surrogates_and_bad_bytes_travel_and_are_listed(twilio: TwilioStandIn) -> None:
    for name in ("sms_lone_surrogate", "sms_invalid_utf8", "sms_nul", "sms_surrogate_pair_as_bytes"):
        raw = payloads.load(name).body(
            account=ACCOUNT_SID,
            sender=CONTACT,
            to=COMPANY,
            sid="SM" + name.encode().hex()[:32].rjust(32, "0"),
        )
        twilio.inbound(CONTACT, COMPANY, raw=raw, post=False)
    bodies = [m.body for m in client_of(twilio).messages.list()]
    assert any("\ufffd" in body for body in bodies)
    assert any("\x00" in body for body in bodies)


def test_opt_out_words_are_noted_when_the_provider_manages_them(twilio: TwilioStandIn) -> None:
    twilio.manages_opt_outs = True
    came = twilio.inbound(CONTACT, COMPANY, "stop")
    assert ("OptOutType", "STOP") in came.message.params
    with pytest.raises(TwilioRestException) as caught:
        send(twilio)
    assert caught.value.code == 21610
    twilio.inbound(CONTACT, COMPANY, "START")
    assert send(twilio).status == "queued"


def test_extra_parameters_replace_drop_and_double(twilio: TwilioStandIn) -> None:
    came = twilio.inbound(
        CONTACT, COMPANY, "Hej", extra={"From": None, "Body": ["a", "b"], "New": "1", "SmsStatus": "x"}
    )
    names = [name for name, _ in came.message.params]
    assert "From" not in names
    assert names.count("Body") == 2
    assert dict(came.message.params)["New"] == "1"


# -- the house-keeping


def test_the_signature_equals_the_sdks_for_doubled_and_blank_parameters() -> None:
    pairs = [("b", "2"), ("a", ""), ("b", "1"), ("B", "å"), ("b", "2")]
    theirs = RequestValidator(AUTH_TOKEN).compute_signature(SMS_URL, Multi.of(pairs))
    assert sign_body(AUTH_TOKEN, SMS_URL, encode_form(pairs)) == theirs


def test_many_requests_share_a_connection_and_are_fast(twilio: TwilioStandIn) -> None:
    client = client_of(twilio)
    twilio.callbacks = "none"
    client.messages.create(to=CONTACT, from_=COMPANY, body="varm")
    started = time.perf_counter()
    for number in range(50):
        client.messages.create(to=CONTACT, from_=COMPANY, body=str(number))
    # A delayed ACK costs 40 ms a request; without one it is a few.
    assert (time.perf_counter() - started) / 50 < 0.03
    assert twilio.doubles() == []


def test_it_runs_as_a_process_of_its_own_with_remote_control(receiver: Receiver) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.standins.twilio", "--number", f"{COMPANY}={SMS_URL}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]

        def control(call: str, *args: object, **kwargs: object) -> Any:
            return requests.post(
                f"{url}/_control", json={"call": call, "args": args, "kwargs": kwargs}, timeout=5
            ).json()

        control("map_url", PUBLIC, f"127.0.0.1:{receiver.port}")
        assert control("inbound", CONTACT, COMPANY, "Hej")["deliveries"][0]["status"] == 200
        assert [m["body"] for m in control("ledger")["messages"]] == ["Hej"]
        assert control("fail_next", "429", times=2)["kind"] == "429"
    finally:
        process.terminate()
        process.wait(5)
