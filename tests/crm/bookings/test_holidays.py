"""Red days and eves in Sweden."""

from __future__ import annotations

import datetime

import pytest

from crm.bookings.holidays import eve_or_red_day, named_days, red_day


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2027-01-06", ("trettondedag jul", "Epiphany")),
        ("2027-03-26", ("långfredagen", "Good Friday")),
        ("2027-05-06", ("Kristi himmelsfärdsdag", "Ascension Day")),
        ("2026-06-06", ("nationaldagen", "Sweden's National Day")),
        ("2026-10-31", ("alla helgons dag", "All Saints' Day")),
        ("2026-12-26", ("annandag jul", "Boxing Day")),
    ],
)
def test_a_red_day_has_both_names(day: str, names: tuple[str, str]) -> None:
    assert red_day(datetime.date.fromisoformat(day)) == names


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2027-03-27", ("påskafton", "Easter Saturday")),
        ("2027-06-25", ("midsommarafton", "Midsummer Eve")),
        ("2026-12-24", ("julafton", "Christmas Eve")),
        ("2026-12-31", ("nyårsafton", "New Year's Eve")),
    ],
)
def test_an_eve_is_no_red_day_but_is_told(day: str, names: tuple[str, str]) -> None:
    date = datetime.date.fromisoformat(day)
    assert red_day(date) is None
    assert eve_or_red_day(date) == names


def test_an_ordinary_day_and_an_ordinary_sunday_are_neither() -> None:
    assert eve_or_red_day(datetime.date(2026, 11, 28)) is None
    assert eve_or_red_day(datetime.date(2026, 11, 29)) is None


def test_days_that_are_only_named_have_their_dates_too() -> None:
    assert named_days(2027)["skärtorsdagen"] == datetime.date(2027, 3, 25)
    assert eve_or_red_day(datetime.date(2027, 3, 25)) is None


def test_two_names_on_one_date_are_both_found() -> None:
    assert named_days(2008)["första maj"] == datetime.date(2008, 5, 1)
    assert named_days(2008)["Kristi himmelsfärdsdag"] == datetime.date(2008, 5, 1)
