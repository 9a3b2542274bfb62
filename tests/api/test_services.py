"""Services, and who gives them, through the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from crm.bookings.models import Resource, Service
from tests.api.bookings_help import blame, book, wish
from tests.api.conftest import Api
from tests.api.test_pages import ids
from tests.api.test_problems import assert_problem


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
    assert blame(api.post("services", {"name_sv": "Annat", "minutes": 15, "key": "SKAGG"})) == ["#/key"]


def test_a_key_that_is_made_differs_in_more_than_upper_and_lower_case(api: Api) -> None:
    Service.objects.filter(key="slingor").update(key="Skagg")
    assert api.post("services", {"name_sv": "Skägg", "minutes": 15}).json()["key"] == "skagg_2"


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
