"""A worker dies, or freezes, at each point of a turn and of a sending."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.conftest import BOOT_SECONDS, FULL, RESUME_SECONDS, Figure
from tests.running import Fired, Running, installation, is_dead, is_stopped, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"
LEASE_SECONDS = 6.0
# In `make faults`: the crash point, whose job is then stranded, and how often that had been claimed.
MORE_POINTS = [
    ("turn_after_claim", "turn", 1),
    ("before_turn_stored", "turn", 1),
    ("send_after_claim", "send", 1),
]


@dataclass
class Case:
    """A text whose answering was cut off by a fault, and how long it then lay there."""

    sender: str
    fired: Fired
    watch: threading.Thread
    took: float = -1.0

    def resumed(self) -> float:
        """Seconds from the fault to the next claim of its job."""
        self.watch.join()
        assert self.took >= 0, "the job was not claimed again"
        return self.took


def strand(running: Running, point: str, kind: str, *, held: int, stop: bool = False) -> Case:
    """Text the company, see the fault fire, and begin to watch for the job's next claim."""
    sender = running.sender()
    running.arm(point, stop=stop)
    assert running.text(sender, QUESTION).statuses == [200]

    def watch() -> None:
        case.took = running.resumed(case.fired, kind, sender, held=held)

    case = Case(sender, running.fired(point, stop=stop), threading.Thread(target=watch))
    case.watch.start()
    return case


@dataclass
class Stranded:
    """One fault after the other; each then waits for its lease at the same time as the others."""

    running: Running
    before_claim: Case
    send_intent: Case
    accepted: Case
    accepted_unreported: Case
    frozen_sending: Case
    frozen_storing: Case
    in_ai_call: Case


@pytest.fixture(scope="module", params=range(10 if FULL else 1), ids=lambda number: f"round{number}")
def stranded() -> Iterator[Stranded]:
    """All cases. No armed point can meet another case's job: what is still to be sent comes last."""
    running = installation(ai="embedded")
    running.healthy()
    running.calm()
    before = len(running.used)
    first = strand(running, "worker_before_claim", "turn", held=0)
    running.settled(first.sender, ["delivered"])
    intent = strand(running, "after_send_intent", "send", held=1)
    accepted = strand(running, "after_provider_accepted", "send", held=1)
    running.twilio.fail_next("normal", operation="create", callbacks="none")
    unreported = strand(running, "after_provider_accepted", "send", held=1)
    sending = strand(running, "after_send_intent", "send", held=1, stop=True)
    storing = strand(running, "before_turn_stored", "turn", held=1, stop=True)
    asking = strand(running, "in_ai_call", "turn", held=1)
    yield Stranded(running, first, intent, accepted, unreported, sending, storing, asking)
    for case in (sending, storing):
        if not is_dead(case.fired.pid):
            os.kill(case.fired.pid, signal.SIGCONT)
    for case in (first, intent, accepted, unreported, sending, storing, asking):
        case.watch.join()
    running.compare(running.used[before:])


@pytest.mark.parametrize("point", ["before_claim", "in_ai_call"])
def test_a_worker_killed_before_anything_was_sent_loses_nothing(
    stranded: Stranded, figure: Figure, point: str
) -> None:
    case: Case = getattr(stranded, point)
    figure(f"killed {point}: to next claim", case.resumed())
    stranded.running.settled(case.sender, ["delivered"])
    assert len(stranded.running.answers(case.sender)) == 1
    assert case.took <= RESUME_SECONDS


def test_a_worker_killed_after_the_send_intent_leaves_it_uncertain_and_to_staff(
    stranded: Stranded, figure: Figure
) -> None:
    running, case = stranded.running, stranded.send_intent
    figure("killed after the send intent: to next claim", case.resumed())
    running.settled(case.sender, ["uncertain"])
    assert running.state(case.sender) == "waiting_for_staff"
    # The provider's list is asked after two seconds, and does not have it: that is no proof either.
    wait_until(lambda: _asked_about(running, case.sender), "the provider's list asked")
    time.sleep(1)
    assert running.statuses(case.sender) == ["uncertain"]
    assert running.twilio.outbound(case.sender) == []
    assert case.took <= RESUME_SECONDS


def test_a_worker_killed_after_the_provider_accepted_sends_nothing_again(
    stranded: Stranded, figure: Figure
) -> None:
    running, reported, listed = stranded.running, stranded.accepted, stranded.accepted_unreported
    figure("killed after the provider accepted: to next claim", listed.resumed())
    # The callback proves the one, the provider's list the other.
    running.settled(reported.sender, ["delivered"])
    assert running.state(reported.sender) == "ai"
    running.settled(listed.sender, ["delivered"])
    assert _asked_about(running, listed.sender)
    assert not running.twilio.status_deliveries(running.twilio.outbound(listed.sender)[0].sid)
    assert len(running.twilio.outbound(reported.sender)) == len(running.twilio.outbound(listed.sender)) == 1
    assert running.twilio.doubles() == []
    assert max(reported.resumed(), listed.took) <= RESUME_SECONDS


def test_workers_that_sleep_past_their_lease_store_and_send_nothing_twice(
    stranded: Stranded, figure: Figure
) -> None:
    running, storing, sending = stranded.running, stranded.frozen_storing, stranded.frozen_sending
    figure("frozen before storing: to next claim", storing.resumed())
    figure("frozen before sending: to next claim", sending.resumed())
    running.settled(storing.sender, ["delivered"])
    running.settled(sending.sender, ["uncertain"])
    assert time.time() - storing.fired.at > LEASE_SECONDS
    assert is_stopped(storing.fired.pid)
    assert is_stopped(sending.fired.pid)
    assert running.twilio.outbound(sending.sender) == []
    for case in (storing, sending):
        os.kill(case.fired.pid, signal.SIGCONT)
    # Both notice that they slept too long: one stores nothing, the other does not make its call any more.
    wait_until(lambda: running.product.log().count("lease lost") > 1, "the leases noticed as lost")
    assert len(running.twilio.outbound(storing.sender)) == 1
    assert running.twilio.outbound(sending.sender) == []
    running.settled(sending.sender, ["uncertain"])
    assert running.statuses(storing.sender) == ["delivered"]
    assert len([m for m in running.messages(storing.sender) if m["interpretation"]]) == 1
    assert max(storing.took, sending.took) <= RESUME_SECONDS


@pytest.mark.skipif(not FULL, reason="make faults")
@pytest.mark.parametrize(("point", "kind", "held"), MORE_POINTS)
def test_a_worker_killed_between_its_steps_loses_nothing(
    running: Running, figure: Figure, rounds: int, point: str, kind: str, held: int
) -> None:
    case = strand(running, point, kind, held=held)
    figure(f"killed at {point}: to next claim", case.resumed())
    running.settled(case.sender, ["delivered"])
    assert len(running.answers(case.sender)) == 1
    assert case.took <= RESUME_SECONDS


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
    assert "495 kr" in answer.body
    assert "10.00-15.00" in answer.body
    wait_until(lambda: running.jobs_within(3) == 0, "nothing due", step=0.2)
    assert len(running.twilio.outbound(sender)) == 1


def test_the_whole_worker_killed_is_back_within_ten_seconds(
    running: Running, figure: Figure, rounds: int
) -> None:
    sender = running.sender()
    running.text(sender, QUESTION)
    fired = running.kill("worker")
    took = running.resumed(fired, "turn", sender, held=0)
    figure("worker killed: to next claim", took)
    running.settled(sender, ["delivered"])
    assert len(running.answers(sender)) == 1
    assert running.product.pids()["worker"] != fired.pid
    assert took <= BOOT_SECONDS


def _asked_about(running: Running, sender: str) -> bool:
    """Whether the provider's list was asked for what went to this number."""
    return any(
        request.method == "GET" and sender[1:] in request.query for request in list(running.twilio.requests)
    )
