"""What every stand-in shares: its life, scripted faults, a ledger, remote control."""

from __future__ import annotations

import json
import socket
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, ClassVar, Self

from tests.standins.server import Handler, HangUp, Request, Response, Server

__all__ = ["Fault", "Handler", "HangUp", "Request", "Response", "StandIn"]


@dataclass
class Fault:
    """Something that shall go wrong for the next `times` fitting requests (None: for all, until cleared)."""

    kind: str
    times: int | None
    operation: str | None
    options: dict[str, Any]
    matches: Callable[[Request], bool] | None = None
    fired: int = 0


class StandIn:
    """A provider's API on 127.0.0.1, run in a thread: `with TwilioStandIn() as twilio: ...`."""

    fault_kinds: ClassVar[frozenset[str]] = frozenset()
    remote_calls: ClassVar[frozenset[str]] = frozenset({"fail_next", "clear_faults", "ledger"})

    def __init__(self, *, port: int = 0) -> None:
        self.port = port
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.handler_errors: list[str] = []
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self._changed = threading.Condition(self.lock)
        self._connections: set[socket.socket] = set()
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    # -- life

    def start(self) -> Self:
        """Listen on `port` (0: any free one) and serve in a thread."""
        self.stopping.clear()
        self._server = Server(("127.0.0.1", self.port), self)
        self.port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening, wake every hanging answer, close every connection."""
        self.stopping.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        with self.lock:
            connections = list(self._connections)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed by the other side meanwhile

    def refuse_connections(self) -> None:
        """From now on connecting is refused, as when the host is down; `accept_connections` ends it."""
        self.stop()

    def accept_connections(self) -> None:
        """Listen again, on the same port."""
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Base URL, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def connection_opened(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.add(connection)

    def connection_closed(self, connection: socket.socket) -> None:
        with self.lock:
            self._connections.discard(connection)

    def note_handler_error(self) -> None:
        """Keep what broke inside a handler; `assert not standin.handler_errors` belongs in every test."""
        self.handler_errors.append(traceback.format_exc())

    # -- ledger

    def record(self, request: Request) -> None:
        with self.lock:
            self.requests.append(request)

    def changed(self) -> None:
        """Wake whoever waits in `wait_for`."""
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], timeout: float = 10.0) -> bool:
        """Wait until `condition()` holds; True if it did within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not condition():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                # Conditions may look elsewhere (the database), so look again without being woken too.
                self._changed.wait(min(left, 0.05))
            return True

    def pause(self, seconds: float) -> None:
        """Sleep inside a handler, but not past the stand-in's own end."""
        if self.stopping.wait(seconds):
            raise HangUp

    # -- faults

    def fail_next(
        self,
        kind: str,
        *,
        times: int | None = 1,
        operation: str | None = None,
        matches: Callable[[Request], bool] | None = None,
        **options: Any,
    ) -> Fault:
        """Let the next `times` requests of `operation` go wrong as `kind` says; None: until cleared."""
        if kind not in self.fault_kinds:
            raise ValueError(f"no fault called {kind!r}; there are {', '.join(sorted(self.fault_kinds))}")
        fault = Fault(kind, times, operation, options, matches)
        with self.lock:
            self.faults.append(fault)
        return fault

    def clear_faults(self) -> None:
        """Everything works again. Answers that already hang go on hanging."""
        with self.lock:
            self.faults.clear()

    def take_fault(self, request: Request, operation: str) -> Fault | None:
        """The first planned fault that fits this request, counted down."""
        with self.lock:
            for fault in self.faults:
                if fault.operation not in (None, operation):
                    continue
                if fault.matches is not None and not fault.matches(request):
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.faults.remove(fault)
                fault.fired += 1
                request.fault = fault.kind
                return fault
        return None

    # -- to be filled in

    def handle(self, request: Request, handler: Handler) -> Response | None:
        """Answer a request; None when the handler has already written the answer itself."""
        raise NotImplementedError

    def ledger(self) -> dict[str, Any]:
        """What came in, as plain JSON values."""
        with self.lock:
            return {
                "requests": [
                    {"method": r.method, "path": r.path, "at": r.at, "status": r.status, "fault": r.fault}
                    for r in self.requests
                ],
                "handler_errors": list(self.handler_errors),
            }

    def control(self, request: Request) -> Response:
        """`POST /_control {"call", "args", "kwargs"}` runs one of `remote_calls`, from another process."""
        wanted: dict[str, Any] = request.json() if request.body else {"call": "ledger"}
        if wanted["call"] not in self.remote_calls:
            return Response.of_json(404, {"error": f"no call {wanted['call']!r}"})
        result = getattr(self, wanted["call"])(*wanted.get("args", []), **wanted.get("kwargs", {}))
        return Response(
            200, json.dumps(result, default=_plain).encode(), {"Content-Type": "application/json"}
        )


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return sorted(value) if isinstance(value, set | frozenset) else vars(value)
