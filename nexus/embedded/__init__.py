"""Real Postgres and Valkey from wheels, for every home that has no ``DATABASE_URL`` or ``REDIS_URL``.

``running(home)`` starts the two servers, or joins them where another process of the same home has them
up, and lets go of them at the end; the last one to let go stops them, and a killed process lets go
by being dead. Each server has a guard (:mod:`nexus.embedded.guard`) that starts it again when it dies.
``provided()`` does the same for a command: only what its environment lacks, and then the environment has it.

Files: ``NEXUS_HOME/servers`` (locks, addresses, passwords), ``NEXUS_HOME/postgres``, ``NEXUS_HOME/valkey``
and ``NEXUS_HOME/log``; :mod:`nexus.embedded.place` says when the data has to live elsewhere, and why.
"""

from __future__ import annotations

from nexus.embedded.client import Services, Status, addresses, ensure, remove, running, status
from nexus.embedded.records import EmbeddedError
from nexus.embedded.wiring import provided

__all__ = [
    "EmbeddedError",
    "Services",
    "Status",
    "addresses",
    "ensure",
    "provided",
    "remove",
    "running",
    "status",
]
