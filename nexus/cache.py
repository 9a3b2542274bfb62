"""A Redis cache that goes on, per process, while Redis is away; and counting in windows of time in it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django_tenants.utils import get_public_schema_name
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# While Redis is away every call would cost a time-out; one call in this many seconds tries it again.
TRY_AGAIN_SECONDS = 2.0


def _redis_or_local(name: str) -> Callable[..., Any]:
    def method(self: SteadyRedisCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SteadyRedisCache.away_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                SteadyRedisCache.away_until = time.monotonic() + TRY_AGAIN_SECONDS
                logger.warning("the cache is away; this process keeps its own", extra={"cause": type(error)})
        return getattr(self.local, name)(*args, **kwargs)

    method.__name__ = name
    return method


class SteadyRedisCache(RedisCache):
    """Uses this process's memory while Redis does not answer (down, hanging or full).

    Why: login counts failed tries in the cache. With Redis away it must neither be a 500 (staff have to
    reach their customers' texts) nor an open door for guessing: so each web process goes on counting by
    itself, which allows an attacker at most the limit times the number of processes.
    """

    away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: Mapping[str, Any]) -> None:
        super().__init__(server, dict(params))
        own = {key: value for key, value in params.items() if key not in ("OPTIONS", "BACKEND", "LOCATION")}
        self.local = LocMemCache("steady", {**own, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    add = _redis_or_local("add")
    get = _redis_or_local("get")
    set = _redis_or_local("set")
    touch = _redis_or_local("touch")
    delete = _redis_or_local("delete")
    get_many = _redis_or_local("get_many")
    has_key = _redis_or_local("has_key")
    incr = _redis_or_local("incr")
    set_many = _redis_or_local("set_many")
    delete_many = _redis_or_local("delete_many")
    clear = _redis_or_local("clear")


def platform_key(key: str, prefix: str, version: int) -> str:
    """The key that ``django_tenants.cache.make_key`` gives an entry outside all companies."""
    return f"{get_public_schema_name()}:{prefix}:{version}:{key}"


def window_count(name: str, seconds: int) -> int:
    """Count one more of ``name`` in the window of ``seconds`` that it is now; how many that makes."""
    key = _window_key(name, seconds)
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key))
    except ValueError:
        # It ran out between the two calls: this is the first of a new while.
        return 1


def window_counted(name: str, seconds: int) -> int:
    """How many of ``name`` have been counted in the window of ``seconds`` that it is now."""
    return int(cache.get(_window_key(name, seconds), 0))


def _window_key(name: str, seconds: int) -> str:
    return f"{name}:{int(time.time()) // seconds}"
