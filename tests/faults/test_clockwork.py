"""Beat and Redis only wake; what they lose is woken again."""

from __future__ import annotations

import time

import pytest
from redis import Redis

from tests.faults.conftest import BOOT_SECONDS, Figure
from tests.running import Running, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"


@pytest.mark.parametrize("child", ["beat", "valkey"])
def test_work_goes_on_within_ten_seconds_of_a_kill(
    running: Running, figure: Figure, rounds: int, child: str
) -> None:
    sender = running.sender()
    assert running.text(sender, QUESTION).statuses == [200]
    fired = running.kill(child)
    took = running.resumed(fired, "turn", sender, held=0)
    figure(f"{child}: kill to next claim", took)
    # A text that comes while it is away is taken in all the same.
    also = running.sender()
    assert running.text(also, QUESTION).statuses == [200]
    running.settled(sender, ["delivered"])
    running.settled(also, ["delivered"])
    assert len(running.answers(sender)) == len(running.answers(also)) == 1
    wait_until(lambda: running.product.pids().get(child) not in (None, fired.pid), f"{child} back")
    assert took <= BOOT_SECONDS


def test_an_emptied_redis_costs_no_text(running: Running, figure: Figure, rounds: int) -> None:
    senders = [running.sender() for _ in range(4)]
    with Redis.from_url(running.demo["redis_url"]) as redis:
        redis.set("fault:mark", "1")
        for sender in senders:
            assert running.text(sender, QUESTION).statuses == [200]
        # Over the moment when the turns fall due, so that wake-ups are among what is lost.
        begun = time.time()
        while time.time() - begun < 1.5:
            redis.flushall()
            time.sleep(0.05)
        assert redis.get("fault:mark") is None
    for sender in senders:
        running.settled(sender, ["delivered"])
        assert len(running.answers(sender)) == 1
    figure("FLUSHALL: first flush to all answered", time.time() - begun)
    assert running.twilio.doubles() == []
