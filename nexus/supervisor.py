"""``python -m nexus.supervisor``, what ``make run`` starts: every process of one machine, kept up.

Embedded servers where no URLs are set, then ``nexus_prepare`` (migrations, the demo), then web, live,
worker and beat. A child that dies is started again at once, however often. Ctrl-C or SIGTERM ends all of them
within ten seconds; if this process is killed, the kernel tells them to end. ``NEXUS_HOME/run.json`` has
the pids.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from nexus import embedded
from nexus.children import Child, Output, describe
from nexus.embedded.leash import die_with_parent
from nexus.embedded.locks import Lock
from nexus.embedded.place import make_home
from nexus.embedded.records import EmbeddedError, write_private
from nexus.embedded.servers import port_is_free
from nexus.embedded.wiring import export, provided
from nexus.env import ROOT, BadSetting, Reader, home_path

HOST = "127.0.0.1"
TICK_SECONDS = 0.1
SERVERS_CHECK_SECONDS = 0.5
KILL_AFTER_SECONDS = 6.0  # of the ten that stopping may take; the embedded servers need the rest
WORKER_SOFT_SHUTDOWN_SECONDS = 3


class Stopping(Exception):
    """Somebody asked for the end."""


def yielding() -> list[str]:
    """What stands before a command that shall wait for others; nothing where the system has no ``nice``."""
    program = shutil.which("nice")  # the leash starts a program by its whole path
    return [program, "-n", "5"] if program else []


def product_children(home: Path, port: int) -> list[Child]:
    """The four processes of the product. Ports on loopback: in production a proxy stands before them."""
    python = [sys.executable, "-m"]
    web = f"granian nexus.wsgi:application --interface wsgi --host {HOST} --port {port} --workers 2 --no-ws"
    web += " --blocking-threads 4 --respawn-failed-workers --respawn-interval 0.5 --workers-kill-timeout 4"
    web += " --no-access-log --log-level warning"
    live = f"nexus.live --host {HOST} --port {port + 1}"
    worker = "celery -q -A nexus.celery worker -Q interactive,bulk --pool prefork --concurrency 4"
    worker += " --prefetch-multiplier 1 --without-gossip --without-mingle --loglevel WARNING"
    # A task that is cut off is claimed again when its lease ends, so the end need not wait for it.
    worker += f" worker.soft_shutdown_timeout={WORKER_SOFT_SHUTDOWN_SECONDS}"
    beat = ["celery", "-q", "-A", "nexus.celery", "beat", "--pidfile=", "--loglevel", "WARNING"]
    beat += ["--schedule", str(home / "beat" / "schedule")]
    return [
        Child("web", python + web.split()),
        Child("live", python + live.split()),
        # Answers may wait a moment for the web; the web should not wait for answers.
        Child("worker", [*yielding(), *python, *worker.split()], {"REMAP_SIGTERM": "SIGQUIT"}),
        Child("beat", python + beat),
    ]


class Supervisor:
    """Keeps ``children`` up, and the embedded servers that ``services`` holds."""

    def __init__(
        self,
        home: Path,
        children: Sequence[Child],
        output: Output,
        services: embedded.Services | None = None,
    ) -> None:
        self.home = home
        self.children = children
        self.output = output
        self.services = services
        self.stop_asked = 0
        self.next_check = 0.0
        self.written: dict[str, int] = {}

    def ask_to_stop(self, *_: object) -> None:
        self.stop_asked += 1

    def run_once(self, child: Child) -> None:
        """Run a child to its end. Raises EmbeddedError when it fails, Stopping when asked meanwhile."""
        child.start(os.environ)
        while not child.has_ended():
            self.output.pump([child], TICK_SECONDS)
            if self.stop_asked:
                self.end([child])
                raise Stopping
        self.output.pump([child], 0)
        if child.bury() != 0:
            raise EmbeddedError(f"{child.name} failed; its output above says why.")

    def supervise(self, each_tick: Callable[[], None] = lambda: None) -> None:
        """Until asked to stop."""
        try:
            while not self.stop_asked:
                for child in self.children:
                    if note := child.tend(os.environ):
                        self.output.say("nexus", note)
                self.check_servers()
                self.write_pids()
                each_tick()
                self.output.pump(self.children, TICK_SECONDS)
        finally:
            self.end(self.children)
            (self.home / "run.json").unlink(missing_ok=True)

    def check_servers(self) -> None:
        if self.services is None or time.monotonic() < self.next_check:
            return
        try:
            moved = self.services.keep_up()
        except (EmbeddedError, OSError) as error:
            self.output.say("nexus", f"{error} Trying again.")
            self.next_check = time.monotonic() + 2
            return
        self.next_check = time.monotonic() + SERVERS_CHECK_SECONDS
        if moved:
            export(self.services, os.environ)
            self.output.say("nexus", "An embedded server has moved to another port; starting all again.")
            self.end(self.children)

    def write_pids(self) -> None:
        pids = {"supervisor": os.getpid()}
        pids |= {child.name: child.pid for child in self.children if child.pid is not None}
        if self.services is not None:
            for name, found in embedded.status(self.home).items():
                pids |= {name: found.server} if found.server else {}
                pids |= {f"{name}-guard": found.guard} if found.guard else {}
        if pids != self.written:
            write_private(self.home / "run.json", json.dumps(pids, indent=1) + "\n", self.home)
            self.written = pids

    def end(self, children: Sequence[Child]) -> None:
        """SIGTERM to each, SIGKILL to what is left after some seconds or at a second request."""
        for child in children:
            child.ask_to_end()
        asked = self.stop_asked
        deadline = time.monotonic() + KILL_AFTER_SECONDS
        while any(child.pid is not None and not child.has_ended() for child in children):
            if time.monotonic() > deadline or self.stop_asked > max(asked, 1):
                break
            self.output.pump(children, TICK_SECONDS)
        for child in children:
            child.bury()
        self.output.pump(children, 0)


class Greeting:
    """Says once, when the web server is healthy, where everything is."""

    def __init__(self, home: Path, port: int, output: Output) -> None:
        self.home, self.port, self.output = home, port, output
        self.next_try = time.monotonic() + 0.5
        self.done = False

    def __call__(self) -> None:
        if self.done or time.monotonic() < self.next_try:
            return
        self.next_try = time.monotonic() + 0.5
        if self._healthy():
            self.done = True
            self.output.say("nexus", "Ready.")

    def _healthy(self) -> bool:
        from http.client import HTTPConnection, HTTPException

        connection = HTTPConnection(HOST, self.port, timeout=1)
        host = f"{Reader(os.environ).text('NEXUS_BASE_DOMAIN', 'localhost')}:{self.port}"
        try:
            connection.request("GET", "/healthz", headers={"Host": host})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def check_ports(port: int) -> None:
    for number in (port, port + 1):
        if not port_is_free(number, HOST):
            raise BadSetting(
                f"Port {number} is taken by another program; stop it, or set another NEXUS_PORT."
            )


def hold_home(home: Path) -> Lock:
    """One supervisor for each home. Raises EmbeddedError where another one runs."""
    make_home(home)
    lock = Lock(home / "run.lock", home)
    if not lock.attempt_exclusive():
        raise EmbeddedError(f"Nexus is already running on {home} (pid {lock.read_pid()}).")
    lock.write_pid()
    return lock


def raise_file_limit() -> None:
    """Thousands of open streams need as many descriptors; the system's soft limit is often 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS refuses "unlimited"
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def print_table(home: Path, port: int, output: Output, environ: Mapping[str, str]) -> None:
    output.plain("")
    output.plain(f"  Nexus    http://{Reader(environ).text('NEXUS_BASE_DOMAIN', 'localhost')}:{port}/")
    with suppress(FileNotFoundError):
        for line in describe(json.loads((home / "demo.json").read_text(encoding="utf-8"))):
            output.plain(line)
    output.plain("")


def run(output: Output) -> None:
    home = home_path()
    port = int(Reader(os.environ).number("NEXUS_PORT", 8000, low=1, high=65534))
    supervisor = Supervisor(home, product_children(home, port), output)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    with ExitStack() as stack:
        stack.callback(hold_home(home).close)
        check_ports(port)
        raise_file_limit()
        os.environ["NEXUS_HOME"] = str(home)
        supervisor.services = stack.enter_context(provided())
        (home / "beat").mkdir(mode=0o700, exist_ok=True)
        with suppress(Stopping):
            prepare = [sys.executable, str(ROOT / "manage.py"), "nexus_prepare"]
            supervisor.run_once(Child("prepare", prepare))
            print_table(home, port, output, os.environ)
            supervisor.supervise(Greeting(home, port, output))
        output.say("nexus", "Stopped.")


def main() -> int:
    if "MAKELEVEL" in os.environ:  # started by make: a killed make shall not leave us behind
        die_with_parent(signal.SIGTERM)
    output = Output(prefixed=os.environ.get("NEXUS_ENV") != "production")
    try:
        run(output)
    except (BadSetting, EmbeddedError) as error:
        output.say("nexus", str(error))
        return 1
    finally:
        output.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
