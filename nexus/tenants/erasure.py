"""Erasing a person from the cache: keys and values of the company's that name them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from redis.exceptions import RedisError

from nexus.privacy.needles import Needles
from nexus.privacy.registry import StoreNotReady, SubjectRef
from nexus.privacy.vocabulary import Text
from nexus.schema import connection
from nexus.tenants.publish import redis_client, redis_url

_SCAN = 500


class CacheStore:
    """Everything in the company's part of the cache with the person's number, its keyed hash, or an id of theirs.

    By design that is little: keys hold ids and hashes, and end by themselves. Other companies' parts are
    theirs, also where the same person is their customer.
    """

    key = "cache"
    title = Text("Mellanlagring", "Cache")

    def find(self, subject: SubjectRef) -> int:
        return sum(1 for _ in self._about(subject))

    def prepare(self, subject: SubjectRef, origin_id: UUID) -> None:
        """Nothing to note."""

    def erase(self, subject: SubjectRef, origin_id: UUID) -> int:
        gone = 0
        try:
            client = redis_client(redis_url())
            for key in list(self._about(subject)):
                gone += int(client.delete(key))
        except RedisError:
            raise StoreNotReady("cache_away") from None
        return gone

    def _about(self, subject: SubjectRef) -> Iterator[bytes]:
        needles = Needles.of(subject)
        marks = (str(subject.contact_id).encode(), subject.contact_id.hex.encode())
        try:
            client = redis_client(redis_url())
            for key in client.scan_iter(match=f"{connection.schema_name}:*", count=_SCAN):
                value = client.get(key) if client.type(key) == b"string" else b""
                for data in (key, value if isinstance(value, bytes) else b""):
                    if any(mark in data for mark in marks) or needles.find_bytes(data):
                        yield key
                        break
        except RedisError:
            raise StoreNotReady("cache_away") from None
