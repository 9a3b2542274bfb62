"""The supervisor with small children of its own: they come back, they end, they never stay behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from nexus.children import Child, Output, describe
from nexus.embedded.client import ROOT
from nexus.env import BadSetting
from nexus.supervisor import check_ports, product_children

pytestmark = pytest.mark.xdist_group("supervisor")

# A child with a child of its own, which does not notice its parent's death.
PARENT = (
    "import subprocess; p = subprocess.Popen(['sleep', '300']); print('child', p.pid, flush=True); p.wait()"
)
STUBBORN = (
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"
)
FLEETING = "import sys; print('gone'); sys.exit(3)"

SCRIPT = """
import signal, sys
from pathlib import Path
from nexus.children import Child, Output
from nexus.supervisor import Supervisor, hold_home
home = Path(sys.argv[1])
lock = hold_home(home)
children = [Child(str(i), [sys.executable, "-c", code]) for i, code in enumerate(sys.argv[2:])]
supervisor = Supervisor(home, children, Output())
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, supervisor.ask_to_stop)
supervisor.supervise()
supervisor.output.finish()
"""


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


class Running:
    """A supervisor in a process of its own."""

    def __init__(self, home: Path, *codes: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(home), *codes], cwd=ROOT, text=True, stdout=subprocess.PIPE
        )
        self.seen: set[int] = set()
        wait_until(lambda: len(self.pids()) == len(codes) + 1)

    def pids(self) -> dict[str, int]:
        try:
            found: dict[str, int] = json.loads((self.home / "run.json").read_text())
        except FileNotFoundError:
            return {}
        self.seen |= set(found.values())
        return found

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    made: list[Running] = []

    def _start(*codes: str) -> Running:
        made.append(Running(tmp_path / "home", *codes))
        return made[-1]

    yield _start
    for running in made:
        if running.process.poll() is None:
            running.process.kill()
        running.process.wait()
        assert running.process.stdout is not None
        running.process.stdout.close()


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_killed_child_is_back_within_ten_seconds_again_and_again_and_takes_its_own_children_along(
    start: Callable[..., Running],
) -> None:
    running = start(PARENT)
    grandchildren = []
    for _ in range(4):
        grandchildren.append(int(running.line().split()[-1]))
        first = running.pids()["0"]
        os.kill(first, signal.SIGKILL)
        wait_until(lambda first=first: running.pids().get("0") not in (None, first))
        assert running.line() == "nexus | 0 ended with SIGKILL; starting it again."
    assert all(gone(pid) for pid in grandchildren)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_ends_everything_within_ten_seconds_even_a_deaf_child(
    start: Callable[..., Running], number: signal.Signals
) -> None:
    running = start(PARENT, STUBBORN)
    assert {running.line().split()[2], running.line().split()[2]} == {"child", "deaf"}
    began = time.monotonic()
    running.process.send_signal(number)
    assert running.process.wait(10) == 0
    assert time.monotonic() - began < 10
    assert all(gone(pid) for pid in running.seen)
    assert not (running.home / "run.json").exists()


def test_children_do_not_outlive_a_killed_supervisor(start: Callable[..., Running]) -> None:
    running = start("import time; print('up', flush=True); time.sleep(300)")
    assert running.line().endswith("| up")
    running.process.kill()
    running.process.wait()
    wait_until(lambda: all(gone(pid) for pid in running.seen), seconds=5)


def test_a_child_that_never_stays_is_tried_without_limit(start: Callable[..., Running]) -> None:
    running = start(FLEETING)
    lines = [running.line() for _ in range(6)]
    assert set(lines) == {"0 | gone", "nexus | 0 ended with code 3; starting it again."}
    assert lines.count("0 | gone") >= 2


def test_a_second_supervisor_of_the_same_home_says_so_and_ends(start: Callable[..., Running]) -> None:
    running = start("import time; time.sleep(300)")
    second = subprocess.run(
        [sys.executable, "-m", "nexus.supervisor"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "NEXUS_HOME": str(running.home)},
    )  # fmt: skip
    assert second.returncode == 1
    assert second.stdout.strip() == (
        f"nexus | Nexus is already running on {running.home} (pid {running.process.pid})."
    )


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSetting, match=f"Port {port} is taken"):
            check_ports(port)


def test_output_never_waits_for_a_reader_and_survives_its_death() -> None:
    reader, writer = os.pipe()
    output = Output(descriptor=writer)
    began = time.monotonic()
    for number in range(20_000):
        output.say("web", f"line {number}")
        output.flush()
    assert time.monotonic() - began < 5
    os.close(reader)
    output.flush()
    assert output.broken
    os.close(writer)


def test_the_product_is_web_live_worker_and_beat_on_two_neighbouring_ports(tmp_path: Path) -> None:
    children = product_children(tmp_path, 8000)
    assert [child.name for child in children] == ["web", "live", "worker", "beat"]
    assert "8000" in children[0].argv
    assert "8001" in children[1].argv


def test_the_table_shows_every_login_of_the_demo() -> None:
    people = ("staff", "agent", "data_protection", "second_staff")
    demo = {name: {"email": f"{name}@example.se", "password": f"{name}-secret"} for name in people}
    demo |= {
        "company": {"url": "http://demo.localhost"},
        "ops": {"username": "ops@x", "password": "ops-secret"},
    }
    text = "\n".join(describe(demo))
    assert all(f"{name}-secret" in text for name in (*people, "ops"))


def test_the_last_words_of_a_child_are_kept() -> None:
    child = Child("short", [sys.executable, "-c", "print('one'); print('two', end='')"])
    child.start(os.environ)
    wait_until(child.has_ended)
    assert child.bury() == 0
    assert list(child.lines()) == ["one", "two"]
