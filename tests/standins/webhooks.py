"""How the telephone provider calls the application back: signed forms, over real HTTP, each one recorded."""

from __future__ import annotations

import heapq
import http.client
import itertools
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.standins.signing import sign_body

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass
class Delivery:
    """One try to reach the application; `status` is None when nothing was answered."""

    kind: str  # "inbound" or "status"
    sid: str
    url: str
    body: bytes
    at: float
    label: str = ""  # the message's status for a status callback
    status: int | None = None
    answer: bytes = b""
    content_type: str = ""
    error: str | None = None
    milliseconds: float = 0.0


@dataclass
class _Target:
    host: str
    port: int


class WebhookSender:
    """Posts forms. `map_url` says where a public address really listens on this machine."""

    def __init__(self, *, timeout: float = 15.0, workers: int = 32) -> None:
        self.timeout = timeout  # the provider gives a webhook 15 s
        self.deliveries: list[Delivery] = []
        self.errors: list[str] = []  # what broke in here, never what the application answered
        self._map: list[tuple[str, _Target]] = []
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="webhook")
        self._heap: list[tuple[float, int, Callable[[], object]]] = []
        self._count = itertools.count()
        self._wake = threading.Condition()
        self._closed = False
        self._clockwork: threading.Thread | None = None

    def map_url(self, prefix: str, address: str) -> None:
        """Send what is addressed to URLs beginning with `prefix` to `address` ("127.0.0.1:8123") instead.

        The Host header and the signature keep the public address.
        """
        host, _, port = address.removeprefix("http://").rstrip("/").rpartition(":")
        self._map.insert(0, (prefix, _Target(host, int(port))))

    def post(
        self,
        url: str,
        body: bytes,
        *,
        token: str,
        kind: str,
        sid: str = "",
        label: str = "",
        signature: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        method: str = "POST",
    ) -> Delivery:
        """Sign `body` for `url` exactly as given, send it once, and record what came back.

        `signature` replaces the computed one; a header of None is left out.
        """
        delivery = Delivery(kind, sid, url, body, time.time(), label)
        wanted: dict[str, str | None] = {
            "Content-Type": FORM,
            "Accept": "*/*",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": f"{sid or 'none'}-{next(self._count)}",
            "X-Twilio-Signature": sign_body(token, url, body) if signature is None else signature,
            "Connection": "close",
            **(headers or {}),
        }
        self._send(delivery, method, {name: value for name, value in wanted.items() if value is not None})
        self.deliveries.append(delivery)
        return delivery

    def later(self, seconds: float, action: Callable[[], object]) -> None:
        """Run `action` in the pool after `seconds`."""
        with self._wake:
            if self._closed:
                return
            if self._clockwork is None:
                self._clockwork = threading.Thread(target=self._run, daemon=True)
                self._clockwork.start()
            heapq.heappush(self._heap, (time.monotonic() + seconds, next(self._count), action))
            self._wake.notify()

    def together(self, actions: list[Callable[[], Delivery]]) -> list[Delivery]:
        """Run all actions at once, each in its own thread, released by one barrier."""
        barrier = threading.Barrier(len(actions))
        results: list[Delivery | None] = [None] * len(actions)

        def run(index: int) -> None:
            barrier.wait()
            results[index] = actions[index]()

        threads = [threading.Thread(target=run, args=(index,)) for index in range(len(actions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [result for result in results if result is not None]

    def close(self) -> None:
        """Drop what is planned and end the threads."""
        with self._wake:
            self._closed = True
            self._heap.clear()
            self._wake.notify()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._closed and (not self._heap or self._heap[0][0] > time.monotonic()):
                    self._wake.wait(self._heap[0][0] - time.monotonic() if self._heap else None)
                if self._closed:
                    return
                action = heapq.heappop(self._heap)[2]
                self._pool.submit(self._guarded, action)

    def _guarded(self, action: Callable[[], object]) -> None:
        try:
            action()
        except Exception:
            self.errors.append(traceback.format_exc())  # a pool would swallow it
            raise

    def _target(self, url: str) -> _Target:
        for prefix, target in self._map:
            if url.startswith(prefix):
                return target
        parts = urlsplit(url)
        host = parts.hostname or "127.0.0.1"
        # Names under .localhost are loopback (RFC 6761), but not every resolver knows.
        host = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
        return _Target(host, parts.port or 80)

    def _send(self, delivery: Delivery, method: str, headers: dict[str, str]) -> None:
        parts = urlsplit(delivery.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        target = self._target(delivery.url)
        connection = http.client.HTTPConnection(target.host, target.port, timeout=self.timeout)
        started = time.perf_counter()
        try:
            connection.request(method, path, delivery.body, {"Host": parts.netloc, **headers})
            answer = connection.getresponse()
            delivery.answer = answer.read()
            delivery.content_type = answer.headers.get("Content-Type", "")
            delivery.status = answer.status
        except (OSError, http.client.HTTPException) as error:
            delivery.error = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
            delivery.milliseconds = (time.perf_counter() - started) * 1000
