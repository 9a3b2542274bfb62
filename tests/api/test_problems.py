"""Errors are RFC 9457 problem documents, whatever went wrong."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.api.conftest import Api
from tests.api.factories import make_contact, make_conversation


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    """The response is a problem document of that status; returns it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert document["type"]
    assert document["title"]
    assert document["detail"]
    return document


@pytest.mark.parametrize(
    "path",
    ["nothing", "contacts/1", "contacts/not-a-uuid", "message/", "../v1/x", "conversations/%00", "åäö"],
)
def test_an_unknown_address_is_404(api: Api, path: str) -> None:
    assert_problem(api.get(path), 404)
    assert_problem(api.anonymous().get(path), 404)


def test_an_unknown_version_of_the_api_is_404(api: Api) -> None:
    assert_problem(api.get("/api/v2/contacts"), 404)


@pytest.mark.parametrize(
    "resource", ["contacts/{}", "conversations/{}", "conversations/{}/messages", "messages/{}"]
)
def test_an_unknown_id_is_404_and_the_answer_does_not_repeat_it(api: Api, resource: str) -> None:
    unknown = uuid4()
    response = api.get(resource.format(unknown))
    assert_problem(response, 404)
    assert str(unknown) not in response.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
def test_another_method_is_405_and_names_those_allowed(api: Api, method: str) -> None:
    response = api.call(method, "contacts", "{}")
    assert_problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_that_is_not_json_is_415(api: Api) -> None:
    conversation = make_conversation(make_contact())
    response = api.client.post(
        f"/api/v1/conversations/{conversation.pk}/messages",
        {"body": "Hej"},
        headers={"authorization": f"Api-Key {api.key}"},
    )
    assert_problem(response, 415)


@pytest.mark.parametrize("body", ["{", "", "\x00", '{"body": "\ud800"', b"\xff\xfe", "[" * 5000])
def test_broken_json_is_400(api: Api, body: str | bytes) -> None:
    conversation = make_conversation(make_contact())
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    assert_problem(api.post(f"conversations/{conversation.pk}/messages", raw), 400)


def test_a_huge_body_is_413(api: Api) -> None:
    conversation = make_conversation(make_contact())
    response = api.post(f"conversations/{conversation.pk}/messages", {"body": "x" * 100_000})
    assert_problem(response, 413)


def test_a_client_that_takes_no_json_is_told_406(api: Api) -> None:
    assert_problem(api.get("contacts", accept="text/csv"), 406)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page_size=0", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=ten", "page_size"),
        ("page_size=²", "page_size"),
        ("page_size=1e3", "page_size"),
        ("cursor=x", "cursor"),
        ("cursor=", "cursor"),
        ("cursor=%00", "cursor"),
        ("phone=hej", "phone"),
        ("phone=", "phone"),
        ("q=" + "x" * 101, "q"),
    ],
)
def test_a_bad_parameter_is_400_and_is_named(api: Api, query: str, parameter: str) -> None:
    problem = assert_problem(api.get(f"contacts?{query}"), 400)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]


def test_a_database_that_is_away_is_503_and_passes(api: Api) -> None:
    with connection.cursor() as cursor:
        # A statement that cannot end in time is how an overloaded database looks: OperationalError.
        cursor.execute("SET LOCAL statement_timeout = 1")
        try:
            with connection.execute_wrapper(_slow):
                response = api.get("contacts")
        finally:
            cursor.close()
    assert_problem(response, 503)
    assert int(response["Retry-After"]) > 0


def _slow(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if "crm_contact" in sql:
        return execute("SELECT pg_sleep(5)", None, False, context)
    return execute(sql, params, many, context)


def test_an_error_of_ours_is_500_without_details_and_is_reported(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    contact = make_contact(name="Hemliga Hanna")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm_contact SET name = '\\x0100' WHERE id = %s", [contact.pk])
    api.client.raise_request_exception = False
    response = api.get(f"contacts/{contact.pk}")
    assert_problem(response, 500)
    assert "crm" not in response.content.decode()
    assert [record for record in caplog.records if record.levelname == "ERROR" and record.exc_info]
