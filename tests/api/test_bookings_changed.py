"""Moving, marking and cancelling bookings through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.bookings.models import Booking
from crm.bookings.services import booking_mark
from tests.api.bookings_help import blame, book, moment, wish
from tests.api.conftest import Api
from tests.api.factories import phone
from tests.api.test_problems import assert_problem


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


def begun() -> None:
    start = timezone.now() - timedelta(minutes=5)
    end = start + timedelta(minutes=30)
    Booking.objects.update(start=start, end=end, blocked_until=end)


@pytest.mark.parametrize("state", ["done", "no_show"])
def test_what_has_not_begun_cannot_be_over(api: Api, state: str) -> None:
    made = book(api)
    document = assert_problem(api.call("patch", f"bookings/{made['id']}", {"state": state}), 409)
    assert document["type"] == "urn:nomar-nexus:problem:not-begun"
    assert api.get(f"bookings/{made['id']}").json()["state"] == "confirmed"


def test_a_booking_is_made_and_moved_to_a_time_on_offer_only(api: Api) -> None:
    assert blame(api.post("bookings", wish("10:07"))) == ["#/start"]
    made = book(api)
    document = assert_problem(api.call("patch", f"bookings/{made['id']}", {"start": moment("11:07")}), 400)
    assert "availability" in document["errors"][0]["detail"]
    assert api.get(f"bookings/{made['id']}").json()["state"] == "confirmed"


@pytest.mark.parametrize("state", ["done", "no_show"])
def test_what_became_of_a_booking_is_recorded(api: Api, state: str) -> None:
    made = book(api)
    begun()
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
