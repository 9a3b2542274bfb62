"""What Nexus asks of an SMS provider, and the typed events that come from one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol


class GatewayError(Exception):
    """The provider did not take the message.

    ``permanent``: trying again makes no sense. ``uncertain``: it may have taken it all the same (the
    connection broke after the request had left), so that it must not be sent again without proof.
    """

    def __init__(self, message: str, *, permanent: bool, uncertain: bool = False, code: str = "") -> None:
        super().__init__(message)
        self.permanent = permanent
        self.uncertain = uncertain
        self.code = code


@dataclass(frozen=True)
class Route:
    """A company's number as the hot path knows it. ``schema`` is the company's."""

    id: str
    schema: str
    token: str
    number: str
    account_sid: str
    auth_token: str = field(repr=False)
    region: str = ""
    edge: str = ""
    forward_to: str = ""


@dataclass(frozen=True)
class InboundSms:
    """A text that came in. ``opt_out_type`` is Twilio's STOP, START or HELP, or empty."""

    external_id: str
    sender: str = field(repr=False)
    recipient: str
    body: str = field(repr=False)
    num_media: int = 0
    opt_out_type: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True)
class StatusUpdate:
    """What the provider says of a message we sent; ``status`` is one of ours, see statuses.py."""

    external_id: str
    status: str
    error_code: str = ""


@dataclass(frozen=True)
class OutboundSms:
    """A message of ours as the provider lists it."""

    external_id: str
    recipient: str = field(repr=False)
    sender: str
    body: str = field(repr=False)
    status: str
    error_code: str
    created_at: datetime


@dataclass(frozen=True)
class ListedSms:
    """A message in the provider's own list. ``empty``: its text has been taken out there."""

    external_id: str
    inbound: bool
    at: datetime
    empty: bool


class Deleted(Enum):
    """What became of a message that was to be deleted at the provider."""

    DONE = "done"
    GONE = "gone"
    REDACTED = "redacted"


#: The provider has not finished with the message; it can be deleted later. Not a refusal.
NOT_FINAL = "not_final"


class SmsGateway(Protocol):
    """A provider of texts. Every call has a deadline; every failure is a :class:`GatewayError`."""

    name: str

    def send(self, route: Route, *, to: str, body: str, status_callback: str, reference: str) -> StatusUpdate:
        """Hand over one text. ``reference`` is our message's id; it is in ``status_callback`` too."""
        ...

    def fetch(self, route: Route, external_id: str) -> StatusUpdate | None:
        """The present status of a message, or None when the provider has no such message."""
        ...

    def sent(self, route: Route, *, to: str, since: datetime) -> Iterator[OutboundSms]:
        """Our messages to a number since then, as the provider lists them."""
        ...

    def received(self, route: Route, *, since: datetime) -> Iterator[InboundSms]:
        """Texts that came to the route's number since then, oldest first."""
        ...

    def delete(self, route: Route, external_id: str) -> Deleted:
        """Delete a message there, text and numbers; where that is refused, take its text out.

        Can be repeated. Raises :class:`GatewayError`: with the code :data:`NOT_FINAL`, or for a refusal.
        """
        ...

    def listed(self, route: Route, *, phone: str | None) -> Iterator[ListedSms]:
        """Every message between the route's number and this one, or any, that the provider still has."""
        ...
