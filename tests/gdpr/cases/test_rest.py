"""REST: a case from opening to done, and what is refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from crm.models import Contact
from crm.services import contact_create
from gdpr.clock import due_at, extended_due_at
from gdpr.models import Case, CaseEvent
from tests.api.conftest import Api
from tests.api.conftest import api as api
from tests.api.conftest import other_key as other_key
from tests.api.factories import phone
from tests.api.test_problems import assert_problem
from tests.gdpr.cases.test_codes import other_than

Work = Callable[[], int]


@pytest.fixture(autouse=True)
def _known(karin: Contact, twilio) -> None:
    """Karin is a contact, and texts go to the provider's stand-in."""


def opened(api: Api, kind: str = "restriction", **more: Any) -> dict[str, Any]:
    response = api.post("rights-requests", {"kind": kind, "phone": phone(612), **more})
    assert response.status_code == 201, response.content
    found: dict[str, Any] = response.json()
    assert response["Location"].endswith(f"/api/v1/rights-requests/{found['id']}")
    return found


def act(api: Api, case: dict[str, Any], what: str, body: dict[str, Any]) -> Any:
    return api.post(f"rights-requests/{case['id']}/{what}", body)


def test_a_case_goes_from_opening_to_done(api: Api, karin: Contact):
    case = opened(api)
    assert case["state"] in ("received", "verifying")
    assert (case["kind"], case["phone"], case["contact"]) == ("restriction", phone(612), str(karin.pk))
    assert (case["package_url"], case["certificate_url"]) == (None, None)
    due, received = (datetime.fromisoformat(case[name]) for name in ("due_at", "received_at"))
    assert due == due_at(received)
    verified = act(api, case, "verify", {"by": "staff", "note": "Visade kundkort i kassan"}).json()
    assert (verified["state"], verified["verified_by"]) == ("waiting_for_company", "staff")
    done = act(api, case, "approve", {})
    assert (done.status_code, done.json()["state"]) == (200, "done")
    karin.refresh_from_db()
    assert karin.restricted
    assert api.get(f"rights-requests/{case['id']}").json() == done.json()


def test_a_code_that_reached_the_phone_verifies(api: Api, work: Work, codes, company_a):
    case = opened(api)
    work()
    connection.set_tenant(company_a)
    (code,) = codes()
    wrong = act(api, case, "verify", {"code": other_than(code)})
    assert_problem(wrong, 400)
    assert wrong.json()["errors"][0]["pointer"] == "#/code"
    assert act(api, case, "verify", {"code": code}).json()["verified_by"] == "code"
    assert_problem(act(api, case, "verify", {"code": code}), 409)


