"""Contacts through the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from crm.services import opt_out
from nexus.api import pagination
from tests.api.conftest import Api
from tests.api.factories import make_contact, make_link, phone
from tests.api.test_pages import follow, ids


def test_a_contact_shows_what_is_known_of_it(api: Api) -> None:
    contact = make_contact(605, "Åsa Öberg", email="asa@oberg.example")
    link = make_link(contact, "K-1007")
    row: dict[str, Any] = api.get(f"contacts/{contact.pk}").json()
    assert row.pop("crm_links") == [
        {
            "id": str(link.pk),
            "system": "bokadirekt",
            "external_id": "K-1007",
            "name": "",
            "email": "",
            "fields": {},
            "source": "",
            "created_at": row_time(api, contact),
            "updated_at": link.updated_at.astimezone(ZoneInfo("Europe/Stockholm")).isoformat(),
        }
    ]
    assert row == {
        "id": str(contact.pk),
        "name": "Åsa Öberg",
        "phone": phone(605),
        "email": "asa@oberg.example",
        "opted_out": False,
        "restricted": False,
    }


def row_time(api: Api, contact: Any) -> str:
    created: str = api.get(f"contacts/{contact.pk}").json()["crm_links"][0]["created_at"]
    assert created.endswith(("+01:00", "+02:00"))
    return created


def test_a_contact_without_a_number_shows_null(api: Api) -> None:
    contact = make_contact()
    contact.identifiers.all().delete()
    assert api.get(f"contacts/{contact.pk}").json()["phone"] is None


def test_an_opted_out_number_shows_on_its_contact_alone(api: Api) -> None:
    silent, other = make_contact(605), make_contact(606)
    opt_out(contact=silent, phone=phone(605), source="sms")
    rows = {row["id"]: row["opted_out"] for row in api.get("contacts").json()["results"]}
    assert rows == {str(silent.pk): True, str(other.pk): False}


@pytest.mark.parametrize(
    "written",
    [
        "%2B46701740605",
        "+46701740605",
        "0701740605",
        "070-174 06 05",
        "%2B46 70 174 06 05",
        "0046701740605",
        "46701740605",
    ],
)
def test_a_contact_is_found_by_its_number_however_it_is_written(api: Api, written: str) -> None:
    contact = make_contact(605)
    make_contact(606)
    assert ids([api.get(f"contacts?phone={written.replace(' ', '%20')}").json()]) == [str(contact.pk)]


def test_an_unknown_number_finds_nothing(api: Api) -> None:
    make_contact(605)
    assert api.get("contacts?phone=%2B46701740699").json()["results"] == []


@pytest.mark.parametrize("query", ["öberg", "ÖBERG", "sa ö", "oberg.example", "0701740605", "174 06 05"])
def test_a_contact_is_found_by_part_of_its_name_email_or_number(api: Api, query: str) -> None:
    contact = make_contact(605, "Åsa Öberg", email="asa@oberg.example")
    make_contact(606, "Bo Ek")
    assert ids([api.get(f"contacts?q={quote(query)}").json()]) == [str(contact.pk)]


@pytest.mark.parametrize("query", ["finns inte", "%", "_", "\\", "'"])
def test_a_search_without_a_hit_is_an_empty_list(api: Api, query: str) -> None:
    make_contact(605, "Åsa Öberg")
    assert api.get(f"contacts?q={quote(query)}").json() == {"next": None, "previous": None, "results": []}


def test_a_search_goes_on_page_by_page_and_finds_every_hit_once(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "SCAN_LIMIT", 3)
    names = ["Bo", "Bo", "Bo", "Bo", "Åsa", "Bo", "Åsa", "Åsa", "Åsa", "Bo"]
    made = [make_contact(610 + days, name, days_ago=days) for days, name in enumerate(names)]
    wanted = [str(contact.pk) for contact, name in zip(made, names, strict=True) if name == "Åsa"]
    pages = follow(api, f"contacts?page_size=2&q={quote('åsa')}")
    assert ids(pages) == wanted
    assert pages[0]["results"] == []
    back = follow(api, pages[-1]["previous"] or "contacts", "previous")
    assert set(ids(back)) <= set(wanted)


def test_no_cache_may_keep_what_the_api_answers(api: Api) -> None:
    assert api.get("contacts")["Cache-Control"] == "no-store"
