"""The port behind which every AI sits, and the registry that finds one by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Draft, Origin, TurnInput


class ProviderError(Exception):
    """The AI did not answer. ``permanent`` says that asking again will not help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass
class Answered:
    """A provider's draft and where it came from."""

    draft: Draft
    origin: Origin


class Provider(Protocol):
    """Reads a turn and drafts a reply. May be slow, so it runs outside any transaction."""

    name: str

    def draft(self, turn: TurnInput, tools: Toolbox, *, deadline: float) -> Answered:
        """Draft a reply before ``deadline`` (``time.monotonic()``); raise :class:`ProviderError` else."""
        ...


_REGISTRY: dict[str, Callable[[], Provider]] = {}


_MODULES = {
    "embedded": "conversations.agent.providers.embedded",
    "anthropic": "conversations.agent.providers.anthropic",
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
        raise ProviderError(f"There is no AI provider called {name!r}, only {known}.", permanent=True)
    if name not in _REGISTRY:
        # An SDK takes seconds to import: only processes that use it pay.
        import_module(_MODULES[name])
    return _REGISTRY[name]()
