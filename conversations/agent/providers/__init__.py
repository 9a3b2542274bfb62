"""Importing this package makes every provider known to the registry."""

from conversations.agent.providers import anthropic, embedded
from conversations.agent.providers.base import Provider, ProviderError, provider_named

__all__ = ["Provider", "ProviderError", "anthropic", "embedded", "provider_named"]
