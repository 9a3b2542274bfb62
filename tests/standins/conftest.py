"""The telephone provider's stand-in, and a receiver of what it posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.standins.receiver import Receiver
from tests.standins.twilio import ACCOUNT_SID, AUTH_TOKEN, TwilioStandIn

CONTACT, OTHER_CONTACT, COMPANY = "+46701740605", "+46701740606", "+46701740690"
PUBLIC = "http://nexus.localhost:8000"
SMS_URL = f"{PUBLIC}/hooks/twilio/Abc_-1/sms"
STATUS_URL = f"{PUBLIC}/hooks/twilio/Abc_-1/status?message=0190f3a0-0000-7000-8000-000000000001"


class Multi(dict[str, list[str]]):
    """Several values under one name, in the way the SDK's validator asks for them."""

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> Multi:
        found = cls()
        for name, value in pairs:
            found.setdefault(name, []).append(value)
        return found

    def getlist(self, name: str) -> list[str]:
        return self[name]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server
        assert not server.handler_errors


@pytest.fixture
def twilio(receiver: Receiver) -> Iterator[TwilioStandIn]:
    with TwilioStandIn() as standin:
        standin.add_number(COMPANY, sms_url=SMS_URL)
        standin.map_url(PUBLIC, f"127.0.0.1:{receiver.port}")
        yield standin
        assert not standin.handler_errors
        assert not standin.sender.errors


def client_of(standin: TwilioStandIn, token: str = AUTH_TOKEN, timeout: float = 2.0) -> Client:
    client = Client(ACCOUNT_SID, token, http_client=TwilioHttpClient(timeout=timeout, max_retries=0))
    client.api.base_url = standin.url
    return client


def send(standin: TwilioStandIn, body: str = "Vi har öppet 10–15.", to: str = CONTACT, **more: Any) -> Any:
    values: dict[str, Any] = {"from_": COMPANY, "status_callback": STATUS_URL, **more}
    return client_of(standin).messages.create(to=to, body=body, **values)


def by_form(receiver: Receiver, field: str) -> list[str]:
    return [
        dict(parse_qsl(r.body.decode(), keep_blank_values=True)).get(field, "") for r in receiver.requests
    ]
