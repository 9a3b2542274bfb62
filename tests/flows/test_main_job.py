"""A text in, an answer out (the main job), with the embedded AI."""

from __future__ import annotations

import http.client
import threading
import time
import uuid
from urllib.parse import urlencode, urlsplit

import pytest

from tests.running import Running, wait_until
from tests.standins.signing import sign_body
from tests.standins.webhooks import Delivery

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"
HOURS = "10.00-15.00"
DEBOUNCE_SECONDS = 1.0
# The goal is debounce + 3 s on an idle machine; here other tests run beside.
GENEROUS_SECONDS = 20.0


ORDERS = ("normal", "reversed", "doubled", "reversed_doubled", "at_once")


def test_a_text_gets_one_answer_and_ends_delivered_whatever_the_callbacks_do(embedded: Running) -> None:
    senders = {order: embedded.sender() for order in ORDERS}
    for order, sender in senders.items():
        embedded.twilio.fail_next(
            "normal",
            operation="create",
            matches=lambda request, to=sender[1:]: to.encode() in request.body,
            callbacks=order,
        )
    for order, sender in senders.items():
        begun = time.monotonic()
        text = embedded.text(sender, QUESTION)
        assert text.statuses == [200]
        assert text.deliveries[0].content_type.startswith("text/xml")
        if order == "normal":  # by itself, to be timed
            embedded.answers(sender)
            took = time.monotonic() - begun
            print(f"answered after {took:.2f} s, of which {DEBOUNCE_SECONDS:.0f} s are the debounce")
            assert took <= GENEROUS_SECONDS
    for order, sender in senders.items():
        (answer,) = embedded.answers(sender)
        assert HOURS in answer.body
        assert "AI" in answer.body
        assert "MÄNNISKA" in answer.body
        embedded.settled(sender, ["delivered"])
        wanted = 6 if order.endswith("doubled") else 3
        reports = wait_until(lambda sid=answer.sid, wanted=wanted: _reports(embedded, sid, wanted), order)
        assert {report.status for report in reports} == {200}
        assert embedded.statuses(sender) == ["delivered"], order
        stored = embedded.messages(sender, direction="outbound")[0]
        seen = [report["status"] for report in stored["delivery"]]
        assert {"queued", "sent", "delivered"} <= set(seen)
        assert len(seen) == len(set(seen))
        assert (stored["author_type"], stored["interpretation"]["intent"]) == ("ai", "opening_hours")


def test_five_replays_at_once_are_one_message_one_turn_one_answer(embedded: Running) -> None:
    sender = embedded.sender()
    text = embedded.text(sender, QUESTION, times=5, at_once=True)
    assert text.statuses == [200] * 5
    embedded.settled(sender, ["delivered"])
    assert embedded.twilio.replay(text.sid)[0].status == 200
    _stays(embedded, sender, answers=1)
    assert len(embedded.messages(sender, direction="inbound")) == 1
    assert _turns(embedded, sender) == 1


def test_four_texts_within_the_debounce_are_one_turn(embedded: Running) -> None:
    sender = embedded.sender()
    bodies = ["Hej!", "En fråga:", "När har ni öppet på lördag?", "Tack på förhand"]
    threads = [threading.Thread(target=embedded.text, args=(sender, body)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (answer,) = embedded.answers(sender)
    assert HOURS in answer.body
    _stays(embedded, sender, answers=1)
    assert len(embedded.messages(sender, direction="inbound")) == 4
    assert _turns(embedded, sender) == 1


def test_after_stopp_there_is_no_answer_until_start(embedded: Running) -> None:
    sender = embedded.sender()
    embedded.text(sender, " stopp! ")
    embedded.text(sender, "Hur mycket kostar en klippning herr?")
    _stays(embedded, sender, answers=0)
    (contact,) = embedded.rest(f"contacts?phone=%2B{sender[1:]}")["results"]
    assert contact["opted_out"] is True
    embedded.text(sender, "START")
    embedded.text(sender, "Var ligger ni?")
    (answer,) = embedded.answers(sender)
    assert "Björkviksgatan 14" in answer.body
    _stays(embedded, sender, answers=1)


def _reports(running: Running, sid: str, wanted: int) -> list[Delivery]:
    found = running.twilio.status_deliveries(sid)
    return found if len(found) >= wanted else []


def _turns(running: Running, sender: str) -> int:
    """How many turns the AI has taken with a number."""
    return len([m for m in running.messages(sender) if m["interpretation"]])


def _stays(running: Running, sender: str, *, answers: int) -> None:
    """Nothing more is sent, seen until the debounce has passed well over."""
    time.sleep(DEBOUNCE_SECONDS + 2)
    wait_until(lambda: running.jobs_within(3) == 0, "nothing due", step=0.2)
    assert len(running.twilio.outbound(sender)) == answers


def test_a_body_without_a_length_is_taken_up_to_one_mebibyte(embedded: Running) -> None:
    sender, hook = embedded.sender(), embedded.demo["sms"]["hook_url"]
    pairs = {
        "MessageSid": f"SM{uuid.uuid4().hex}",
        "AccountSid": embedded.demo["sms"]["account_sid"],
        "From": sender,
        "To": embedded.demo["sms"]["number"],
        "Body": QUESTION,
    }
    body = urlencode(pairs).encode()
    assert _post_in_chunks(embedded, hook, body + b"&Pad=" + b"x" * (1024 * 1024)) == 413
    assert embedded.messages(sender) == []
    assert _post_in_chunks(embedded, hook, body) == 200
    assert [message["body"] for message in embedded.messages(sender, direction="inbound")] == [QUESTION]


def _post_in_chunks(running: Running, url: str, body: bytes) -> int:
    """POST a signed form with a chunked body; returns the status."""
    signature = sign_body(running.demo["sms"]["auth_token"], url, body)
    address = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", running.product.port, timeout=20)
    connection.request(
        "POST",
        address.path,
        iter([body[:100], body[100:]]),
        {
            "Host": address.netloc,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
            "Transfer-Encoding": "chunked",
        },
        encode_chunked=True,
    )
    status = connection.getresponse().status
    connection.close()
    return status
