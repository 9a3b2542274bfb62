"""The telephone provider's own records: accounts, numbers, messages, calls, and how they look as JSON."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

API = "/2010-04-01"
FINAL = frozenset({"delivered", "undelivered", "failed", "received", "read", "canceled"})
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})

# 3GPP TS 23.038: the default alphabet, and what costs an escape.
GSM_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_ESCAPED = set("^{}\\[~]|€\f")

# The provider's published error codes: HTTP status and message.
ERRORS: dict[int, tuple[int, str]] = {
    20003: (401, "Authentication Error - invalid username"),
    20009: (409, "Cannot delete this resource before it is complete"),
    20404: (404, "The requested resource {path} was not found"),
    20422: (422, "Invalid parameter"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    21211: (400, "Invalid 'To' Phone Number: {to}"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number provided ({sender}) is not a valid message-capable Twilio phone number",
    ),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
}


def new_sid(prefix: str) -> str:
    """34 characters, as the provider's."""
    return prefix + secrets.token_hex(16)


def error_body(code: int, **details: str) -> tuple[int, dict[str, Any]]:
    """(HTTP status, body) of one of the provider's errors."""
    status, message = ERRORS[code]
    more = f"https://www.twilio.com/docs/errors/{code}"
    return status, {"code": code, "message": message.format(**details), "more_info": more, "status": status}


def segments(body: str) -> int:
    """How many SMS a text becomes: 160/153 characters of GSM-7, else 70/67 UTF-16 units."""
    if all(char in GSM_BASIC or char in GSM_ESCAPED for char in body):
        length, single, joined = sum(2 if char in GSM_ESCAPED else 1 for char in body), 160, 153
    else:
        length, single, joined = len(body.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)


def rfc2822(moment: datetime | None) -> str | None:
    """As in "Thu, 30 Jul 2015 20:12:31 +0000"."""
    return None if moment is None else format_datetime(moment.astimezone(UTC))


@dataclass
class Number:
    """A phone number of an account, and where its webhooks go."""

    number: str
    account_sid: str
    sms_url: str | None = None
    voice_url: str | None = None


@dataclass
class Message:
    """A message resource, with what only the provider knows beside it."""

    account_sid: str
    to: str
    sender: str | None
    body: str
    direction: str  # "inbound" or "outbound-api"
    status: str
    created: datetime
    sid: str = field(default_factory=lambda: new_sid("SM"))
    sent: datetime | None = None
    updated: datetime | None = None
    service_sid: str | None = None
    status_callback: str | None = None
    num_media: int = 0
    error_code: int | None = None
    params: list[tuple[str, str]] = field(default_factory=list)
    raw: bytes = b""  # an inbound message's form, as it was or would have been posted
    statuses: list[str] = field(default_factory=list)
    deleted: bool = False
    redacted: bool = False

    @property
    def moment(self) -> datetime:
        """What lists are ordered by."""
        return self.sent or self.created

    def as_json(self) -> dict[str, Any]:
        """The resource as published."""
        uri = f"{API}/Accounts/{self.account_sid}/Messages/{self.sid}"
        unassigned = self.service_sid is not None and self.status == "accepted"
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": rfc2822(self.created),
            "date_sent": rfc2822(self.sent),
            "date_updated": rfc2822(self.updated or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None if self.error_code is None else "Undelivered",
            "from": self.sender,
            "messaging_service_sid": self.service_sid,
            "num_media": str(self.num_media),
            "num_segments": "0" if unassigned else str(segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "tags": None,
            "to": self.to,
            "uri": f"{uri}.json",
        }


@dataclass
class Call:
    """A call resource."""

    account_sid: str
    to: str
    sender: str
    status: str
    started: datetime
    seconds: int = 0
    direction: str = "inbound"
    sid: str = field(default_factory=lambda: new_sid("CA"))
    deleted: bool = False
    parent: str | None = None

    @property
    def moment(self) -> datetime:
        return self.started

    def as_json(self) -> dict[str, Any]:
        """The resource as published, as far as it concerns us."""
        ended = datetime.fromtimestamp(self.started.timestamp() + self.seconds, UTC)
        over = self.status in {"completed", "busy", "failed", "no-answer", "canceled"}
        uri = f"{API}/Accounts/{self.account_sid}/Calls/{self.sid}"
        return {
            "account_sid": self.account_sid,
            "annotation": None,
            "answered_by": None,
            "api_version": "2010-04-01",
            "caller_name": None,
            "date_created": rfc2822(self.started),
            "date_updated": rfc2822(ended),
            "direction": self.direction,
            "duration": str(self.seconds) if over else None,
            "end_time": rfc2822(ended) if over else None,
            "forwarded_from": None,
            "from": self.sender,
            "from_formatted": self.sender,
            "group_sid": None,
            "parent_call_sid": self.parent,
            "phone_number_sid": None,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "sid": self.sid,
            "start_time": rfc2822(self.started),
            "status": self.status,
            "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
            "to": self.to,
            "to_formatted": self.to,
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }
