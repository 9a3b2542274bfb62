"""Twilio through its official SDK: its retries off, our own deadlines, errors with a meaning.

API: https://www.twilio.com/docs/messaging/api/message-resource
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import requests
from django.conf import settings
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response

from conversations.channels.sms.port import (
    NOT_FINAL,
    Deleted,
    GatewayError,
    InboundSms,
    ListedSms,
    OutboundSms,
    Route,
    StatusUpdate,
)
from conversations.channels.sms.statuses import from_twilio
from conversations.models import Message
from nexus.tenants.models import Company

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
WHOLE_SECONDS = 15.0
PAGE = 200
#: Error codes of Twilio's (https://www.twilio.com/docs/api/errors): "Cannot delete this resource before it is
#: complete", and what a message that is not there answers.
INCOMPLETE = "20009"
ABSENT = ("20404", "404")
#: The account's own fault: taking the text out would be refused as well.
UNAUTHENTICATED = ("20003", "401", "403")
LIST_PAGE = 1000
T = TypeVar("T")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _HttpClient(TwilioHttpClient):
    """The SDK's client with a deadline on each step, and with the API's address replaced for a test server."""

    def __init__(self, base_url: str) -> None:
        super().__init__(pool_connections=True, max_retries=0)
        # Set here because every argument called timeout must be a number for the SDK.
        self.timeout: Any = (CONNECT_SECONDS, READ_SECONDS)
        self.base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self.base_url:
            parts = urlsplit(url)
            url = self.base_url + parts.path + (f"?{parts.query}" if parts.query else "")
        kwargs["timeout"] = None  # our own
        return super().request(method, url, *args, **kwargs)


class TwilioGateway:
    """A company's numbers at Twilio, each with the account, region and edge of its own route."""

    name = "twilio"

    def __init__(self) -> None:
        self._clients: dict[str, Any] = {}

    def send(self, route: Route, *, to: str, body: str, status_callback: str, reference: str) -> StatusUpdate:
        client = self.client(route)
        sent = api_call(
            lambda: client.messages.create(
                to=to, from_=route.number, body=body, status_callback=status_callback
            ),
            writes=True,
        )
        return StatusUpdate(
            external_id=sent.sid,
            status=from_twilio(str(sent.status)) or Message.Status.ACCEPTED,
            error_code=str(sent.error_code or ""),
        )

    def fetch(self, route: Route, external_id: str) -> StatusUpdate | None:
        client = self.client(route)
        try:
            found = api_call(lambda: client.messages(external_id).fetch())
        except GatewayError as error:
            if error.code in ABSENT:
                return None
            raise
        status = from_twilio(str(found.status))
        return StatusUpdate(external_id, status, str(found.error_code or "")) if status else None

    def sent(self, route: Route, *, to: str, since: datetime) -> Iterator[OutboundSms]:
        client = self.client(route)
        # Twilio filters by whole days; the exact window is the caller's to check.
        rows = api_call(
            lambda: client.messages.list(
                to=to, from_=route.number, date_sent_after=since.astimezone(UTC), page_size=PAGE, limit=1000
            )
        )
        for row in rows:
            yield OutboundSms(
                external_id=row.sid,
                recipient=row.to,
                sender=row.from_,
                body=row.body,
                status=from_twilio(str(row.status)) or Message.Status.ACCEPTED,
                error_code=str(row.error_code or ""),
                created_at=row.date_created or row.date_sent,
            )

    def received(self, route: Route, *, since: datetime) -> Iterator[InboundSms]:
        client = self.client(route)
        rows = api_call(
            lambda: client.messages.list(
                to=route.number, date_sent_after=since.astimezone(UTC), page_size=PAGE, limit=10_000
            )
        )
        for row in reversed(rows):
            when = row.date_sent or row.date_created
            if str(row.direction) == "inbound" and when and when >= since:
                yield InboundSms(
                    external_id=row.sid,
                    sender=row.from_,
                    recipient=row.to,
                    body=row.body or "",
                    num_media=int(row.num_media or 0),
                    received_at=when,
                )

    def delete(self, route: Route, external_id: str) -> Deleted:
        message = self.client(route).messages(external_id)
        try:
            api_call(message.delete)
            return Deleted.DONE
        except GatewayError as error:
            if error.code in ABSENT:
                return Deleted.GONE
            if error.code == INCOMPLETE:
                raise GatewayError("not final yet", permanent=False, code=NOT_FINAL) from error
            if not error.permanent or error.code in UNAUTHENTICATED:
                raise
        # Refused for good: an empty Body takes the text out, which is all that is left to do.
        try:
            api_call(lambda: message.update(body=""))
        except GatewayError as error:
            if error.code in ABSENT:
                return Deleted.GONE
            if error.code == INCOMPLETE:
                raise GatewayError("not final yet", permanent=False, code=NOT_FINAL) from error
            raise
        return Deleted.REDACTED

    def listed(self, route: Route, *, phone: str | None) -> Iterator[ListedSms]:
        client = self.client(route)
        other_out, other_in = ({"to": phone}, {"from_": phone}) if phone else ({}, {})
        for ends in ({**other_out, "from_": route.number}, {"to": route.number, **other_in}):
            page = api_call(partial(client.messages.page, **ends, page_size=LIST_PAGE))
            while page is not None:
                for row in page:
                    yield ListedSms(
                        external_id=row.sid,
                        inbound=str(row.direction) == "inbound",
                        at=row.date_created or row.date_sent,
                        empty=not row.body,
                    )
                page = api_call(page.next_page)

    def client(self, route: Route) -> Any:
        """The SDK's client for the route's account; one, and so one connection, for each gateway object."""
        if route.id not in self._clients:
            self._clients[route.id] = self._new_client(route)
        return self._clients[route.id]

    def _new_client(self, route: Route) -> Any:
        from twilio.rest import Client

        base_url = settings.NEXUS.twilio_api_base_url
        _require_residency(route, base_url)
        if not route.account_sid or not route.auth_token:
            raise GatewayError("the number has no Twilio account", permanent=True, code="no_account")
        return Client(
            route.account_sid,
            route.auth_token,
            region=route.region or None,
            edge=route.edge or None,
            http_client=_HttpClient(base_url),
        )


