"""Finding and ending server processes by what they are, never by a remembered pid alone."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

GONE = (psutil.NoSuchProcess, psutil.AccessDenied, OSError)


def is_alive(process: psutil.Process | None) -> bool:
    """Alive and still the same process: psutil compares the start time, so a recycled pid is another one."""
    if process is None:
        return False
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)  # reaps our own child; anybody else's raises
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except GONE:
        return False


def processes_in(folder: Path, program: str) -> list[psutil.Process]:
    """Processes named ``program`` that work in ``folder``: both servers stay in their data folder."""
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] != program:
            continue
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except GONE:
            continue
    return found


def main_process(folder: Path, program: str, argument: str) -> psutil.Process | None:
    """The server that works in ``folder`` and was started with ``argument``; its own children left out."""
    candidates = processes_in(folder, program)
    pids = {process.pid for process in candidates}
    for process in candidates:
        try:
            if process.ppid() not in pids and argument in process.cmdline():
                return process
        except GONE:
            continue
    return None


def end(process: psutil.Process, steps: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Send each signal and wait its seconds for the end. Returns whether the process is gone."""
    for number, seconds in steps:
        if not is_alive(process):
            return True
        with contextlib.suppress(*GONE):
            process.send_signal(number)
        deadline = time.monotonic() + seconds
        while is_alive(process) and time.monotonic() < deadline:
            time.sleep(0.02)
    return not is_alive(process)


def clear_strays(folder: Path, program: str, patience: float = 1.0) -> None:
    """Wait for what a killed server left behind in its folder to end (seconds), then end it."""
    deadline = time.monotonic() + patience
    while (strays := processes_in(folder, program)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for stray in strays:
        end(stray, [(signal.SIGQUIT, 1.0), (signal.SIGKILL, 2.0)])
