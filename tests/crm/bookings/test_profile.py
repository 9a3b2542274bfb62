"""The bookings part of a company's profile."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from crm.bookings.models import OpeningHours, Resource, Service
from nexus.tenants.profiles import BadProfile, profile_apply
from tests.conftest import PROFILES


@pytest.fixture
def profile() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROFILES / "alfa.json").read_text())
    return found


def everything() -> dict[str, Any]:
    return {
        "hours": list(OpeningHours.objects.order_by("weekday").values("weekday", "opens", "closes")),
        "resources": list(Resource.objects.values("id", "name", "position", "active")),
        "services": list(Service.objects.values()),
        "doers": sorted(Service.resources.through.objects.values_list("service__key", "resource__name")),
    }


def test_applying_a_profile_twice_changes_nothing(in_company_a, profile):
    profile["services"]["slingor"] |= {"buffer_minutes": 15, "resources": ["Lina"]}
    profile_apply(in_company_a, profile)
    before = everything()
    assert before["doers"] == [("slingor", "Lina")]
    assert Service.objects.get(key="slingor").buffer_minutes == 15
    profile_apply(in_company_a, profile)
    assert everything() == before


def test_buffers_and_doers_that_the_profile_does_not_name_stay(in_company_a, profile, herr, lina):
    herr.buffer_minutes = 10
    herr.save()
    herr.resources.add(lina)
    profile_apply(in_company_a, profile)
    herr.refresh_from_db()
    assert (herr.buffer_minutes, list(herr.resources.all())) == (10, [lina])


def test_what_is_left_out_goes_unless_it_has_bookings(in_company_a, profile, book, herr, lina):
    book("2026-11-24 10:00", resource=lina)
    smaller = deepcopy(profile)
    smaller["resources"] = ["Noor"]
    smaller["services"] = {"skagg": {"sv": "Skägg", "minutes": 20}}
    profile_apply(in_company_a, smaller)
    assert dict(Resource.objects.values_list("name", "active")) == {"Lina": False, "Noor": True}
    assert dict(Service.objects.values_list("key", "active")) == {"klippning_herr": False, "skagg": True}
    profile_apply(in_company_a, profile)
    assert dict(Resource.objects.values_list("name", "active")) == {"Lina": True, "Samira": True}
    assert Resource.objects.get(name="Lina") == lina
    assert set(Service.objects.filter(active=True).values_list("key", flat=True)) == set(profile["services"])
    assert Service.objects.get(key="klippning_herr") == herr


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"sv": ""}, "Swedish name"),
        ({"price_sek": -1}, "price_sek"),
        ({"buffer_minutes": "tio"}, "buffer_minutes"),
        ({"buffer_minutes": -5}, "buffer_minutes"),
        ({"resources": ["Ingen"]}, "Ingen"),
    ],
)
def test_a_service_that_makes_no_sense_is_refused_by_name(in_company_a, profile, change, word):
    profile["services"]["slingor"] |= change
    with pytest.raises(BadProfile, match=word) as refused:
        profile_apply(in_company_a, profile)
    assert "slingor" in str(refused.value)


@pytest.mark.parametrize("resources", [["Lina", ""], ["  "]])
def test_a_resource_without_a_name_is_refused(in_company_a, profile, resources):
    with pytest.raises(BadProfile, match="resources"):
        profile_apply(in_company_a, {**profile, "resources": resources})


@pytest.mark.parametrize(
    "part",
    [
        {"resources": ["Lina", "LINA"]},
        {
            "services": {
                "harvard": {"sv": "Hårvård", "minutes": 30},
                "HARVARD": {"sv": "Annat", "minutes": 30},
            }
        },
    ],
)
def test_names_that_differ_in_upper_and_lower_case_alone_are_refused(in_company_a, profile, part):
    with pytest.raises(BadProfile, match="upper and lower case only"):
        profile_apply(in_company_a, {**profile, **part})
