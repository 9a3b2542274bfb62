"""Services, free times and bookings through the API."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.bookings.models import Booking, OpeningHours, Resource, Service
from crm.bookings.selectors import company_tz
from crm.bookings.services import booking_mark
from crm.bookings.signals import booking_changed
from crm.models import Contact
from crm.selectors import contact_by_phone
from tests.api.conftest import Api
from tests.api.factories import make_contact, open_day, phone
from tests.api.test_pages import follow, ids
from tests.api.test_problems import assert_problem
from tests.api.test_schema import assert_fits


def moment(clock: str, days: int = 0) -> str:
    """A time on the open day (Salong Alfa: 9–18), with the company's offset."""
    day = open_day() + timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock), company_tz()).isoformat()


def wish(clock: str = "10:00", **more: Any) -> dict[str, Any]:
    given = {"service": "klippning_herr", "start": moment(clock), "phone": phone(605), "name": "Åsa Öberg"}
    return {**given, **more}


def book(api: Api, clock: str = "10:00", **more: Any) -> dict[str, Any]:
    response = api.post("bookings", wish(clock, **more))
    assert response.status_code == 201, response.content
    made: dict[str, Any] = response.json()
    return made


def blame(response: Any) -> list[str]:
    return [error.get("pointer") or error["parameter"] for error in assert_problem(response, 400)["errors"]]


# -- services and resources


def test_services_are_listed_and_shown(api: Api) -> None:
    service = Service.objects.get(key="klippning_herr")
    service.resources.add(Resource.objects.get(name="Lina"))
    rows = api.get("services").json()["results"]
    assert {row["key"] for row in rows} == {"klippning_herr", "klippning_dam", "slingor"}
    assert api.get(f"services/{service.pk}").json() == {
        "id": str(service.pk),
        "key": "klippning_herr",
        "name_sv": "Klippning herr",
        "name_en": "Men's cut",
        "minutes": 30,
        "buffer_minutes": 0,
        "price_sek": 425,
        "active": True,
        "resources": [str(Resource.objects.get(name="Lina").pk)],
    }
    assert [row["key"] for row in api.get("services?q=dam").json()["results"]] == ["klippning_dam"]


def test_a_service_is_made_changed_and_taken_off_offer(api: Api) -> None:
    lina = Resource.objects.get(name="Lina")
    body = {"name_sv": "Hårinpackning", "minutes": 20, "buffer_minutes": 5, "resources": [str(lina.pk)]}
    response = api.post("services", body)
    made = response.json()
    assert (response.status_code, made["key"], made["price_sek"]) == (201, "harinpackning", None)
    assert api.get(response["Location"]).json() == made
    changed = api.call("patch", f"services/{made['id']}", {"minutes": 25, "resources": []}).json()
    assert changed == {**made, "minutes": 25, "resources": []}
    assert api.call("delete", f"services/{made['id']}").status_code == 204
    assert_problem(api.get(f"services/{made['id']}"), 404)


def test_two_services_of_one_name_get_keys_of_their_own(api: Api) -> None:
    keys = [api.post("services", {"name_sv": "Skägg", "minutes": 15}).json()["key"] for _ in range(2)]
    assert keys == ["skagg", "skagg_2"]
    assert blame(api.post("services", {"name_sv": "Annat", "minutes": 15, "key": "skagg"})) == ["#/key"]


def test_a_service_with_bookings_stays_inactive_when_it_is_deleted(api: Api) -> None:
    service = Service.objects.get(key="klippning_herr")
    book(api)
    for _ in range(2):
        assert api.call("delete", f"services/{service.pk}").status_code == 204
    assert api.get(f"services/{service.pk}").json()["active"] is False
    assert str(service.pk) not in ids([api.get("services").json()])
    assert ids([api.get("services?active=false").json()]) == [str(service.pk)]
    assert len(api.get("services?active=all").json()["results"]) == 3
    assert blame(api.post("bookings", wish("12:00"))) == ["#/service"]
    assert len(api.get("bookings?service=klippning_herr").json()["results"]) == 1


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"minutes": 0}, "#/minutes"),
        ({"minutes": 1441}, "#/minutes"),
        ({"minutes": "lång"}, "#/minutes"),
        ({"buffer_minutes": -1}, "#/buffer_minutes"),
        ({"price_sek": -1}, "#/price_sek"),
        ({"name_sv": ""}, "#/name_sv"),
        ({"name_sv": "a\0b"}, "#/name_sv"),
        ({"key": "åäö"}, "#/key"),
    ],
)
def test_a_service_that_makes_no_sense_is_refused(api: Api, change: dict[str, Any], member: str) -> None:
    assert blame(api.post("services", {"name_sv": "Något", "minutes": 30, **change})) == [member]
    service = Service.objects.get(key="slingor")
    assert blame(api.call("patch", f"services/{service.pk}", change)) == [member]


