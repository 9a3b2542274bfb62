"""The API's description, and its page."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client

from conversations.models import Article
from tests.api.conftest import Api
from tests.api.factories import make_ai_answer, make_contact, make_conversation, make_link

RESOURCES = {
    "/api/v1/contacts": {"get"},
    "/api/v1/contacts/{id}": {"get"},
    "/api/v1/conversations": {"get"},
    "/api/v1/contacts/{id}/crm-links": {"get", "post"},
    "/api/v1/contacts/{id}/crm-links/{link}": {"get", "put", "delete"},
    "/api/v1/crm-links": {"get", "put"},
    "/api/v1/crm-links/bulk": {"post"},
    "/api/v1/conversations/{id}": {"get"},
    "/api/v1/conversations/{id}/messages": {"get", "post"},
    "/api/v1/messages": {"get"},
    "/api/v1/messages/{id}": {"get"},
    "/api/v1/calls": {"get"},
    "/api/v1/calls/{id}": {"get"},
    "/api/v1/services": {"get", "post"},
    "/api/v1/services/{id}": {"get", "patch", "delete"},
    "/api/v1/resources": {"get"},
    "/api/v1/availability": {"get"},
    "/api/v1/bookings": {"get", "post"},
    "/api/v1/bookings/{id}": {"get", "patch", "delete"},
    "/api/v1/knowledge": {"get", "post"},
    "/api/v1/knowledge/{id}": {"get", "put", "patch", "delete"},
    "/api/v1/rights-requests": {"get", "post"},
    "/api/v1/rights-requests/{id}": {"get"},
    "/api/v1/rights-requests/{id}/verify": {"post"},
    "/api/v1/rights-requests/{id}/approve": {"post"},
    "/api/v1/rights-requests/{id}/redactions": {"get", "post"},
    "/api/v1/rights-requests/{id}/extend": {"post"},
    "/api/v1/rights-requests/{id}/refuse": {"post"},
    "/api/v1/certificates/{id}": {"get"},
    "/api/v1/webhooks": {"get", "post"},
    "/api/v1/webhooks/{id}": {"get", "put", "patch", "delete"},
    "/api/v1/webhooks/{id}/deliveries": {"get"},
    "/api/v1/webhooks/{id}/deliveries/{delivery_id}/replay": {"post"},
    "/api/v1/webhooks/{id}/secret": {"post"},
    "/api/v1/webhooks/{id}/test": {"post"},
    "/api/v1/retention-policy": {"get", "put"},
    "/api/v1/retention-policy/preview": {"get", "post"},
}


def test_the_description_is_valid_openapi_3_1_and_raises_no_warning() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out)
    assert re.match(r"3\.1\.\d+$", json.loads(out.getvalue())["openapi"])


def test_the_description_lists_every_resource_and_method(api: Api) -> None:
    paths = api.anonymous().get("schema/").json()["paths"]
    assert {path: set(operations) for path, operations in paths.items()} == RESOURCES


def test_every_operation_needs_the_key_and_describes_its_problems(api: Api) -> None:
    description = api.anonymous().get("schema/").json()
    assert description["components"]["securitySchemes"]["ApiKey"]["name"] == "Authorization"
    for operations in description["paths"].values():
        for operation in operations.values():
            assert operation["security"] == [{"ApiKey": []}]
            assert "application/problem+json" in operation["responses"]["401"]["content"]


def test_what_the_api_answers_is_what_the_description_says(api: Api) -> None:
    contact = make_contact()
    make_link(contact)
    conversation = make_conversation(contact)
    message = make_ai_answer(conversation)
    article = Article.objects.create(title="Djur", body="Hundar får vänta utanför.")
    description = api.get("schema/").json()
    for path, name in {
        f"contacts/{contact.pk}": "Contact",
        f"conversations/{conversation.pk}": "Conversation",
        f"messages/{message.pk}": "Message",
        f"knowledge/{article.pk}": "Article",
        "knowledge": "PaginatedArticleList",
        "contacts": "PaginatedContactList",
        "conversations": "PaginatedConversationList",
        f"conversations/{conversation.pk}/messages": "PaginatedMessageList",
        "nowhere": "Problem",
    }.items():
        assert_fits(api.get(path).json(), description["components"]["schemas"][name], description)


def assert_fits(value: Any, schema: dict[str, Any], description: dict[str, Any]) -> None:
    """``value`` has just the described shape: a small reading of JSON Schema, strict on extra members."""
    if "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for part in schema.get("allOf", []):
        assert_fits(value, part, description)
    if "oneOf" in schema:
        fitting = [part for part in schema["oneOf"] if (part == {"type": "null"}) == (value is None)]
        assert_fits(value, fitting[0], description)
    if "enum" in schema:
        assert value in schema["enum"]
    kinds = schema.get("type", [])
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    kind = names.get(type(value), "null")
    assert not kinds or kind in kinds or (kind == "integer" and "number" in kinds), (value, schema)
    if kind == "object" and "properties" in schema:
        assert set(schema.get("required", [])) <= set(value) <= set(schema["properties"])
        for name, inner in value.items():
            assert_fits(inner, schema["properties"][name], description)
    if kind == "array" and "items" in schema:
        for inner in value:
            assert_fits(inner, schema["items"], description)


def test_the_description_is_to_be_had_as_yaml(api: Api) -> None:
    response = api.anonymous().get("schema/", accept="application/yaml")
    assert response["Content-Type"].startswith("application/yaml")
    assert response.content.startswith(b"openapi: 3.1")


def test_the_page_runs_under_the_strict_policy(api: Api) -> None:
    response = Client(HTTP_HOST=api.host).get("/api/v1/docs/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "unsafe" not in response["Content-Security-Policy"]
    assert all('src="/static/' in tag for tag in re.findall(r"<script[^>]*>", page))
    assert "<style" not in page
    assert "style=" not in page
    assert 'data-schema="/api/v1/schema/"' in page
