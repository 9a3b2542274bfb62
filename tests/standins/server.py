"""The HTTP/1.1 server under every stand-in: threads, keep-alive, whole answers in one write."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tests.standins.base import StandIn

CONTROL_PATH = "/_control"


@dataclass
class Request:
    """One request as it came in; `status` and `fault` are filled when it has been answered."""

    method: str
    path: str
    query: str
    headers: dict[str, str]  # names in lower case
    body: bytes
    at: float  # seconds, time.time()
    status: int | None = None
    fault: str | None = None

    def json(self) -> Any:
        """The body as JSON; raises ValueError when it is not."""
        return json.loads(self.body)


@dataclass
class Response:
    """An answer with a known length."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status: int, value: object, headers: Mapping[str, str] | None = None) -> Response:
        """A JSON answer; lone surrogates are escaped, so any text can be sent."""
        return cls(
            status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})}
        )


class HangUp(Exception):
    """Raised by a handler to drop the connection without another byte."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], standin: StandIn) -> None:
        self.standin = standin
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        # HTTPServer.server_bind looks the host name up, which can take seconds without a resolver.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.standin.note_handler_error()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.standin.connection_opened(self.connection)

    def finish(self) -> None:
        self.server.standin.connection_closed(self.connection)
        try:
            super().finish()
        except OSError:
            self.close_connection = True  # the caller was gone before our last byte

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the ledger holds it all."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        parts = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=parts.path,
            query=parts.query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            at=time.time(),
        )
        standin = self.server.standin
        try:
            if request.path.startswith(CONTROL_PATH):
                self.answer(standin.control(request))
                return
            standin.record(request)
            response = standin.handle(request, self)
            if response is not None:
                request.status = response.status
                self.answer(response)
        except HangUp:
            self.hang_up()
        except OSError:
            self.close_connection = True  # the caller gave up; that is its right
        finally:
            standin.changed()

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _serve

    def answer(self, response: Response) -> None:
        """Write head and body in one piece, so that no delayed ACK slows the caller."""
        head = [f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}"]
        head += [f"{name}: {value}" for name, value in response.headers.items()]
        if response.status != 204:
            head.append(f"Content-Length: {len(response.body)}")
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1") + response.body)

    def start_chunked(self, status: int, headers: Mapping[str, str]) -> None:
        """Begin an answer of unknown length."""
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["Transfer-Encoding: chunked", "", ""]
        self.wfile.write("\r\n".join(lines).encode("latin-1"))

    def chunk(self, data: bytes) -> None:
        """Send one chunk; an empty one ends the answer."""
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def hang_up(self) -> None:
        """Drop the connection."""
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # already gone
