"""REST: the policy and its preview."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gdpr.models import RetentionPolicy
from gdpr.retention.classes import defaults
from gdpr.retention.selectors import policy_in_force
from gdpr.retention.services import policy_approve
from nexus.accounts.models import User
from nexus.api.models import ApiKey
from nexus.audit.models import Instruction
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.gdpr.retention.conftest import Old

POLICY = "/api/v1/retention-policy"
PREVIEW = f"{POLICY}/preview"


@pytest.fixture
def api(company_a: Company) -> Client:
    with company_context(company_a.schema_name):
        key = ApiKey.issue(name="Journalsystemet")[1]
    return Client(headers={"host": "alfa.localhost", "authorization": f"Api-Key {key}"})


def put(api: Client, body: Any) -> Any:
    return api.put(POLICY, body, content_type="application/json")


def test_the_policy_says_what_holds_and_what_may_be_chosen(api: Client) -> None:
    said = api.get(POLICY).json()
    assert said["periods"] == defaults()
    assert said["version"] == 0
    assert said["proposed"] is None
    assert said["bounds"]["messages"]["shortest"] == 30
    assert said["bounds"]["messages"]["reason"]


def test_longer_holds_at_once_and_is_an_instruction_of_the_companys_system(
    api: Client, company_a: Company
) -> None:
    answer = put(api, {"periods": {"messages": 500}})
    assert answer.status_code == 200
    assert answer.json()["periods"]["messages"] == 500
    assert api.get(POLICY).json() == answer.json()
    with company_context(company_a.schema_name):
        assert Instruction.objects.get(setting="retention_policy").actor_kind == "api"


def test_shorter_over_the_api_waits_for_two_people(api: Client, company_a: Company) -> None:
    answer = put(api, {"periods": {"messages": 100}})
    assert answer.status_code == 202
    assert answer.json()["periods"]["messages"] == 365
    assert answer.json()["proposed"]["periods"]["messages"] == 100
    assert put(api, {"periods": {"messages": 100}}).json() == answer.json()
    with company_context(company_a.schema_name):
        owner, waiting = User.objects.get(email="owner@alfa.example"), RetentionPolicy.objects.get()
        policy_approve(policy=waiting, actor=owner, now=timezone.now())
        assert policy_in_force().periods["messages"] == 365
        other = User.objects.get(email="data_protection@alfa.example")
        policy_approve(policy=waiting, actor=other, now=timezone.now())
        assert policy_in_force().periods["messages"] == 100


def test_what_get_gives_can_be_put_back(api: Client) -> None:
    said = api.get(POLICY).json()
    assert put(api, said).json() == said
    assert put(api, {"messages": 400}).json()["periods"]["messages"] == 400


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"periods": {"messages": 5}}, "#/periods/messages"), ({"periods": {"consent": 5}}, "#/periods/consent"),
     ({"periods": {}}, "#/periods"), ({"periods": [1]}, "#/periods"), ([], "#/periods"),
     ({"periods": {"messages": None}}, "#/periods/messages")],
)  # fmt: skip
def test_what_cannot_be_taken_is_pointed_at(api: Client, company_a: Company, body: Any, pointer: str) -> None:
    answer = put(api, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer
    with company_context(company_a.schema_name):
        assert not RetentionPolicy.objects.exists()


def test_a_preview_shows_counts_only(api: Client, company_a: Company, old: Old) -> None:
    old(days=100, messages=3)
    for answer in (
        api.get(PREVIEW, {"messages": 90}),
        api.post(PREVIEW, {"periods": {"messages": 90}}, content_type="application/json"),
    ):
        assert answer.status_code == 200
        said = answer.json()
        assert said["count"] == said["classes"]["messages"]["count"] == 4
        assert said["classes"]["messages"]["now"] == 0
        assert sum(said["classes"]["messages"]["months"].values()) == 4
        assert b"Gammal" not in answer.content
    assert api.get(PREVIEW).json()["count"] == 0
    with company_context(company_a.schema_name):
        assert not RetentionPolicy.objects.exists()


@pytest.mark.parametrize("query", ["messages=x", "messages=5", "nonsense=5", "messages=²"])
def test_a_preview_of_nonsense_names_the_parameter(api: Client, query: str) -> None:
    answer = api.get(f"{PREVIEW}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]
