"""Calls at the telephone provider: its list of them, and whole calls played against the application's hooks.

    call = twilio.ring("+46701740605", "+46701740690", ends="no-answer")
    assert call.statuses == [200] * len(call.deliveries)

The forms follow the provider's published request parameters for `<Dial>`'s action, `<Number>`'s status
callback and its `url`, answering-machine detection, and a number's own status callback.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree

from tests.standins.signing import encode_form
from tests.standins.twilio_records import Call
from tests.standins.twilio_texts import TwilioTexts
from tests.standins.webhooks import Delivery

#: How a call can end: (the company's phone, seconds of talk, the caller's side, put through).
ENDS: dict[str, tuple[str, int, str, bool]] = {
    "answered": ("completed", 42, "completed", True),
    "voicemail": ("completed", 9, "completed", False),
    "busy": ("busy", 0, "completed", False),
    "failed": ("failed", 0, "completed", False),
    "no-answer": ("no-answer", 0, "completed", False),
    "hangup": ("canceled", 0, "no-answer", False),
}
Callback = tuple[str, str, dict[str, str]]  # name, address, form
Order = Callable[[Sequence[Callback]], Sequence[Callback]]


@dataclass
class Rung:
    """A call that was played: its SID, the order given for it (TwiML), and what the hooks answered."""

    sid: str
    twiml: str
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def statuses(self) -> list[int | None]:
        return [delivery.status for delivery in self.deliveries]


class TwilioCalls(TwilioTexts):
    """Calls in the provider's list, and calls that come in."""

    def add_call(self, sender: str, to: str, status: str = "no-answer", **values: Any) -> str:
        """A call in the provider's list; the SID."""
        number = self.numbers.get(to)
        account = number.account_sid if number else self.account_sid
        call = Call(account, to, sender, status, values.pop("started", self.now()), **values)
        with self.lock:
            self.calls[call.sid] = call
        return call.sid

    def add_leg(self, parent: str, to: str, status: str, seconds: int = 0) -> str:
        """The call to the company's phone that a call led to; the SID."""
        above = self.calls[parent]
        leg = Call(
            above.account_sid,
            to,
            above.sender,
            status,
            above.started,
            seconds,
            direction="outbound-dial",
            parent=parent,
        )
        with self.lock:
            self.calls[leg.sid] = leg
        return leg.sid

    def ring(
        self,
        sender: str,
        to: str,
        *,
        ends: str = "no-answer",
        order: Order = lambda callbacks: callbacks,
        lost: Sequence[str] = (),
    ) -> Rung:
        """A call from `sender`, put through as the hook orders; then every report in `order`, but the `lost`.

        A voicemail that is asked to press 1 does not; a person does. What the hook does not ask for is not told.
        """
        number = self.numbers[to]
        url = number.voice_url
        if url is None:
            raise ValueError(f"{to} has no voice_url")
        token = self.accounts[number.account_sid]
        leg_ends, seconds, caller_ends, bridged = ENDS[ends]
        sid = self.add_call(sender, to, "in-progress")
        base = {"AccountSid": number.account_sid, "From": sender, "To": to, "Direction": "inbound"}
        arrival = {**base, "CallSid": sid, "CallStatus": "ringing", "ApiVersion": "2010-04-01"}

        def post(name: str, address: str, form: dict[str, str]) -> Delivery:
            body = encode_form(list(form.items()))
            return self.sender.post(address, body, token=token, kind="call", sid=sid, label=name)

        first = post("voice", url, arrival)
        rung = Rung(sid, first.answer.decode(errors="replace"), [first])
        dial, target = _dialled(rung.twiml)
        callbacks: list[Callback] = []
        if dial is not None and target is not None:
            leg = self.add_leg(sid, target.text or "", leg_ends, seconds)
            callbacks += self._leg_reports(base, sid, leg, target, leg_ends, seconds, ends)
            done = {
                **base,
                "CallSid": sid,
                "CallStatus": "in-progress",
                "DialCallSid": leg,
                "DialCallStatus": leg_ends,
                "DialBridged": str(bridged).lower(),
            }
            if leg_ends == "completed":
                done["DialCallDuration"] = str(seconds)
            if dial.get("action"):
                callbacks.append(("done", dial.get("action", ""), done))
        else:
            caller_ends, seconds = "completed", 4
        with self.lock:
            self.calls[sid].status, self.calls[sid].seconds = caller_ends, seconds
        over = self.calls[sid].started + timedelta(seconds=seconds)
        status = {**base, "CallSid": sid, "CallStatus": caller_ends, "CallDuration": str(seconds)}
        callbacks.append(("status", f"{url}/status", {**status, "Timestamp": format_datetime(over)}))
        for name, address, form in order(callbacks):
            if name not in lost:
                rung.deliveries.append(post(name, address, form))
        return rung

    def _leg_reports(
        self,
        base: dict[str, str],
        sid: str,
        leg: str,
        target: ElementTree.Element,
        leg_ends: str,
        seconds: int,
        ends: str,
    ) -> list[Callback]:
        own = {
            **base,
            "CallSid": leg,
            "ParentCallSid": sid,
            "To": target.text or "",
            "Direction": "outbound-dial",
        }
        found: list[Callback] = []
        told = set((target.get("statusCallbackEvent") or "completed").split())
        report = target.get("statusCallback") or ""

        def status(event: str, word: str, **more: str) -> None:
            if report and event in told:
                found.append((f"leg {word}", report, {**own, "CallStatus": word, **more}))

        status("initiated", "initiated")
        status("ringing", "ringing")
        if leg_ends == "completed":
            if url := target.get("url"):
                asked = {**own, "CallStatus": "in-progress"}
                found.append(("screen asked", url, asked))
                if ends == "answered":
                    found.append(("screen pressed", url, {**asked, "Digits": "1"}))
            status("answered", "in-progress")
            if amd := target.get("amdStatusCallback"):
                heard = "human" if ends == "answered" else "machine_start"
                form = {"AccountSid": base["AccountSid"], "CallSid": leg, "AnsweredBy": heard}
                found.append(("amd", amd, {**form, "MachineDetectionDuration": "3100"}))
        status("completed", leg_ends, CallDuration=str(seconds))
        return found


def _dialled(twiml: str) -> tuple[ElementTree.Element | None, ElementTree.Element | None]:
    """The `<Dial>` of an order and the `<Number>` in it; None for both where nobody is rung."""
    dial = ElementTree.fromstring(twiml).find("Dial") if twiml.startswith("<?xml") else None
    return dial, None if dial is None else dial.find("Number")
