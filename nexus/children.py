"""The supervisor's children: starting, watching and burying a process and all it started; their output."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from nexus.embedded.leash import leashed
from nexus.env import ROOT

BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
SETTLED_SECONDS = 10.0  # a child that lived this long starts its next life without delay
QUEUE_LINES = 2_000
PIPE_CHUNK = 4_096  # POSIX: a pipe that is writable takes this much without blocking


@dataclass
class Child:
    """One process in a session of its own, so that Ctrl-C in the terminal reaches only the supervisor."""

    name: str
    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    failures: int = 0
    partial: bytes = b""

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def start(self, environ: Mapping[str, str]) -> None:
        """Start it, on a leash: it gets SIGTERM when we die."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            leashed(self.argv, signal.SIGTERM),
            cwd=ROOT,
            env={**environ, "PYTHONUNBUFFERED": "1", **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        if self.process.stdout is not None:
            os.set_blocking(self.process.stdout.fileno(), False)

    def tend(self, environ: Mapping[str, str]) -> str | None:
        """Start it if it is due, bury it if it died. Returns a line for people when something happened."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start(environ)
            return None
        if not self.has_ended():
            return None
        if now - self.started_at > SETTLED_SECONDS:
            self.failures = 0
        delay = BACKOFF_SECONDS[min(self.failures, len(BACKOFF_SECONDS) - 1)]
        self.failures += 1
        self.due_at = now + delay
        return f"{self.name} ended with {describe_exit(self.bury())}; starting it again."

    def has_ended(self) -> bool:
        """Whether the process itself is over. It stays unburied, so that its pid cannot become another's."""
        if self.process is None:
            return True
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, flags) is not None

    def ask_to_end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def bury(self) -> int:
        """Kill what is left of its session's process group, then reap it. Returns the exit code."""
        if self.process is None:
            return 0
        with suppress(ProcessLookupError, PermissionError):  # a group of zombies only (macOS)
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        self.last_words()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        return code

    def last_words(self) -> None:
        """Keep what it wrote at the end; the output is closed with it."""
        for _ in range(64):
            if not (data := self.read()):
                return
            self.partial += data

    def read(self) -> bytes:
        if self.process is None or self.process.stdout is None or self.process.stdout.closed:
            return b""
        try:
            data = os.read(self.process.stdout.fileno(), 65_536)
        except BlockingIOError:
            return b""
        if not data:
            self.process.stdout.close()  # the end of a pipe is readable for ever: never wait for it again
        return data

    def lines(self) -> Iterator[str]:
        """Whole lines written since the last call."""
        self.partial += self.read()
        *whole, self.partial = self.partial.split(b"\n")
        if self.process is None and self.partial:
            whole, self.partial = [*whole, self.partial], b""
        for line in whole:
            yield line.decode(errors="replace").rstrip("\r")


def describe_exit(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"


class Output:
    """Writes lines to standard output without ever waiting for whoever reads it, or does not."""

    def __init__(self, *, prefixed: bool = True, descriptor: int = 1) -> None:
        self.prefixed = prefixed
        self.descriptor = descriptor
        self.queue: deque[bytes] = deque(maxlen=QUEUE_LINES)  # the oldest lines go first
        self.broken = False

    def say(self, name: str, text: str) -> None:
        self.plain(f"{name:>8} | {text}" if self.prefixed else text)

    def plain(self, text: str) -> None:
        encoded = (text + "\n").encode(errors="replace")
        self.queue.extend(encoded[i : i + PIPE_CHUNK] for i in range(0, len(encoded), PIPE_CHUNK))

    def pump(self, children: Sequence[Child], seconds: float) -> None:
        """Wait up to ``seconds`` for the children's output, pass it on."""
        pipes = [
            child.process.stdout.fileno()
            for child in children
            if child.process and child.process.stdout and not child.process.stdout.closed
        ]
        select.select(pipes, [], [], seconds)
        for child in children:
            for line in child.lines():
                self.say(child.name, line)
        self.flush()

    def flush(self) -> None:
        while self.queue and not self.broken:
            try:
                if not select.select([], [self.descriptor], [], 0)[1]:
                    return
                os.write(self.descriptor, self.queue[0])
            except OSError:
                self.broken = True  # nobody reads any more; that is no reason to stop
                return
            self.queue.popleft()

    def finish(self, seconds: float = 0.5) -> None:
        """Give a slow reader a last moment."""
        deadline = time.monotonic() + seconds
        self.flush()
        while self.queue and not self.broken and time.monotonic() < deadline:
            time.sleep(0.02)
            self.flush()


def describe(demo: Mapping[str, Any]) -> Iterator[str]:
    """The demo's addresses and logins, from the content of ``demo.json``."""
    logins = [("staff", "owner"), ("agent", "agent"), ("data_protection", "data protection")]
    yield from _place(demo, "company", logins)
    yield from _place(demo, "second_company", [("second_staff", "owner")])
    ops = demo.get("ops", {})
    yield f"  Ops      {ops.get('url', '')}"
    yield f"             {'ops':<16} {ops.get('username', '')}  {ops.get('password', '')}"


def _place(demo: Mapping[str, Any], company: str, logins: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"  Company  {demo.get(company, {}).get('url', '')}"
    for key, role in logins:
        login = demo.get(key, {})
        yield f"             {role:<16} {login.get('email', '')}  {login.get('password', '')}"
