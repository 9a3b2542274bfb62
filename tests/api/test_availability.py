"""Free times through the API."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.bookings.models import OpeningHours, Resource, Service
from crm.bookings.selectors import company_tz
from tests.api.bookings_help import blame, book, moment
from tests.api.conftest import Api
from tests.api.factories import open_day, phone
from tests.api.test_pages import follow


def test_free_times_of_a_day_are_listed_with_whom_they_are(api: Api) -> None:
    service, lina = Service.objects.get(key="klippning_herr"), Resource.objects.get(name="Lina")
    day = open_day().isoformat()
    rows = api.get(f"availability?service=klippning_herr&from={day}&to={day}").json()["results"]
    assert len(rows) == 35  # every quarter from 9.00 to 17.30
    assert rows[0] == {
        "start": moment("09:00"),
        "end": moment("09:30"),
        "resource": str(lina.pk),
        "resource_name": "Lina",
    }
    for name in (service.pk, "KLIPPNING HERR", "men's cut"):
        same = api.get(f"availability?service={quote(str(name))}&from={day}&to={day}").json()
        assert same["results"] == rows


def test_what_is_booked_is_not_free_and_a_cancelled_time_is(api: Api) -> None:
    made = book(api, resource="Lina")
    window = f"availability?service=klippning_herr&from={quote(moment('10:00'))}&to={quote(moment('10:10'))}"
    assert [row["resource_name"] for row in api.get(window).json()["results"]] == ["Samira"]
    assert api.get(f"{window}&resource=Lina").json()["results"] == []
    api.call("delete", f"bookings/{made['id']}")
    assert [row["resource_name"] for row in api.get(window).json()["results"]] == ["Lina"]


def test_free_times_go_on_page_by_page_and_back(api: Api) -> None:
    day = open_day().isoformat()
    whole = api.get(f"availability?service=slingor&from={day}&to={day}").json()
    assert (whole["next"], whole["previous"]) == (None, None)
    pages = follow(api, f"availability?service=slingor&from={day}&to={day}&page_size=12")
    assert [len(page["results"]) for page in pages] == [12, 12, 5]
    assert [row for page in pages for row in page["results"]] == whole["results"]
    back = follow(api, pages[-1]["previous"], "previous")
    assert [page["results"] for page in back] == [page["results"] for page in pages[-2::-1]]
    assert back[-1]["previous"] is None
    assert api.get(back[-1]["next"]).json()["results"] == pages[1]["results"]


def test_without_an_end_the_coming_fortnight_is_searched(api: Api) -> None:
    rows = api.get("availability?service=slingor&page_size=200").json()["results"]
    starts = [datetime.fromisoformat(row["start"]) for row in rows]
    assert starts
    assert timezone.now() <= min(starts) <= max(starts) < timezone.now() + timedelta(days=14)


def test_a_search_costs_the_same_few_queries_however_long(api: Api) -> None:
    def queries(days: int) -> int:
        end = (open_day() + timedelta(days=days)).isoformat()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            api.get(f"availability?service=slingor&from={open_day()}&to={end}&page_size=200")
        return sum("search_path" not in query["sql"] for query in captured)

    assert queries(60) <= queries(0) + 10


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=2027-01-01", "service"),
        ("service=massage", "service"),
        ("service=slingor&from=igår", "from"),
        ("service=slingor&from=2027-02-30", "from"),
        ("service=slingor&from=0001-01-01T00:00:00%2B02:00", "from"),
        ("service=slingor&to=9999-12-31", "to"),
        ("service=slingor&from=2027-01-05&to=2027-01-04", "to"),
        ("service=slingor&resource=Ingen", "resource"),
        ("service=slingor&cursor=x", "cursor"),
        ("service=slingor&page_size=0", "page_size"),
    ],
)
def test_a_search_that_cannot_be_made_names_the_parameter(api: Api, query: str, parameter: str) -> None:
    assert blame(api.get(f"availability?{query}")) == [parameter]


def test_a_plus_sign_that_was_not_encoded_is_meant(api: Api) -> None:
    raw = f"availability?service=slingor&from={moment('09:00')}&to={moment('09:01')}"
    assert [row["start"] for row in api.get(raw).json()["results"]] == [moment("09:00")]


def _hours_until_six(day: date) -> float:
    """How long it is from midnight to six in the company's own time: seven hours when 02.30 comes twice."""
    midnight, six = (datetime.combine(day, time(hour), company_tz()) for hour in (0, 6))
    return (six.timestamp() - midnight.timestamp()) / 3600


def test_a_night_on_which_the_clock_is_turned_is_booked_as_it_is(api: Api) -> None:
    """The coming night on which 02.30 comes twice."""
    night = next(
        day
        for ahead in range(365)
        if (day := timezone.localdate() + timedelta(days=ahead)) and _hours_until_six(day) == 7
    )
    OpeningHours.objects.update_or_create(weekday=6, defaults={"opens": time(1), "closes": time(6)})
    rows = api.get(f"availability?service=slingor&from={night}&to={night}&page_size=200").json()["results"]
    starts = [datetime.fromisoformat(row["start"]) for row in rows]
    assert len(set(starts)) == len(starts) == 4 * 4 + 1  # six hours long, two of which are the service's own
    twice = [row["start"] for row in rows if "T02:30" in row["start"]]
    assert [start[-6:] for start in twice] == ["+02:00", "+01:00"]
    for number, start in enumerate(twice):
        assert book(api, start=start, service="klippning_herr", phone=phone(605 + number))["start"] == start
