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

from tests.standins.anthropic_booking import default_script
from tests.standins.anthropic_hosts import API_KEY, Bedrock, Direct, Host, Vertex
from tests.standins.anthropic_script import Reply, Script, last_question, text, tool_use
from tests.standins.anthropic_stream import events
from tests.standins.base import Fault, Handler, HangUp, Request, Response, StandIn

__all__ = ["API_KEY", "AnthropicStandIn", "Call", "Reply", "Script", "default_script", "text", "tool_use"]

Json = dict[str, Any]


@dataclass
class Call:
    """One request for a message: what was asked, with which key and version, and what was answered.

    ``request`` holds the model and ``stream`` also where the host takes them in the path; ``body`` is what
    was sent.
    """

    at: float
    request: Json
    api_key: str
    version: str
    headers: dict[str, str]
    streamed: bool
    body: Json
    path: str
    host: str = "anthropic"
    region: str = ""
    answer: Json | None = None
    fault: str | None = None

    @property
    def question(self) -> str:
        """The newest text of a user."""
        return last_question(self.request)


class AnthropicStandIn(StandIn):
    """The model behind three hosts: Anthropic's own API, Bedrock and Vertex AI, told apart by the path.

    Faults: `429` (retry_after=…) `500` `503` `529` `400` `401` answer so, each as the host words it; `hang`
    (seconds=…) and `close` answer nothing; `cut_mid_stream` (after=… events) and `error_mid_stream` break
    off; `one_byte_a_second` (interval=…) trickles, `slow_stream` (interval=…) waits before each event;
    `malformed_tool_json` breaks the arguments of tool calls; `nonsense` answers 200 with a page, `empty`
    with no content, `max_tokens` and `refusal` stop for that reason; `slow` (seconds=…) waits first.
    `refuse_connections()` closes the port until `accept_connections()`.
    """

    fault_kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "429",
            "500",
            "503",
            "529",
            "400",
            "401",
            "hang",
            "close",
            "slow",
            "cut_mid_stream",
            "error_mid_stream",
        }
        | {
            "slow_stream",
            "one_byte_a_second",
            "malformed_tool_json",
            "nonsense",
            "empty",
            "max_tokens",
            "refusal",
        }
    )

    def __init__(self, *, port: int = 0, api_key: str = API_KEY, script: Script = default_script) -> None:
        super().__init__(port=port)
        self.api_key = api_key
        self.hosts: list[Host] = [Direct(api_key), Bedrock(), Vertex()]
        self.script = script
        self.calls: list[Call] = []

    def ledger(self) -> Json:
        with self.lock:
            return super().ledger() | {"calls": [vars(call) for call in self.calls]}

    def handle(self, request: Request, handler: Handler) -> Response | None:
        host = next((one for one in self.hosts if one.fits(request.path)), None)
        if request.method != "POST" or host is None:
            return self._stamped(self.hosts[0].error(404))
        admitted = host.admit(request)
        if isinstance(admitted, Response):
            return self._stamped(admitted)
        call = Call(
            at=request.at,
            request=admitted.wanted,
            api_key=admitted.key,
            version=admitted.version,
            headers=request.headers,
            streamed=bool(admitted.wanted.get("stream")),
            body=json.loads(request.body),
            path=request.path,
            host=host.name,
            region=admitted.region,
        )
        with self.lock:
            self.calls.append(call)
        fault = self.take_fault(request, "create")
        call.fault = request.fault
        self.changed()
        answer = self._answer(call, fault, host, request, handler)
        return self._stamped(answer) if answer else None

    def _answer(
        self, call: Call, fault: Fault | None, host: Host, request: Request, handler: Handler
    ) -> Response | None:
        kind = fault.kind if fault else ""
        if fault is not None and kind.isdigit():
            refusal = host.error(int(kind))
            if kind == "429":
                refusal.headers["retry-after"] = str(fault.options.get("retry_after", 1))
            return refusal
        if fault is not None and kind in ("hang", "slow"):
            self.pause(fault.options.get("seconds", 600.0 if kind == "hang" else 2.0))
        if kind in ("hang", "close"):
            raise HangUp
        if kind == "nonsense":
            return Response(200, b"<html>It works!</html>", {"Content-Type": "text/html"})
        reply = self.script(call.request)
        if kind == "empty":
            reply = Reply([])
        message = self._message(call.request, reply)
        if kind in ("max_tokens", "refusal"):
            message["stop_reason"] = kind
        call.answer = message
        request.status = 200
        if call.streamed:
            self._stream(message, fault, host, handler)
            return None
        if kind == "malformed_tool_json":
            for block in message["content"]:
                if block["type"] == "tool_use":
                    block["input"] = json.dumps(block["input"])[:-1]
        body = json.dumps(message, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if fault is not None and kind == "one_byte_a_second":
            self._trickle(body, fault, headers, handler)
            return None
        if kind in ("cut_mid_stream", "error_mid_stream"):
            handler.start_chunked(200, headers)
            handler.chunk(body[: len(body) // 2])
            raise HangUp
        return Response(200, body, headers)

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
            "model": _bare(request["model"]),
            "content": reply.content,
            "stop_reason": reply.reason(),
            "stop_sequence": None,
            "usage": usage | reply.usage,
        }

    def _stream(self, message: Json, fault: Fault | None, host: Host, handler: Handler) -> None:
        kind = fault.kind if fault else ""
        options = fault.options if fault else {}
        headers = {"Content-Type": host.stream_type, "Cache-Control": "no-cache", "request-id": _request_id()}
        pieces = list(host.pieces(list(events(message, broken_json=kind == "malformed_tool_json"))))
        if fault is not None and kind == "one_byte_a_second":
            self._trickle(b"".join(pieces), fault, headers, handler)
            return
        handler.start_chunked(200, headers)
        for number, piece in enumerate(pieces):
            if kind in ("cut_mid_stream", "error_mid_stream") and number >= options.get(
                "after", len(pieces) // 2
            ):
                if kind == "error_mid_stream":
                    handler.chunk(host.broken())
                    handler.chunk(b"")
                raise HangUp
            if kind == "slow_stream":
                self.pause(options.get("interval", 0.05))
            handler.chunk(piece)
        handler.chunk(b"")

    def _trickle(self, body: bytes, fault: Fault, headers: dict[str, str], handler: Handler) -> None:
        handler.start_chunked(200, headers)
        for byte in body:
            self.pause(fault.options.get("interval", 1.0))
            handler.chunk(bytes([byte]))
        handler.chunk(b"")

    def _stamped(self, response: Response) -> Response:
        response.headers["request-id"] = _request_id()
        return response


def _request_id() -> str:
    return f"req_{secrets.token_hex(12)}"


def _bare(model: str) -> str:
    """The model's own name, without what the hosts put around it."""
    return model.removeprefix("eu.").removeprefix("anthropic.").removesuffix("-v1:0").replace("@", "-")


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
