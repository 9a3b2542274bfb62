"""``python -m nexus.embedded.guard HOME NAME``: keeps one embedded server up for as long as anybody uses it.

The guard is the server's parent, so that the server outlives the process that happened to need it first, and
none outlives the last: it stops the server when the kernel lets it have the users' lock alone. A server
that dies is started again; one that is found running (its guard was killed) is adopted. If the guard itself
is killed, the kernel tells the server to shut down, and the next user starts a new guard.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import psutil

from nexus.embedded.leash import leashed
from nexus.embedded.locks import Busy, Lock
from nexus.embedded.logs import READY, log_tail, open_log
from nexus.embedded.processes import end, is_alive
from nexus.embedded.records import EmbeddedError, servers_folder
from nexus.embedded.servers import SERVERS, Server, choose_port

START_SECONDS = 110.0  # recovery after a crash may have much to read
START_TRIES = 3
POLL_SECONDS = 0.2
BACKOFF_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0)


class Stopped(Exception):
    """Somebody asked the guard to stop."""


class Guard:
    def __init__(self, server: Server) -> None:
        self.server = server
        self.process: psutil.Process | None = None
        self.users = Lock(servers_folder(server.home) / f"{server.name}.users", server.home)
        self.asked_to_stop = False

    def ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def bring_up(self) -> None:
        """Adopt the running server or start one; return when it answers. EmbeddedError if it never does."""
        deadline = time.monotonic() + START_SECONDS
        starts = 0
        self.process = self.server.find()
        adopted_at = time.monotonic()
        while time.monotonic() < deadline:
            if self.asked_to_stop:
                raise Stopped
            if not is_alive(self.process):
                if starts == START_TRIES:
                    break
                starts += 1
                self.start()
            process = self.process
            if process is not None and self.server.accepts(process) and is_alive(process):
                self.server.remember(pid=process.pid)
                return
            if starts == 0 and process is not None and time.monotonic() - adopted_at > 20:
                end(process, self.server.stop_steps)  # ours, but it answers nobody
            time.sleep(0.03)
        raise EmbeddedError(
            f"{self.server.name} did not start. Its log says: {log_tail(self.server.home, self.server.name)}"
        )

    def start(self) -> None:
        self.server.clear()
        self.server.remember(port=choose_port(self.server.record.port))
        account = self.server.account
        command = leashed(self.server.command(), self.server.death_signal, uid=account.uid, gid=account.gid)
        log = open_log(self.server.home, self.server.name)
        try:
            child = subprocess.Popen(
                command, cwd=self.server.data, env={"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, umask=0o077,
            )  # fmt: skip
        finally:
            os.close(log)
        self.process = psutil.Process(child.pid)
        child.returncode = 0  # is_alive() reaps it; keeps Popen's destructor from waiting for it

    def watch(self) -> None:
        """Until nobody uses the server any more: start it again whenever it dies."""
        failures = 0
        while not self.asked_to_stop and not self.users.attempt_exclusive():
            if is_alive(self.process):
                time.sleep(POLL_SECONDS)
                continue
            say(f"{self.server.name} died; starting it again")
            time.sleep(BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)])
            try:
                self.bring_up()
            except EmbeddedError as error:
                say(str(error))
                failures += 1
            else:
                failures = 0

    def stop(self) -> None:
        process = self.process if is_alive(self.process) else self.server.find()
        if process is not None and not end(process, self.server.stop_steps):
            say(f"{self.server.name} (pid {process.pid}) would not stop")


def say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
    sys.stderr.flush()


def answer(text: str) -> None:
    """The one line for the process that started us, which may be gone."""
    with contextlib.suppress(OSError):
        os.write(1, f"{text}\n".encode())
    os.dup2(2, 1)


def main() -> int:
    home, name = Path(sys.argv[1]), sys.argv[2]
    lock = Lock(servers_folder(home) / f"{name}.guard", home)
    guard: Guard | None = None
    try:
        lock.exclusive(timeout=15)
        lock.write_pid()
        guard = Guard(SERVERS[name](home))
        signal.signal(signal.SIGTERM, guard.ask_to_stop)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        guard.server.prepare()
        guard.bring_up()
        answer(READY)
        guard.watch()
    except (EmbeddedError, Busy, OSError) as error:
        say(str(error))
        answer(" ".join(str(error).split()))
        return 1
    except Stopped:
        answer("It was stopped while starting.")
    finally:
        if guard is not None:
            guard.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
