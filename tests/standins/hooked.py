"""A company's own system that takes webhooks: on 127.0.0.1, with everything that can go wrong at one."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any, ClassVar

from tests.standins.base import Handler, HangUp, Request, Response, StandIn


class Hooked(StandIn):
    """Answers 200, or as `fail_next` says.

    Kinds: ``status`` (``code``), ``redirect`` (``to``), ``drip`` (a byte of the head every ``seconds``),
    ``slow_body`` (200 at once, and then a byte of the body every ``seconds``), ``huge`` (``bytes`` of body),
    ``hang`` (no answer), ``close`` (the connection is dropped), ``junk`` (no HTTP).
    """

    fault_kinds: ClassVar[frozenset[str]] = frozenset(
        {"status", "redirect", "drip", "slow_body", "huge", "hang", "close", "junk"}
    )

    @property
    def hook(self) -> str:
        return f"{self.url}/webhooks"

    def handle(self, request: Request, handler: Handler) -> Response | None:
        fault = self.take_fault(request, "hook")
        if fault is None:
            return Response(200, b"ok")
        option: dict[str, Any] = fault.options
        match fault.kind:
            case "status":
                return Response(option["code"], b"nej")
            case "redirect":
                return Response(302, b"", {"Location": option["to"]})
            case "drip":
                self._drip(handler, b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"a" * 5000, option["seconds"])
            case "slow_body":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
                self._drip(handler, b"a" * 5000, option["seconds"])
            case "huge":
                handler.start_chunked(200, {})
                piece = b"a" * 65536
                for _ in range(option["bytes"] // len(piece)):
                    handler.chunk(piece)
                    self.sent = getattr(self, "sent", 0) + len(piece)
            case "hang":
                self.pause(60.0)
            case "junk":
                handler.wfile.write(b"220 mail.example ESMTP\r\n")
        raise HangUp

    def _drip(self, handler: Handler, data: bytes, seconds: float) -> None:
        for at in range(len(data)):
            if self.stopping.wait(seconds):
                return
            handler.wfile.write(data[at : at + 1])
            handler.wfile.flush()

    @property
    def events(self) -> list[dict[str, Any]]:
        """The bodies that came in, as JSON."""
        return [request.json() for request in self.requests]


def signed_right(request: Request, secret: str) -> bool:
    """Whether one of the request's signatures is the secret's: the recipe of docs/webhooks.md, written here once
    more with nothing of the product's."""
    identity, moment = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    key = base64.b64decode(secret[len("whsec_") :])
    wanted = hmac.new(key, f"{identity}.{moment}.".encode() + request.body, hashlib.sha256).digest()
    found = [part.split(",", 1) for part in request.headers["webhook-signature"].split(" ")]
    return any(
        version == "v1" and hmac.compare_digest(base64.b64decode(value), wanted) for version, value in found
    )
