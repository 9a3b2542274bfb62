"""Starts a program that dies with its parent, as another user if asked. Run by path, standard library only.

``leash.py PARENT SIGNAL UID GID PROGRAM ARGUMENT…`` turns into PROGRAM (same pid). A program of its own
instead of ``preexec_fn``: no Python code runs between fork and exec, so callers may have threads. The
parent's death is told by the kernel (``prctl(PR_SET_PDEATHSIG)``, Linux only; elsewhere nothing is tied).
UID and GID of -1 keep the caller's. The user is changed here, not by the caller, because a server's
unprivileged user may not be allowed to run the interpreter, only the server.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


LIBC = ctypes.CDLL(None, use_errno=True)  # loaded before the user changes, who may not read it


def die_with_parent(death_signal: int) -> None:
    """Have the kernel send ``death_signal`` when the thread that started this process ends."""
    if sys.platform.startswith("linux") and LIBC.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl failed")


def leashed(argv: list[str], death_signal: int, *, uid: int = -1, gid: int = -1) -> list[str]:
    """The command line that runs ``argv`` on a leash held by the calling process."""
    numbers = [str(number) for number in (os.getpid(), int(death_signal), uid, gid)]
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *numbers, *argv]


def main() -> None:
    parent, death_signal, uid, gid = (int(argument) for argument in sys.argv[1:5])
    argv = sys.argv[5:]
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    die_with_parent(death_signal)  # after setuid, which clears it
    if os.getppid() != parent:  # the parent was gone before the kernel knew
        sys.exit(1)
    try:
        os.execv(argv[0], argv)  # noqa: S606 - fixed programs with fixed arguments
    except OSError as error:
        sys.exit(f"{argv[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main()