def test_an_unknown_resource_of_a_service_is_refused(api: Api) -> None:
    body = {"name_sv": "Något", "minutes": 30, "resources": [str(uuid4())]}
    assert blame(api.post("services", body)) == ["#/resources"]


def test_resources_are_listed(api: Api) -> None:
    Resource.objects.filter(name="Samira").update(active=False)
    rows = api.get("resources").json()["results"]
    assert [(row["name"], row["active"]) for row in rows] == [("Lina", True)]
    assert {row["name"] for row in api.get("resources?active=all").json()["results"]} == {"Lina", "Samira"}
    assert blame(api.get("resources?active=perhaps")) == ["active"]


# -- free times


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


# -- booking


def test_a_booking_is_made_with_its_contact(api: Api) -> None:
    response = api.post("bookings", wish(phone="070-174 06 05"))
    made = response.json()
    contact = contact_by_phone(phone(605))
    service, lina = Service.objects.get(key="klippning_herr"), Resource.objects.get(name="Lina")
    assert response.status_code == 201
    assert contact is not None
    assert contact.name == "Åsa Öberg"
    assert api.get(response["Location"]).json() == made
    assert datetime.fromisoformat(made.pop("created_at")) <= timezone.now()
    assert made == {
        "id": str(Booking.objects.get().pk),
        "service": str(service.pk),
        "service_key": "klippning_herr",
        "service_name": "Klippning herr",
        "resource": str(lina.pk),
        "resource_name": "Lina",
        "contact": str(contact.pk),
        "start": moment("10:00"),
        "end": moment("10:30"),
        "state": "confirmed",
        "moved_to": None,
    }


def test_others_in_the_house_hear_of_a_booking_by_the_api(api: Api) -> None:
    told: list[tuple[str, str]] = []

    def listen(change: str, source: str, **_: Any) -> None:
        told.append((change, source))

    booking_changed.connect(listen)
    try:
        made = book(api)
        api.call("patch", f"bookings/{made['id']}", {"start": moment("11:00")})
    finally:
        booking_changed.disconnect(listen)
    assert told == [("created", "api"), ("moved", "api")]


def test_a_known_contact_is_found_and_keeps_its_name_unless_one_is_given(api: Api) -> None:
    contact = make_contact(605, "Åsa")
    assert book(api, name="")["contact"] == str(contact.pk)
    contact.refresh_from_db()
    assert contact.name == "Åsa"
    book(api, "11:00", name=" Åsa  Öberg ")
    contact.refresh_from_db()
    assert contact.name == "Åsa Öberg"
    assert Contact.objects.count() == 1


def test_asking_twice_for_the_same_gives_the_same_booking(api: Api) -> None:
    assert book(api) == book(api)
    assert Booking.objects.count() == 1


def test_service_and_resource_may_be_given_by_id_key_or_name(api: Api) -> None:
    service, samira = Service.objects.get(key="slingor"), Resource.objects.get(name="Samira")
    made = book(api, service=str(service.pk), resource=str(samira.pk))
    assert (made["service_key"], made["resource_name"]) == ("slingor", "Samira")
    assert book(api, "13:00", service="Slingor och klippning", resource="samira")["resource_name"] == "Samira"


def test_a_time_without_an_offset_is_the_companys_local_time(api: Api) -> None:
    assert book(api, start=f"{open_day()}T10:00:00")["start"] == moment("10:00")
    in_utc = datetime.fromisoformat(moment("11:00")).astimezone(tz=None).isoformat()
    assert book(api, start=in_utc)["start"] == moment("11:00")


