"""The whole product as real processes in a folder of its own, for flows, fault runs and benchmarks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from nexus import embedded
from nexus.embedded import EmbeddedError

ROOT = Path(__file__).resolve().parent.parent


def free_ports() -> int:
    """A port with a free one after it (web and live)."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class Product:
    """``make run`` without the installing: the supervisor with every child. A context manager."""

    def __init__(self, **environ: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="nexus-run-"))
        self.port = free_ports()
        ours = ("NEXUS_", "DATABASE_", "REDIS_", "DJANGO_", "TWILIO_", "ANTHROPIC_", "AWS_", "CLOUD_ML_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environ = {**kept, "NEXUS_HOME": str(self.home), "NEXUS_PORT": str(self.port), **environ}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Product:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.remove()

    def remove(self) -> None:
        """Delete the home, and the servers' data where it had to live elsewhere."""
        with suppress(EmbeddedError):
            embedded.remove(self.home)
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self, *, seconds: float = 150) -> float:
        """Start and wait until healthy; returns how long it took. Raises with the log's end otherwise."""
        log = (self.home / "out.log").open("ab")
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nexus.supervisor"],
            cwd=ROOT, env=self.environ, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        while time.monotonic() - begun < seconds:
            if self.process.poll() is not None:
                break
            if self.health().get("status") == "ok":
                return time.monotonic() - begun
            time.sleep(0.1)
        tail = self.log()[-3000:]
        self.stop()
        raise RuntimeError(f"the product did not become healthy:\n{tail}")

    def stop(self) -> float:
        """SIGTERM; returns how long stopping took."""
        begun = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return time.monotonic() - begun

    def log(self) -> str:
        return (self.home / "out.log").read_text(errors="replace")

    def health(self) -> dict[str, Any]:
        """What ``/healthz`` says, or nothing."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=4) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as down:
            with suppress(OSError, ValueError):
                return dict(json.load(down))
            return {}
        except (OSError, ValueError):
            return {}

    @property
    def demo(self) -> dict[str, Any]:
        return dict(json.loads((self.home / "demo.json").read_text()))

    def manage(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one of the project's commands against this installation."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=self.environ, input=stdin, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def pids(self) -> dict[str, int]:
        """Pids by child's name, from ``run.json``."""
        return dict(json.loads((self.home / "run.json").read_text()))
