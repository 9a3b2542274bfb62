"""Services, resources and hours in the portal: the owner changes, others read, and changes are logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.bookings.holidays import red_day
from crm.bookings.links import feed_token
from crm.bookings.models import HoursException, OpeningHours, Resource, Service
from crm.bookings.selectors import day_spans
from nexus.audit.models import Entry
from tests.api.factories import unknown_id
from tests.crm.bookings.desk import Desk, desk_of

NEW = {
    "name_sv": "Skäggtrimning",
    "name_en": "Beard trim",
    "minutes": "20",
    "buffer_minutes": "5",
    "price_sek": "250",
    "place": "1",
    "active": "on",
}


@pytest.fixture
def owner(client_a, company_a, log_in) -> Iterator[Desk]:
    yield from desk_of(client_a, company_a, log_in, "owner")


@pytest.fixture
def agent(client_a, company_a, log_in) -> Iterator[Desk]:
    yield from desk_of(client_a, company_a, log_in, "agent")


def week(**days: str) -> dict[str, str]:
    """``week(opens_0="10:00", closes_0="18:00")``; other days are empty."""
    names = ("opens", "closes", "pause", "resumes")
    return {**{f"{name}_{day}": "" for name in names for day in range(7)}, **days}


def lina() -> Resource:
    return Resource.objects.get(name="Lina")


def resource_form(**more: str) -> dict[str, str]:
    return {"name": "Lina", "active": "on", "place": "1", "own_hours": "", **week(), **more}


def test_a_new_service_gets_a_key_and_its_place(owner: Desk) -> None:
    answer = owner.post("/settings/services/new/", {**NEW, "resources": str(lina().pk)})
    assert answer["Location"] == "/settings/services/"
    made = Service.objects.get(name_sv="Skäggtrimning")
    assert (made.key, made.minutes, made.buffer_minutes, made.price_sek) == ("skaggtrimning", 20, 5, 250)
    assert Service.objects.first() == made
    assert [one.name for one in made.resources.all()] == ["Lina"]
    entry = Entry.objects.get(action="service.created")
    assert (entry.subject_id, entry.actor_id) == (made.pk, owner.user.pk)
    assert "Skägg" not in str(entry.details)


def test_changing_a_service_logs_which_fields_and_no_content(owner: Desk) -> None:
    own = Service.objects.get(key="klippning_herr")
    page = owner.get(f"/settings/services/{own.pk}/").content.decode()
    assert 'value="Klippning herr"' in page
    form = {
        **NEW,
        "name_sv": "Klippning herr",
        "name_en": "Men's cut",
        "minutes": "45",
        "buffer_minutes": "0",
    }
    owner.post(f"/settings/services/{own.pk}/", {**form, "price_sek": "", "place": "3"})
    own.refresh_from_db()
    assert (own.minutes, own.price_sek, own.key) == (45, None, "klippning_herr")
    assert list(Service.objects.values_list("key", flat=True))[2] == "klippning_herr"
    details = Entry.objects.get(action="service.changed").details
    assert set(details["changed"].split(",")) == {"minutes", "price_sek", "place"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name_sv", "", "Det här fältet är obligatoriskt."),
        ("name_sv", "klippning HERR", "Det finns redan en tjänst med det namnet."),
        ("minutes", "0", "större än eller lika med 1"),
        ("minutes", "ett", "Fyll i ett heltal."),
        ("price_sek", "-1", "större än eller lika med 0"),
    ],
)
def test_a_service_that_cannot_be_is_refused_with_the_reason(
    owner: Desk, field: str, value: str, said: str
) -> None:
    before = Service.objects.count()
    answer = owner.post("/settings/services/new/", {**NEW, field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Service.objects.count() == before


def test_a_resource_gets_hours_of_its_own_with_a_break_and_can_have_the_companys_again(owner: Desk) -> None:
    tuesday = owner.day
    hours = {"opens_1": "10:00", "closes_1": "16:00", "pause_1": "12:00", "resumes_1": "13:00"}
    owner.post(f"/settings/resources/{lina().pk}/", resource_form(own_hours="own", **hours))
    spans = [(start.hour, end.hour) for start, end in day_spans(tuesday, lina())]
    assert spans == [(10, 12), (13, 16)]
    assert day_spans(tuesday + timedelta(days=1), lina()) == []
    page = owner.get(f"/settings/resources/{lina().pk}/").content.decode()
    assert 'value="13:00"' in page
    owner.post(f"/settings/resources/{lina().pk}/", resource_form())
    assert [(start.hour, end.hour) for start, end in day_spans(tuesday, lina())] == [(9, 18)]
    assert Entry.objects.filter(action="resource.changed", details__changed__icontains="hours").count() == 2


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"opens_1": "10:00"}, "Ange båda tiderna, eller ingen."),
        ({"opens_1": "16:00", "closes_1": "10:00"}, "Slutet måste komma efter början."),
        (
            {"opens_1": "09:00", "closes_1": "17:00", "pause_1": "12:00"},
            "Ange rastens båda tider, eller ingen.",
        ),
        (
            {"opens_1": "09:00", "closes_1": "17:00", "pause_1": "16:00", "resumes_1": "18:00"},
            "Rasten måste ligga inom arbetstiden.",
        ),
        ({"opens_1": "klockan nio", "closes_1": "17:00"}, "Ange en tid som 09:00."),
    ],
)
def test_hours_that_cannot_be_are_refused_with_the_reason(
    owner: Desk, hours: dict[str, str], said: str
) -> None:
    answer = owner.post(f"/settings/resources/{lina().pk}/", resource_form(own_hours="own", **hours))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not lina().hours.exists()


def test_days_away_take_the_resource_out_and_say_what_is_booked(owner: Desk) -> None:
    owner.book("10:00")
    until = owner.day + timedelta(days=2)
    data = {"day": str(owner.day), "until": str(until), "what": "closed", "note": "Semester"}
    owner.post(f"/settings/resources/{lina().pk}/days/", data)
    assert day_spans(owner.day, lina()) == []
    assert day_spans(owner.day)
    page = owner.get(f"/settings/resources/{lina().pk}/").content.decode()
    assert "1 bokning ligger på en tid som nu är stängd." in page
    assert "Semester" in page
    row = HoursException.objects.filter(resource=lina()).first()
    owner.post(f"/settings/resources/{lina().pk}/days/{row.pk}/remove/")
    assert day_spans(owner.day, lina())
    assert HoursException.objects.count() == 2


def test_the_secret_calendar_address_can_be_made_anew(owner: Desk) -> None:
    old = feed_token(lina())
    page = owner.get(f"/settings/resources/{lina().pk}/").content.decode()
    assert f"/calendar/{lina().pk}/{old}.ics" in page
    assert owner.get(f"/calendar/{lina().pk}/{old}.ics").status_code == 200
    owner.post(f"/settings/resources/{lina().pk}/feed/")
    assert feed_token(lina()) != old
    assert owner.get(f"/calendar/{lina().pk}/{old}.ics").status_code == 404
    assert Entry.objects.filter(action="resource.feed_renewed", subject_id=lina().pk).exists()


def test_opening_hours_are_set_for_the_week(owner: Desk) -> None:
    owner.post("/settings/hours/week/", week(opens_1="08:00", closes_1="20:00"))
    assert list(OpeningHours.objects.values_list("weekday", "opens", "closes")) == [(1, time(8), time(20))]
    assert Entry.objects.get(action="hours.changed").actor_id == owner.user.pk
    refused = owner.post("/settings/hours/week/", week(opens_1="20:00", closes_1="08:00"))
    assert refused.status_code == 422
    assert OpeningHours.objects.count() == 1


def test_red_days_are_listed_and_can_be_opened_and_closed_again(owner: Desk) -> None:
    today = timezone.localdate()
    red = next(day for day in (today + timedelta(days=number) for number in range(1, 365)) if red_day(day))
    page = owner.get("/settings/hours/").content.decode()
    assert f'value="{red}"' in page
    assert day_spans(red) == []
    owner.post(
        "/settings/hours/days/", {"day": str(red), "what": "open", "opens": "11:00", "closes": "14:00"}
    )
    assert [(start.hour, end.hour) for start, end in day_spans(red)] == [(11, 14)]
    assert "Öppet 11.00–14.00" in owner.get("/settings/hours/").content.decode()
    row = HoursException.objects.get(day=red)
    owner.post(f"/settings/hours/days/{row.pk}/remove/")
    assert day_spans(red) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"day": "2020-01-01", "what": "closed"}, "Den dagen har passerat."),
        ({"day": "{day}", "what": "open"}, "Ange båda tiderna."),
        (
            {"day": "{day}", "what": "open", "opens": "15:00", "closes": "11:00"},
            "Slutet måste komma efter början.",
        ),
        ({"day": "{day}", "until": "2099-01-01", "what": "closed"}, "Ange en senare dag"),
    ],
)
def test_special_days_that_cannot_be_are_refused(owner: Desk, data: dict[str, str], said: str) -> None:
    answer = owner.post(
        "/settings/hours/days/", {name: value.format(day=owner.day) for name, value in data.items()}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not HoursException.objects.exists()


def test_an_agent_reads_the_settings_but_changes_nothing(agent: Desk) -> None:
    own, herr = lina().pk, Service.objects.get(key="klippning_herr").pk
    for path in ("services", "resources", "hours"):
        html = agent.get(f"/settings/{path}/").content.decode()
        assert "Klippning herr" in html or "Lina" in html or "09.00–18.00" in html
        assert "/new/" not in html
        assert ".ics" not in html
    refused: list[tuple[Any, str]] = [
        (agent.get, "services/new/"),
        (agent.get, f"services/{herr}/"),
        (agent.get, f"resources/{own}/"),
        (agent.post, f"resources/{own}/feed/"),
        (agent.post, f"resources/{own}/days/"),
        (agent.post, f"resources/{own}/days/{unknown_id()}/remove/"),
        (agent.post, "hours/week/"),
        (agent.post, "hours/days/"),
        (agent.post, f"hours/days/{unknown_id()}/remove/"),
        (agent.get, "agent/"),
        (agent.post, "agent/preview/"),
    ]
    for call, path in refused:
        assert call(f"/settings/{path}").status_code == 403, path
    assert OpeningHours.objects.count() == 6


def test_two_people_may_not_differ_in_upper_and_lower_case_alone(owner: Desk) -> None:
    html = owner.post("/settings/resources/new/", resource_form(name="LINA"))
    assert html.status_code == 422
    assert "Namnet finns redan." in html.content.decode()
    assert owner.post(f"/settings/resources/{lina().pk}/", resource_form(name="lina")).status_code == 302
