"""What tests of the pipeline and of the gateways share: the provider's stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import nexus.celery  # noqa: F401  # the current application, as in every process that puts jobs
from conversations.channels.sms import twilio as twilio_module
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
