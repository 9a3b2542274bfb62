"""A stand-in of Anthropic's Messages API: `python -m tests.standins.anthropic --port N`, or in-process.

with AnthropicStandIn() as anthropic:
    anthropic.script = lambda request: Reply([text("Vi har öppet 10–15 på lördag.")])
    ...
    assert anthropic.calls[-1].request["model"] == "…"
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from tests.standins.anthropic_checks import VERSIONS, complaint
from tests.standins.anthropic_script import Reply, Script, default_script, last_question, text, tool_use
from tests.standins.anthropic_stream import event, events
from tests.standins.base import Fault, Handler, HangUp, Request, Response, StandIn

__all__ = ["API_KEY", "AnthropicStandIn", "Call", "Reply", "Script", "default_script", "text", "tool_use"]

API_KEY = "local-stand-in-key"
Json = dict[str, Any]
ERRORS = {
    400: ("invalid_request_error", ""),
    401: ("authentication_error", "invalid x-api-key"),
    404: ("not_found_error", "Not found"),
    429: ("rate_limit_error", "This request would exceed your organization's rate limit"),
    500: ("api_error", "Internal server error"),
    529: ("overloaded_error", "Overloaded"),
}


@dataclass
class Call:
    """One request for a message: what was asked, with which key and version, and what was answered."""

    at: float
    request: Json
    api_key: str
    version: str
    headers: dict[str, str]
    streamed: bool
    answer: Json | None = None
    fault: str | None = None

    @property
    def question(self) -> str:
        """The newest text of a user."""
        return last_question(self.request)


class AnthropicStandIn(StandIn):
    """The model behind one API key.

    Faults: `429` (retry_after=…) `500` `529` `401` answer so; `hang` (seconds=…) and `close` answer nothing;
    `cut_mid_stream` (after=… events) and `error_mid_stream` break off; `one_byte_a_second` (interval=…)
    trickles; `malformed_tool_json` breaks the arguments of tool calls; `nonsense` answers 200 with a page,
    `empty` with no content, `max_tokens` and `refusal` stop for that reason; `slow` (seconds=…) waits first.
    `refuse_connections()` closes the port until `accept_connections()`.
    """

    fault_kinds: ClassVar[frozenset[str]] = frozenset(
        {"429", "500", "529", "401", "hang", "close", "slow", "cut_mid_stream", "error_mid_stream"}
        | {"one_byte_a_second", "malformed_tool_json", "nonsense", "empty", "max_tokens", "refusal"}
    )

    def __init__(self, *, port: int = 0, api_key: str = API_KEY, script: Script = default_script) -> None:
        super().__init__(port=port)
        self.api_key = api_key
        self.script = script
        self.calls: list[Call] = []

    def ledger(self) -> Json:
        with self.lock:
            return super().ledger() | {"calls": [vars(call) for call in self.calls]}

    def handle(self, request: Request, handler: Handler) -> Response | None:
        headers = {"request-id": f"req_{secrets.token_hex(12)}"}
        if request.method != "POST" or request.path != "/v1/messages":
            return self._error(404, headers)
        # Plain HTTP examples send x-api-key; the SDKs, since API version 2026-10-21, send a bearer token.
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        key = request.headers.get("x-api-key") or bearer
        if key != self.api_key:
            return self._error(401, headers)
        version = request.headers.get("anthropic-version", "")
        if version not in VERSIONS:
            return self._error(400, headers, f"anthropic-version: {version!r} is not a valid version")
        try:
            wanted = request.json()
        except ValueError:
            wanted = None
        wrong = complaint(wanted, version)
        if wrong:
            return self._error(400, headers, wrong)
        streamed = bool(wanted.get("stream"))
        call = Call(request.at, wanted, key, version, request.headers, streamed)
        with self.lock:
            self.calls.append(call)
        fault = self.take_fault(request, "create")
        call.fault = request.fault
        self.changed()
        return self._answer(call, fault, headers, request, handler)

    def _answer(
        self, call: Call, fault: Fault | None, headers: dict[str, str], request: Request, handler: Handler
    ) -> Response | None:
        kind = fault.kind if fault else ""
        if fault is not None and kind.isdigit():
            if kind == "429":
                headers["retry-after"] = str(fault.options.get("retry_after", 1))
            return self._error(int(kind), headers)
        if fault is not None and kind in ("hang", "slow"):
            self.pause(fault.options.get("seconds", 600.0 if kind == "hang" else 2.0))
        if kind in ("hang", "close"):
            raise HangUp
        if kind == "nonsense":
            return Response(200, b"<html>It works!</html>", {"Content-Type": "text/html", **headers})
        reply = self.script(call.request)
        if kind == "empty":
            reply = Reply([])
        message = self._message(call.request, reply)
        if kind in ("max_tokens", "refusal"):
            message["stop_reason"] = kind
        call.answer = message
        if call.streamed:
            request.status = 200
            self._stream(message, fault, headers, handler)
            return None
        if kind == "malformed_tool_json":
            for block in message["content"]:
                if block["type"] == "tool_use":
                    block["input"] = json.dumps(block["input"])[:-1]
        body = json.dumps(message, ensure_ascii=False).encode()
        if fault is not None and kind == "one_byte_a_second":
            self._trickle(body, fault, {"Content-Type": "application/json", **headers}, handler)
            return None
        if kind in ("cut_mid_stream", "error_mid_stream"):
            request.status = 200
            handler.start_chunked(200, {"Content-Type": "application/json", **headers})
            handler.chunk(body[: len(body) // 2])
            raise HangUp
        return Response(200, body, {"Content-Type": "application/json", **headers})

    def _message(self, request: Json, reply: Reply) -> Json:
        asked = len(json.dumps(request["messages"])) + len(json.dumps(request.get("system", "")))
        usage = {
            "input_tokens": asked // 4,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": max(1, len(json.dumps(reply.content)) // 4),
            "service_tier": "standard",
        }
        return {
            "id": f"msg_{secrets.token_hex(12)}",
            "type": "message",
            "role": "assistant",
            "model": request["model"],
            "content": reply.content,
            "stop_reason": reply.reason(),
            "stop_sequence": None,
            "usage": usage | reply.usage,
        }

    def _stream(self, message: Json, fault: Fault | None, headers: dict[str, str], handler: Handler) -> None:
        kind = fault.kind if fault else ""
        options = fault.options if fault else {}
        stream_headers = {
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-cache",
            **headers,
        }
        pieces = list(events(message, broken_json=kind == "malformed_tool_json"))
        if fault is not None and kind == "one_byte_a_second":
            self._trickle(b"".join(pieces), fault, stream_headers, handler)
            return
        handler.start_chunked(200, stream_headers)
        for number, piece in enumerate(pieces):
            if kind in ("cut_mid_stream", "error_mid_stream") and number >= options.get(
                "after", len(pieces) // 2
            ):
                if kind == "error_mid_stream":
                    handler.chunk(event("error", error={"type": "overloaded_error", "message": "Overloaded"}))
                    handler.chunk(b"")
                raise HangUp
            handler.chunk(piece)
        handler.chunk(b"")

    def _trickle(self, body: bytes, fault: Fault, headers: dict[str, str], handler: Handler) -> None:
        handler.start_chunked(200, headers)
        for byte in body:
            self.pause(fault.options.get("interval", 1.0))
            handler.chunk(bytes([byte]))
        handler.chunk(b"")

    def _error(self, status: int, headers: dict[str, str], message: str = "") -> Response:
        kind, usual = ERRORS[status]
        error = {"type": kind, "message": message or usual}
        return Response.of_json(
            status, {"type": "error", "error": error, "request_id": headers["request-id"]}, headers
        )


def main() -> None:
    """Run in the foreground; the first line printed is JSON with the base URL."""
    import argparse
    import signal

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--api-key", default=API_KEY)
    given = parser.parse_args()
    # Blocked before any thread starts, so that only sigwait below takes them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    with AnthropicStandIn(port=given.port, api_key=given.api_key) as standin:
        print(json.dumps({"url": standin.url}), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