def _require_residency(route: Route, base_url: str) -> None:
    """Refuse to talk to Twilio outside the EU (privacy.md "Residency").

    Twilio Ireland needs the region and the edge: with one missing the SDK silently goes to the US.
    """
    if bool(route.region) != bool(route.edge):
        raise GatewayError("region and edge belong together", permanent=True, code="residency")
    nexus = settings.NEXUS
    if nexus.residency != "eu":
        return
    if base_url:
        if not nexus.is_production and (urlsplit(base_url).hostname or "") in LOOPBACK:
            return
    elif (route.region, route.edge) == ("ie1", "dublin"):
        return
    company = Company.objects.filter(schema_name=route.schema).only("transfer_instruction_at").first()
    if company is None or company.transfer_instruction_at is None:
        raise GatewayError("Twilio's endpoint is not in the EU", permanent=True, code="residency")


def api_call(call: Callable[[], T], *, writes: bool = False) -> T:
    """Run one SDK call under :data:`WHOLE_SECONDS`; its failures become :class:`GatewayError`.

    The SDK's own time-out starts anew with every byte, so a slow drip would hold a worker for ever:
    the call runs in a thread that is left behind when time is up.
    """
    answer: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def work() -> None:
        try:
            answer.put((True, call()))
        except Exception as error:  # handed over to the caller's thread, which sorts it
            answer.put((False, error))

    threading.Thread(target=work, daemon=True).start()
    try:
        ok, value = answer.get(timeout=WHOLE_SECONDS)
    except queue.Empty:
        raise GatewayError("no answer in time", permanent=False, uncertain=writes, code="timeout") from None
    if ok:
        return cast(T, value)
    raise _gateway_error(value, writes=writes) from None


def _gateway_error(error: Exception, *, writes: bool) -> GatewayError:
    """What an error means for the message. Only a refusal, or a connection never made, is certain."""
    if isinstance(error, TwilioRestException):
        code = str(error.code or error.status)
        if error.status == 429:
            return GatewayError("rate limited", permanent=False, code=code)
        if error.status >= 500:
            return GatewayError("Twilio failed", permanent=False, uncertain=writes, code=code)
        return GatewayError("Twilio refused", permanent=True, code=code)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return GatewayError("no connection", permanent=False, code="connect")
    if isinstance(error, requests.exceptions.ConnectionError) and _never_connected(error):
        return GatewayError("no connection", permanent=False, code="connect")
    if isinstance(error, requests.exceptions.RequestException | TwilioException | ValueError):
        return GatewayError("the connection broke", permanent=False, uncertain=writes, code="broken")
    raise error


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    """True when the request cannot have left: urllib3 says that no connection was made."""
    inner = error.args[0] if error.args else None
    reason = getattr(inner, "reason", inner)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")
