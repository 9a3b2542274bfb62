"""When the company and those who work there are open."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

import pytest

from crm.bookings.models import HoursException, OpeningHours, ResourceHours
from crm.bookings.selectors import company_tz, day_spans
from nexus.tenants.context import company_context_trusted
from nexus.tenants.models import Company
from tests.crm.bookings.conftest import STOCKHOLM, open_at

TUESDAY = date(2026, 11, 24)
SUNDAY = date(2026, 11, 29)
SPRING, AUTUMN = date(2026, 3, 29), date(2027, 10, 31)


def clocks(day: date, resource=None) -> list[str]:
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in day_spans(day, resource)]


def elapsed(day: date) -> list[timedelta]:
    return [closes.astimezone(UTC) - opens.astimezone(UTC) for opens, closes in day_spans(day)]


def works(resource, weekday: int, *hours: str) -> None:
    for span in hours:
        opens, closes = (time.fromisoformat(part) for part in span.split("-"))
        ResourceHours.objects.create(resource=resource, weekday=weekday, opens=opens, closes=closes)


def differs(day: date, hours: str | None = None, resource=None) -> None:
    opens, closes = (time.fromisoformat(part) for part in hours.split("-")) if hours else (None, None)
    HoursException.objects.create(resource=resource, day=day, opens=opens, closes=closes)


def test_the_company_is_open_as_its_weekday_says_and_closed_without_a_row(in_company_a):
    assert clocks(TUESDAY) == ["09:00-18:00"]
    assert clocks(SUNDAY) == []


def test_whoever_has_no_hours_of_their_own_works_as_the_company(lina):
    assert clocks(TUESDAY, lina) == ["09:00-18:00"]


def test_own_hours_make_a_lunch_break_and_days_off(lina, samira):
    works(lina, 1, "09:00-12:00", "13:00-17:00")
    assert clocks(TUESDAY, lina) == ["09:00-12:00", "13:00-17:00"]
    assert clocks(TUESDAY + timedelta(days=1), lina) == []
    assert clocks(TUESDAY, samira) == ["09:00-18:00"]


def test_nobody_works_while_the_company_is_closed(lina):
    works(lina, 1, "07:00-19:00")
    works(lina, 6, "10:00-14:00")
    assert clocks(TUESDAY, lina) == ["09:00-18:00"]
    assert clocks(SUNDAY, lina) == []


def test_hours_that_touch_are_one_span(lina):
    works(lina, 1, "09:00-12:00", "12:00-15:00", "14:00-16:00")
    assert clocks(TUESDAY, lina) == ["09:00-16:00"]


def test_an_exception_closes_or_changes_the_companys_day(lina):
    differs(TUESDAY)
    differs(SUNDAY, "11:00-15:00")
    assert clocks(TUESDAY) == clocks(TUESDAY, lina) == []
    assert clocks(SUNDAY) == clocks(SUNDAY, lina) == ["11:00-15:00"]


def test_an_exception_of_one_who_works_there_changes_nobody_elses_day(lina, samira):
    works(lina, 1, "09:00-12:00", "13:00-17:00")
    differs(TUESDAY, "08:00-11:00", lina)
    differs(TUESDAY, None, samira)
    assert clocks(TUESDAY, lina) == ["09:00-11:00"]
    assert clocks(TUESDAY, samira) == []
    assert clocks(TUESDAY) == ["09:00-18:00"]


@pytest.mark.parametrize(
    "day", [date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 6), date(2027, 3, 29), date(2027, 6, 26)]
)
def test_the_company_is_closed_on_red_days(lina, day):
    open_at(day.weekday(), "09:00", "18:00")
    assert clocks(day) == clocks(day, lina) == []


def test_an_exception_opens_a_red_day(lina):
    epiphany = date(2027, 1, 6)
    differs(epiphany, "10:00-14:00")
    assert clocks(epiphany) == clocks(epiphany, lina) == ["10:00-14:00"]


@pytest.mark.parametrize("eve", [date(2026, 12, 24), date(2026, 12, 31), date(2027, 6, 25)])
def test_eves_are_ordinary_days(in_company_a, eve):
    assert clocks(eve) == ["09:00-20:00" if eve.weekday() == 3 else "09:00-18:00"]


def test_a_day_is_an_hour_shorter_in_spring_and_longer_in_autumn(in_company_a):
    open_at(6, "00:00", "23:59")
    whole = timedelta(hours=23, minutes=59)
    assert elapsed(SUNDAY) == [whole]
    assert elapsed(SPRING) == [whole - timedelta(hours=1)]
    assert elapsed(AUTUMN) == [whole + timedelta(hours=1)]


def test_what_the_clock_skips_or_says_twice_is_a_moment_all_the_same(in_company_a):
    open_at(6, "02:30", "04:00")
    ((opens, closes),) = day_spans(SPRING)
    assert (opens.isoformat(), closes.isoformat()) == (
        "2026-03-29T03:30:00+02:00",
        "2026-03-29T04:00:00+02:00",
    )
    open_at(6, "01:00", "02:30")
    ((opens, closes),) = day_spans(AUTUMN)
    # Open until half past two comes the second time.
    assert (opens.isoformat(), closes.isoformat()) == (
        "2027-10-31T01:00:00+02:00",
        "2027-10-31T02:30:00+01:00",
    )


def test_a_span_that_falls_into_the_skipped_hour_is_none(in_company_a):
    open_at(6, "02:30", "03:15")
    assert day_spans(SPRING) == []


def test_times_are_the_companys_own(company_a, in_company):
    with in_company(company_a):
        assert company_tz() == STOCKHOLM
    Company.objects.filter(pk=company_a.pk).update(timezone="Europe/Helsinki")
    with in_company(company_a):
        ((opens, _),) = day_spans(TUESDAY)
    assert opens.isoformat() == "2026-11-24T09:00:00+02:00"


def test_the_zone_is_known_where_the_connection_knows_the_schema_alone(company_a):
    Company.objects.filter(pk=company_a.pk).update(timezone="Europe/Helsinki")
    with company_context_trusted(company_a.schema_name):
        assert str(company_tz()) == "Europe/Helsinki"


def test_a_closed_week_has_no_spans(in_company_a):
    OpeningHours.objects.all().delete()
    assert [day_spans(TUESDAY + timedelta(days=days)) for days in range(7)] == [[]] * 7