def test_a_taken_time_is_409_with_other_times_that_can_be_booked(api: Api) -> None:
    for number in (605, 606):
        book(api, phone=phone(number))
    document = assert_problem(api.post("bookings", wish(phone=phone(607), name="Bo")), 409)
    assert document["type"] == "urn:nomar-nexus:problem:taken"
    assert [slot["start"] for slot in document["alternatives"]] == [
        moment("09:15"), moment("09:30"), moment("10:30"),
    ]  # fmt: skip
    assert contact_by_phone(phone(607)) is None
    other = document["alternatives"][0]
    assert book(api, start=other["start"], resource=other["resource"], phone=phone(607))
    description = api.get("schema/").json()
    assert_fits(document, description["components"]["schemas"]["Taken"], description)


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"start": "2020-01-07T10:00:00+01:00"}, "#/start"),
        ({"start": "0001-01-01T00:00:00Z"}, "#/start"),
        ({"start": "9999-12-31T23:59:59Z"}, "#/start"),
        ({"start": "imorgon"}, "#/start"),
        ({"start": None}, "#/start"),
        ({"service": "massage"}, "#/service"),
        ({"resource": "Ingen"}, "#/resource"),
        ({"phone": "hej"}, "#/phone"),
        ({"phone": "112"}, "#/phone"),
        ({"name": "x" * 81}, "#/name"),
        ({"name": "a\0b"}, "#/name"),
        ({"name": ["Åsa"]}, "#/name"),
    ],
)
def test_a_wish_that_cannot_be_met_names_the_member(api: Api, change: dict[str, Any], member: str) -> None:
    assert blame(api.post("bookings", wish(**change))) == [member]
    assert not Booking.objects.exists()
    assert not Contact.objects.exists()


@pytest.mark.parametrize("clock", ["08:30", "17:45", "23:00"])
def test_outside_the_hours_nothing_is_booked(api: Api, clock: str) -> None:
    assert blame(api.post("bookings", wish(clock))) == ["#/start"]


@pytest.mark.parametrize("body", [[], "x", 1, {}])
def test_a_body_that_is_no_wish_is_refused(api: Api, body: Any) -> None:
    assert_problem(api.post("bookings", body), 400)


def test_a_company_that_nobody_works_at_answers_409(api: Api) -> None:
    Resource.objects.all().delete()
    document = assert_problem(api.post("bookings", wish()), 409)
    assert document["type"] == "urn:nomar-nexus:problem:no-resource"


# -- listing


def test_bookings_are_listed_newest_first_and_narrowed(api: Api) -> None:
    first = book(api)
    second = book(api, "09:00", phone=phone(606), resource="Samira", service="slingor")
    third = book(api, "16:00", start=moment("16:00", days=1))
    api.call("delete", f"bookings/{third['id']}")
    assert ids([api.get("bookings").json()]) == [third["id"], second["id"], first["id"]]
    for query, expected in {
        "state=cancelled": [third],
        "state=confirmed": [second, first],
        f"phone={quote(phone(606))}": [second],
        "service=slingor": [second],
        "resource=Lina": [third, first],
        f"from={open_day()}&to={open_day()}": [second, first],
        f"from={quote(moment('09:30'))}": [third, first],
        f"to={quote(moment('09:30'))}": [second],
        f"phone={quote(phone(699))}": [],
    }.items():
        assert ids([api.get(f"bookings?{query}").json()]) == [row["id"] for row in expected], query
    for query in ("state=lost", "from=x", "to=x", "phone=x", "service=x", "resource=x"):
        assert blame(api.get(f"bookings?{query}")) == [query.partition("=")[0]]


def test_a_list_of_bookings_is_one_query_a_page(api: Api) -> None:
    for hour in range(9, 15):
        book(api, f"{hour:02}:00")
    with CaptureQueriesContext(connection) as captured:
        assert len(api.get("bookings?page_size=6").json()["results"]) == 6
    asked = [query["sql"] for query in captured if 'FROM "bookings_booking"' in query["sql"]]
    assert len(asked) == 1
    assert '"note"' not in asked[0]


# -- changing


def test_a_booking_is_moved_and_the_old_one_points_to_the_new(api: Api) -> None:
    old = book(api)
    response = api.call("patch", f"bookings/{old['id']}", {"start": moment("11:00")})
    new = response.json()
    assert response.status_code == 200
    assert (new["state"], new["start"], new["resource"]) == ("confirmed", moment("11:00"), old["resource"])
    gone = api.get(f"bookings/{old['id']}").json()
    assert (gone["state"], gone["moved_to"]) == ("moved", new["id"])
    assert api.call("patch", f"bookings/{old['id']}", {"start": moment("11:00")}).json() == new
    again = assert_problem(api.call("patch", f"bookings/{old['id']}", {"start": moment("15:00")}), 409)
    assert again["type"] == "urn:nomar-nexus:problem:wrong-state"
    assert_problem(api.call("delete", f"bookings/{old['id']}"), 409)


