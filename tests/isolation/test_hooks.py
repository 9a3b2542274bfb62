"""The provider's hooks: the token in the address decides the company, the signature proves the sender."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conversations.models import Message
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import make_contact, make_conversation, phone
from tests.isolation.test_missing_parts import IN_BOTH
from tests.standins.signing import sign


class Hook:
    """Twilio, with one company's account; the address it calls may be another's."""

    def __init__(self, client: Client, account: ChannelRoute) -> None:
        self.client = client
        self.account = account

    def post(self, route: ChannelRoute, kind: str = "sms", query: str = "", **changes: str) -> Any:
        """A signed call to ``route``, signed with this account's token."""
        path = f"/hooks/twilio/{route.token}/{kind}{query}"
        form = {
            "MessageSid": f"SM{uuid4().hex}",
            "AccountSid": self.account.account_sid,
            "From": phone(655),
            "To": self.account.number,
            "Body": "Hej, när har ni öppet?",
            **changes,
        }
        signature = sign(self.account.auth_token, settings.NEXUS.public_url + path, list(form.items()))
        return self.client.post(
            path,
            urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"x-twilio-signature": signature},
        )


def stored(company: Company) -> int:
    with company_context(company.schema_name):
        return Message.objects.count()


@pytest.fixture
def hook_a(public_client: Client, route_a: ChannelRoute) -> Hook:
    return Hook(public_client, route_a)


@pytest.fixture
def hook_b(public_client: Client, route_b: ChannelRoute) -> Hook:
    return Hook(public_client, route_b)


def test_a_companys_text_is_stored_with_it_alone(
    hook_a: Hook, route_a: ChannelRoute, company_a: Company, company_b: Company
) -> None:
    before = stored(company_a), stored(company_b)
    assert hook_a.post(route_a).status_code == 200
    assert (stored(company_a), stored(company_b)) == (before[0] + 1, before[1])


@pytest.mark.parametrize("kind", ["sms", "status"])
def test_another_companys_signature_is_as_wrong_as_any(
    hook_a: Hook, hook_b: Hook, route_a: ChannelRoute, route_b: ChannelRoute, company_a: Company, kind: str
) -> None:
    before = stored(company_a)
    # As the other company's provider would call, and with the fields made to fit the route.
    fitting = {"To": route_a.number, "AccountSid": route_a.account_sid}
    garbled = ChannelRoute(auth_token="wrong", number=route_a.number, account_sid=route_a.account_sid)
    answers = [
        hook_b.post(route_a, kind),
        hook_b.post(route_a, kind, **fitting),
        Hook(hook_a.client, garbled).post(route_a, kind),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert stored(company_a) == before


def test_a_report_about_another_companys_message_is_answered_like_one_about_none(
    hook_a: Hook, hook_b: Hook, route_a: ChannelRoute, route_b: ChannelRoute, company_a: Company
) -> None:
    with company_context(company_a.schema_name):
        conversation = make_conversation(make_contact(656), route_id=route_a.pk)
        message = Message.objects.create(
            conversation=conversation,
            channel="sms",
            direction="outbound",
            author_type="human",
            status="accepted",
            body="Hej!",
        )

    def report(hook: Hook, route: ChannelRoute, message_id: object) -> Any:
        return hook.post(
            route, "status", f"?message={message_id}", MessageStatus="delivered", MessageSid="SM1"
        )

    def status() -> str:
        with company_context(company_a.schema_name):
            return Message.objects.get(pk=message.pk).status

    theirs, nobodys = report(hook_b, route_b, message.pk), report(hook_b, route_b, uuid4())
    assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)
    assert status() == "accepted"
    assert report(hook_a, route_a, message.pk).status_code == 200
    assert status() == "delivered"


@pytest.mark.parametrize("kind", ["sms", "status"])
def test_a_hook_touches_no_table_that_public_has_too(
    hook_a: Hook, route_a: ChannelRoute, company_a: Company, kind: str
) -> None:
    """The hot path enters without the readiness gate, so nothing of it may fall through to public."""
    with company_context(company_a.schema_name):
        conversation = make_conversation(make_contact(656), route_id=route_a.pk)
        message = Message.objects.create(
            conversation=conversation,
            channel="sms",
            direction="outbound",
            author_type="ai",
            status="accepted",
        )
    with CaptureQueriesContext(connection) as captured:
        query = f"?message={message.pk}" if kind == "status" else ""
        response = hook_a.post(route_a, kind, query, MessageStatus="undelivered", ErrorCode="21610")
    assert response.status_code == 200
    statements = [query["sql"] for query in captured]
    assert any("conversations_message" in statement for statement in statements)
    assert not [(table, statement) for table in IN_BOTH for statement in statements if table in statement]


@pytest.mark.parametrize("table", ["crm_identifier", "conversations_message", None])
def test_a_hook_is_503_while_a_part_of_the_company_is_missing(
    hook_a: Hook, route_a: ChannelRoute, company_a: Company, table: str | None
) -> None:
    with connection.cursor() as cursor:
        target = (
            f'TABLE "{company_a.schema_name}"."{table}"' if table else f'SCHEMA "{company_a.schema_name}"'
        )
        cursor.execute(f"DROP {target} CASCADE")
    assert hook_a.post(route_a).status_code == 503
