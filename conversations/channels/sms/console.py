"""The built-in phone simulator as a gateway: every text arrives, at once, in the handset on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from conversations.channels.sms.port import Deleted, InboundSms, ListedSms, OutboundSms, Route, StatusUpdate
from conversations.models import Message


class ConsoleGateway:
    """Takes every text. It keeps nothing: the handset shows the conversation's own messages.

    The external id follows from our own, so that sending the same message twice is the same message.
    """

    name = "console"

    def send(self, route: Route, *, to: str, body: str, status_callback: str, reference: str) -> StatusUpdate:
        return StatusUpdate(external_id=_external_id(reference), status=Message.Status.DELIVERED)

    def fetch(self, route: Route, external_id: str) -> StatusUpdate | None:
        known = Message.objects.filter(external_id=external_id).exists()
        return StatusUpdate(external_id=external_id, status=Message.Status.DELIVERED) if known else None

    def sent(self, route: Route, *, to: str, since: datetime) -> Iterator[OutboundSms]:
        yield from ()

    def received(self, route: Route, *, since: datetime) -> Iterator[InboundSms]:
        yield from ()

    def delete(self, route: Route, external_id: str) -> Deleted:
        return Deleted.GONE

    def listed(self, route: Route, *, phone: str | None) -> Iterator[ListedSms]:
        yield from ()


def _external_id(reference: str) -> str:
    return f"console-{reference}"