def test_a_booking_is_moved_to_somebody_else(api: Api) -> None:
    old = book(api, resource="Lina")
    new = api.call("patch", f"bookings/{old['id']}", {"resource": "Samira"}).json()
    assert (new["resource_name"], new["start"]) == ("Samira", old["start"])


def test_a_move_to_a_taken_time_is_409_with_other_times(api: Api) -> None:
    book(api, "11:00", phone=phone(606))
    book(api, "11:00", phone=phone(607))
    mine = book(api)
    document = assert_problem(api.call("patch", f"bookings/{mine['id']}", {"start": moment("11:00")}), 409)
    assert document["alternatives"]
    assert api.get(f"bookings/{mine['id']}").json()["state"] == "confirmed"


@pytest.mark.parametrize("state", ["done", "no_show"])
def test_what_became_of_a_booking_is_recorded(api: Api, state: str) -> None:
    made = book(api)
    assert api.call("patch", f"bookings/{made['id']}", {"state": state}).json()["state"] == state
    assert_problem(api.call("patch", f"bookings/{made['id']}", {"state": "confirmed"}), 409)


def test_a_proposed_booking_is_confirmed(api: Api) -> None:
    made = book(api)
    Booking.objects.update(state="proposed", held_until=timezone.now() + timedelta(minutes=5))
    for _ in range(2):
        answer = api.call("patch", f"bookings/{made['id']}", {"state": "confirmed"}).json()
        assert answer["state"] == "confirmed"


@pytest.mark.parametrize(
    "body",
    [{}, {"state": "cancelled"}, {"state": "x"}, {"state": "done", "start": "2027-01-05T10:00:00Z"}, []],
)
def test_a_change_that_is_none_is_refused(api: Api, body: Any) -> None:
    made = book(api)
    assert_problem(api.call("patch", f"bookings/{made['id']}", body), 400)
    assert api.get(f"bookings/{made['id']}").json()["state"] == "confirmed"


def test_a_booking_is_cancelled_and_again_is_no_mistake(api: Api) -> None:
    made = book(api)
    for _ in range(2):
        response = api.call("delete", f"bookings/{made['id']}")
        assert (response.status_code, response.content) == (204, b"")
    assert api.get(f"bookings/{made['id']}").json()["state"] == "cancelled"
    assert book(api, phone=phone(606))["resource"] == made["resource"]


def test_what_is_over_cannot_be_cancelled(api: Api) -> None:
    made = book(api)
    booking_mark(booking=Booking.objects.get(), state="done")
    assert_problem(api.call("delete", f"bookings/{made['id']}"), 409)


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_an_unknown_booking_or_service_is_404(api: Api, method: str) -> None:
    for path in ("bookings", "services"):
        assert_problem(api.call(method, f"{path}/{uuid4()}", {} if method == "patch" else None), 404)


def test_what_is_answered_is_what_the_description_says(api: Api) -> None:
    made = book(api)
    description = api.get("schema/").json()
    for path, name in {
        f"bookings/{made['id']}": "Booking",
        "bookings": "PaginatedBookingList",
        f"services/{made['service']}": "Service",
        "services": "PaginatedServiceList",
        "resources": "PaginatedResourceList",
        "availability?service=slingor": "PaginatedSlotList",
    }.items():
        assert_fits(api.get(path).json(), description["components"]["schemas"][name], description)


def test_a_night_on_which_the_clock_is_turned_is_booked_as_it_is(api: Api) -> None:
    """The coming night on which 02.30 comes twice."""
    night = next(
        day
        for ahead in range(365)
        if (day := timezone.localdate() + timedelta(days=ahead))
        and datetime.combine(day, time(0), company_tz()).utcoffset()
        > datetime.combine(day, time(6), company_tz()).utcoffset()  # type: ignore[operator]
    )
    OpeningHours.objects.update_or_create(weekday=6, defaults={"opens": time(1), "closes": time(6)})
    rows = api.get(f"availability?service=slingor&from={night}&to={night}&page_size=200").json()["results"]
    starts = [datetime.fromisoformat(row["start"]) for row in rows]
    assert len(set(starts)) == len(starts) == 4 * 4 + 1  # six hours long, two of which are the service's own
    twice = [row["start"] for row in rows if "T02:30" in row["start"]]
    assert [start[-6:] for start in twice] == ["+02:00", "+01:00"]
    for number, start in enumerate(twice):
        assert book(api, start=start, service="klippning_herr", phone=phone(605 + number))["start"] == start
