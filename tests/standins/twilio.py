"""A stand-in of Twilio's REST API and webhooks: `python -m tests.standins.twilio --port N`, or in-process.

Messages can be created, listed, fetched, redacted and deleted; calls listed, fetched and deleted. Everything
is in the ledger: `requests` (all), `messages` (inbound and outbound, by SID), `sender.deliveries` (webhooks).

    with TwilioStandIn() as twilio:
        twilio.add_number("+46701740690", sms_url="http://localhost:8000/hooks/twilio/<route>/sms")
        twilio.sender.map_url("http://localhost:8000", "127.0.0.1:8123")
        twilio.inbound("+46701740605", "+46701740690", "Hej!")
        twilio.wait_for(lambda: len(twilio.outbound(to="+46701740605")) == 1)
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import parse_qs

from tests.standins.base import Fault, Handler, HangUp, Request, Response, StandIn
from tests.standins.twilio_calls import TwilioCalls
from tests.standins.twilio_delivery import TwilioDelivery
from tests.standins.twilio_lists import page
from tests.standins.twilio_records import API, FINAL, Call, Message, error_body
from tests.standins.twilio_texts import ACCOUNT_SID, AUTH_TOKEN, Inbound

__all__ = ["ACCOUNT_SID", "AUTH_TOKEN", "Inbound", "TwilioStandIn"]

PATH = re.compile(
    rf"{API}/Accounts/(?P<account>AC[0-9a-f]{{32}})/(?P<kind>Messages|Calls)(?:/(?P<sid>\w+))?\.json"
)
E164 = re.compile(r"\+[1-9]\d{6,14}")


class TwilioStandIn(TwilioCalls, TwilioDelivery):
    """One or more accounts at the provider.

    Faults (`fail_next(kind, times=…, operation="create" | "list" | "fetch" | "update" | "delete")`):
    `429` `500` `503` `401` and `close` `hang` answer so, or not at all, and accept nothing;
    `accept_then_hang` `accept_then_close` `accept_then_500` `accept_then_garbage` accept, then do so;
    `slow` (seconds=…) waits first; `callback_before_reply` reports every status before it answers;
    `refuse` refuses for good (20422), a deletion as well as a change;
    `undelivered` and `failed` (error_code=…) end so; `stuck` stays queued and says nothing.
    Any of them takes `callbacks=` one of CALLBACK_ORDERS, and `normal` does nothing else.
    """

    fault_kinds: ClassVar[frozenset[str]] = frozenset(
        {"429", "500", "503", "401", "close", "hang", "slow", "normal", "undelivered", "failed", "stuck"}
        | {"accept_then_hang", "accept_then_close", "accept_then_500", "accept_then_garbage"}
        | {"callback_before_reply", "refuse"}
    )
    remote_calls: ClassVar[frozenset[str]] = StandIn.remote_calls | {
        "add_number", "add_account", "map_url", "inbound", "replay", "opt_out", "add_call", "add_leg", "ring",
    }  # fmt: skip

    def handle(self, request: Request, handler: Handler) -> Response | None:
        found = PATH.fullmatch(request.path)
        if found is None:
            return self._error(20404, path=request.path)
        operation = {"GET": "fetch" if found["sid"] else "list", "DELETE": "delete"}.get(
            request.method, "update" if found["sid"] else "create"
        )
        fault = self.take_fault(request, operation)
        kind = fault.kind if fault else ""
        if kind in ("429", "500", "503", "401"):
            code = {"429": 20429, "500": 20500, "503": 20503, "401": 20003}[kind]
            return self._error(code, headers={"Retry-After": "1"} if kind == "429" else {})
        if kind == "refuse":
            return self._error(20422)
        if fault is not None and kind in ("close", "hang", "slow"):
            self.pause(
                0.0 if kind == "close" else fault.options.get("seconds", 120.0 if kind == "hang" else 2.0)
            )
            if kind != "slow":
                raise HangUp
        if not self._authenticated(request, found["account"]):
            return self._error(20003)
        if operation == "create":
            if found["kind"] == "Calls":
                return self._error(20404, path=request.path)
            return self._create(request, found["account"], fault)
        if operation == "list":
            return self._list(request, found["account"], found["kind"])
        return self._one(request, operation, found["account"], found["kind"], found["sid"])

    def _error(self, code: int, headers: Mapping[str, str] | None = None, **details: str) -> Response:
        status, body = error_body(code, **details)
        return Response.of_json(status, body, headers)

    def _authenticated(self, request: Request, account: str) -> bool:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return False
        user, _, password = base64.b64decode(value).decode().partition(":")
        return user == account and self.accounts.get(account) == password

    def _create(self, request: Request, account: str, fault: Fault | None) -> Response:
        form = {
            name: values[-1]
            for name, values in parse_qs(request.body.decode(), keep_blank_values=True).items()
        }
        refusal = self._refusal(form, account)
        if refusal is not None:
            return refusal
        service = form.get("MessagingServiceSid")
        own = [n.number for n in self.numbers.values() if n.account_sid == account]
        message = Message(
            account_sid=account,
            to=form["To"],
            sender=form.get("From"),
            body=form.get("Body", ""),
            direction="outbound-api",
            status="accepted" if service and "From" not in form else "queued",
            created=self.now(),
            service_sid=service,
            status_callback=form.get("StatusCallback") or None,
        )
        answer = Response.of_json(201, message.as_json())
        with self.lock:
            self.messages[message.sid] = message
        if message.sender is None and own:
            message.sender = own[0]
        kind = fault.kind if fault else ""
        self.play(message, fault, now=kind == "callback_before_reply")
        if fault is not None and kind == "accept_then_hang":
            self.changed()
            self.pause(fault.options.get("seconds", 120.0))
            raise HangUp
        if kind == "accept_then_close":
            raise HangUp
        if kind == "accept_then_500":
            return self._error(20500)
        if kind == "accept_then_garbage":
            return Response(201, b"<html>gateway</html>", {"Content-Type": "text/html"})
        return answer

    def _refusal(self, form: Mapping[str, str], account: str) -> Response | None:
        to, sender = form.get("To", ""), form.get("From", "")
        if not to:
            return self._error(21604)
        if not sender and not form.get("MessagingServiceSid"):
            return self._error(21603)
        if not E164.fullmatch(to) or to in self.invalid_numbers:
            return self._error(21211, to=to)
        if to in self.opted_out:
            return self._error(21610)
        owner = self.numbers.get(sender)
        if sender and self.numbers and (owner is None or owner.account_sid != account):
            return self._error(21606, sender=sender)
        if not form.get("Body") and "MediaUrl" not in form:
            return self._error(21602)
        if len(form.get("Body", "")) > 1600:
            return self._error(21617)
        return None

    def _list(self, request: Request, account: str, kind: str) -> Response:
        with self.lock:
            messages = [m for m in self.messages.values() if m.account_sid == account]
            calls = [c for c in self.calls.values() if c.account_sid == account]
        if kind == "Messages":
            document = page(
                messages, key="messages", path=request.path, query=request.query, date_name="DateSent",
                dates={m.sid: m.sent for m in messages},
            )  # fmt: skip
        else:
            document = page(
                calls, key="calls", path=request.path, query=request.query, date_name="StartTime",
                dates={c.sid: c.started for c in calls},
            )  # fmt: skip
        return Response.of_json(200, document)

    def _one(self, request: Request, operation: str, account: str, kind: str, sid: str) -> Response:
        record: Message | Call | None = (self.messages if kind == "Messages" else self.calls).get(sid)
        if record is None or record.deleted or record.account_sid != account:
            return self._error(20404, path=request.path)
        if operation == "fetch":
            return Response.of_json(200, record.as_json())
        if isinstance(record, Message) and record.status not in FINAL:
            return self._error(20009)
        if operation == "delete":
            record.deleted = True
            return Response(204)
        form = parse_qs(request.body.decode(), keep_blank_values=True)
        if isinstance(record, Message) and form.get("Body") == [""]:
            record.body, record.redacted, record.updated = "", True, self.now()
        return Response.of_json(200, record.as_json())


def main() -> None:
    """Run in the foreground; the first line printed is JSON with the base URL."""
    import argparse
    import json
    import signal

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--account-sid", default=ACCOUNT_SID)
    parser.add_argument("--auth-token", default=AUTH_TOKEN)
    parser.add_argument("--number", action="append", default=[], metavar="+46…=SMS_URL")
    parser.add_argument("--map", action="append", default=[], metavar="URL_PREFIX=HOST:PORT")
    given = parser.parse_args()
    standin = TwilioStandIn(port=given.port, account_sid=given.account_sid, auth_token=given.auth_token)
    for pair in given.number:
        number, _, url = pair.partition("=")
        standin.add_number(number, sms_url=url or None)
    for pair in given.map:
        prefix, _, address = pair.rpartition("=")
        standin.map_url(prefix, address)
    # Blocked before any thread starts, so that only sigwait below takes them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    with standin:
        print(json.dumps({"url": standin.url, "account_sid": standin.account_sid}), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
