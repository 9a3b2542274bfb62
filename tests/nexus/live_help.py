"""A Valkey and a ``live`` process of their own, and a page that listens."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import redis
from django.conf import settings
from django.core import signing

from nexus.embedded.programs import program_tree
from nexus.tenants.publish import session_mark

ROOT = Path(__file__).resolve().parent.parent.parent
ORIGIN = "http://saxen.localhost:8000"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what, seconds: float = 10.0):
    """The first truthy result of ``what``; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


class Valkey:
    """A real server that a test may kill and start again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        tree, inside = program_tree("valkey")
        self.process = subprocess.Popen(
            [str(tree / inside), "--port", str(self.port), "--save", "", "--bind", "127.0.0.1",
             "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.answers)

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=2)

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Page:
    """An EventSource without its reconnecting."""

    def __init__(
        self,
        port: int,
        token: str,
        *,
        origin: str | None = ORIGIN,
        method: str = "GET",
        path: str = "/live/",
        last: str = "",
    ) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {**({"Origin": origin} if origin else {}), **({"Last-Event-ID": last} if last else {})}
        self.connection.request(method, f"{path}?{urlencode({'token': token})}", headers=headers)
        self.response = self.connection.getresponse()
        self.status = self.response.status

    def line(self) -> str:
        """The next line that is not empty; "" when the stream has ended."""
        while line := self.response.readline():
            if line.strip():
                return line.decode().strip()
        return ""

    def lines(self, count: int) -> list[str]:
        return [self.line() for _ in range(count)]

    def close(self) -> None:
        self.connection.close()


def live_token(
    *,
    schema: str = "c_saxen",
    user: str = "user-1",
    session: str = "session-1",
    origin: str = ORIGIN,
    age: float = 0,
) -> str:
    made = int((time.time() - age) * 1000)
    claims = {"s": schema, "u": user, "k": session_mark(session), "o": origin, "t": made}
    return signing.dumps(claims, salt="nexus.live")


@contextmanager
def live_process(valkey: Valkey, home: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """``python -m nexus.live``; yields its port and process."""
    port = free_port()
    environ = {
        **os.environ,
        "NEXUS_ENV": "test",
        "NEXUS_HOME": str(home),
        "REDIS_URL": valkey.url,
        "SECRET_KEY": settings.SECRET_KEY,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "nexus.live", "--port", str(port)],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: ready(port))
        yield port, process
    finally:
        process.kill()
        process.wait()


def ready(port: int) -> bool:
    """Whether streams can be opened: the process is up and hears Redis."""
    try:
        page = Page(port, live_token(schema="c_probe", session="probe"))
    except OSError:
        return False
    page.close()
    return page.status == 200
