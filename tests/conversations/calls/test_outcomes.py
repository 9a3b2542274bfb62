"""What became of a call follows from the facts, whatever their order."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.channels.voice.outcomes import WORDS, Fact, outcome_of
from conversations.models import Outcome

RUNG, PRESS, LISTEN = Fact("voice", "rung"), Fact("voice", "rung_press_1"), Fact("voice", "rung_amd")


def leg(word: str, seconds: int | None = None) -> Fact:
    return Fact("leg", word, seconds=seconds)


def done(word: str, bridged: bool | None = None, seconds: int | None = None) -> Fact:
    return Fact("done", word, bridged, seconds)


OVER, HUNG_UP = Fact("status", "completed"), Fact("status", "no-answer")
ASKED, PRESSED, DECLINED = Fact("screen", "asked"), Fact("screen", "accepted"), Fact("screen", "declined")
MACHINE, HUMAN = Fact("amd", "machine_start"), Fact("amd", "human")
STORIES: dict[str, tuple[list[Fact], Outcome]] = {
    "a person answers": (
        [RUNG, leg("in-progress"), leg("completed", 42), done("completed", True, 42), OVER],
        Outcome.ANSWERED,
    ),
    "a person answers, and the provider does not say whether they were put through": (
        [RUNG, leg("in-progress"), leg("completed", 42), done("completed", None, 42), OVER],
        Outcome.ANSWERED,
    ),
    "nobody picks up": (
        [RUNG, leg("ringing"), leg("no-answer"), done("no-answer", False), OVER],
        Outcome.MISSED,
    ),
    "busy": ([RUNG, leg("busy"), done("busy", False), OVER], Outcome.BUSY),
    "the phone cannot be reached": ([RUNG, leg("failed"), done("failed", False), OVER], Outcome.FAILED),
    "the caller hangs up before": (
        [RUNG, leg("ringing"), leg("canceled"), done("canceled", False), HUNG_UP],
        Outcome.MISSED,
    ),
    "a person presses 1": (
        [PRESS, ASKED, PRESSED, leg("in-progress"), leg("completed", 42), done("completed", True, 42)],
        Outcome.ANSWERED,
    ),
    "a voicemail picks up and presses nothing": (
        [PRESS, ASKED, leg("in-progress"), leg("completed", 9), done("completed", False), OVER],
        Outcome.VOICEMAIL,
    ),
    "a voicemail picks up, and the dial ends as not answered": (
        [PRESS, ASKED, leg("in-progress"), leg("completed", 9), done("no-answer", False), OVER],
        Outcome.VOICEMAIL,
    ),
    "a person presses 2": (
        [PRESS, ASKED, DECLINED, leg("in-progress"), leg("completed", 4), done("completed", False)],
        Outcome.MISSED,
    ),
    "nobody is there to press 1": (
        [PRESS, leg("ringing"), leg("no-answer"), done("no-answer", False), OVER],
        Outcome.MISSED,
    ),
    "a machine is heard after the two were put through": (
        [LISTEN, leg("in-progress"), MACHINE, leg("completed", 30), done("completed", True, 30), OVER],
        Outcome.VOICEMAIL,
    ),
    "a person is heard": (
        [LISTEN, leg("in-progress"), HUMAN, leg("completed", 30), done("completed", True, 30), OVER],
        Outcome.ANSWERED,
    ),
    "closed": ([Fact("voice", "closed"), OVER], Outcome.MISSED),
    "no phone to ring": ([Fact("voice", "no_phone"), OVER], Outcome.MISSED),
}


@pytest.mark.parametrize("story", STORIES)
def test_every_order_of_the_reports_leads_to_the_same_outcome(story: str) -> None:
    facts, wanted = STORIES[story]
    assert {outcome_of(order) for order in permutations(facts)} == {wanted}
    assert {outcome_of([*order, *order]) for order in permutations(facts)} == {wanted}


#: What must have come before the call's end can be told: one of these is enough.
TELLING = {
    "a person answers": ("leg completed", "done"),
    "nobody picks up": ("leg no-answer", "done"),
    "busy": ("leg busy", "done"),
    "the phone cannot be reached": ("leg failed", "done"),
    "the caller hangs up before": ("leg canceled", "done", "status no-answer"),
    "a voicemail picks up and presses nothing": ("done", "voice+leg completed", "screen+leg completed"),
}


@pytest.mark.parametrize("story", TELLING)
def test_what_is_missing_leaves_the_outcome_open_or_does_not_change_it(story: str) -> None:
    facts, wanted = STORIES[story]
    for mask in range(1, 2 ** len(facts)):
        some = [fact for index, fact in enumerate(facts) if mask >> index & 1]
        told = {f"{fact.kind} {fact.status}" for fact in some} | {fact.kind for fact in some}
        certain = any(all(part in told for part in way.split("+")) for way in TELLING[story])
        assert outcome_of(some) == wanted if certain else outcome_of(some) in (None, wanted, Outcome.ANSWERED)
        if not certain and story != "a voicemail picks up and presses nothing":
            assert outcome_of(some) is None


def test_a_call_that_is_over_stays_open_until_it_is_known_whether_anybody_was_rung() -> None:
    assert outcome_of([RUNG, OVER]) is None
    assert outcome_of([RUNG, OVER, Fact("listed", "no_leg")]) == Outcome.MISSED
    assert outcome_of([RUNG, Fact("listed", "unknown")]) == Outcome.MISSED
    assert outcome_of([RUNG, OVER, Fact("listed", "unknown"), done("completed", True)]) == Outcome.ANSWERED


ANY_FACT = st.sampled_from(sorted((kind, word) for kind, words in WORDS.items() for word in words)).flatmap(
    lambda pair: st.builds(Fact, st.just(pair[0]), st.just(pair[1]), st.sampled_from([None, True, False]))
)


@given(st.lists(ANY_FACT, max_size=8), st.randoms(use_true_random=False))
def test_no_order_of_whatever_facts_changes_the_outcome(facts: list[Fact], random) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert outcome_of(shuffled) == outcome_of(facts)
    assert outcome_of([*facts, *shuffled]) == outcome_of(facts)
