"""The company's own register, linked by its own systems."""

from __future__ import annotations

from typing import Any

import pytest

from crm.models import Contact, CrmLink, Identifier, Register
from crm.selectors import contact_by_phone
from nexus.audit.models import Entry, Instruction
from nexus.crypto.index import blind_phone
from nexus.privacy.gate import ledger_seen
from nexus.privacy.ledger import append
from tests.api.conftest import Api
from tests.api.factories import make_contact, make_link, phone, unknown_id

ASA = {"system": "kassan", "external_id": "K-1", "phone": "0701-74 06 05", "name": "Åsa Öberg"}


def put(api: Api, body: dict[str, Any]) -> Any:
    return api.call("put", "crm-links", body)


def test_an_entry_makes_a_contact_with_its_name_and_number(api: Api) -> None:
    answer = put(api, {**ASA, "email": "Asa@Oberg.example", "fields": {"Stamkund": "ja"}})
    assert answer.status_code == 201
    row = answer.json()
    assert {name: row[name] for name in ("system", "external_id", "name", "email", "fields", "source")} == {
        "system": "kassan",
        "external_id": "K-1",
        "name": "Åsa Öberg",
        "email": "asa@oberg.example",
        "fields": {"Stamkund": "ja"},
        "source": "rest",
    }
    contact = contact_by_phone(phone(605))
    assert contact is not None
    assert contact.name == "Åsa Öberg"


