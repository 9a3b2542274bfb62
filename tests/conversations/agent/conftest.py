"""The providers under the contract, each ready to answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from conversations.agent.providers.breaker import reset_breakers
from tests.standins.anthropic import API_KEY, AnthropicStandIn
from tests.standins.anthropic_hosts import AWS_KEY, AWS_SECRET, AWS_TOKEN, GOOGLE_TOKEN

HOSTED = ("anthropic", "bedrock", "vertex")


@pytest.fixture(autouse=True)
def _closed_breakers() -> Iterator[None]:
    reset_breakers()
    yield
    reset_breakers()


@pytest.fixture
def model() -> Iterator[AnthropicStandIn]:
    """A stand-in of the Messages API, on all three hosts."""
    with AnthropicStandIn() as standin:
        yield standin
        assert not standin.handler_errors


@pytest.fixture
def nexus(monkeypatch: pytest.MonkeyPatch):
    """``nexus(name=value)`` changes settings for the test."""

    def change(**values: object) -> None:
        monkeypatch.setattr(settings, "NEXUS", dataclasses.replace(settings.NEXUS, **values))

    return change


class GoogleCredentials:
    """Application default credentials as Google's library finds them; a token comes with a refresh."""

    def __init__(self) -> None:
        self.token: str | None = None
        self.refreshed = 0

    @property
    def valid(self) -> bool:
        return self.token is not None

    def refresh(self, request: Any) -> None:
        self.refreshed += 1
        self.token = GOOGLE_TOKEN


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleCredentials]:
    """Credentials that Google's own chain would find."""
    from conversations.agent.providers import vertex

    credentials = GoogleCredentials()
    monkeypatch.setattr("google.auth.default", lambda **_options: (credentials, "a-project"))
    vertex._credentials.cache_clear()
    yield credentials
    vertex._credentials.cache_clear()


@pytest.fixture
def hosts_ready(model: AnthropicStandIn, nexus, google: GoogleCredentials) -> AnthropicStandIn:
    """Settings that point every hosted provider at the stand-in."""
    nexus(
        residency="eu",
        ai_deadline=10.0,
        anthropic_base_url=model.url,
        anthropic_api_key=API_KEY,
        aws_region="eu-north-1",
        aws_access_key_id=AWS_KEY,
        aws_secret_access_key=AWS_SECRET,
        aws_session_token=AWS_TOKEN,
        bedrock_base_url=model.url,
        vertex_region="eu",
        vertex_project="a-project",
        vertex_base_url=f"{model.url}/v1",
    )
    return model


@pytest.fixture(params=HOSTED)
def hosted(request: pytest.FixtureRequest, hosts_ready: AnthropicStandIn) -> str:
    """Each provider behind a network in turn; ``hosts_ready`` is where all of them send."""
    return str(request.param)


@pytest.fixture(params=["embedded", *HOSTED])
def provider(request: pytest.FixtureRequest) -> str:
    """Each provider's name in turn; the same tests run against all."""
    if request.param != "embedded":
        request.getfixturevalue("hosts_ready")
    return str(request.param)
