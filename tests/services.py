"""A pytest plugin that is loaded before anything else: real Postgres and Valkey for the whole run.

The first process (not xdist's workers) starts them in a folder of its own and ends them; workers
find their addresses in the environment. Given ``DATABASE_URL`` and ``REDIS_URL`` it starts nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
_running = ExitStack()

os.environ.setdefault("NEXUS_ENV", "test")
os.environ.setdefault("NEXUS_REPLY_DEBOUNCE_SECONDS", "0")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")


def _hurry(database_url: str) -> None:
    """Have the server write without waiting for the disk: what is in it need not survive this run."""
    with psycopg.connect(database_url, autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")


if "PYTEST_XDIST_WORKER" not in os.environ:
    from nexus.embedded import provided, remove

    home = Path(tempfile.mkdtemp(prefix="nexus-tests-"))
    os.environ["NEXUS_HOME"] = str(home)
    _running.callback(shutil.rmtree, home, ignore_errors=True)
    _running.callback(remove, home)  # the servers' data may live outside the home
    started = _running.enter_context(provided())
    if started is not None and started.database_url == os.environ["DATABASE_URL"]:
        _hurry(started.database_url)
else:
    # A Redis database of its own for each worker, like its Postgres one: tests clear the cache.
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) % 15 + 1
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    _running.close()
