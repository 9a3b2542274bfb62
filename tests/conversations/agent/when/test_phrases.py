"""What people mean when they text about times."""

from __future__ import annotations

import datetime

import pytest

from conversations.agent.when import read_when
from tests.conversations.agent.turns import MONDAY
from tests.conversations.agent.when.messages import IN_JANUARY, ON_MONDAY, THURSDAY
from tests.conversations.agent.when.midweek_messages import ON_WEDNESDAY
from tests.conversations.agent.when.more_messages import AT_OTHER_TIMES
from tests.conversations.agent.when.no_times import NO_TIMES
from tests.conversations.agent.when.phrases import MONDAY_MORNING, OTHER_TIMES, WEDNESDAY, shown

ELSEWHEN = [
    *OTHER_TIMES,
    *AT_OTHER_TIMES,
    *((WEDNESDAY, text, meant) for text, meant in ON_WEDNESDAY),
    *((THURSDAY, text, meant) for text, meant in IN_JANUARY),
]


@pytest.mark.parametrize(("text", "meant"), MONDAY_MORNING + ON_MONDAY)
def test_on_a_monday_morning_a_phrase_means(text: str, meant: str) -> None:
    assert shown(read_when(text, MONDAY), MONDAY) == meant


@pytest.mark.parametrize(("now", "text", "meant"), ELSEWHEN)
def test_at_another_time_a_phrase_means(now: datetime.datetime, text: str, meant: str) -> None:
    assert shown(read_when(text, now), now) == meant


@pytest.mark.parametrize("text", NO_TIMES)
def test_a_number_that_is_no_time_is_not_read_as_one(text: str) -> None:
    assert shown(read_when(text, MONDAY), MONDAY) == "nothing"
