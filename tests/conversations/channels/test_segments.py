"""Segment counts against the limits that the operators publish."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.channels.sms.segments import GSM, segment_count

gsm_texts = st.text(alphabet=sorted(GSM), max_size=700)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "GSM-7", 0, 0),
        ("Hej! Vi har öppet 10.00-15.00 på lördag. ÅÄÖ åäö é", "GSM-7", 50, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" + "€" * 80, "GSM-7", 161, 2),
        ("å" * 70, "GSM-7", 70, 1),
        ("–" * 70, "UCS-2", 70, 1),
        ("–" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
    ],
)
def test_a_text_takes_the_published_number_of_segments(
    text: str, encoding: str, units: int, count: int
) -> None:
    result = segment_count(text)
    assert (result.encoding, result.units, result.count) == (encoding, units, count)


def test_an_extension_character_is_not_split_between_two_segments() -> None:
    assert segment_count("a" * 152 + "€" + "a" * 152).count == 3
    assert segment_count("a" * 153 + "€" + "a" * 151).count == 2


@given(gsm_texts)
def test_gsm_texts_take_at_least_their_units_and_at_most_one_wasted_unit_a_segment(text: str) -> None:
    result = segment_count(text)
    assert result.encoding == "GSM-7"
    if result.units <= 160:
        assert result.count == (1 if text else 0)
    else:
        assert math.ceil(result.units / 153) <= result.count <= math.ceil(result.units / 152)


@given(st.text(max_size=300))
def test_a_longer_text_never_takes_fewer_segments(text: str) -> None:
    counts = [segment_count(text[:length]).count for length in range(0, len(text) + 1, 7)]
    gsm_again = [segment_count(text[:length]).encoding for length in range(0, len(text) + 1, 7)]
    assert counts == sorted(counts)
    assert gsm_again == sorted(gsm_again)
