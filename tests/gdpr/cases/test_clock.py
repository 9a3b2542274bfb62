"""The one-month clock (GDPR art. 12(3); Regulation 1182/71 art. 3)."""

from __future__ import annotations

import calendar
import datetime
from datetime import timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.bookings.holidays import red_day
from gdpr.clock import days_left, due_at, extended_due_at, may_extend

ZONE = ZoneInfo("Europe/Stockholm")
moments = st.datetimes(
    min_value=datetime.datetime(2024, 1, 1),
    max_value=datetime.datetime(2040, 12, 31),
    timezones=st.just(datetime.UTC),
)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23T09:00", "2026-12-23T23:59:59"),
        # The date is missing in the next month: its last day, in a leap year too.
        ("2029-01-31T12:00", "2029-02-28T23:59:59"),
        ("2028-01-31T12:00", "2028-02-29T23:59:59"),
        ("2028-02-29T12:00", "2028-03-29T23:59:59"),
        # 28 February 2026 is a Saturday.
        ("2026-01-31T12:00", "2026-03-02T23:59:59"),
        # Boxing Day, then the weekend.
        ("2026-11-26T12:00", "2026-12-28T23:59:59"),
        # New Year's Day 2027 is a Friday, and the weekend follows.
        ("2026-12-01T12:00", "2027-01-04T23:59:59"),
        # Easter 2027: Good Friday 26 March to Easter Monday 29 March.
        ("2027-02-26T12:00", "2027-03-30T23:59:59"),
        # National Day on a Monday.
        ("2033-05-06T12:00", "2033-06-07T23:59:59"),
        # Over both changes of the clocks.
        ("2027-03-15T12:00", "2027-04-15T23:59:59"),
        ("2026-10-12T12:00", "2026-11-12T23:59:59"),
    ],
)
def test_the_answer_is_due_on_the_right_day(received: str, due: str) -> None:
    assert due_at(at(received)) == at(due)


def test_the_day_of_receipt_is_swedens_not_londons() -> None:
    late = datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.UTC)  # 00:30 on the 23rd in Sweden
    assert due_at(late) == at("2026-12-23T23:59:59")


def test_an_extension_ends_three_months_after_the_beginning() -> None:
    assert extended_due_at(at("2026-11-30T12:00")) == at("2027-03-01T23:59:59")  # 28 February is a Sunday


@given(moments)
def test_the_time_ends_with_the_last_second_of_a_working_day(received: datetime.datetime) -> None:
    for due in (due_at(received), extended_due_at(received)):
        local = due.astimezone(ZONE)
        assert local.time() == datetime.time(23, 59, 59)
        assert local.weekday() < 5
        assert red_day(local.date()) is None
        assert (local + timedelta(seconds=1)).date() > local.date()


@given(moments)
def test_nobody_gets_less_than_a_month_nor_a_week_more(received: datetime.datetime) -> None:
    day, due = received.astimezone(ZONE).date(), due_at(received).astimezone(ZONE).date()
    month = 12 if day.month == 11 else (day.month + 1) % 12 or 12
    year = day.year + (month < day.month)
    same = min(day.day, calendar.monthrange(year, month)[1])
    first = datetime.date(year, month, same)
    assert first <= due <= first + timedelta(days=6)
    # Between the due day and the plain one there are only days on which nobody works.
    for number in range((due - first).days):
        between = first + timedelta(days=number)
        assert between.weekday() >= 5 or red_day(between)


@given(moments, moments)
def test_who_asks_later_never_has_to_be_answered_earlier(
    one: datetime.datetime, other: datetime.datetime
) -> None:
    earlier, later = sorted((one, other))
    assert due_at(earlier) <= due_at(later)
    assert due_at(earlier) < extended_due_at(earlier)


def test_an_extension_is_possible_only_once_and_within_the_first_month() -> None:
    received = at("2026-11-23T09:00")
    case = SimpleNamespace(received_at=received, extended_at=None, closed_at=None)
    assert may_extend(case, at("2026-12-23T23:59:59"))
    assert not may_extend(case, at("2026-12-24T00:00:00"))
    case.extended_at = received
    assert not may_extend(case, received)
    case.extended_at, case.closed_at = None, received
    assert not may_extend(case, received)


def test_days_left_are_days_of_the_calendar() -> None:
    due = at("2026-12-23T23:59:59")
    assert days_left(due, at("2026-12-23T00:01")) == 0
    assert days_left(due, at("2026-12-21T23:59")) == 2
    assert days_left(due, at("2026-12-24T00:01")) == -1
