"""An HTTP transport with one outer deadline over everything: connect, TLS, headers, every byte.

The usual timeouts are per read, so a server that sends a byte a second is never late. Here each
operation on the socket gets what is left until the deadline, and no more.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore2
import httpx2

# Silence that long is not worth waiting for, also while the turn's own deadline is further off.
TIMEOUT = httpx2.Timeout(20.0, connect=5.0)
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class DeadlinePassed(httpcore2.TimeoutException):
    """The outer deadline has passed; a kind of timeout, so that it is handled as one."""


@contextmanager
def deadline_at(moment: float) -> Iterator[None]:
    """Let every request in this block end by ``moment`` (``time.monotonic()``)."""
    token = _deadline.set(moment)
    try:
        yield
    finally:
        _deadline.reset(token)


def seconds_left(timeout: float | None) -> float | None:
    """The smaller of ``timeout`` and what is left; raises :class:`DeadlinePassed` when nothing is."""
    moment = _deadline.get()
    if moment is None:
        return timeout
    left = moment - time.monotonic()
    if left <= 0:
        raise DeadlinePassed("the deadline has passed")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self.inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, seconds_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, seconds_left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, seconds_left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    def __init__(self) -> None:
        self.inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        return _Stream(
            self.inner.connect_tcp(host, port, seconds_left(timeout), local_address, socket_options)
        )


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Iterable[bytes], closing: httpcore2.Response) -> None:
        self.stream, self.closing = stream, closing

    def __iter__(self) -> Iterator[bytes]:
        yield from self.stream

    def close(self) -> None:
        self.closing.close()


class DeadlineTransport(httpx2.BaseTransport):
    """Sends over HTTP/1.1 with a small pool; goes straight to the host, through no proxy."""

    def __init__(self) -> None:
        self.pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=20,
            keepalive_expiry=5.0,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request. A timeout is raised as :class:`httpx2.TimeoutException`."""
        try:
            answer = self._send(request)
        except httpcore2.TimeoutException as error:
            raise httpx2.TimeoutException(str(error), request=request) from error
        stream = answer.stream
        if not isinstance(stream, Iterable):
            raise TypeError("a synchronous pool gave an asynchronous body")
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(stream, answer), extensions=answer.extensions
        )

    def _send(self, request: httpx2.Request) -> httpcore2.Response:
        return self.pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )

    def close(self) -> None:
        self.pool.close()


def http_client() -> httpx2.Client:
    """A client whose requests all end by the deadline that they are sent under."""
    return httpx2.Client(transport=DeadlineTransport(), timeout=TIMEOUT, trust_env=False)
