"""Many texts while every component is killed again and again: each is there once, and nothing went out twice."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.conftest import FULL, Figure
from tests.running import Running, is_dead, wait_until
from tests.standins.twilio import Inbound

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

# reliability.md: at least 100,000 acknowledged events, at least 50 kills per component.
TEXTS = int(os.environ.get("NEXUS_FAULTS_TEXTS", "100000" if FULL else "300"))
KILLS = int(os.environ.get("NEXUS_FAULTS_KILLS", "50" if FULL else "1"))
SENDERS = 400 if FULL else 12
POSTERS = 8 if FULL else 3
COMPONENTS = ("web", "worker", "beat", "valkey", "postgres")
SECONDS_BETWEEN_KILLS = 3.0 if FULL else 1.0
QUESTIONS = ("När har ni öppet på lördag?", "Var ligger ni?", "Vad kostar klippning herr?", "Tack!")


@pytest.mark.skipif(not FULL and "NEXUS_FAULTS_TEXTS" not in os.environ, reason="make faults")
def test_a_storm_of_texts_and_kills_loses_and_doubles_nothing(running: Running, figure: Figure) -> None:
    senders = [running.sender() for _ in range(SENDERS)]
    random.seed(7)
    over = threading.Event()
    killed: dict[str, int] = {}
    killer = threading.Thread(target=_kill_all, args=(running, over, killed))
    numbers = itertools.count()
    texts: list[Inbound] = []
    acknowledged: set[str] = set()

    def post() -> None:
        # Until both are done, so that no kill falls into silence.
        while len(acknowledged) < TEXTS or not over.is_set():
            number = next(numbers)
            body = f"{QUESTIONS[number % len(QUESTIONS)]} ({number})"
            text = running.text(senders[number % SENDERS], body)
            texts.append(text)
            if text.statuses == [200]:
                acknowledged.add(text.sid)
            else:
                time.sleep(0.3)

    begun = time.time()
    killer.start()
    with ThreadPoolExecutor(POSTERS) as pool:
        posters = [pool.submit(post) for _ in range(POSTERS)]
    killer.join()
    for poster in posters:
        poster.result()
    assert killed == dict.fromkeys(COMPONENTS, KILLS), "every kill was seen to work"
    figure(
        f"storm: {len(acknowledged)} acknowledged of {len(texts)}, {KILLS} kills each", time.time() - begun
    )

    running.healthy()
    # Those without an answer come again from the provider, those answered do so for good measure.
    rows = _stored(running)
    assert acknowledged <= rows.keys(), "acknowledged, and lost"
    with ThreadPoolExecutor(POSTERS) as pool:
        again = list(pool.map(lambda text: running.twilio.replay(text.sid)[0].status, texts[-2000:]))
    assert set(again) == {200}
    missing = [text for text in texts if text.sid not in _stored(running)]
    with ThreadPoolExecutor(POSTERS) as pool:
        assert {200} >= set(pool.map(lambda text: running.twilio.replay(text.sid)[0].status, missing))
    rows = _stored(running)
    assert {text.sid for text in texts} <= rows.keys()
    assert max(rows.values()) == 1

    wait_until(lambda: running.jobs_within(3) == 0, "all work done", seconds=1800 if FULL else 120, step=0.5)
    figure("storm: to all work done", time.time() - begun)
    assert running.sent_twice() == []
    for sender in senders:
        _answered(running, sender)


def _kill_all(running: Running, over: threading.Event, killed: dict[str, int]) -> None:
    """SIGKILL each component in turn; counted when its process was seen dead and another in its place."""
    try:
        for component in COMPONENTS * KILLS:
            pid = wait_until(lambda name=component: running.product.pids().get(name), f"{component} up")
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda pid=pid: is_dead(pid), f"{component} dead", step=0.01)
            wait_until(
                lambda name=component, pid=pid: running.product.pids().get(name) not in (None, pid),
                f"{component} back",
            )
            killed[component] = killed.get(component, 0) + 1
            time.sleep(SECONDS_BETWEEN_KILLS)
    finally:
        over.set()


def _stored(running: Running) -> dict[str, int]:
    """How often each of the provider's ids is stored in the demo company."""
    ((schema,),) = running.query("SELECT schema_name FROM public.tenants_company WHERE slug = 'demo'")
    return dict(
        running.query(
            f"SELECT external_id, count(*) FROM {schema}.conversations_message"
            " WHERE direction = 'inbound' AND external_id IS NOT NULL GROUP BY 1"
        )
    )


def _answered(running: Running, sender: str) -> None:
    """Nobody is met with silence, and no message claims to be out that the provider does not have."""
    stored = running.messages(sender)
    out = [m for m in stored if m["direction"] == "outbound"]
    gone = [m for m in out if m["status"] in ("accepted", "sent", "delivered")]
    taken = running.twilio.outbound(sender)
    uncertain = [m for m in out if m["status"] == "uncertain"]
    assert len(gone) <= len(taken) <= len(gone) + len(uncertain)
    assert gone or running.state(sender) == "waiting_for_staff", f"{sender}: silence"
