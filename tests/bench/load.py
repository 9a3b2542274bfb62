"""A small HTTP load generator for loopback: prepared requests over kept-alive sockets.

Closed loop (as fast as the server answers) for capacity, constant rate (each request has its time,
whatever the server does) for latency. Bounded in number and time; talks to 127.0.0.1 only.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
TIMEOUT = 10.0


@dataclass
class Outcome:
    """Seconds the run took, seconds each answer took, and how many answers were not 200."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    bad: int = 0

    @property
    def per_second(self) -> float:
        return (len(self.latencies) - self.bad) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Connection:
    """One kept-alive connection; ``ask`` returns 200, or 0 for anything else."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> int:
        try:
            if self.socket is None:
                self.socket = socket.create_connection((HOST, self.port), timeout=TIMEOUT)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(request)
            status = self._answer(self.socket)
            if status != 200:
                raise OSError("not an answer to go on after")
            return status
        except OSError:
            if self.socket is not None:
                self.socket.close()
            self.socket = None
            return 0

    @staticmethod
    def _answer(peer: socket.socket) -> int:
        data = b""
        while b"\r\n\r\n" not in data:
            part = peer.recv(65536)
            if not part:
                raise OSError("closed")
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        chunked = b"transfer-encoding: chunked" in head.lower()
        while len(body) < length or (chunked and not body.endswith(b"0\r\n\r\n")):
            part = peer.recv(65536)
            if not part:
                raise OSError("closed")
            body += part
        return int(head.split(b" ", 2)[1])


def closed_loop(port: int, requests: Sequence[bytes], *, connections: int) -> Outcome:
    """Send every request once, each connection the next as soon as it has an answer."""
    return _run(port, requests, connections, rate=None)


def constant_rate(port: int, requests: Sequence[bytes], *, rate: float, connections: int) -> Outcome:
    """Send ``rate`` requests a second; an answer's time counts from when its request was due."""
    return _run(port, requests, connections, rate=rate)


def _run(port: int, requests: Sequence[bytes], connections: int, rate: float | None) -> Outcome:
    lock, place = threading.Lock(), 0
    results: list[tuple[float, bool]] = []
    start = time.perf_counter() + 0.05

    def work() -> None:
        nonlocal place
        connection, mine = Connection(port), []
        while True:
            with lock:
                if place >= len(requests):
                    break
                index, place = place, place + 1
            due = start + index / rate if rate else time.perf_counter()
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)
            status = connection.ask(requests[index])
            mine.append((time.perf_counter() - due, status != 200))
        with lock:
            results.extend(mine)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Outcome(time.perf_counter() - start, [took for took, _ in results], sum(bad for _, bad in results))
