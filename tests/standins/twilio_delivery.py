"""What becomes of a message after the telephone provider has accepted it: statuses, and their callbacks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tests.standins.base import Fault
from tests.standins.signing import encode_form
from tests.standins.twilio_records import Message
from tests.standins.twilio_texts import TwilioTexts
from tests.standins.webhooks import Delivery

CALLBACK_ORDERS = ("normal", "reversed", "doubled", "reversed_doubled", "at_once", "none")


class TwilioDelivery(TwilioTexts):
    """Moves accepted messages on, by `plan`, and reports each status in the order `callbacks` names."""

    def play(self, message: Message, fault: Fault | None, *, now: bool) -> None:
        plan = list(self.plan)
        order = self.callbacks
        if fault is not None:
            order = fault.options.get("callbacks", order)
            if fault.kind in ("undelivered", "failed"):
                plan = (
                    ["queued", "sent", "undelivered"] if fault.kind == "undelivered" else ["queued", "failed"]
                )
                message.params = [("ErrorCode", str(fault.options.get("error_code", 30003)))]
            plan = [] if fault.kind == "stuck" else fault.options.get("plan", plan)
        if order not in CALLBACK_ORDERS:
            raise ValueError(f"callbacks can be {', '.join(CALLBACK_ORDERS)}, not {order!r}")
        posts = list(reversed(plan)) if order.startswith("reversed") else list(plan)
        if order.endswith("doubled"):
            posts = [status for status in posts for _ in range(2)]
        if now:
            self._reach(message, plan)
            for status in posts:
                self._report(message, status)
        elif order == "normal":
            self._step(message, plan)
        elif order == "none":
            self.sender.later(self.callback_delay, lambda: self._reach(message, plan))
        else:
            self.sender.later(self.callback_delay, lambda: self._misordered(message, plan, posts, order))

    def _step(self, message: Message, left: Sequence[str]) -> None:
        """Reach and report one status after the other."""
        if not left:
            return

        def go() -> None:
            self._reach(message, left[:1])
            self._report(message, left[0])
            self._step(message, left[1:])

        self.sender.later(self.callback_delay, go)

    def _misordered(self, message: Message, plan: Sequence[str], posts: Sequence[str], order: str) -> None:
        self._reach(message, plan)
        if order == "at_once":
            self.sender.together([partial(self._report, message, status) for status in posts])
        else:
            for status in posts:
                self._report(message, status)

    def _reach(self, message: Message, statuses: Sequence[str]) -> None:
        for status in statuses:
            message.status, message.updated = status, self.now()
            message.statuses.append(status)
            if status in ("sent", "delivered", "undelivered") and message.sent is None:
                message.sent = message.updated
            if status in ("undelivered", "failed"):
                message.error_code = int(dict(message.params).get("ErrorCode", "30003"))
        self.changed()

    def _report(self, message: Message, status: str) -> Delivery:
        form = {
            "SmsSid": message.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message.to,
            "MessageSid": message.sid,
            "AccountSid": message.account_sid,
            "From": message.sender or "",
            "ApiVersion": "2010-04-01",
        }
        if message.service_sid:
            form["MessagingServiceSid"] = message.service_sid
        if status == "delivered":
            form["RawDlrDoneDate"] = (message.sent or message.created).strftime("%y%m%d%H%M")
        if status in ("undelivered", "failed"):
            form["ErrorCode"] = str(message.error_code)
        body = encode_form(list(form.items()))
        url = message.status_callback
        if url is None:
            return Delivery("none", message.sid, "", body, 0.0, status)
        token = self.accounts[message.account_sid]
        delivery = self.sender.post(url, body, token=token, kind="status", sid=message.sid, label=status)
        self.changed()
        return delivery
