"""A web chat whose servers die in the middle of it: nothing lost, nothing doubled; and floods of messages."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from tests.faults.chatting import ChatClient
from tests.running import Running, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"


def _answers(chat: ChatClient) -> list[str]:
    return [message["body"] for message in chat.read() if message["author"] == "ai"]


def test_web_live_and_worker_killed_in_mid_answer_lose_and_double_nothing(running: Running) -> None:
    chat = ChatClient(running.product.demo)
    chat.open()
    chat.listen()
    running.calm()
    running.arm("before_turn_stored")
    chat.say(QUESTION)
    running.fired("before_turn_stored")  # the answer was shown, and not stored, when the worker died
    running.kill("live")
    running.kill("web")
    # A killed server first has to start anew, on a machine that other tests load.
    chat.say("Och hur länge då?", seconds=120)
    wait_until(lambda: _answers(chat), "answered", seconds=60)
    running.calm()
    found = chat.read()
    said = Counter(message["body"] for message in found if message["author"] == "contact")
    assert said == {QUESTION: 1, "Och hur länge då?": 1}
    answers = _answers(chat)
    assert len(answers) == len(set(answers))
    ids = [message["id"] for message in found]
    assert len(ids) == len(set(ids))
    # Whoever only listens has the answer too, once, and nothing is left of the one that did not come.
    wait_until(lambda: [m for m in chat.heard("message") if m["author"] == "ai"], "heard", seconds=30)
    heard = Counter(message["id"] for message in chat.heard("message"))
    assert set(heard.values()) == {1}
    chat.over = True


def test_a_web_process_killed_after_the_commit_has_the_message_once(running: Running) -> None:
    chat = ChatClient(running.product.demo)
    chat.open()
    running.calm()
    running.arm("chat_after_commit")
    chat.say(QUESTION)  # the first try gets no answer, the second finds what the first has stored
    running.fired("chat_after_commit")
    assert [message["body"] for message in chat.read() if message["author"] == "contact"] == [QUESTION]


def test_two_hundred_messages_a_second_from_one_address_are_limited_and_others_are_served(
    running: Running,
) -> None:
    flood, calm = ChatClient(running.product.demo, address="127.0.0.66"), ChatClient(running.product.demo)
    flood.open()
    calm.open()
    statuses: Counter[int] = Counter()

    def hammer(until: float) -> None:
        number = 0
        while time.monotonic() < until:
            begun = time.monotonic()
            number += 1
            body = {
                "id": f"00000000-0000-4000-8000-{threading.get_ident() % 10**6:06d}{number:06d}",
                "body": "!",
            }
            statuses[flood.call("POST", "messages", body)[0]] += 1
            time.sleep(max(0.0, 0.04 - (time.monotonic() - begun)))

    until = time.monotonic() + 4
    threads = [threading.Thread(target=hammer, args=(until,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    taken = []
    for number in range(3):
        begun = time.monotonic()
        calm.say(f"Hej {number}")
        taken.append(time.monotonic() - begun)
        time.sleep(0.7)
    for thread in threads:
        thread.join()
    assert statuses[201] <= 20, statuses  # a chat's own ten in ten seconds, and what slid in
    assert statuses[429] > 5 * statuses[201], statuses
    assert set(statuses) <= {201, 429}, statuses
    assert max(taken) < 5, taken
