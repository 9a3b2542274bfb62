"""Posting to a company's hooks, rightly signed or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from conversations.models import Conversation, Message
from crm.models import Contact, Identifier, OptOut
from nexus.outbox.models import Job
from nexus.tenants.models import ChannelRoute
from tests.conversations.pipeline.conftest import KARIN
from tests.payloads import load
from tests.standins.signing import sign_body

FORM = "application/x-www-form-urlencoded"
NOTHING = {"jobs": 0, "Message": 0, "Conversation": 0, "Contact": 0, "Identifier": 0, "OptOut": 0}
Post = Callable[..., HttpResponse]


def body_of(name: str, route: ChannelRoute, sid: str = "SM" + "5" * 32) -> bytes:
    return load(name).body(account=route.account_sid, sender=KARIN, to=route.number, sid=sid)


def post(client: Client, path: str, body: bytes, *, signature: str | None, **headers: str) -> HttpResponse:
    if signature is not None:
        headers["x-twilio-signature"] = signature
    return client.post(path, data=body, content_type=FORM, headers=headers)


def hook(route: ChannelRoute, kind: str = "sms") -> str:
    return f"/hooks/twilio/{route.token}/{kind}"


def public(path: str) -> str:
    return settings.NEXUS.public_url + path


@pytest.fixture
def post_sms(public_client: Client, route_a: ChannelRoute) -> Post:
    """``post_sms(body)`` posts an encoded form to Salong Alfa's hook, rightly signed unless told otherwise."""

    def do(body: bytes, *, client: Client = public_client, signature: str | None = "right", **headers: str):
        if signature == "right":
            signature = sign_body(route_a.auth_token, public(hook(route_a)), body)
        return post(client, hook(route_a), body, signature=signature, **headers)

    return do


@pytest.fixture
def stored(company_a, company_b, in_company) -> Callable[[], dict[str, int]]:
    """How much there is of what a webhook could have stored, in both companies."""

    def count() -> dict[str, int]:
        connection.set_schema_to_public()
        found = {"jobs": Job.objects.count()}
        for company in (company_a, company_b):
            with in_company(company):
                for model in (Message, Conversation, Contact, Identifier, OptOut):
                    name = model.__name__
                    found[name] = found.get(name, 0) + model.objects.count()
        return found

    return count
