"""A call that nobody takes becomes a text, an answer and an appointment with the AI: real processes throughout."""

from __future__ import annotations

import random

import pytest

from tests.running import Running, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"


def test_a_missed_call_is_texted_back_once_and_the_ai_answers_the_customer(embedded: Running) -> None:
    sender, number = embedded.caller(), embedded.number
    embedded.twilio.numbers[number].voice_url = embedded.demo["sms"]["voice_url"]
    shuffled = random.Random(7)
    for ends in ("no-answer", "hangup"):
        rung = embedded.twilio.ring(
            sender,
            number,
            ends=ends,
            order=lambda reports: shuffled.sample([*reports, *reports], 2 * len(reports)),
        )
        assert set(rung.statuses) == {200}
    (text,) = embedded.answers(sender)
    assert "Vi missade ditt samtal" in text.body
    calls = wait_until(
        lambda: [
            call for call in embedded.rest(f"calls?phone=%2B{sender[1:]}")["results"] if call["outcome"]
        ],
        "calls with an outcome",
    )
    assert [(call["phone"], call["outcome"]) for call in calls] == [(sender, "missed")] * 2
    assert [call["texted_back"] for call in calls].count(True) == 1
    embedded.text(sender, QUESTION)
    answers = embedded.answers(sender, count=2)
    assert "10.00-15.00" in answers[1].body
    assert "AI" in answers[1].body
    embedded.settled(sender, ["delivered", "delivered"])
    authors = [message["author_type"] for message in embedded.messages(sender)]
    assert authors == ["system", "contact", "ai"]
    wait_until(lambda: embedded.jobs_within(20) == 0, "nothing due", step=0.5)
    assert len(embedded.twilio.outbound(sender)) == 2
