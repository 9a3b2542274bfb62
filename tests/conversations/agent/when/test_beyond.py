"""What no calendar here reaches is asked about, and never read as today."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from conversations.agent.when import read_when

NOW = datetime.datetime(2026, 11, 23, 9, 12, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.mark.parametrize(
    "text",
    [
        "boka klippning herr 9999-12-31 kl 10",
        "boka klippning om 100000000000 dagar kl 10",
        "boka klippning herr om 10 år kl 10",
        "klippning -5 dagar kl 10",
        "12345678901234567890 januari kl 10",
        "in 3 years at 10",
    ],
)
def test_a_day_out_of_reach_is_a_problem(text: str) -> None:
    read = read_when(text, NOW)
    assert read is not None
    assert (read.problem, read.start) == ("impossible", None)


@pytest.mark.parametrize("text", ["2027-01-05 kl 10", "min dotter 7 år, imorgon kl 10", "om 40 dagar kl 10"])
def test_what_is_within_reach_is_read(text: str) -> None:
    read = read_when(text, NOW)
    assert read is not None
    assert read.problem == ""
