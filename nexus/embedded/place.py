"""Where a server's files live and which user runs it, without ever touching a folder that is not ours.

Postgres refuses to run as root. When we are root, the servers run as an unprivileged system user
(``nexus-servers``, made with ``useradd``; ``nobody`` where that is missing) or, in a home that belongs to
somebody else, as that somebody. Only folders that we made ourselves change hands. If the home's parents do
not let that user in, their modes stay as they are and the data goes to ``/var/lib/nomar-nexus`` (or the
system's temporary folder, for a home that is itself temporary); ``NEXUS_HOME/servers/*.json`` says where.

The server folder (ours) holds a marker with our id, the configuration, and two folders of the server's user:
``data`` and ``run``. We never write inside those two, so their user cannot trick root with a link.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nexus.embedded.records import EmbeddedError, owner_of, write_private

MARKER = "nexus-server-folder"
SYSTEM_USER = "nexus-servers"
SYSTEM_FOLDER = Path("/var/lib/nomar-nexus")
SOCKET_PATH_LIMIT = 107  # sun_path of Linux, without the closing NUL
SOCKET_NAME_LENGTH = len("/.s.PGSQL.65535.lock")


@dataclass(frozen=True)
class Account:
    """The user a server runs as. ``uid`` and ``gid`` of -1 mean: the user we are."""

    uid: int = -1
    gid: int = -1

    @property
    def is_other(self) -> bool:
        return self.uid >= 0

    @property
    def owner(self) -> tuple[int, int]:
        return (self.uid, self.gid) if self.is_other else (os.geteuid(), os.getegid())

    def popen_arguments(self) -> dict[str, object]:
        """For ``subprocess``: run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}


def make_home(home: Path) -> None:
    """Create ``NEXUS_HOME`` closed to other users; when we are root, the servers' user may pass through it.

    A home that is there keeps its mode and owner.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    try:
        home.mkdir(mode=0o700)
    except FileExistsError:
        if not home.is_dir():
            raise EmbeddedError(f"{home} is not a folder; set NEXUS_HOME to one.") from None
        return
    if os.geteuid() == 0:
        os.chown(home, 0, system_account().gid)
        home.chmod(0o710)


def system_account() -> Account:
    """The unprivileged user for root's servers, created on first use."""
    for name in (SYSTEM_USER, "nobody"):
        if name == SYSTEM_USER and shutil.which("useradd"):
            _add_system_user()
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "Postgres does not run as root, and there is no user to run it: neither useradd nor nobody."
    )


def _add_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", "/usr/sbin/nologin", SYSTEM_USER]
        # A failure (read-only /etc, somebody else was first) is not the end: the caller looks again.
        subprocess.run(command, check=False, capture_output=True)


def account_for(home: Path, data: Path | None) -> Account:
    """Who runs the server: the owner of the data, else of the home, else the system user."""
    if data is not None and data.is_dir():
        uid, gid = owner_of(data)
        if uid == os.geteuid():
            return Account()
        if os.geteuid() != 0:
            raise EmbeddedError(f"{data} belongs to another user; run Nexus as that user.")
        return Account(uid, gid)
    if os.geteuid() != 0:
        return Account()
    uid, gid = owner_of(home)
    return Account(uid, gid) if uid != 0 else system_account()


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account may pass through ``folder`` and all its parents; asked as that user."""
    if not account.is_other:
        return os.access(folder, os.X_OK)
    child = os.fork()
    if child == 0:
        code = 2
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            code = 0 if os.access(folder, os.X_OK) else 1
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def choose_folder(home: Path, name: str, identity: str, account: Account) -> Path:
    """``NEXUS_HOME/<name>``, or a folder outside it where the account cannot get into the home."""
    if can_enter(account, home):
        return home / name
    temporary = Path(tempfile.gettempdir()).resolve()
    if not home.is_relative_to(temporary):
        try:
            SYSTEM_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError:
            pass  # a read-only system: the temporary folder has to do
        else:
            if can_enter(account, SYSTEM_FOLDER):
                return SYSTEM_FOLDER / f"{name}-{identity}"
    return temporary / f"nomar-nexus-{name}-{identity}"


def claim_folder(folder: Path, identity: str, account: Account, home: Path) -> None:
    """Make the server folder ours, or see that it is. Raises EmbeddedError for anything else."""
    marker = folder / MARKER
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_symlink() or not folder.is_dir():
            raise EmbeddedError(f"{folder} is not a folder of Nexus; move it away.") from None
        if _marked(marker) == identity:
            return
        if any(folder.iterdir()):
            raise EmbeddedError(
                f"{folder} is not empty and not made by this Nexus; move it away or set another NEXUS_HOME."
            ) from None
    if account.is_other:
        keeper = owner_of(home)[0]
        os.chown(folder, keeper, account.gid)
        folder.chmod(0o700 if keeper == account.uid else 0o710)
    write_private(marker, identity, home)


def _marked(marker: Path) -> str | None:
    try:
        return marker.read_text(encoding="utf-8").strip()
    except OSError:
        return None


def make_server_folder(path: Path, account: Account) -> None:
    """A folder (0700) that belongs to the server's user; one that is there stays as it is."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return
    if account.is_other:
        os.chown(path, account.uid, account.gid)


def socket_folder(folder: Path, identity: str, account: Account) -> Path:
    """Where the Unix socket goes: ``run`` in our folder, or a short private one if the path is too long."""
    inside = folder / "run"
    # The setting is a list of folders: a comma or a quote in the path would split it.
    fits = len(os.fsencode(inside)) + SOCKET_NAME_LENGTH <= SOCKET_PATH_LIMIT and not set(str(inside)) & set(
        ",\"'"
    )
    if fits:
        make_server_folder(inside, account)
        return inside
    short = short_socket_folder(identity)
    make_server_folder(short, account)
    if short.is_symlink() or owner_of(short)[0] != account.owner[0]:
        raise EmbeddedError(f"{short} belongs to another user; remove it or set a shorter NEXUS_HOME.")
    return short


def short_socket_folder(identity: str) -> Path:
    return Path(tempfile.gettempdir()) / f"nexus-{identity}"
