"""The telephone provider's stand-in posts texts as the provider does, and runs as a process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests import payloads
from tests.standins.conftest import (
    COMPANY,
    CONTACT,
    PUBLIC,
    SMS_URL,
    Multi,
    client_of,
    send,
)
from tests.standins.receiver import Receiver
from tests.standins.signing import encode_form, sign_body
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandIn


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
