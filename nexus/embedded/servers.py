"""Postgres and Valkey as embedded servers: how each is set up, started, asked, and stopped."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psutil

from nexus.embedded.place import (
    account_for,
    choose_folder,
    claim_folder,
    make_server_folder,
    socket_folder,
)
from nexus.embedded.processes import clear_strays, main_process
from nexus.embedded.programs import find_program
from nexus.embedded.records import EmbeddedError, Record, read_record, write_private, write_record

HOST = "127.0.0.1"
PORTS = range(20_000, 30_000)  # below the range from which systems take ports for outgoing connections
DATABASE = USER = "nexus"

POSTGRES_SETTINGS = {
    "max_connections": "200",
    "max_locks_per_transaction": "1024",  # a dump of several hundred schemas fails at the default of 64
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Errors quote statements and values, which can be personal data. The program gets them; the log does not.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}

VALKEY_SETTINGS = {
    "bind": HOST,
    "protected-mode": "yes",
    "daemonize": "no",
    "set-proc-title": "no",  # the command line stays what we started, which is how we know it again
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": '""',
    "maxmemory-policy": "noeviction",
    "loglevel": "warning",
    "logfile": '""',
    "always-show-logo": "no",
    "crash-log-enabled": "no",  # it would print the last commands
}


def port_is_free(port: int, host: str = HOST) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose_port(preferred: int) -> int:
    """The remembered port, or another free one where somebody else has taken it meanwhile."""
    if preferred and port_is_free(preferred):
        return preferred
    for port in random.sample(PORTS, 200):
        if port_is_free(port):
            return port
    raise EmbeddedError("No free port was found for an embedded server.")


class Server(ABC):
    """One embedded server of one home. Only its guard makes and uses it."""

    name: str
    program: str  # the process's name
    death_signal: signal.Signals  # what the server gets when its guard is killed
    stop_steps: Sequence[tuple[signal.Signals, float]]

    def __init__(self, home: Path) -> None:
        self.home = home
        self.record = read_record(home, self.name) or Record.fresh()
        recorded = Path(self.record.folder) if self.record.folder else None
        self.account = account_for(home, recorded / "data" if recorded else None)
        self.folder = recorded or choose_folder(home, self.name, self.record.id, self.account)
        self.data = self.folder / "data"

    def prepare(self) -> None:
        """Claim the folder and set the server up on first use. Raises EmbeddedError where it is not ours."""
        self.remember(folder=str(self.folder))
        claim_folder(self.folder, self.record.id, self.account, self.home)
        make_server_folder(self.data, self.account)
        if not self.record.initialised:
            self.initialise()
            self.remember(initialised=True)

    def remember(self, **changes: object) -> None:
        self.record = self.record.with_(**changes)
        write_record(self.home, self.name, self.record)

    def find(self) -> psutil.Process | None:
        """The running server of this folder, whoever started it."""
        return main_process(self.data, self.program, self.known_by())

    def clear(self) -> None:
        """Remove what a crash left behind. Only called when :meth:`find` found nothing."""
        clear_strays(self.data, self.program)

    def program_path(self) -> Path:
        return find_program(self.name, self.account, self.folder)

    @abstractmethod
    def known_by(self) -> str:
        """The argument on the command line that says which folder it serves."""

    @abstractmethod
    def initialise(self) -> None: ...

    @abstractmethod
    def command(self) -> list[str]:
        """Write the configuration and return the command line."""

    @abstractmethod
    def accepts(self, process: psutil.Process) -> bool:
        """Whether ``process`` answers on the recorded port, with our password, from our folder."""


class Postgres(Server):
    name = "postgres"
    program = "postgres"
    death_signal = signal.SIGINT  # fast shutdown
    stop_steps = ((signal.SIGINT, 3.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 2.0))

    def known_by(self) -> str:
        return str(self.data)

    def initialise(self) -> None:
        """``initdb`` with scram passwords, UTF-8, and letter rules that no operating system can change."""
        self._empty_data()
        secret = self.folder / "password"
        write_private(secret, self.record.password, self.home, owner=self.account.owner)
        program = self.program_path().with_name("initdb")
        command = [
            str(program),
            "-D",
            str(self.data),
            "-U",
            USER,
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
        ]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            done = subprocess.run(
                command, cwd="/", env={"PATH": os.defpath, "TZ": "UTC"}, capture_output=True, text=True,
                check=False, **self.account.popen_arguments(),  # type: ignore[call-overload]  # user, or nothing
            )  # fmt: skip
        finally:
            secret.unlink(missing_ok=True)
        if done.returncode != 0:
            raise EmbeddedError(f"Postgres could not be set up: {done.stderr.strip().splitlines()[-1:]}")

    def _empty_data(self) -> None:
        """Start over after an initdb that was cut short; nothing was ever stored there."""
        if any(self.data.iterdir()):
            aside = self.folder / "unfinished"
            self.data.rename(aside)
            make_server_folder(self.data, self.account)
            subprocess.run(["rm", "-rf", "--", str(aside)], check=True)

    def command(self) -> list[str]:
        settings = POSTGRES_SETTINGS | {
            "data_directory": str(self.data),
            "hba_file": str(self.data / "pg_hba.conf"),
            "ident_file": str(self.data / "pg_ident.conf"),
            "listen_addresses": HOST,
            "port": str(self.record.port),
            "unix_socket_directories": str(self.sockets()),
        }
        lines = [f"{key} = '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in settings.items()]
        configuration = self.folder / "postgresql.conf"
        write_private(configuration, "".join(lines), self.home, owner=self.account.owner)
        return [str(self.program_path()), "-D", str(self.data), "-c", f"config_file={configuration}"]

    def clear(self) -> None:
        super().clear()
        # The pids in them may by now be another program's, or a zombie's where nobody reaps; Postgres would
        # take either for a running server.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for lock in self.sockets().glob(".s.PGSQL.*"):
            lock.unlink(missing_ok=True)

    def sockets(self) -> Path:
        return socket_folder(self.folder, self.record.id, self.account)

    def accepts(self, process: psutil.Process) -> bool:
        import psycopg
        from psycopg import sql

        url = database_url(self.record, "postgres")
        try:
            with psycopg.connect(url, connect_timeout=2, autocommit=True) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
                if row is None or row[0] != str(self.data):
                    return False
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if found.fetchone() is None:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        except psycopg.OperationalError:
            return False
        return True


class Valkey(Server):
    name = "valkey"
    program = "valkey-server"
    death_signal = signal.SIGTERM
    stop_steps = ((signal.SIGTERM, 4.0), (signal.SIGKILL, 2.0))

    def known_by(self) -> str:
        return str(self.folder / "valkey.conf")

    def initialise(self) -> None:
        """Nothing to do: Valkey makes its files when it starts."""

    def command(self) -> list[str]:
        settings = VALKEY_SETTINGS | {
            "port": str(self.record.port),
            "dir": quoted(str(self.data)),
            "requirepass": self.record.password,
        }
        text = "".join(f"{key} {value}\n" for key, value in settings.items())
        write_private(self.folder / "valkey.conf", text, self.home, owner=self.account.owner)
        return [str(self.program_path()), str(self.folder / "valkey.conf")]

    def accepts(self, process: psutil.Process) -> bool:
        request = f"AUTH {self.record.password}\r\nPING\r\nINFO server\r\nQUIT\r\n".encode()
        answer = b""
        try:
            with socket.create_connection((HOST, self.record.port), timeout=2) as connection:
                connection.sendall(request)
                while chunk := connection.recv(65_536):
                    answer += chunk
        except OSError:
            return False
        return b"+PONG" in answer and f"process_id:{process.pid}\r\n".encode() in answer


def quoted(text: str) -> str:
    """A string in Valkey's configuration."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SERVERS: dict[str, type[Server]] = {"postgres": Postgres, "valkey": Valkey}


def database_url(record: Record, database: str = DATABASE) -> str:
    return f"postgresql://{USER}:{quote(record.password, safe='')}@{HOST}:{record.port}/{database}"


def redis_url(record: Record) -> str:
    return f"redis://:{quote(record.password, safe='')}@{HOST}:{record.port}/0"
