"""From the environment to the embedded servers and back: what ``manage.py`` and ``make run`` do first."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

from nexus.embedded.client import Services, ensure
from nexus.env import Reader, home_path


@contextmanager
def provided(environ: MutableMapping[str, str] = os.environ) -> Iterator[Services | None]:
    """Inside the block, ``environ`` has ``DATABASE_URL`` and ``REDIS_URL``: its own, else the embedded ones.

    Yields None, and starts nothing, when both are given or in production, which must give both.
    Raises EmbeddedError or :class:`nexus.env.BadSetting` with one clear sentence.
    """
    read = Reader(environ)
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not read.secret(name)]
    if not missing or read.text("NEXUS_ENV") == "production":
        yield None
        return
    services = ensure(home_path(environ), postgres="DATABASE_URL" in missing, valkey="REDIS_URL" in missing)
    try:
        export(services, environ)
        yield services
    finally:
        for name in missing:
            environ.pop(name, None)
        services.stop()


def export(services: Services, environ: MutableMapping[str, str]) -> None:
    """Put the servers' addresses where the settings look for them."""
    if services.database_url:
        environ["DATABASE_URL"] = services.database_url
    if services.redis_url:
        environ["REDIS_URL"] = services.redis_url
