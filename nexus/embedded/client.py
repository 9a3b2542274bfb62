"""Using the embedded servers: start or join them, let go of them, ask about them."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from nexus.embedded.locks import Busy, Lock
from nexus.embedded.logs import READY, open_log
from nexus.embedded.place import MARKER, make_home, short_socket_folder
from nexus.embedded.records import NAMES, EmbeddedError, Record, make_folder, read_record, servers_folder
from nexus.embedded.servers import HOST, database_url, redis_url

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 130.0
STOP_SECONDS = 10.0


def python_path() -> str:
    """Where the guard finds this project, whatever folder the caller was started in."""
    return os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])


@dataclass(frozen=True)
class Status:
    """A server's and its guard's pids; None for what is not running."""

    server: int | None
    guard: int | None


@dataclass
class Use:
    """This process's hold on one server."""

    home: Path
    name: str
    users: Lock
    guard: Lock
    started: subprocess.Popen[bytes] | None = None  # the guard, if this process had to start it

    def start_guard(self) -> None:
        """Start the guard without waiting for its word; :meth:`await_ready` does that."""
        log = open_log(self.home, "guard")
        try:
            self.started = subprocess.Popen(
                [sys.executable, "-m", "nexus.embedded.guard", str(self.home), self.name],
                cwd=ROOT, env={**os.environ, "PYTHONPATH": python_path()}, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        finally:
            os.close(log)

    def await_ready(self) -> None:
        """The guard's one line: ready, or why not. It always comes, if only as the end of the pipe."""
        if self.started is None or self.started.stdout is None:
            return
        with self.started.stdout as words:
            line = words.readline().decode(errors="replace").strip()
        if line != READY:
            raise EmbeddedError(
                line or f"The guard of {self.name} ended without a word; see NEXUS_HOME/log/guard.log."
            )

    def revive_guard(self) -> bool:
        """Start a guard where it was killed. Returns whether that was needed."""
        if self.guard.held_elsewhere():
            return False
        with start_lock(self.home, self.name):
            if self.guard.held_elsewhere():
                return False
            if self.started is not None:
                self.started.wait(STOP_SECONDS)
            self.start_guard()
            self.await_ready()
        return True

    def await_answer(self) -> None:
        """A joined server may just be on its way back from a crash, or its guard on its way out."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.revive_guard()
            try:
                socket.create_connection((HOST, known_record(self.home, self.name).port), timeout=2).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise EmbeddedError(f"{self.name} does not answer; see {self.home / 'log'}.")

    def let_go(self) -> None:
        """Stop the server if nobody else uses it; else just leave."""
        try:
            if self.users.attempt_exclusive() and self.guard.held_elsewhere():
                # The last user, and newcomers wait for the lock until the server is down.
                self.ask_guard_to_stop()
                self.guard.exclusive(STOP_SECONDS)
        except Busy as error:
            raise EmbeddedError(f"{self.name} did not stop within {STOP_SECONDS:.0f} s.") from error
        finally:
            if self.started is not None:
                self.started.returncode = self.started.poll() or 0  # it may go on for others, without us
            self.guard.close()
            self.users.close()

    def ask_guard_to_stop(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            guard = psutil.Process(self.guard.read_pid())
            if "nexus.embedded.guard" in guard.cmdline() and self.name in guard.cmdline():
                guard.terminate()


@dataclass
class Services:
    """The servers in use. ``database_url`` or ``redis_url`` is None for one that was not asked for."""

    home: Path
    database_url: str | None = None
    redis_url: str | None = None
    started: bool = False  # whether any of them had to be started
    uses: list[Use] = field(default_factory=list, repr=False)

    def stop(self) -> None:
        """Let go of the servers; those nobody else uses are stopped within ten seconds. Harmless twice."""
        with ExitStack() as stack:
            while self.uses:
                stack.callback(self.uses.pop().let_go)

    def keep_up(self) -> bool:
        """Start anew any guard that was killed. Cheap; for whoever runs for long.

        Returns whether an address has changed, because somebody else took the port meanwhile.
        """
        before = (self.database_url, self.redis_url)
        for use in self.uses:
            use.revive_guard()
        self.read_addresses()
        return before != (self.database_url, self.redis_url)

    def read_addresses(self) -> None:
        for use in self.uses:
            record = known_record(self.home, use.name)
            if use.name == "postgres":
                self.database_url = database_url(record)
            else:
                self.redis_url = redis_url(record)


def ensure(home: Path, *, postgres: bool = True, valkey: bool = True) -> Services:
    """Start or join the servers of ``home``; return when they answer. Raises EmbeddedError, one sentence."""
    home = home.absolute()
    wanted = [name for name, wish in zip(NAMES, (postgres, valkey), strict=True) if wish]
    services = Services(home)
    try:
        make_home(home)
        make_folder(servers_folder(home), home)
        make_folder(home / "log", home)
        _hold(services, wanted)
        services.read_addresses()
        for use in services.uses:
            use.await_answer()
    except BaseException as error:
        services.stop()
        if isinstance(error, (OSError, Busy)):
            raise EmbeddedError(f"The embedded servers of {home} cannot be used: {error}.") from error
        raise
    return services


@contextmanager
def running(home: Path, *, postgres: bool = True, valkey: bool = True) -> Iterator[Services]:
    """The servers of ``home``, for as long as the block runs."""
    services = ensure(home, postgres=postgres, valkey=valkey)
    try:
        yield services
    finally:
        services.stop()


def addresses(home: Path) -> tuple[str, str] | None:
    """(database URL, Redis URL) as recorded, running or not; None before the first start."""
    records = [read_record(home, name) for name in NAMES]
    postgres, valkey = records
    if postgres is None or valkey is None or not (postgres.port and valkey.port):
        return None
    return database_url(postgres), redis_url(valkey)


def status(home: Path) -> dict[str, Status]:
    """What runs now, by name. Nothing is started."""
    found = {}
    for name in NAMES:
        guard = None
        if (servers_folder(home) / f"{name}.guard").exists():
            lock = Lock(servers_folder(home) / f"{name}.guard", home)
            guard = lock.read_pid() if lock.held_elsewhere() else None
            lock.close()
        record = read_record(home, name)
        found[name] = Status(server=_server_pid(name, record), guard=guard)
    return found


def remove(home: Path) -> None:
    """Delete the servers' data, wherever it lives. Refuses while somebody uses them. For tests mostly."""
    for name in NAMES:
        record = read_record(home, name)
        if record is None:
            continue
        with start_lock(home, name):
            users = Lock(servers_folder(home) / f"{name}.users", home)
            try:
                users.exclusive(STOP_SECONDS)
                folder = Path(record.folder)
                if (folder / MARKER).exists() and (folder / MARKER).read_text(encoding="utf-8") == record.id:
                    shutil.rmtree(folder)
                    shutil.rmtree(short_socket_folder(record.id), ignore_errors=True)
                (servers_folder(home) / f"{name}.json").unlink()
            except Busy as error:
                raise EmbeddedError(f"{name} of {home} is in use.") from error
            finally:
                users.close()


def _hold(services: Services, wanted: Sequence[str]) -> None:
    """Take the users' locks and start the missing guards, both servers at the same time."""
    folder = servers_folder(services.home)
    with ExitStack() as stack:
        for name in wanted:
            stack.enter_context(start_lock(services.home, name))
            use = Use(
                home=services.home,
                name=name,
                users=Lock(folder / f"{name}.users", services.home),
                guard=Lock(folder / f"{name}.guard", services.home),
            )
            services.uses.append(use)
            use.users.shared(STOP_SECONDS + 5)  # a guard that is stopping has it alone until it is done
            if not use.guard.held_elsewhere():
                use.start_guard()
                services.started = True
        for use in services.uses:
            use.await_ready()


@contextmanager
def start_lock(home: Path, name: str) -> Iterator[None]:
    lock = Lock(servers_folder(home) / f"{name}.start", home)
    try:
        lock.exclusive(START_SECONDS)
        yield
    finally:
        lock.close()


def known_record(home: Path, name: str) -> Record:
    record = read_record(home, name)
    if record is None:
        raise EmbeddedError(f"{home} has lost what was recorded about {name}.")
    return record


def _server_pid(name: str, record: Record | None) -> int | None:
    if record is None or record.pid is None:
        return None
    program = {"postgres": "postgres", "valkey": "valkey-server"}[name]
    try:
        process = psutil.Process(record.pid)
        same = process.name() == program and process.cwd() == str(Path(record.folder) / "data")
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None
    return record.pid if same else None
