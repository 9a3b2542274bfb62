"""What Nexus asks of a provider of telephone calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from conversations.channels.sms.port import Deleted, GatewayError, Route

__all__ = [
    "HIDDEN",
    "Deleted",
    "GatewayError",
    "InboundCall",
    "ListedCall",
    "Route",
    "VoiceGateway",
    "is_hidden",
]

#: How a caller who hides their number is named: by words, or by the digits of such words on a keypad
#: (https://help.twilio.com/articles/223179988, "Why am I getting calls from these strange numbers?").
HIDDEN = frozenset(
    {"", "anonymous", "restricted", "private", "unknown", "unavailable", "blocked"}
    | {"+266696687", "+17378742833", "+12562533", "+18656696", "+86282452253"}
)


def is_hidden(caller: str) -> bool:
    """Whether the caller's number is not shown."""
    return caller.strip().casefold() in HIDDEN or caller.strip().lstrip("+") in {
        n.lstrip("+") for n in HIDDEN
    }


@dataclass(frozen=True)
class InboundCall:
    """A call that comes, or came, to a number of the company's. ``caller`` is empty for a hidden one."""

    external_id: str
    caller: str = field(repr=False)
    started_at: datetime | None = None


@dataclass(frozen=True)
class ListedCall:
    """A call in the provider's own list; ``status`` is one of the provider's words."""

    external_id: str
    caller: str = field(repr=False)
    inbound: bool
    at: datetime
    status: str
    seconds: int | None = None


class VoiceGateway(Protocol):
    """A provider of calls. Every call of it has a deadline; every failure is a :class:`GatewayError`."""

    name: str

    def fetch(self, route: Route, external_id: str) -> ListedCall | None:
        """One call as it stands, or None when the provider has no such call."""
        ...

    def legs(self, route: Route, external_id: str) -> Iterator[ListedCall]:
        """The calls that this one led to: the ringing of the company's phone."""
        ...

    def received(self, route: Route, *, since: datetime) -> Iterator[ListedCall]:
        """Calls that came to the route's number since then, oldest first."""
        ...

    def delete(self, route: Route, external_id: str) -> Deleted:
        """Delete a call's record there, and those of its legs. Can be repeated. Raises GatewayError."""
        ...

    def listed(self, route: Route, *, phone: str | None) -> Iterator[ListedCall]:
        """Every call between the route's number and this one, or any, that the provider still has."""
        ...
