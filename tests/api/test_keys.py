"""Who gets in."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from nexus.accounts.models import User
from nexus.api.models import ApiKey
from tests.api.conftest import Api
from tests.api.test_problems import assert_problem


def test_a_key_of_the_company_opens_its_api(api: Api) -> None:
    assert api.get("contacts").status_code == 200


def test_the_scheme_is_written_in_any_case(api: Api) -> None:
    assert api.get("contacts", authorization=f"api-key {api.key}").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Api-Key",
        "Api-Key ",
        "Api-Key nx_wrong",
        "Api-Key nyckel-med-åäö",
        "Api-Key " + "x" * 5000,
        "Api-Key \x00",
        "Bearer {key}",
        "Basic {key}",
        "{key}",
        "Api-Key {key} extra",
        "Api-Key {digest}",
    ],
)
def test_without_a_valid_key_the_answer_is_401_and_says_how_to_authenticate(api: Api, header: str) -> None:
    sent = header.replace("{key}", str(api.key)).replace("{digest}", ApiKey.digest_of(str(api.key)))
    response = api.get("contacts", authorization=sent)
    assert_problem(response, 401)
    assert response["WWW-Authenticate"] == 'Api-Key realm="api"'


def test_a_revoked_key_is_refused_like_an_unknown_one(api: Api) -> None:
    unknown = api.get("contacts", authorization="Api-Key nx_unknown")
    ApiKey.objects.update(revoked_at=timezone.now())
    revoked = api.get("contacts")
    assert (revoked.status_code, revoked.content) == (unknown.status_code, unknown.content)


def test_another_companys_key_is_refused_like_an_unknown_one(api: Api, other_key: str) -> None:
    unknown = api.get("contacts", authorization="Api-Key nx_unknown")
    other = api.get("contacts", authorization=f"Api-Key {other_key}")
    assert (other.status_code, other.content) == (unknown.status_code, unknown.content)


def test_a_staff_session_does_not_open_the_api(api: Api) -> None:
    user = User.objects.create_user("lina@saxen.example", "ett-långt-lösenord", name="Lina", role="owner")
    api.client.force_login(user)
    assert_problem(api.anonymous().get("contacts"), 401)
    assert_problem(api.client.get("/api/v1/contacts"), 401)


def test_the_database_holds_no_key_only_its_digest(api: Api) -> None:
    row: dict[str, Any] = ApiKey.objects.values().get()
    assert str(api.key) not in str(row)
    assert row["digest"] == ApiKey.digest_of(str(api.key))


def test_the_index_lists_the_resources_as_absolute_addresses(api: Api) -> None:
    found = api.get("").json()
    assert found["contacts"] == f"http://{api.host}/api/v1/contacts"
    assert found["conversations"] == f"http://{api.host}/api/v1/conversations"
    assert found["schema"] == f"http://{api.host}/api/v1/schema/"


@pytest.mark.parametrize(
    "path", ["", "contacts", "contacts/0198c0de-0000-7000-8000-000000000000", "conversations"]
)
def test_every_answer_says_that_it_depends_on_the_key_and_the_language(api: Api, path: str) -> None:
    for caller in (api, api.anonymous()):
        vary = {name.strip() for name in caller.get(path)["Vary"].split(",")}
        assert {"Authorization", "Accept-Language"} <= vary, path
