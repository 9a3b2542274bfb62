"""The providers under the contract, each ready to answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.standins.anthropic import API_KEY, AnthropicStandIn


@pytest.fixture
def model() -> Iterator[AnthropicStandIn]:
    """A stand-in of the Messages API."""
    with AnthropicStandIn() as standin:
        yield standin
        assert not standin.handler_errors


@pytest.fixture
def nexus(monkeypatch: pytest.MonkeyPatch):
    """``nexus(name=value)`` changes settings for the test."""

    def change(**values: object) -> None:
        monkeypatch.setattr(settings, "NEXUS", dataclasses.replace(settings.NEXUS, **values))

    return change


@pytest.fixture
def anthropic_ready(model: AnthropicStandIn, nexus) -> AnthropicStandIn:
    """Settings that point the anthropic provider at the stand-in."""
    nexus(anthropic_base_url=model.url, anthropic_api_key=API_KEY, residency="eu", ai_deadline=10.0)
    return model


@pytest.fixture(params=["embedded", "anthropic"])
def provider(request: pytest.FixtureRequest) -> str:
    """Each provider's name in turn; the same tests run against all."""
    if request.param == "anthropic":
        request.getfixturevalue("anthropic_ready")
    return str(request.param)
