"""The telephone provider's stand-in takes messages as the provider does, tried with its own SDK."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests.standins.conftest import (
    COMPANY,
    CONTACT,
    OTHER_CONTACT,
    PUBLIC,
    STATUS_URL,
    by_form,
    client_of,
    send,
)
from tests.standins.receiver import Receiver
from tests.standins.twilio import AUTH_TOKEN, TwilioStandIn
from tests.standins.twilio_delivery import CALLBACK_ORDERS


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
