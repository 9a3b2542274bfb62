"""Which days people mean."""

from __future__ import annotations

import datetime

import pytest

from conversations.agent.when import find_days
from tests.conversations.agent.turns import MONDAY, STOCKHOLM


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("på lördag", ["2026-11-28"]),
        ("Lördag?", ["2026-11-28"]),
        ("on Saturday", ["2026-11-28"]),
        ("på måndag", ["2026-11-30"]),  # a bare weekday is never today
        ("nästa fredag", ["2026-12-04"]),
        ("next friday", ["2026-12-04"]),
        ("idag", ["2026-11-23"]),
        ("i kväll", ["2026-11-23"]),
        ("imorgon", ["2026-11-24"]),
        ("i morron", ["2026-11-24"]),
        ("tomorrow", ["2026-11-24"]),
        ("övermorgon", ["2026-11-25"]),
        ("idag och imorgon", ["2026-11-23", "2026-11-24"]),
        ("i helgen", ["2026-11-28", "2026-11-29"]),
        ("this weekend", ["2026-11-28", "2026-11-29"]),
        ("28 november", ["2026-11-28"]),
        ("28 nov.", ["2026-11-28"]),
        ("den 28:e november", ["2026-11-28"]),
        ("November 28th", ["2026-11-28"]),
        ("28/11", ["2026-11-28"]),
        ("5/1", ["2027-01-05"]),
        ("den 3:e", ["2026-12-03"]),
        ("2026-12-01", ["2026-12-01"]),
        ("29 februari", ["2028-02-29"]),
        ("på julafton", ["2026-12-24"]),
        ("i påsk", ["2027-03-27"]),
        ("fre", []),
        ("på fre", ["2026-11-27"]),
        ("Hej, har ni öppet?", []),
    ],
)
def test_a_phrase_means_these_dates(text: str, dates: list[str]) -> None:
    assert [day.isoformat() for day in find_days(text, MONDAY).dates] == dates


def test_plural_weekdays_are_meant_in_general() -> None:
    assert find_days("på lördagar", MONDAY).weekdays == [5]
    assert find_days("on Sundays", MONDAY).weekdays == [6]
    assert find_days("helgerna", MONDAY).weekdays == [5, 6]


def test_a_week_number_is_the_iso_week() -> None:
    assert find_days("v 49", MONDAY).dates[0] == datetime.date(2026, 11, 30)
    assert find_days("v 60", MONDAY).impossible


def test_impossible_dates_are_told_apart_from_none() -> None:
    assert find_days("31/11", MONDAY).impossible
    assert find_days("den 30 februari", MONDAY).impossible
    assert not find_days("hej", MONDAY)


def test_no_date_is_ever_in_the_past() -> None:
    phrases = ["på lördag", "idag", "28/11", "den 3:e", "i helgen", "v 48", "1 januari", "på julafton"]
    for shift in range(400):
        now = datetime.datetime(2026, 1, 1, 12, tzinfo=STOCKHOLM) + datetime.timedelta(days=shift)
        for phrase in phrases:
            dates = find_days(phrase, now).dates
            assert dates
            assert max(dates) >= now.date()
            if phrase != "v 48":
                assert min(dates) >= now.date()


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Har ni öppet imorgon efter 16?", ["2026-11-24"]),
        ("är det öppet lördag den 5/12", ["2026-12-05"]),
        ("tisdag eller onsdag?", ["2026-11-24", "2026-11-25"]),
        ("öppet i mellandagarna?", ["2026-12-27", "2026-12-28", "2026-12-29", "2026-12-30"]),
        ("har ni öppet på annandagen", ["2026-12-26"]),
        ("torsda", ["2026-11-26"]),
        ("öppettider i december", []),
        ("Ring 070-174 06 05", []),
    ],
)
def test_the_days_of_a_question_about_opening_hours(text: str, dates: list[str]) -> None:
    assert [day.isoformat() for day in find_days(text, MONDAY).dates] == dates


def test_the_present_moment_is_told_from_days() -> None:
    assert find_days("har ni öppet nu?", MONDAY).now
    assert not find_days("nu på lördag", MONDAY).now
