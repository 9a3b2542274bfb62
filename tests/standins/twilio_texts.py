"""The telephone provider's state, and texts on their way to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.standins.base import StandIn
from tests.standins.signing import decode_form, encode_form
from tests.standins.twilio_records import API, START_WORDS, STOP_WORDS, Call, Message, Number, new_sid
from tests.standins.webhooks import Delivery, WebhookSender

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "fedcba9876543210" * 2
Extra = Mapping[str, "str | Sequence[str] | None"]


@dataclass
class Inbound:
    """A text that came in: its SID and every try to tell the application."""

    sid: str
    message: Message
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def statuses(self) -> list[int | None]:
        """HTTP statuses of the answers; None where there was none."""
        return [delivery.status for delivery in self.deliveries]


class TwilioTexts(StandIn):
    """Accounts, numbers, the ledger of messages, and `inbound`."""

    def __init__(
        self, *, port: int = 0, account_sid: str = ACCOUNT_SID, auth_token: str = AUTH_TOKEN
    ) -> None:
        super().__init__(port=port)
        self.account_sid, self.auth_token = account_sid, auth_token
        self.accounts = {account_sid: auth_token}
        self.numbers: dict[str, Number] = {}
        self.messages: dict[str, Message] = {}
        self.calls: dict[str, Call] = {}
        self.opted_out: set[str] = set()
        self.invalid_numbers: set[str] = set()
        self.manages_opt_outs = (
            False  # True: as with Advanced Opt-Out, STOP is noted here and OptOutType is sent
        )
        self.plan: Sequence[str] = ("queued", "sent", "delivered")
        self.callbacks = "normal"
        self.callback_delay = 0.02  # seconds between two statuses
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.sender = WebhookSender()

    def stop(self) -> None:
        super().stop()
        self.sender.close()

    def refuse_connections(self) -> None:
        StandIn.stop(self)  # the API is away, webhooks still go out

    # -- setting up

    def add_account(self, account_sid: str, auth_token: str) -> None:
        self.accounts[account_sid] = auth_token

    def add_number(
        self, number: str, *, sms_url: str | None = None, voice_url: str | None = None, account_sid: str = ""
    ) -> None:
        """Own `number`. Once one is owned, sending from any other is refused with 21606."""
        self.numbers[number] = Number(number, account_sid or self.account_sid, sms_url, voice_url)

    def map_url(self, prefix: str, address: str) -> None:
        """See `WebhookSender.map_url`."""
        self.sender.map_url(prefix, address)

    def opt_out(self, number: str) -> None:
        """Sending to `number` is refused with 21610 from now on."""
        self.opted_out.add(number)

    # -- what happened

    def outbound(self, to: str | None = None) -> list[Message]:
        """Messages accepted for sending, oldest first."""
        with self.lock:
            found = [m for m in self.messages.values() if m.direction != "inbound" and to in (None, m.to)]
        return sorted(found, key=lambda message: message.created)

    def doubles(self) -> list[tuple[str, str]]:
        """(to, body) of everything that was accepted more than once."""
        seen: dict[tuple[str, str], int] = {}
        for message in self.outbound():
            seen[message.to, message.body] = seen.get((message.to, message.body), 0) + 1
        return [pair for pair, count in seen.items() if count > 1]

    def status_deliveries(self, sid: str | None = None) -> list[Delivery]:
        """Status callbacks posted so far, in the order in which they were answered."""
        return [d for d in list(self.sender.deliveries) if d.kind == "status" and sid in (None, d.sid)]

    def ledger(self) -> dict[str, Any]:
        with self.lock:
            messages = list(self.messages.values())
        return super().ledger() | {
            "messages": [
                m.as_json() | {"deleted": m.deleted, "redacted": m.redacted, "statuses": m.statuses}
                for m in messages
            ],
            "deliveries": [
                {"kind": d.kind, "sid": d.sid, "label": d.label, "status": d.status, "error": d.error}
                for d in list(self.sender.deliveries)
            ],
        }

    # -- texts coming in

    def inbound(
        self,
        sender: str,
        to: str,
        body: str = "",
        *,
        post: bool = True,
        times: int = 1,
        at_once: bool = False,
        num_media: int = 0,
        extra: Extra | None = None,
        raw: bytes | None = None,
        sid: str | None = None,
        sent_at: datetime | None = None,
        url: str | None = None,
    ) -> Inbound:
        """A customer's text: kept in the provider's list, and posted to the number's `sms_url`, unretried.

        `post=False`: the webhook is lost. `times` and `at_once`: replays, one after the other or together.
        `extra` adds, replaces (a list: doubles) or drops (None) parameters; `raw` is the whole form as sent.
        """
        number = self.numbers.get(to)
        now = sent_at or self.now()
        message = Message(
            account_sid=number.account_sid if number else self.account_sid,
            to=to,
            sender=sender,
            body=body,
            direction="inbound",
            status="received",
            created=now,
            sid=sid or new_sid("MM" if num_media else "SM"),
            sent=now,
            updated=now,
            num_media=num_media,
        )
        message.raw = raw if raw is not None else encode_form(self._inbound_form(message, extra or {}))
        message.params = decode_form(message.raw)
        if raw is not None:
            message.body = dict(message.params).get("Body", body)
        with self.lock:
            self.messages[message.sid] = message
        result = Inbound(message.sid, message)
        if post:
            result.deliveries = self.replay(message.sid, times=times, at_once=at_once, url=url)
        return result

    def replay(
        self, sid: str, *, times: int = 1, at_once: bool = False, url: str | None = None
    ) -> list[Delivery]:
        """Post an inbound message's webhook again, byte for byte."""
        message = self.messages[sid]
        target = url or (self.numbers[message.to].sms_url if message.to in self.numbers else None)
        if target is None:
            raise ValueError(f"{message.to} has no sms_url")
        token = self.accounts[message.account_sid]

        def once() -> Delivery:
            return self.sender.post(target, message.raw, token=token, kind="inbound", sid=sid)

        return self.sender.together([once] * times) if at_once else [once() for _ in range(times)]

    def _inbound_form(self, message: Message, extra: Extra) -> list[tuple[str, str]]:
        form: dict[str, str | Sequence[str] | None] = {
            "ToCountry": "SE",
            "ToState": "",
            "SmsMessageSid": message.sid,
            "NumMedia": str(message.num_media),
            "ToCity": "",
            "FromZip": "",
            "SmsSid": message.sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": message.body,
            "FromCountry": "SE",
            "To": message.to,
            "ToZip": "",
            "NumSegments": message.as_json()["num_segments"],
            "MessageSid": message.sid,
            "AccountSid": message.account_sid,
            "From": message.sender or "",
            "ApiVersion": "2010-04-01",
        }
        for index in range(message.num_media):
            media = f"https://api.twilio.com{API}/Accounts/{message.account_sid}/Messages/{message.sid}/Media/ME{index:032x}"
            form |= {f"MediaContentType{index}": "image/jpeg", f"MediaUrl{index}": media}
        word = message.body.strip().upper()
        if self.manages_opt_outs and word in STOP_WORDS | START_WORDS:
            form["OptOutType"] = "STOP" if word in STOP_WORDS else "START"
            (self.opted_out.add if word in STOP_WORDS else self.opted_out.discard)(message.sender or "")
        form |= extra
        pairs: list[tuple[str, str]] = []
        for name, value in form.items():
            if value is not None:
                pairs += [(name, value)] if isinstance(value, str) else [(name, one) for one in value]
        return pairs
