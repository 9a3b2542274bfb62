"""Storage goes away: a clean 503 meanwhile, and afterwards everything comes in from the provider's list."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.faults.conftest import BOOT_SECONDS, FULL, Figure
from tests.running import Running, is_dead, is_stopped, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"
AWAY_SECONDS = 60.0 if FULL else 20.0
SENDERS = 6


def test_a_killed_backend_costs_no_text(running: Running, figure: Figure, rounds: int) -> None:
    sender = running.sender()
    assert running.text(sender, QUESTION).statuses == [200]
    # The server answers a killed backend by starting anew, which ends every connection.
    ((backend,),) = running.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' ORDER BY backend_start LIMIT 1"
    )
    at = time.time()
    os.kill(backend, signal.SIGKILL)
    wait_until(lambda: is_dead(backend), "backend dead", step=0.01)
    running.settled(sender, ["delivered"])
    figure("postgres backend: kill to answered", time.time() - at)
    assert len(running.answers(sender)) == 1


def test_texts_that_come_while_the_database_is_away_are_taken_in_afterwards(
    running: Running, figure: Figure
) -> None:
    senders = [running.sender() for _ in range(SENDERS)]
    # One text first, so that there is a turn under way when it happens.
    assert running.text(senders[0], "Hej! Har ni öppet på lördag?").statuses == [200]
    pids = running.product.pids()
    guard, postmaster = pids["postgres-guard"], pids["postgres"]
    statuses: list[int | None] = []
    os.kill(guard, signal.SIGSTOP)  # it would start the server again at once
    try:
        wait_until(lambda: is_stopped(guard), "guard frozen", step=0.01)
        os.kill(postmaster, signal.SIGKILL)
        wait_until(lambda: is_dead(postmaster), "postmaster dead", step=0.01)
        begun, count = time.time(), 0
        while time.time() - begun < AWAY_SECONDS:
            count += 1
            statuses += running.text(senders[count % SENDERS], f"{QUESTION} Fråga {count}").statuses
            time.sleep(1.0)
        assert running.product.health()["status"] == "down"
    finally:
        os.kill(guard, signal.SIGCONT)
    back = time.time()
    assert set(statuses) == {503}
    assert len(statuses) >= AWAY_SECONDS / 3
    wait_until(
        lambda: (
            running.product.health().get("status") == "ok"
            and all(_inbound(running, sender) == _listed(running, sender) for sender in senders)
        ),
        "everything taken in",
        seconds=300,
        step=0.5,
    )
    figure("postgres: back to everything taken in", time.time() - back)
    for sender in senders:
        running.answers(sender)
        wait_until(lambda sender=sender: set(running.statuses(sender)) == {"delivered"}, "delivered")
    figure("postgres: back to everything answered", time.time() - back)
    assert running.sent_twice() == []


def test_the_postmaster_killed_is_back_within_ten_seconds(
    running: Running, figure: Figure, rounds: int
) -> None:
    sender = running.sender()
    running.text(sender, QUESTION)
    fired = running.kill("postgres")
    wait_until(lambda: running.query("SELECT 1"), "postgres back", step=0.05)
    took = running.resumed(fired, "turn", sender, held=0)
    figure("postmaster: kill to next claim", took)
    running.settled(sender, ["delivered"])
    assert len(running.answers(sender)) == 1
    assert took <= BOOT_SECONDS


def _inbound(running: Running, sender: str) -> int:
    return len(running.messages(sender, direction="inbound"))


def _listed(running: Running, sender: str) -> int:
    return len([m for m in running.twilio.messages.values() if m.sender == sender])