def test_the_same_entry_again_is_as_once(api: Api) -> None:
    first = put(api, ASA).json()
    again = put(api, {**ASA, "external_id": "k-1 "})
    assert (again.status_code, again.json()) == (200, first)
    assert (CrmLink.objects.count(), Contact.objects.count(), Identifier.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(action="crm_link.created").count() == 1
    assert not Entry.objects.filter(action="crm_link.changed").exists()


def test_what_is_not_sent_is_left_as_it_is_and_the_name_follows_the_register(api: Api) -> None:
    put(api, {**ASA, "email": "asa@oberg.example"})
    changed = put(api, {"system": "kassan", "external_id": "K-1", "name": "Åsa Berg"})
    assert (changed.status_code, changed.json()["email"]) == (200, "asa@oberg.example")
    assert Contact.objects.get().name == "Åsa Berg"


def test_a_name_that_is_known_is_not_overwritten(api: Api) -> None:
    make_contact(605, "Åsa Själv")
    assert put(api, ASA).json()["name"] == "Åsa Öberg"
    assert Contact.objects.get().name == "Åsa Själv"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"system": ""}, "#/system"),
        ({"system": "x" * 41}, "#/system"),
        ({"external_id": ""}, "#/external_id"),
        ({"external_id": "811228-9874"}, "#/external_id"),
        ({"phone": "12"}, "#/phone"),
        ({"phone": "0000000"}, "#/phone"),
        ({"name": "x" * 81}, "#/name"),
        ({"email": "inte en adress"}, "#/email"),
        ({"fields": {"x" * 41: "1"}}, "#/fields"),
        ({"fields": {"x": "y" * 201}}, "#/fields/x"),
        ({"fields": {str(number): "1" for number in range(13)}}, "#/fields"),
        ({"fields": "text"}, "#/fields"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_stored(
    api: Api, change: dict[str, Any], pointer: str
) -> None:
    answer = put(api, {**ASA, **change})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Contact.objects.exists()


def test_an_unknown_entry_without_a_number_is_a_conflict(api: Api) -> None:
    answer = put(api, {"system": "kassan", "external_id": "K-1"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:nomar-nexus:problem:no-phone")


def test_a_restricted_contact_is_not_changed_or_shown(api: Api) -> None:
    contact = make_contact(605)
    link = make_link(contact)
    Contact.objects.update(restricted=True)
    assert put(api, ASA).json()["type"] == "urn:nomar-nexus:problem:restricted"
    assert api.get("crm-links").json()["results"] == []
    assert api.get(f"contacts/{contact.pk}/crm-links").json()["results"] == []
    assert api.get(f"contacts/{contact.pk}/crm-links/{link.pk}").status_code == 409
    assert api.call("delete", f"contacts/{contact.pk}/crm-links/{link.pk}").status_code == 409
    assert len(api.get(f"contacts/{contact.pk}/crm-links?reason=claims").json()["results"]) == 1
    assert Entry.objects.filter(action="read_restricted", contact_id=contact.pk).count() == 1


def test_who_was_erased_comes_back_only_when_it_is_said(api: Api) -> None:
    schema = api.company.schema_name
    ledger_seen(append(kind="subject", owner=schema, subject=blind_phone(phone(605))))
    assert put(api, ASA).json()["type"] == "urn:nomar-nexus:problem:erased"
    assert not Contact.objects.exists()
    assert put(api, {**ASA, "take_up_again": True}).status_code == 201


def test_personnummer_in_names_and_fields_are_masked(api: Api) -> None:
    put(api, {**ASA, "name": "Åsa 811228-9874", "fields": {"Not": "född 811228-9874"}})
    link = CrmLink.objects.get()
    assert (link.name, link.fields) == ("Åsa 811228-****", {"Not": "född 811228-****"})


def test_fields_that_are_new_to_a_register_are_a_logged_instruction(api: Api) -> None:
    put(api, {**ASA, "fields": {"Stamkund": "ja"}})
    put(api, {**ASA, "fields": {"Stamkund": "nej"}})
    put(api, {**ASA, "fields": {"Poäng": "3"}})
    logged = Instruction.objects.filter(setting="crm.linked_fields").order_by("sequence")
    assert [one.after["fields"] for one in logged] == [
        ["external_id", "Stamkund"],
        ["external_id", "Stamkund", "Poäng"],
    ]
    assert {one.actor_kind for one in logged} == {"api"}
    assert Register.objects.get().fields == ["external_id", "Stamkund", "Poäng"]


# --- A contact's own ------------------------------------------------------------------------------


def test_a_contacts_links_are_listed_added_changed_and_deleted(api: Api) -> None:
    contact = make_contact(605)
    where = f"contacts/{contact.pk}/crm-links"
    added = api.post(where, {"system": "kassan", "external_id": "K-1", "name": "Åsa Ö"})
    assert added.status_code == 201
    assert api.post(where, {"system": "kassan", "external_id": "K-1"}).status_code == 200
    one = f"{where}/{added.json()['id']}"
    assert api.get(where).json()["results"] == [api.get(one).json()]
    changed = api.call("put", one, {"fields": {"Stamkund": "ja"}})
    assert (changed.status_code, changed.json()["fields"], changed.json()["name"]) == (
        200,
        {"Stamkund": "ja"},
        "Åsa Ö",
    )
    assert api.call("delete", one).status_code == 204
    assert api.call("delete", one).status_code == 404
    assert api.get(where).json()["results"] == []
    assert Contact.objects.get().name == "Åsa Öberg"
    assert Entry.objects.filter(action="crm_link.deleted", contact_id=contact.pk).count() == 1


def test_a_number_that_another_contact_has_is_a_conflict(api: Api) -> None:
    make_link(make_contact(605), "K-1")
    other = make_contact(606)
    answer = api.post(f"contacts/{other.pk}/crm-links", {"system": "bokadirekt", "external_id": "K-1"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:nomar-nexus:problem:other-contact")


def test_another_contacts_link_and_an_unknown_contact_are_not_found(api: Api) -> None:
    link, other = make_link(make_contact(605)), make_contact(606)
    assert api.get(f"contacts/{other.pk}/crm-links/{link.pk}").status_code == 404
    assert api.get(f"contacts/{unknown_id()}/crm-links").status_code == 404
    assert api.post(f"contacts/{unknown_id()}/crm-links", {}).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [("system=bokadirekt", 2), ("system=x", 0), ("external_id=k-1", 1), ("phone=0701740606", 1)],
)
def test_links_are_found_by_register_customer_number_and_phone(api: Api, query: str, found: int) -> None:
    make_link(make_contact(605), "K-1")
    make_link(make_contact(606), "K-2")
    assert len(api.get(f"crm-links?{query}").json()["results"]) == found


# --- Many at once ---------------------------------------------------------------------------------


def test_many_at_once_answer_one_by_one_and_a_bad_one_stops_no_other(api: Api) -> None:
    Contact.objects.filter(pk=make_contact(609).pk).update(restricted=True)
    entries = [
        ASA,
        {**ASA, "external_id": "K-2", "phone": "hej"},
        {**ASA, "external_id": "K-3", "phone": "+46701740606", "name": "Bo"},
        {"system": "kassan", "external_id": "K-4"},
        {**ASA, "external_id": "K-5", "phone": "0701740609"},
        "text",
        {**ASA, "name": "Åsa Berg"},
    ]
    answer = api.post("crm-links/bulk", {"entries": entries})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [(one["status"], one.get("code")) for one in results] == [
        ("created", None),
        ("invalid", None),
        ("created", None),
        ("refused", "no_phone"),
        ("refused", "restricted"),
        ("invalid", None),
        ("changed", None),
    ]
    assert results[0]["contact"] == str(contact_by_phone(phone(605)).pk)  # type: ignore[union-attr]
    assert "phone" in results[1]["errors"]
    assert CrmLink.objects.count() == 2
    again = api.post("crm-links/bulk", {"entries": [entries[2]]}).json()["results"]
    assert [one["status"] for one in again] == ["unchanged"]


@pytest.mark.parametrize("entries", [[], "x", None, [ASA] * 1001])
def test_none_and_too_many_at_once_are_refused(api: Api, entries: Any) -> None:
    answer = api.post("crm-links/bulk", {"entries": entries})
    assert answer.status_code == 400
    assert not CrmLink.objects.exists()


def test_a_thousand_at_once_are_taken(api: Api) -> None:
    entries = [
        {"system": "kassan", "external_id": f"K-{number}", "phone": f"+46701{number:06}", "name": "Kund"}
        for number in range(740000, 741000)
    ]
    results = api.post("crm-links/bulk", {"entries": entries}).json()["results"]
    assert {one["status"] for one in results} == {"created"}
    assert CrmLink.objects.count() == Contact.objects.count() == 1000


def test_it_needs_a_key(api: Api) -> None:
    assert put(api.anonymous(), ASA).status_code == 401
    assert api.anonymous().post("crm-links/bulk", {"entries": [ASA]}).status_code == 401
