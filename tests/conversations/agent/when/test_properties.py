"""What holds for every text and every moment."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from conversations.agent.when import When, find_days, read_when
from conversations.words import word_set
from tests.conversations.agent.turns import MONDAY, STOCKHOLM
from tests.conversations.agent.when.no_times import NO_TIMES
from tests.conversations.agent.when.phrases import MONDAY_MORNING, shown

PHRASES = st.sampled_from([text for text, _ in MONDAY_MORNING])
READABLE = [(text, meant) for text, meant in MONDAY_MORNING if meant != "nothing"]
MOMENTS = st.datetimes(
    datetime.datetime(2026, 1, 1), datetime.datetime(2029, 12, 31), timezones=st.just(STOCKHOLM)
).map(lambda moment: moment.astimezone(datetime.UTC).astimezone(STOCKHOLM))
WORDS = st.sampled_from(
    sorted(
        word_set(
            """på i om imorgon idag fredag torsdag nästa vecka v 48 25/11 14 eller och kl 9 halv tre kvart över em fm
            efter före mellan 10-12 den 3:e december inte hellre nej samma tid till från 14.30 tomorrow at 3pm half
            past two next week 31 februari 2 personer kr , . ? - helg jul senast tidigast timmar senare kväll am"""
        )
    )
)
POLITE_BEFORE = st.sampled_from(["Hej! ", "Hejsan, ", "Hi! ", "God morgon! ", "Tack för svar. ", "Ok. "])
POLITE_AFTER = st.sampled_from([" tack", " tack!", ", mvh Kim", " :)", ". Trevlig helg!", " 🙏", " please"])


def windows_of(when: When) -> list[tuple[datetime.datetime, datetime.datetime | None]]:
    first = [(when.start, when.end)] if when.start else []
    return [*first, *when.alternatives]


def check(when: When | None, now: datetime.datetime) -> None:
    if when is None:
        return
    assert (when.start is None) == bool(when.problem)
    assert when.exact == (when.start is not None and when.end is None)
    assert when.phrase
    for start, end in windows_of(when):
        assert start.astimezone(datetime.UTC) >= now.astimezone(datetime.UTC)
        assert start.tzinfo is now.tzinfo
        # A wall time that the zone really shows.
        assert start.astimezone(datetime.UTC).astimezone(STOCKHOLM).replace(tzinfo=None) == start.replace(
            tzinfo=None
        )
        if end is not None:
            assert end.astimezone(datetime.UTC) > start.astimezone(datetime.UTC)


@given(PHRASES, MOMENTS)
def test_nothing_that_is_read_is_past_or_upside_down(text: str, now: datetime.datetime) -> None:
    check(read_when(text, now), now)


@given(st.lists(WORDS, max_size=9).map(" ".join), st.lists(WORDS, max_size=6).map(" ".join), MOMENTS)
def test_so_it_is_for_any_words_in_any_order_and_on_any_base(
    first: str, then: str, now: datetime.datetime
) -> None:
    base = read_when(first, now)
    check(base, now)
    later = now + datetime.timedelta(hours=7)
    check(read_when(then, later, base=base), later)


@given(st.text(max_size=200))
def test_no_text_whatsoever_is_an_error(text: str) -> None:
    check(read_when(text, MONDAY), MONDAY)
    find_days(text, MONDAY)


@given(st.sampled_from(READABLE), POLITE_BEFORE, POLITE_AFTER)
def test_polite_words_change_nothing(row: tuple[str, str], before: str, after: str) -> None:
    text, meant = row
    assert shown(read_when(f"{before}{text}{after}", MONDAY), MONDAY) == meant


@given(st.from_regex(r"\A(\+46|0)7[02369][- ]?[0-9]{3} ?[0-9]{2} ?[0-9]{2}\Z"))
def test_a_phone_number_is_no_time(number: str) -> None:
    assert read_when(f"Ring mig på {number}", MONDAY) is None
    assert read_when(number, MONDAY) is None


@given(
    st.integers(1, 9999), st.sampled_from([" kr", ":-", " kronor", " SEK", "kr", " personer", " mil", " st"])
)
def test_an_amount_is_no_time(amount: int, unit: str) -> None:
    assert read_when(f"Max {amount}{unit}, går det bra?", MONDAY) is None
    assert shown(read_when(f"{amount}{unit} på fredag kl 14", MONDAY), MONDAY) == "2026-11-27 14:00"


@given(
    st.integers(1, 199), st.sampled_from(["Storgatan", "Kungsvägen", "Lilla torget", "nr", "linje", "BMW"])
)
def test_a_number_after_a_name_is_no_time(number: int, name: str) -> None:
    assert read_when(f"Jag menar {name} {number}", MONDAY) is None


@given(st.sampled_from(NO_TIMES), MOMENTS)
def test_what_is_no_time_never_is(text: str, now: datetime.datetime) -> None:
    assert read_when(text, now) is None


@given(st.integers(0, 23), st.integers(0, 59), MOMENTS)
def test_a_clock_time_with_minutes_is_that_time_on_the_clock(
    hour: int, minute: int, now: datetime.datetime
) -> None:
    when = read_when(f"imorgon kl {hour:02}:{minute:02}", now)
    assert when is not None
    if when.problem:
        # Only the hour that clocks jump over does not exist.
        assert when.problem == "impossible"
        assert hour == 2
    else:
        assert when.start is not None
        assert (when.start.hour, when.start.minute) == (hour, minute)
        assert when.start.date() == now.date() + datetime.timedelta(days=1)
