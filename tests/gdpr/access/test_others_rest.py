"""The company's own system decides about other people in a package, as staff do in the portal."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from conversations.models import Message
from crm.models import Contact
from gdpr.access.hiding import BLACK
from gdpr.models import Case, Package
from nexus.audit.models import Entry
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.conftest import Api
from tests.api.conftest import api as api
from tests.api.conftest import other_key as other_key
from tests.api.factories import make_contact, make_conversation, make_inbound, phone
from tests.api.test_problems import assert_problem
from tests.api.test_schema import assert_fits
from tests.conversations.conftest import provider as provider
from tests.conversations.conftest import twilio as twilio
from tests.gdpr.access import help

Work = Callable[[], int]


@pytest.fixture
def waiting(api: Api, work: Work, company_a: Company, twilio: Any, route_a: Any) -> dict[str, Any]:
    """Karin's access case, approved over REST; she has written her sister's number in two ways, and her
    friend's address."""
    conversation = make_conversation(make_contact(612, "Karin Ek"), route_id=route_a.pk)
    make_inbound(conversation, "Ring min syster, 070-174 06 99, efter klockan fem")
    make_inbound(conversation, "Alltså +46701740699")
    make_inbound(conversation, "Eller van@exempel.se")
    case: dict[str, Any] = api.post("rights-requests", {"kind": "access", "phone": phone(612)}).json()
    assert case["waiting_for"] == ["identity"]
    verified = act(api, case, "verify", {"by": "staff", "note": "Ringde upp"}).json()
    assert verified["waiting_for"] == ["decision"]
    approved = act(api, case, "approve", {}).json()
    assert (approved["state"], approved["waiting_for"]) == ("in_progress", [])
    work()
    connection.set_tenant(company_a)
    return case


def act(api: Api, case: dict[str, Any], what: str, body: dict[str, Any]) -> Any:
    return api.post(f"rights-requests/{case['id']}/{what}", body)


