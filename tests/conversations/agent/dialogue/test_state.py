"""What is remembered between messages survives being stored, and nothing stored can break it."""

from __future__ import annotations

import datetime
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conversations.agent.dialogue.state import FRESH, Talk, read_talk
from conversations.agent.when import When
from tests.conversations.agent.turns import MONDAY

LATER = MONDAY + datetime.timedelta(days=1)


def test_a_talk_comes_back_as_it_was() -> None:
    window = When(LATER, LATER + datetime.timedelta(hours=3), False, True, True, "", (), "")
    talk = Talk(
        goal="book",
        service="klippning_herr",
        services=("klippning_dam",),
        resource="Lina",
        window=window,
        offered=(LATER, LATER + datetime.timedelta(minutes=30)),
        booking=LATER,
        pending=(LATER,),
        opened="availability",
        misses=1,
        at=MONDAY,
    )
    assert read_talk(json.loads(json.dumps(talk.to_json())), MONDAY) == talk


def test_an_empty_talk_stores_nothing() -> None:
    assert Talk(at=MONDAY).to_json() == {}


def test_what_is_older_than_two_days_or_from_the_future_is_forgotten() -> None:
    stored = Talk(goal="book", service="klippning_herr", at=MONDAY).to_json()
    assert read_talk(stored, MONDAY + FRESH).active
    assert read_talk(stored, MONDAY + FRESH + datetime.timedelta(minutes=1)) == Talk()
    assert read_talk(stored, MONDAY - datetime.timedelta(minutes=1)) == Talk()


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(MONDAY.isoformat()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["goal", "service", "services", "resource", "window", "offered", "booking", "pending", "misses"]
        ),
        _VALUES,
    )
)
def test_whatever_is_stored_can_be_read(stored: dict[str, Any]) -> None:
    talk = read_talk({**stored, "at": MONDAY.isoformat()}, MONDAY)
    assert talk.goal in ("", "book", "move", "cancel", "done")
    assert all(moment.tzinfo for moment in talk.offered)
