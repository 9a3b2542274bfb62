"""A staff message sent through the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from conversations.models import Conversation, Message
from crm.services import opt_out
from nexus.outbox.models import Job
from tests.api.conftest import Api
from tests.api.factories import make_contact, make_conversation, phone
from tests.api.test_problems import assert_problem


@pytest.fixture
def conversation(api: Api) -> Conversation:
    return make_conversation(make_contact(605))


def address(conversation: Conversation) -> str:
    return f"conversations/{conversation.pk}/messages"


def test_a_posted_message_is_queued_as_staffs_and_answered_with_201(
    api: Api, conversation: Conversation
) -> None:
    response = api.post(address(conversation), {"body": "Välkommen in på lördag!"})
    row: dict[str, Any] = response.json()
    assert response.status_code == 201
    assert row["body"] == "Välkommen in på lördag!"
    assert (row["author_type"], row["direction"], row["status"]) == ("human", "outbound", "queued")
    assert row["conversation"] == str(conversation.pk)
    assert response["Location"] == f"http://{api.host}/api/v1/messages/{row['id']}"
    assert api.get(response["Location"]).json() == row


def test_a_posted_message_has_a_job_that_sends_it(api: Api, conversation: Conversation) -> None:
    api.post(address(conversation), {"body": "Välkommen!"})
    jobs = Job.objects.filter(schema=connection.schema_name, kind="send", object_id=conversation.pk)
    assert jobs.count() == 1


def test_whoever_posts_holds_the_conversation(api: Api, conversation: Conversation) -> None:
    api.post(address(conversation), {"body": "Välkommen!"})
    assert api.get(f"conversations/{conversation.pk}").json()["state"] == "human"


def test_the_address_with_a_final_slash_takes_messages_too(api: Api, conversation: Conversation) -> None:
    assert api.post(f"{address(conversation)}/", {"body": "Hej!"}).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"body": ""},
        {"body": "  \n "},
        {"body": None},
        {"body": "x" * 1601},
        {"body": ["Hej"]},
        {"body": "Hej\x00"},
        {"text": "Hej"},
    ],
)
def test_an_empty_or_too_long_text_is_400_and_points_to_the_field(
    api: Api, conversation: Conversation, body: dict[str, Any]
) -> None:
    problem = assert_problem(api.post(address(conversation), body), 400)
    assert [error["pointer"] for error in problem["errors"]] == ["#/body"]
    assert Message.objects.count() == 0


@pytest.mark.parametrize("body", ["[]", '"Hej"', "7", "null"])
def test_a_body_that_is_no_object_is_400(api: Api, conversation: Conversation, body: str) -> None:
    assert_problem(api.post(address(conversation), body), 400)


def test_the_longest_text_is_taken(api: Api, conversation: Conversation) -> None:
    response = api.post(address(conversation), {"body": "å" * 1600})
    assert response.status_code == 201
    assert response.json()["body"] == "å" * 1600


def test_a_customer_who_opted_out_is_409_and_nothing_is_stored(api: Api, conversation: Conversation) -> None:
    opt_out(contact=conversation.contact, phone=phone(605), source="sms")
    problem = assert_problem(api.post(address(conversation), {"body": "Hej!"}), 409)
    assert problem["type"] == "urn:nomar-nexus:problem:opted-out"
    assert Message.objects.count() == 0


def test_a_closed_conversation_is_opened_again(api: Api, conversation: Conversation) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(state="closed")
    assert api.post(address(conversation), {"body": "Hej!"}).status_code == 201
    assert api.get(f"conversations/{conversation.pk}").json()["state"] == "human"


def test_a_closed_conversation_with_a_newer_one_is_409(api: Api, conversation: Conversation) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(state="closed")
    make_conversation(conversation.contact, route_id=conversation.route_id)
    problem = assert_problem(api.post(address(conversation), {"body": "Hej!"}), 409)
    assert problem["type"] == "urn:nomar-nexus:problem:newer-conversation"
    assert Message.objects.count() == 0


def test_without_a_key_nothing_is_stored(api: Api, conversation: Conversation) -> None:
    assert_problem(api.anonymous().post(address(conversation), {"body": "Hej!"}), 401)
    assert Message.objects.count() == 0


def test_an_unknown_conversation_is_404_before_the_body_is_looked_at(api: Api) -> None:
    assert_problem(api.post("conversations/0197a6f2-0000-7000-8000-000000000000/messages", {}), 404)