def listed(api: Api, case: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    response = api.get(f"rights-requests/{case['id']}/redactions{query}")
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def test_the_case_says_that_it_waits_for_the_company_and_for_what(api: Api, waiting: dict[str, Any]) -> None:
    case = api.get(f"rights-requests/{waiting['id']}").json()
    assert (case["state"], case["waiting_for"]) == ("waiting_for_company", ["redactions"])
    assert case["package_url"] is None
    assert [one["id"] for one in api.get("rights-requests?state=waiting_for_company").json()["results"]] == [
        case["id"]
    ]
    assert api.get("rights-requests?state=in_progress").json()["results"] == []


def test_every_place_is_listed_with_the_words_around_it(api: Api, waiting: dict[str, Any]) -> None:
    found = {one["found"]: one for one in listed(api, waiting)}
    assert set(found) == {"070-174 06 99", "+46701740699", "van@exempel.se"}
    sister = found["070-174 06 99"]
    assert (sister["kind"], sister["decision"], sister["decided_at"]) == ("phone", None, None)
    assert sister["excerpt"] == "Ring min syster, 070-174 06 99, efter klockan fem"
    first = api.get(f"rights-requests/{waiting['id']}/redactions?page_size=2").json()
    rest = api.get(first["next"]).json()
    assert len(first["results"] + rest["results"]) == 3
    assert rest["next"] is None
    looks = Entry.objects.filter(action="read", actor_kind="api", subject_type="gdpr.Case")
    assert looks.count() == 3, "each look is logged"


def test_what_is_decided_is_logged_and_then_the_package_is_built(
    api: Api, waiting: dict[str, Any], work: Work, company_a: Company
) -> None:
    ids = {one["found"]: one["id"] for one in listed(api, waiting)}
    half = act(api, waiting, "redactions", {"decisions": {ids["070-174 06 99"]: "hide"}})
    assert half.status_code == 200
    assert half.json()["waiting_for"] == ["redactions"]
    after = listed(api, waiting)
    description = api.get("schema/").json()
    for one in after:
        if one["decision"]:
            assert_fits(one, description["components"]["schemas"]["Redaction"], description)
    decided = {one["found"]: one["decision"] for one in after}
    # The same number, written in another way.
    assert decided == {"070-174 06 99": "hide", "+46701740699": "hide", "van@exempel.se": None}
    whole = act(api, waiting, "redactions", {"decisions": {ids["van@exempel.se"]: "show"}})
    assert (whole.json()["state"], whole.json()["waiting_for"]) == ("in_progress", [])
    entries = Entry.objects.filter(action="redaction.decided").order_by("id")
    assert [(one.actor_kind, one.actor_id, one.details["decision"]) for one in entries] == [
        ("api", None, "redact"),
        ("api", None, "keep"),
    ]
    work()
    connection.set_tenant(company_a)
    done = api.get(f"rights-requests/{waiting['id']}").json()
    assert (done["state"], done["waiting_for"]) == ("done", [])
    archive = zipfile.ZipFile(io.BytesIO(help.stored(Case.objects.get(pk=waiting["id"]))))
    data = archive.read("data.json").decode()
    assert "1740699" not in data.replace(" ", "").replace("-", "")
    assert f"Ring min syster, {BLACK}" in data
    assert "van@exempel.se" in data
    assert json.loads(archive.read("manifest.json"))
    late = act(api, waiting, "redactions", {"decisions": {ids["van@exempel.se"]: "hide"}})
    assert_problem(late, 409)


@pytest.mark.parametrize(
    "decisions",
    [
        None,
        {},
        [],
        "hide",
        {"known": "bort"},
        {"known": "hide", "00000000-0000-7000-8000-000000000000": "show"},
    ],
)
def test_what_cannot_be_decided_is_400_and_nothing_is(
    api: Api, waiting: dict[str, Any], decisions: Any
) -> None:
    known = listed(api, waiting)[0]["id"]
    if isinstance(decisions, dict):
        decisions = {known if key == "known" else key: value for key, value in decisions.items()}
    refused = act(api, waiting, "redactions", {} if decisions is None else {"decisions": decisions})
    assert_problem(refused, 400)
    assert refused.json()["errors"][0]["pointer"].startswith("#/decisions")
    assert {one["decision"] for one in listed(api, waiting)} == {None}


def test_a_restricted_persons_words_need_a_reason(api: Api, waiting: dict[str, Any]) -> None:
    Contact.objects.filter(pk=Case.objects.get(pk=waiting["id"]).contact_id).update(restricted=True)
    assert {(one["found"], one["excerpt"]) for one in listed(api, waiting)} == {(None, None)}
    assert_problem(api.get(f"rights-requests/{waiting['id']}/redactions?reason=nyfiken"), 400)
    assert any(one["found"] == "van@exempel.se" for one in listed(api, waiting, "?reason=request"))
    assert Entry.objects.filter(action="read_restricted", actor_kind="api").count() == 1


def test_another_companys_key_finds_nothing(api: Api, waiting: dict[str, Any], other_key: str) -> None:
    path = f"/api/v1/rights-requests/{waiting['id']}/redactions"
    known = listed(api, waiting)[0]["id"]
    for method, body in (("get", None), ("post", {"decisions": {known: "show"}})):
        answer = api.call(method, path, body, host="beta.localhost", authorization=f"Api-Key {other_key}")
        assert_problem(answer, 404)
    assert {one["decision"] for one in listed(api, waiting)} == {None}


def test_what_comes_meanwhile_is_put_before_them_too(
    api: Api, waiting: dict[str, Any], work: Work, company_a: Company
) -> None:
    message = Message.objects.filter(direction="inbound").latest("created_at")
    make_inbound(message.conversation, "Min bror Olle har 070-174 06 98")
    decisions = {one["id"]: "hide" for one in listed(api, waiting)}
    assert act(api, waiting, "redactions", {"decisions": decisions}).json()["state"] == "in_progress"
    work()
    connection.set_tenant(company_a)
    case = api.get(f"rights-requests/{waiting['id']}").json()
    assert (case["state"], case["waiting_for"]) == ("waiting_for_company", ["redactions"])
    assert {one["found"] for one in listed(api, waiting) if one["decision"] is None} == {
        "070-174 06 98",
        "Olle",
    }
    with company_context(company_a.schema_name):
        assert Package.objects.get(case=waiting["id"]).state == Package.State.BUILDING
