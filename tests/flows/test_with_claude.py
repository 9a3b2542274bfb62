"""The main job with Anthropic's API: streaming, the tool, and never silence when it fails."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm.bookings.holidays import eve_or_red_day
from tests.running import Running, wait_until
from tests.standins.anthropic import Call

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("product")]

QUESTION = "Hej, när har ni öppet på lördag?"
HOURS = "10.00-15.00"
HOLDING = "En kollega läser det och svarar dig"
SILENCE_SECONDS = 60.0  # reliability.md: "within 60 s a holding reply and a handover"
# What is asked, known by a word that stands nowhere else in a request, and how the AI then fails, every time.
FAILURES: dict[str, tuple[str, dict[str, Any]]] = {
    "marulk": ("529", {}),
    "kolja": ("cut_mid_stream", {}),
    "rocka": ("hang", {"seconds": 30}),
    "gers": ("nonsense", {}),
}


@pytest.fixture
def failing(claude: Running) -> Iterator[dict[str, str]]:
    """One customer for each way to fail, by the word in their text.

    Only for the last test here: so many failures open the circuit breakers of the workers.
    """
    running = claude
    senders: dict[str, str] = {}
    for word, (kind, options) in FAILURES.items():
        running.anthropic.fail_next(
            kind, times=None, matches=lambda request, word=word: word.encode() in request.body, **options
        )
        senders[word] = running.sender()
        assert running.text(senders[word], f"Hej! Bjuder ni på {word} i morgon?").statuses == [200]
    yield senders
    running.anthropic.clear_faults()


def test_what_was_there_before_a_second_start_is_there_after_it(claude: Running) -> None:
    before = [m for m in claude.twilio.messages.values() if m.direction == "inbound"]
    if not before:  # run alone: make something to keep
        sender = claude.sender()
        claude.text(sender, QUESTION)
        claude.settled(sender, ["delivered"])
        keys = claude.demo["company"]
        print(f"second start: healthy after {claude.start(ai='anthropic'):.1f} s")
        assert claude.demo["company"] == keys
        before = [claude.twilio.messages[next(iter(claude.twilio.messages))]]
    sender = str(before[0].sender)
    assert before[0].body in [m["body"] for m in claude.messages(sender, direction="inbound")]
    assert claude.conversations("+46701740612"), "the demo's earlier conversations"


def test_the_answer_is_streamed_and_made_with_the_tool(claude: Running) -> None:
    sender, earlier = claude.sender(), len(_calls(claude, QUESTION))
    begun = time.monotonic()
    assert claude.text(sender, QUESTION).statuses == [200]
    (answer,) = claude.answers(sender)
    print(f"anthropic: answered after {time.monotonic() - begun:.2f} s")
    assert HOURS in answer.body
    assert "AI" in answer.body
    asked = _calls(claude, QUESTION)[earlier:]
    # On a busy machine a first try may run into this installation's deadline of 4 s; the turn is then made anew.
    assert len(asked) in (2, 4)
    calls = asked[-2:]
    assert all(call.streamed for call in calls)
    results = [
        block
        for message in calls[1].request["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] == "tool_result"
    ]
    assert len(results) == 1
    assert HOURS in str(results[0]["content"]).replace("–", "-")
    assert sender not in str([call.request for call in calls])
    claude.settled(sender, ["delivered"])
    read = claude.messages(sender, direction="outbound")[0]["interpretation"]
    assert read["provider"] == "anthropic"
    assert "company_facts" in [tool["name"] for tool in read["tools"]]
    assert read["tokens_in"] > 0


def test_a_time_is_offered_booked_and_cancelled(claude: Running) -> None:
    """The dialogue by which a customer books: each step is an act of a tool, and is in the interpretation."""
    sender, weekday = claude.sender(), _open_weekday()
    claude.text(sender, f"Hej! kan jag få en klipptid på {weekday} em?")
    offered = claude.answers(sender)[-1].body
    assert "14.30" in offered
    claude.text(sender, "14.30 blir bra, Anna")
    booked = claude.answers(sender, count=2)[-1].body
    assert "14.30" in booked
    claude.settled(sender, ["delivered", "delivered"])
    readings = [m["interpretation"] for m in claude.messages(sender, direction="outbound")]
    assert [reading["decision"] for reading in readings] == ["asked", "acted"]
    assert [tool["name"] for tool in readings[0]["tools"]] == ["find_free_times"]
    assert [tool["name"] for tool in readings[1]["tools"]] == ["remember_name", "book"]
    claude.text(sender, "måste tyvärr avboka")
    claude.answers(sender, count=3)
    claude.settled(sender, ["delivered"] * 3)
    last = claude.messages(sender, direction="outbound")[-1]["interpretation"]
    assert (last["intent"], last["decision"]) == ("cancel", "acted")
    assert [tool["name"] for tool in last["tools"]] == ["cancel_booking"]
    assert claude.state(sender) == "ai"


def test_an_ai_that_fails_once_is_asked_again(claude: Running) -> None:
    sender = claude.sender()
    fault = claude.anthropic.fail_next("529", matches=lambda request: b"sj\xc3\xa4ttedagen" in request.body)
    claude.text(sender, "Gäller sjättedagen också på lördag, när har ni öppet?")
    (answer,) = claude.answers(sender)
    assert fault.fired == 1
    assert HOURS in answer.body
    assert claude.state(sender) == "ai"


def test_an_ai_that_fails_is_never_silence_and_never_two_answers(
    claude: Running, failing: dict[str, str]
) -> None:
    waits = []
    for word, sender in failing.items():
        (answer,) = claude.answers(sender, seconds=SILENCE_SECONDS)
        assert HOLDING in answer.body, word
        asked = next(m for m in claude.twilio.messages.values() if m.sender == sender)
        waits.append((answer.created - asked.created).total_seconds())
        claude.settled(sender, ["delivered"])
        assert claude.state(sender) == "waiting_for_staff"
        assert _calls(claude, word), f"{word}: the AI was never asked"
    print(f"failing AI: holding replies after {', '.join(f'{wait:.1f}' for wait in waits)} s")
    assert max(waits) <= SILENCE_SECONDS
    claude.anthropic.clear_faults()
    # Staff have it now; the AI that works again does not speak over them.
    for sender in failing.values():
        claude.text(sender, "Hallå?")
    time.sleep(3)
    wait_until(lambda: claude.jobs_within(2) == 0, "nothing due", step=0.2)
    assert [len(claude.twilio.outbound(sender)) for sender in failing.values()] == [1] * len(failing)
    claude.compare(list(failing.values()))


def _open_weekday() -> str:
    """The Swedish name of the next day from tomorrow on on which the demo's salon is open as usual."""
    names = ("måndag", "tisdag", "onsdag", "torsdag", "fredag")
    today = datetime.now(ZoneInfo("Europe/Stockholm")).date()
    coming = (today + timedelta(days=shift) for shift in range(1, 7))
    return next(names[day.weekday()] for day in coming if day.weekday() < 5 and not eve_or_red_day(day))


def _calls(running: Running, words: str) -> list[Call]:
    return [call for call in list(running.anthropic.calls) if words in call.question]
