"""Bookings made, refused and listed through the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.bookings.models import Booking, Resource, Service
from crm.bookings.signals import booking_changed
from crm.models import Contact
from crm.selectors import contact_by_phone
from tests.api.bookings_help import blame, book, moment, wish
from tests.api.conftest import Api
from tests.api.factories import make_contact, open_day, phone
from tests.api.test_pages import ids
from tests.api.test_problems import assert_problem
from tests.api.test_schema import assert_fits


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
