"""A worker dies, or freezes, at each point of a turn and of a sending."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.faults.conftest import FULL, RESUME_SECONDS, Figure
from tests.running import Running, is_dead, is_stopped, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"
LEASE_SECONDS = 6.0
# The crash point, whose job is then stranded, and how often that had been claimed.
TURN_POINTS = [("worker_before_claim", "turn", 0), ("in_ai_call", "turn", 1)]
MORE_POINTS = [
    ("turn_after_claim", "turn", 1),
    ("before_turn_stored", "turn", 1),
    ("send_after_claim", "send", 1),
]


@pytest.mark.parametrize(("point", "kind", "held"), TURN_POINTS + (MORE_POINTS if FULL else []))
def test_a_worker_killed_before_anything_was_sent_loses_nothing(
    running: Running, figure: Figure, rounds: int, point: str, kind: str, held: int
) -> None:
    running.calm()
    sender = running.sender()
    running.arm(point)
    assert running.text(sender, QUESTION).statuses == [200]
    fired = running.fired(point)
    took = running.resumed(fired, kind, sender, held=held)
    figure(f"{point}: kill to next claim", took)
    running.settled(sender, ["delivered"])
    assert len(running.answers(sender)) == 1
    assert took <= RESUME_SECONDS


def test_a_worker_killed_after_the_send_intent_leaves_it_uncertain_and_to_staff(
    running: Running, figure: Figure, rounds: int
) -> None:
    sender = running.sender()
    running.arm("after_send_intent")
    running.text(sender, QUESTION)
    fired = running.fired("after_send_intent")
    assert running.statuses(sender) == ["sending"]
    took = running.resumed(fired, "send", sender, held=1)
    figure("after_send_intent: kill to next claim", took)
    running.settled(sender, ["uncertain"])
    assert running.state(sender) == "waiting_for_staff"
    # The list of the provider is asked after two seconds; what it does not have is no proof either.
    listed = len(running.twilio.requests)
    wait_until(lambda: len(running.twilio.requests) > listed, "the provider's list asked")
    time.sleep(1)
    assert running.statuses(sender) == ["uncertain"]
    assert running.twilio.outbound(sender) == []
    assert took <= RESUME_SECONDS


def test_a_worker_killed_after_the_provider_accepted_sends_nothing_again(
    running: Running, figure: Figure, rounds: int
) -> None:
    called_back, listed = running.sender(), running.sender()
    running.arm("after_provider_accepted")
    running.text(called_back, QUESTION)
    running.fired("after_provider_accepted")
    # The second one gets no callback: only the provider's list can prove it.
    running.twilio.fail_next("normal", operation="create", callbacks="none")
    running.arm("after_provider_accepted")
    running.text(listed, QUESTION)
    fired = running.fired("after_provider_accepted")
    running.settled(called_back, ["delivered"])
    assert running.state(called_back) == "ai"
    took = running.resumed(fired, "send", listed, held=1)
    figure("after_provider_accepted: kill to next claim", took)
    running.settled(listed, ["delivered"])
    figure("after_provider_accepted: kill to settled by the list", time.time() - fired.at)
    assert len(running.twilio.outbound(called_back)) == len(running.twilio.outbound(listed)) == 1
    assert running.twilio.doubles() == []
    assert took <= RESUME_SECONDS


def test_workers_that_sleep_past_their_lease_store_and_send_nothing_twice(
    running: Running, figure: Figure, rounds: int
) -> None:
    storing, sending = running.sender(), running.sender()
    running.arm("before_turn_stored", stop=True)
    running.text(storing, QUESTION)
    asleep = running.fired("before_turn_stored", stop=True)
    running.arm("after_send_intent", stop=True)
    running.text(sending, QUESTION)
    also_asleep = running.fired("after_send_intent", stop=True)
    try:
        took = running.resumed(asleep, "turn", storing, held=1)
        figure("SIGSTOP: to next claim", took)
        running.settled(storing, ["delivered"])
        running.settled(sending, ["uncertain"])
        assert time.time() - asleep.at > LEASE_SECONDS
        assert is_stopped(asleep.pid)
        assert is_stopped(also_asleep.pid)
        assert running.twilio.outbound(sending) == []
    finally:
        for zombie in (asleep, also_asleep):
            os.kill(zombie.pid, signal.SIGCONT)
    # The one that slept before the call now makes it: the message's only one, proven by its callbacks.
    running.settled(sending, ["delivered"])
    time.sleep(1)
    assert not is_dead(asleep.pid)
    assert len(running.twilio.outbound(storing)) == len(running.twilio.outbound(sending)) == 1
    assert running.statuses(storing) == ["delivered"]
    assert took <= RESUME_SECONDS


def test_a_text_that_comes_during_a_turn_is_answered_with_the_first_one(
    running: Running, rounds: int
) -> None:
    sender = running.sender()
    running.arm("in_ai_call", stop=True)
    running.text(sender, QUESTION)
    asleep = running.fired("in_ai_call", stop=True)
    try:
        assert running.text(sender, "Och vad kostar en klippning herr?").statuses == [200]
    finally:
        os.kill(asleep.pid, signal.SIGCONT)
    (answer,) = running.answers(sender)
    assert "425" in answer.body
    time.sleep(2)
    assert len(running.twilio.outbound(sender)) == 1


def test_the_whole_worker_killed_is_back_within_ten_seconds(
    running: Running, figure: Figure, rounds: int
) -> None:
    sender = running.sender()
    running.text(sender, QUESTION)
    fired = running.kill("worker")
    took = running.resumed(fired, "turn", sender, held=0)
    figure("worker: kill to next claim", took)
    running.settled(sender, ["delivered"])
    assert len(running.answers(sender)) == 1
    assert running.product.pids()["worker"] != fired.pid
    assert took <= RESUME_SECONDS
