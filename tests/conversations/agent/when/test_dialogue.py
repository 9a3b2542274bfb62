"""What was said before counts: the day stays when only the time is said, and the other way round."""

from __future__ import annotations

import pytest

from conversations.agent.when import read_when
from tests.conversations.agent.turns import MONDAY
from tests.conversations.agent.when.phrases import shown


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("imorgon em", "14.30 blir bra"), "2026-11-24 14:30"),
        (("imorgon em", "halv tre"), "2026-11-24 14:30"),
        (("imorgon em", "hellre på torsdag"), "2026-11-26 12:00-18:00"),
        (("imorgon kl 10", "nej torsdag istället"), "2026-11-26 10:00"),
        (("på fredag kväll", "8 går bra"), "2026-11-27 20:00"),
        (("på fredag kväll", "ja, kl 10"), "2026-11-27 22:00"),
        (("på fredag", "fm"), "2026-11-27 08:00-12:00"),
        (("på fredag", "efter 15"), "2026-11-27 15:00-24:00"),
        (("på fredag", "2"), "2026-11-27 14:00"),
        (("nästa vecka", "tisdag"), "2026-12-01"),
        (("nästa vecka", "tisdag kl 9"), "2026-12-01 09:00"),
        (("v 50", "onsdag eller torsdag"), "2026-12-09 | 2026-12-10"),
        (("v 50", "gärna onsdag", "kl 13"), "2026-12-09 13:00"),
        (("tis eller ons", "ons kl 10"), "2026-11-25 10:00"),
        (("14 eller 16 på fredag", "16 tar jag"), "2026-11-27 16:00"),
        (("imorgon kl 10", "en timme senare"), "2026-11-24 11:00"),
        (("imorgon kl 10", "30 min tidigare"), "2026-11-24 09:30"),
        (("tomorrow at 10", "half an hour later"), "2026-11-24 10:30"),
        (("imorgon kl 10", "dagen efter"), "2026-11-25 10:00"),
        (("imorgon kl 10", "samma tid nästa vecka"), "2026-12-01 10:00"),
        (("på tisdag nästa vecka kl 9", "samma tid nästa vecka"), "2026-12-08 09:00"),
        (("imorgon kl 10", "samma tid på fredag"), "2026-11-27 10:00"),
        (("imorgon kl 10", "samma dag men kl 15"), "2026-11-24 15:00"),
        (("imorgon kl 10", "har ni nåt senare?"), "2026-11-24 10:01-24:00"),
        (("imorgon kl 10", "veckan efter"), "2026-12-01 10:00"),
        (("v 49", "veckan efter"), "2026-12-07..2026-12-13"),
        (("next week", "Wednesday morning"), "2026-12-02 06:00-12:00"),
        (("tomorrow afternoon", "3 works"), "2026-11-24 15:00"),
        (("imorgon kl 10", "31 feb"), "impossible"),
        (("idag", "kl 8"), "past"),
        (("31 feb", "imorgon kl 10"), "2026-11-24 10:00"),
        (("på fredag", "tack så mycket!"), "nothing"),
        (("på fredag", "jag heter Kim"), "nothing"),
    ],
)
def test_what_was_said_before_counts(said: tuple[str, ...], meant: str) -> None:
    base = None
    for text in said:
        when = read_when(text, MONDAY, base=base)
        base = when or base
    assert shown(when, MONDAY) == meant


def test_a_lone_small_number_is_a_time_only_when_something_was_established() -> None:
    assert read_when("2", MONDAY) is None
    assert shown(read_when("2", MONDAY, base=read_when("imorgon", MONDAY)), MONDAY) == "2026-11-24 14:00"


def test_what_is_known_by_now_is_told() -> None:
    day = read_when("på fredag", MONDAY)
    assert day is not None
    assert (day.day_said, day.time_said, day.exact) == (True, False, False)
    both = read_when("halv tre", MONDAY, base=day)
    assert both is not None
    assert (both.day_said, both.time_said, both.exact) == (True, True, True)
    clock = read_when("kl 14", MONDAY)
    assert clock is not None
    assert (clock.day_said, clock.time_said) == (False, True)


def test_the_words_that_were_read_are_kept_as_written() -> None:
    when = read_when("Hej! Har ni tid på Fredag em eller lördag kl. 10? Mvh Kim", MONDAY)
    assert when is not None
    assert when.phrase == "på Fredag em eller lördag kl. 10"


def test_a_date_that_contradicts_its_weekday_offers_both_readings() -> None:
    when = read_when("tisdag den 25/11 kl 10", MONDAY)
    assert when is not None
    assert when.start is None
    assert [start.date().isoformat() for start, _ in when.alternatives] == ["2026-11-24", "2026-11-25"]
