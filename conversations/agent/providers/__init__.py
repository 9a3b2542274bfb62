"""The AI providers, known by name; each is imported when it is first asked for."""

from conversations.agent.providers.base import Provider, ProviderError, provider_named

__all__ = ["Provider", "ProviderError", "provider_named"]
