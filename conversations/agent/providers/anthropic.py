"""Claude through Anthropic's own Messages API."""

from __future__ import annotations

import os
from functools import lru_cache

import anthropic
from django.conf import settings

from conversations.agent.providers.base import register
from conversations.agent.providers.deadline import TIMEOUT, http_client
from conversations.agent.providers.messages import MessagesClient, MessagesProvider


@register("anthropic")
class AnthropicProvider(MessagesProvider):
    """``POST /v1/messages`` with an API key. Outside the EU."""

    name = "anthropic"

    def base_url(self) -> str:
        """``ANTHROPIC_BASE_URL``."""
        return str(settings.NEXUS.anthropic_base_url)

    def client(self) -> MessagesClient:
        """One client a process and key."""
        return _client(self.base_url(), settings.NEXUS.anthropic_api_key, os.getpid())


@lru_cache(maxsize=4)
def _client(base_url: str, api_key: str, pid: int) -> anthropic.Anthropic:
    """``pid`` keeps a forked worker from using its parent's connections."""
    return anthropic.Anthropic(
        # An empty key would make the SDK look for credentials elsewhere on the machine.
        api_key=api_key or "not-set",
        base_url=base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=http_client(),
        open_telemetry=False,
    )
