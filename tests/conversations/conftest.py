"""What tests of conversations share: the provider's stand-in, and a desk at the portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client

import nexus.celery  # noqa: F401  # the current application, as in every process that puts jobs
from conversations.channels.sms import twilio as twilio_module
from conversations.models import Conversation
from nexus.accounts.models import User
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import make_contact, make_conversation
from tests.conftest import ACCOUNTS, NUMBERS, TOKENS
from tests.standins.twilio import TwilioStandIn


@pytest.fixture
def provider() -> Iterator[TwilioStandIn]:
    """Twilio's stand-in with Salong Alfa's account and number. It reports nothing on its own."""
    with TwilioStandIn(account_sid=ACCOUNTS["alfa"], auth_token=TOKENS["alfa"]) as standin:
        standin.add_number(NUMBERS["alfa"])
        standin.callbacks = "none"
        yield standin
        assert not standin.handler_errors


@pytest.fixture
def twilio(provider: TwilioStandIn, settings, monkeypatch) -> TwilioStandIn:
    """The installation sends through Twilio, at its stand-in, and waits half a second at most."""
    settings.NEXUS = replace(settings.NEXUS, sms_gateway="twilio", twilio_api_base_url=provider.url)
    monkeypatch.setattr(twilio_module, "READ_SECONDS", 0.5)
    return provider


@dataclass
class Desk:
    """A member of staff at the portal of Salong Alfa; rows are made inside the company."""

    client: Client
    company: Company
    user: User
    route: ChannelRoute

    def get(self, path: str, **headers: str) -> Any:
        return self._call("get", path, headers)

    def post(self, path: str, data: Mapping[str, str | list[str]] | None = None, **headers: str) -> Any:
        return self._call("post", path, headers, data or {})

    def _call(self, method: str, path: str, headers: dict[str, str], data: Any = None) -> Any:
        try:
            extra = {"data": data} if data is not None else {}
            return getattr(self.client, method)(path, headers={"host": "alfa.localhost", **headers}, **extra)
        finally:
            connection.set_tenant(self.company)

    def conversation(self, number: int = 605, name: str = "Åsa Öberg", **fields: Any) -> Conversation:
        return make_conversation(make_contact(number, name), route_id=self.route.pk, **fields)


@pytest.fixture
def desk(client_a: Client, company_a: Company, route_a: ChannelRoute, log_in: Any) -> Iterator[Desk]:
    user = log_in(client_a, company_a)
    with company_context(company_a.schema_name):
        yield Desk(client_a, company_a, user, route_a)


@pytest.fixture
def overseer(client_a: Client, company_a: Company, route_a: ChannelRoute, log_in: Any) -> Iterator[Desk]:
    """The data-protection contact."""
    user = log_in(client_a, company_a, role="data_protection")
    with company_context(company_a.schema_name):
        yield Desk(client_a, company_a, user, route_a)
