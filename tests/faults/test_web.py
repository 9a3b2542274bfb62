"""A web process dies around the commit: what was acknowledged is there, what comes again is stored once."""

from __future__ import annotations

import pytest

from tests.faults.conftest import BOOT_SECONDS, Figure
from tests.running import Running, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"


def test_a_web_process_killed_before_the_commit_has_stored_nothing(running: Running, rounds: int) -> None:
    sender = running.sender()
    running.arm("web_before_commit")
    text = running.text(sender, QUESTION)
    running.fired("web_before_commit")
    assert text.statuses == [None]
    assert running.conversations(sender) == []
    _comes_again(running, text.sid)
    _answered_once(running, sender)


@pytest.mark.parametrize("point", ["web_after_commit", "web_before_response"])
def test_a_web_process_killed_after_the_commit_has_stored_it_once(
    running: Running, rounds: int, point: str
) -> None:
    sender = running.sender()
    running.arm(point)
    text = running.text(sender, QUESTION)
    running.fired(point)
    assert text.statuses == [None]
    assert len(running.messages(sender, direction="inbound")) == 1
    _comes_again(running, text.sid)
    _answered_once(running, sender)


def test_the_whole_web_server_killed_is_back_within_ten_seconds(
    running: Running, figure: Figure, rounds: int
) -> None:
    sender = running.sender()
    assert running.text(sender, QUESTION).statuses == [200]
    fired = running.kill("web")
    # Its workers may outlive it for a moment; what counts is the next one.
    wait_until(lambda: running.product.pids().get("web") not in (None, fired.pid), "started again", step=0.02)
    text = running.text(sender, QUESTION)
    _comes_again(running, text.sid)
    took = next(d.at for d in running.twilio.sender.deliveries if d.sid == text.sid and d.status) - fired.at
    figure("web: kill to next answer", took)
    wait_until(lambda: len(running.messages(sender, direction="inbound")) == 2, "both stored")
    assert running.answers(sender)
    assert took <= BOOT_SECONDS


def _comes_again(running: Running, sid: str) -> None:
    """The provider tries again until it is answered, then five times at once for good measure."""
    wait_until(lambda: running.twilio.replay(sid)[0].status == 200, "answered", step=0.2)
    assert {again.status for again in running.twilio.replay(sid, times=5, at_once=True)} == {200}


def _answered_once(running: Running, sender: str) -> None:
    """One answer went out. Its callbacks may have found the door closed: the rest is asked for later."""
    assert len(running.answers(sender)) == 1
    wait_until(lambda: running.statuses(sender)[0] in ("accepted", "sent", "delivered"), "accepted")
    assert len(running.messages(sender, direction="inbound")) == 1
