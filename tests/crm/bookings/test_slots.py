"""Free times: inside open hours, clear of what is booked, and bookable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.bookings.models import Booking, HoursException, OpeningHours, Resource, ResourceHours, Service
from crm.bookings.selectors import day_spans
from crm.bookings.services import booking_cancel, booking_create
from crm.bookings.slots import Slot, free_slots, nearest_slots
from crm.models import Contact
from tests.crm.bookings.conftest import NOW, STOCKHOLM, at, open_at

TUESDAY = date(2026, 11, 24)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def on(day: date, service: Service, *, now: datetime = NOW, **more) -> list[Slot]:
    start = datetime.combine(day, time(), STOCKHOLM)
    end = datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
    return free_slots(service=service, start=start, end=end, now=now, **{"limit": None, **more})


def starts(slots: Iterable[Slot]) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in slots]


def test_a_free_day_is_offered_by_the_quarter_until_the_last_that_fits(herr, dam):
    assert starts(on(TUESDAY, herr))[:3] == ["09:00", "09:15", "09:30"]
    assert starts(on(TUESDAY, herr))[-1] == "17:30"
    assert starts(on(TUESDAY, dam))[-1] == "17:00"
    assert {slot.end - slot.start for slot in on(TUESDAY, dam)} == {timedelta(minutes=60)}


def test_the_grid_begins_where_a_span_begins(herr, lina, samira):
    for opens, closes in ((time(9, 10), time(10, 30)), (time(13), time(14))):
        ResourceHours.objects.create(resource=lina, weekday=1, opens=opens, closes=closes)
    assert starts(on(TUESDAY, herr, resource=lina)) == [
        "09:10", "09:25", "09:40", "09:55", "13:00", "13:15", "13:30",
    ]  # fmt: skip
    assert starts(on(TUESDAY, herr, resource=lina, step=timedelta(minutes=30))) == [
        "09:10", "09:40", "13:00", "13:30",
    ]  # fmt: skip


def test_one_time_is_offered_once_with_the_first_who_is_free(book, herr, lina, samira):
    book("2026-11-24 09:00", resource=lina)
    offered = on(TUESDAY, herr)[:3]
    assert [(f"{slot.start:%H:%M}", slot.resource) for slot in offered] == [
        ("09:00", samira), ("09:15", samira), ("09:30", lina),
    ]  # fmt: skip
    everyone = on(TUESDAY, herr, every_resource=True)[:5]
    assert [(f"{slot.start:%H:%M}", slot.resource) for slot in everyone] == [
        ("09:00", samira), ("09:15", samira), ("09:30", lina), ("09:30", samira), ("09:45", lina),
    ]  # fmt: skip


def test_only_those_who_do_it_are_offered(herr, lina, samira):
    herr.resources.add(samira)
    assert {slot.resource for slot in on(TUESDAY, herr, every_resource=True)} == {samira}
    assert on(TUESDAY, herr, resource=lina) == []
    Resource.objects.filter(pk=samira.pk).update(active=False)
    assert on(TUESDAY, herr) == []


def test_nothing_is_offered_that_has_passed_or_is_a_year_away(herr):
    now = at("2026-11-24 10:20")
    assert starts(on(TUESDAY, herr, now=now))[0] == "10:30"
    assert on(TUESDAY - timedelta(days=1), herr, now=now) == []
    assert on(TUESDAY + timedelta(days=364), herr, now=now) != []
    assert on(TUESDAY + timedelta(days=366), herr, now=now) == []


def test_a_start_of_this_very_moment_is_offered_and_an_end_is_not_a_start(herr):
    window = {"start": at("2026-11-24 10:00"), "end": at("2026-11-24 10:30")}
    assert starts(free_slots(service=herr, now=at("2026-11-24 10:00"), **window)) == ["10:00", "10:15"]


def test_the_limit_is_kept_and_a_search_crosses_days(herr):
    found = free_slots(
        service=herr, start=at("2026-11-24 17:00"), end=at("2027-02-01 00:00"), now=NOW, limit=5
    )
    assert [f"{slot.start:%d %H:%M}" for slot in found] == [
        "24 17:00", "24 17:15", "24 17:30", "25 09:00", "25 09:15",
    ]  # fmt: skip


def test_a_search_reads_little_however_much_is_booked(book, herr, dam):
    def queries(day: date, days: int) -> int:
        begin = datetime.combine(day, time(), STOCKHOLM)
        with CaptureQueriesContext(connection) as captured:
            free_slots(service=herr, start=begin, end=begin + timedelta(days=days), now=NOW, limit=None)
        return len([query for query in captured if "search_path" not in query["sql"]])

    empty = queries(TUESDAY, 1)
    for hour in range(9, 17):
        book(f"2026-11-24 {hour:02}:00")
    assert queries(TUESDAY, 1) == empty <= 6
    # Four a month: hours, breaks, exceptions and bookings.
    assert queries(TUESDAY, 360) <= empty + 4 * 14


def test_a_red_day_an_exception_and_a_day_off_are_not_offered(herr, lina, samira):
    assert on(date(2027, 1, 6), herr) == []
    HoursException.objects.create(day=TUESDAY, opens=time(12), closes=time(13))
    assert starts(on(TUESDAY, herr)) == ["12:00", "12:15", "12:30"]
    HoursException.objects.create(day=TUESDAY, resource=lina)
    assert {slot.resource for slot in on(TUESDAY, herr)} == {samira}


# -- the nights on which the clock is turned


@pytest.fixture
def open_at_night(in_company_a) -> None:
    open_at(6, "00:00", "23:59")
    # Easter Sunday and the change fall together in 2027.
    HoursException.objects.create(day=SPRING, opens=time(0), closes=time(23, 59))


def test_in_spring_an_hour_is_not_offered_and_a_service_goes_on_over_it(open_at_night, dam, asa, lina):
    offered = on(SPRING, dam, resource=lina)
    assert not [start for start in starts(offered) if start.startswith("02")]
    (last_before,) = [slot for slot in offered if f"{slot.start:%H:%M}" == "01:30"]
    assert last_before.end.isoformat() == "2027-03-28T03:30:00+02:00"
    made = booking_create(service=dam, start=last_before.start, contact=asa, now=NOW, source="api")
    assert made.end - made.start == timedelta(minutes=60)
    assert "03:15" not in starts(on(SPRING, dam, resource=lina))
    assert "03:30" in starts(on(SPRING, dam, resource=lina))


def test_in_autumn_an_hour_comes_twice_and_both_are_offered_and_booked_apart(
    open_at_night, herr, asa, bo, lina
):
    now = at("2027-10-25 08:00")
    offered = on(AUTUMN, herr, now=now, resource=lina)
    both = [slot for slot in offered if f"{slot.start:%H:%M}" == "02:30"]
    assert [slot.start.utcoffset() for slot in both] == [timedelta(hours=2), timedelta(hours=1)]
    for slot, contact in zip(both, (asa, bo), strict=True):
        booking_create(service=herr, start=slot.start, contact=contact, now=now, source="api", resource=lina)
    first, second = Booking.objects.order_by("start").values_list("start", flat=True)
    assert second - first == timedelta(hours=1)
    left = starts(on(AUTUMN, herr, now=now, resource=lina))
    assert left.count("02:30") == 0
    assert left.count("02:00") == 2


@pytest.mark.parametrize(
    ("day", "quarters"),
    [(SPRING, 4 * 23 - 2), (SPRING + timedelta(days=7), 4 * 24 - 2), (AUTUMN, 4 * 25 - 2)],
)
def test_a_day_has_as_many_quarters_as_it_has(open_at_night, herr, lina, day, quarters):
    now = datetime.combine(day, time(), STOCKHOLM) - timedelta(days=1)
    moments = [slot.start.astimezone(UTC) for slot in on(day, herr, now=now, resource=lina)]
    assert len(moments) == quarters
    assert {later - sooner for sooner, later in pairwise(moments)} == {timedelta(minutes=15)}


# -- other times


def test_other_times_are_those_closest_on_the_same_day(herr):
    found = nearest_slots(service=herr, wanted=at("2026-11-24 14:10"), now=NOW)
    assert [f"{slot.start:%d %H:%M}" for slot in found] == ["24 14:00", "24 14:15", "24 14:30"]


def test_a_full_day_gives_the_same_time_on_the_next_open_days(herr):
    found = nearest_slots(service=herr, wanted=at("2026-11-29 14:00"), now=NOW, limit=4)
    assert [f"{slot.start:%d %H:%M}" for slot in found] == ["30 13:30", "30 13:45", "30 14:00", "30 14:15"]


def test_the_end_of_a_day_is_filled_up_from_the_next(book, herr, lina, samira):
    for resource in (lina, samira):
        ResourceHours.objects.create(resource=resource, weekday=1, opens=time(9), closes=time(9, 30))
        ResourceHours.objects.create(resource=resource, weekday=2, opens=time(9), closes=time(18))
    found = nearest_slots(service=herr, wanted=at("2026-11-24 15:00"), now=NOW)
    assert [f"{slot.start:%d %H:%M}" for slot in found] == ["24 09:00", "25 14:45", "25 15:00"]


def test_what_has_passed_is_looked_for_from_now(herr):
    found = nearest_slots(service=herr, wanted=at("2026-11-20 10:00"), now=at("2026-11-24 09:20"))
    assert [f"{slot.start:%d %H:%M}" for slot in found] == ["24 09:30", "24 09:45", "24 10:00"]


def test_a_company_that_is_never_open_has_no_other_times(herr):
    OpeningHours.objects.all().delete()
    assert nearest_slots(service=herr, wanted=at("2026-11-24 10:00"), now=NOW) == []


def test_a_company_that_opens_once_in_a_long_while_has_that_one(herr):
    OpeningHours.objects.all().delete()
    HoursException.objects.create(day=date(2027, 8, 3), opens=time(9), closes=time(9, 30))
    found = nearest_slots(service=herr, wanted=at("2026-11-24 10:00"), now=NOW)
    assert [f"{slot.start:%m-%d %H:%M}" for slot in found] == ["08-03 09:00"]


# -- what always holds

QUARTER = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
CLOCKS = st.tuples(QUARTER, QUARTER).map(sorted).filter(lambda pair: pair[0] < pair[1])
DAYS = st.sampled_from([TUESDAY, date(2026, 12, 24), date(2026, 12, 25), SPRING, AUTUMN])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=DAYS,
    company=CLOCKS,
    own=st.lists(CLOCKS, max_size=3, unique_by=lambda pair: pair[0]),
    exception=st.none() | st.just(()) | CLOCKS,
    minutes=st.integers(1, 240),
    buffer=st.integers(0, 60),
    booked=st.lists(st.tuples(st.integers(0, 25 * 60), st.booleans()), max_size=8),
)
def test_what_is_offered_is_open_clear_of_others_and_can_all_be_booked(
    herr, asa, bo, lina, samira, day, company, own, exception, minutes, buffer, booked
):
    with transaction.atomic():
        _arrange(day, company, own, exception, lina)
        _fill(herr, bo, day, booked)
        herr.minutes, herr.buffer_minutes = minutes, buffer
        herr.save()
        _check(herr, asa, day)
        transaction.set_rollback(True)


def _now(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM) - timedelta(days=2)


def _arrange(day: date, company, own, exception, lina: Resource) -> None:
    OpeningHours.objects.all().delete()
    open_at(day.weekday(), *(f"{clock:%H:%M}" for clock in company))
    for opens, closes in own:
        ResourceHours.objects.create(resource=lina, weekday=day.weekday(), opens=opens, closes=closes)
    if exception is not None:
        opens, closes = exception or (None, None)
        HoursException.objects.create(day=day, opens=opens, closes=closes)


def _fill(service: Service, contact: Contact, day: date, booked: list[tuple[int, bool]]) -> None:
    """Book some of what is free, and cancel some of that."""
    midnight = datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)
    for minute, kept in booked:
        wanted = midnight + timedelta(minutes=minute)
        for slot in on(day, service, now=_now(day), every_resource=True):
            if slot.start.astimezone(UTC) >= wanted:
                made = booking_create(
                    service=service, start=slot.start, contact=contact, now=_now(day), source="staff",
                    resource=slot.resource,
                )  # fmt: skip
                if not kept:
                    booking_cancel(booking=made, now=_now(day), source="staff")
                break


def _check(service: Service, contact: Contact, day: date) -> None:
    now = _now(day)
    offered = on(day, service, now=now, every_resource=True)
    keys = [(slot.start.astimezone(UTC), slot.resource.position) for slot in offered]
    assert keys == sorted(set(keys))
    firsts = on(day, service, now=now)
    assert [slot.start for slot in firsts] == [slot.start for slot in _first_of_each(offered)]
    for slot in offered:
        begin, end = slot.start.astimezone(UTC), slot.end.astimezone(UTC)
        assert end - begin == timedelta(minutes=service.minutes)
        assert any(
            opens.astimezone(UTC) <= begin and end <= closes.astimezone(UTC)
            for opens, closes in day_spans(day, slot.resource)
        )
        free_again = end + timedelta(minutes=service.buffer_minutes)
        assert not Booking.objects.filter(
            resource=slot.resource, state="confirmed", start__lt=free_again, blocked_until__gt=begin
        ).exists()
    for slot in offered[:: max(1, len(offered) // 6)]:
        with transaction.atomic():
            made = booking_create(
                service=service, start=slot.start, contact=contact, now=now, source="ai",
                resource=slot.resource,
            )  # fmt: skip
            assert (made.resource, made.start) == (slot.resource, slot.start.astimezone(UTC))
            gone = on(day, service, now=now, resource=slot.resource)
            assert slot.start.astimezone(UTC) not in {one.start.astimezone(UTC) for one in gone}
            transaction.set_rollback(True)


def _first_of_each(slots: list[Slot]) -> list[Slot]:
    found: dict[datetime, Slot] = {}
    for slot in slots:
        found.setdefault(slot.start.astimezone(UTC), slot)
    return list(found.values())
