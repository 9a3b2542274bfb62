"""The HTTP client for addresses that somebody else writes: one POST, to the address that was looked at.

The name is resolved once, all that it leads to is checked, and the connection goes to that very address, with
the name in TLS and in ``Host``. Redirects are not followed, no proxy is used, what is answered is neither kept
nor trusted, and all of it together has ten seconds: also where the other side sends a byte a second.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import httpcore2
import httpx2

from nexus.webhooks.addresses import AddressRefused, Target, addresses_of, target_of

#: Seconds for everything: the name, the connection, TLS, sending, and the answer.
DEADLINE: Final = 10.0
#: Of an answer so much is read, and then the connection is closed.
LARGEST_ANSWER: Final = 64 * 1024
_AGENT: Final = "Nomar-Nexus-Webhooks/1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a POST. ``status`` is None where nothing was answered; ``error`` is then why: a code of
    :class:`nexus.webhooks.addresses.AddressRefused`, or ``timeout``, ``connect``, ``tls``, ``protocol``."""

    status: int | None
    error: str
    milliseconds: int

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(url: str, *, body: bytes, headers: Mapping[str, str], deadline: float | None = None) -> Outcome:
    """POST ``body``. Never raises: whatever goes wrong at the other side is an outcome."""
    began = time.monotonic()
    ends = began + (DEADLINE if deadline is None else deadline)
    status, error = None, ""
    try:
        status = _post(target_of(url), body, headers, ends)
    except AddressRefused as refused:
        error = refused.code
    except httpcore2.TimeoutException:
        error = "timeout"
    except httpcore2.ConnectError as failed:
        # The library gives its own error the one that it made it of.
        error = "tls" if any(isinstance(part, ssl.SSLError) for part in failed.args) else "connect"
    except httpcore2.NetworkError:
        error = "connect"
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol):
        error = "protocol"
    if status is not None and 300 <= status < 400:
        error = "redirect"
    return Outcome(status, error, round((time.monotonic() - began) * 1000))


def _post(target: Target, body: bytes, headers: Mapping[str, str], ends: float) -> int:
    addresses = addresses_of(target.host, target.port, seconds=ends - time.monotonic())
    pool = httpcore2.ConnectionPool(
        ssl_context=_tls(), max_connections=1, network_backend=_Pinned(addresses, ends)
    )
    request = httpcore2.Request(
        method=b"POST",
        url=httpcore2.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path
        ),
        headers=[
            (b"Host", target.header),
            (b"User-Agent", _AGENT.encode()),
            (b"Accept-Encoding", b"identity"),
            (b"Connection", b"close"),
            (b"Content-Type", b"application/json"),
            (b"Content-Length", str(len(body)).encode()),
            *((name.encode(), value.encode()) for name, value in headers.items()),
        ],
        content=body,
    )
    with closing(pool):
        answer = pool.handle_request(request)
        try:
            _read_some(answer.stream)
        finally:
            answer.close()
    return answer.status


def _read_some(stream: object) -> None:
    """Let the receiver say what it wants to say, within bounds. Its status stands already: what goes wrong from
    here on changes nothing."""
    read = 0
    try:
        for piece in stream if isinstance(stream, Iterable) else ():
            read += len(piece)
            if read >= LARGEST_ANSWER:
                return
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        return


@cache
def _tls() -> ssl.SSLContext:
    """Checks certificates and names as browsers do. Made once: reading the roots takes long."""
    return httpx2.create_ssl_context(trust_env=False)


class _Pinned(httpcore2.NetworkBackend):
    """Connects to the given addresses only, whatever name it is asked for, and within the deadline."""

    def __init__(self, addresses: Sequence[str], ends: float) -> None:
        self.inner, self.addresses, self.ends = httpcore2.SyncBackend(), addresses, ends

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: httpcore2.ConnectError | None = None
        for address in self.addresses:
            try:
                stream = self.inner.connect_tcp(
                    address, port, _left(self.ends), local_address, socket_options
                )
            except httpcore2.ConnectError as error:
                failed = error
            else:
                return _Stream(stream, self.ends)
        raise failed or httpcore2.ConnectError("no address")


class _Stream(httpcore2.NetworkStream):
    """Gives each operation what is left of the deadline, and no more."""

    def __init__(self, inner: httpcore2.NetworkStream, ends: float) -> None:
        self.inner, self.ends = inner, ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _left(self.ends))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, _left(self.ends))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, _left(self.ends)), self.ends)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _left(ends: float) -> float:
    """Seconds until the deadline. Raises a timeout when there are none."""
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore2.TimeoutException("the deadline has passed")
    return left