def test_the_sixth_code_is_refused_though_it_is_right(api: Api, work: Work, codes, company_a):
    case = opened(api)
    work()
    connection.set_tenant(company_a)
    (code,) = codes()
    answers = [act(api, case, "verify", {"code": other_than(code)}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 400, 409]
    assert_problem(act(api, case, "verify", {"code": code}), 409)
    assert CaseEvent.objects.filter(kind="code_spent").count() == 2
    again = act(api, case, "verify", {"by": "code"})
    assert again.status_code == 200
    work()
    connection.set_tenant(company_a)
    assert act(api, case, "verify", {"code": codes()[-1]}).json()["state"] == "waiting_for_company"


def test_a_rectification_changes_the_name_everywhere(api: Api, karin: Contact):
    case = opened(api, "rectification", changes={"name": "Karin Ekberg"})
    assert case["changes"] == {"name": "Karin Ekberg"}
    act(api, case, "verify", {"by": "staff", "note": "Ringde upp"})
    assert act(api, case, "approve", {}).json()["state"] == "done"
    assert api.get(f"contacts/{karin.pk}").json()["name"] == "Karin Ekberg"


def test_an_extension_and_a_refusal(api: Api):
    case = opened(api)
    extended = act(api, case, "extend", {"reason": "Många ärenden just nu"}).json()
    assert extended["state"] == "extended"
    received = datetime.fromisoformat(case["received_at"])
    assert datetime.fromisoformat(extended["due_at"]) == extended_due_at(received)
    assert_problem(act(api, case, "extend", {"reason": "Ännu fler"}), 409)
    refused = act(api, case, "refuse", {"ground": "unfounded", "note": "Inte er kund"}).json()
    assert (refused["state"], refused["refusal_ground"], refused["refusal_note"]) == (
        "refused", "unfounded", "Inte er kund",
    )  # fmt: skip


def test_an_extension_after_the_first_month_is_refused(api: Api):
    case = opened(api)
    Case.objects.update(received_at=timezone.now() - timedelta(days=40))
    assert_problem(act(api, case, "extend", {"reason": "Vi glömde"}), 409)


def test_asking_twice_is_one_case(api: Api):
    assert opened(api, "erasure")["id"] == opened(api, "erasure")["id"]
    assert len(api.get("rights-requests").json()["results"]) == 1


def test_a_number_that_nobody_has_is_answered_with_nothing_held(api: Api):
    case = api.post("rights-requests", {"kind": "access", "phone": phone(655)}).json()
    assert (case["contact"], case["state"]) == (None, "received")
    act(api, case, "verify", {"by": "staff", "note": "Egen telefon"})
    assert act(api, case, "approve", {}).json()["state"] == "done"


@pytest.mark.parametrize("nobodys", ["112", "71120", "+46812345678", "+12025550123", "+4670174065"])
def test_a_case_needs_a_number_that_an_answer_can_reach_or_a_contact(api: Api, nobodys: str):
    refused = api.post("rights-requests", {"kind": "access", "phone": nobodys})
    assert_problem(refused, 400)
    (error,) = refused.json()["errors"]
    assert error["pointer"] == "#/phone"
    assert not Case.objects.exists()


@pytest.mark.parametrize("theirs", ["+46812345678", "+12025550123"])
def test_a_contacts_own_number_will_do_whatever_it_is(api: Api, in_company_a, theirs: str):
    contact = contact_create(phone=theirs, name="Bo Berg")
    case = api.post("rights-requests", {"kind": "access", "phone": theirs})
    assert (case.status_code, case.json()["contact"]) == (201, str(contact.pk))


def test_the_list_is_newest_first_and_can_be_narrowed(api: Api):
    for kind in ("access", "erasure", "objection"):
        opened(api, kind)
    listed = [case["kind"] for case in api.get("rights-requests").json()["results"]]
    assert listed == ["objection", "erasure", "access"]
    assert [case["kind"] for case in api.get("rights-requests?kind=erasure").json()["results"]] == ["erasure"]
    assert api.get("rights-requests?state=done").json()["results"] == []
    assert len(api.get(f"rights-requests?phone=%2B{phone(612)[1:]}").json()["results"]) == 3
    assert_problem(api.get("rights-requests?state=klar"), 400)
    page = api.get("rights-requests?page_size=2").json()
    assert len(page["results"]) == 2
    assert [case["kind"] for case in api.get(page["next"]).json()["results"]] == ["access"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "allt", "phone": phone(612)},
        {"kind": "access", "phone": "nej"},
        {"kind": "access", "phone": phone(612), "changes": {"name": "Bo"}},
        {"kind": "rectification", "phone": phone(612), "changes": {"phone": "+46"}},
        {"kind": "rectification", "phone": phone(612), "changes": "Bo"},
    ],
)
def test_a_wish_that_cannot_be_understood_is_400(api: Api, body: dict[str, Any]):
    assert_problem(api.post("rights-requests", body), 400)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("verify", {}, 400),
        ("verify", {"by": "staff"}, 400),
        ("verify", {"by": "ingen"}, 400),
        ("verify", {"by": "staff", "note": "x", "code": "123456"}, 400),
        ("approve", {}, 409),
        ("extend", {}, 400),
        ("refuse", {"ground": "orkar inte", "note": "Vi orkar inte"}, 400),
        ("refuse", {"ground": "excessive"}, 400),
        ("refuse", {"ground": "excessive", "note": " "}, 400),
        ("refuse", {"ground": "excessive", "note": "–"}, 400),
    ],
)
def test_what_cannot_be_done_is_a_problem(api: Api, what: str, body: dict[str, Any], status: int):
    case = opened(api)
    assert_problem(act(api, case, what, body), status)


def test_another_companys_case_is_unknown(api: Api, other_key: str):
    case = opened(api)
    for what, body in (
        ("verify", {"code": "123456"}),
        ("approve", {}),
        ("extend", {"reason": "Mer tid"}),
        ("refuse", {"ground": "unfounded"}),
    ):
        answer = api.call(
            "post", f"/api/v1/rights-requests/{case['id']}/{what}", body, host="beta.localhost",
            authorization=f"Api-Key {other_key}",
        )  # fmt: skip
        assert_problem(answer, 404)
    assert api.get(f"rights-requests/{case['id']}").json()["state"] == case["state"]


@pytest.mark.parametrize("kind", ["access", "portability", "erasure"])
def test_what_takes_time_is_done_by_the_workers_and_then_there_is_something_to_fetch(
    api: Api, work: Work, company_a, kind: str
):
    case = opened(api, kind)
    act(api, case, "verify", {"by": "staff", "note": "Ringde upp"})
    approved = act(api, case, "approve", {})
    assert (approved.status_code, approved.json()["state"]) == (200, "in_progress")
    work()
    connection.set_tenant(company_a)
    done = api.get(f"rights-requests/{case['id']}").json()
    assert done["state"] == "done"
    address = done["certificate_url"] if kind == "erasure" else done["package_url"]
    assert api.get(address).status_code == 200
    if kind == "erasure":
        assert (done["contact"], done["phone"]) == (None, None)
