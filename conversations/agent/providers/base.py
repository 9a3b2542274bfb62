"""The port behind which every AI sits, and the registry that finds one by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, Protocol

from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Draft, Origin, TurnInput

ErrorKind = Literal[
    "rate_limited",  # 429: too many requests or tokens
    "overloaded",  # 503, 529: the host has no room
    "timeout",  # silence, or the turn's deadline
    "broken",  # the connection, or the host's own 5xx
    "malformed",  # an answer that cannot be read
    "too_long",  # the steps or the tokens of one turn are used up
    "refused",  # 4xx: the host does not take the request
    "misconfigured",  # settings, credentials, residency
    "open",  # the circuit breaker lets nothing through
]


class ProviderError(Exception):
    """The AI did not answer.

    ``permanent`` says that asking again will not help. ``kind`` is a code for metrics and the
    interpretation. ``retry_after`` is the host's own wish in seconds, if it gave one.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        kind: ErrorKind = "broken",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.kind = kind
        self.retry_after = retry_after


@dataclass
class Answered:
    """A provider's draft and where it came from."""

    draft: Draft
    origin: Origin


class Listener(Protocol):
    """Hears the reply while it is being made."""

    def text(self, delta: str) -> None:
        """More of the reply's words, as they stream, out of whatever wraps them."""
        ...

    def ended(self) -> None:
        """The reply's words have ended; what wraps them may still be streaming."""
        ...

    def restart(self) -> None:
        """What was given so far does not count; what comes next replaces it."""
        ...


class Provider(Protocol):
    """Reads a turn and drafts a reply. May be slow, so it runs outside any transaction."""

    name: str

    def draft(
        self,
        turn: TurnInput,
        tools: Toolbox,
        *,
        deadline: float,
        listener: Listener | None = None,
        correction: str = "",
    ) -> Answered:
        """Draft a reply before ``deadline`` (``time.monotonic()``); raise :class:`ProviderError` else.

        ``listener`` hears the reply while it is made. ``correction`` says what was wrong with an
        earlier draft of the same turn.
        """
        ...


_REGISTRY: dict[str, Callable[[], Provider]] = {}


_MODULES = {
    "embedded": "conversations.agent.providers.embedded",
    "anthropic": "conversations.agent.providers.anthropic",
    "bedrock": "conversations.agent.providers.bedrock",
    "vertex": "conversations.agent.providers.vertex",
}


def register(name: str) -> Callable[[type[Provider]], type[Provider]]:
    """Class decorator: make a provider known by ``name``."""

    def add(provider: type[Provider]) -> type[Provider]:
        _REGISTRY[name] = provider
        return provider

    return add


def provider_named(name: str) -> Provider:
    """The provider called ``name``; :class:`ProviderError` when there is none."""
    if name not in _MODULES:
        known = ", ".join(sorted(_MODULES))
        raise ProviderError(
            f"There is no AI provider called {name!r}, only {known}.", permanent=True, kind="misconfigured"
        )
    if name not in _REGISTRY:
        # An SDK takes seconds to import: only processes that use it pay.
        import_module(_MODULES[name])
    return _REGISTRY[name]()
