"""A chat's stream in Redis: what is said in it, for minutes, under a key that only the chat's token carries.

A dump of Redis shows nothing, and a browser that lost its connection goes on where it was. What is kept for
good is in the database: whoever misses events asks there.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import time
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from redis.exceptions import RedisError

from nexus.crypto.index import blind_index
from nexus.schema import connection
from nexus.tenants import publish

logger = logging.getLogger(__name__)

WAKE_CHANNEL: Final = "chat:wake"  # the message is a schema, a colon, and a visitor's id
CHAT_SALT: Final = "nexus.live.chat"
NONCE_BYTES: Final = 12
#: How long an event is kept for who reconnects, and how many of them.
KEPT_SECONDS, KEPT_EVENTS = 600, 500
#: A stream's token; the chat asks for a new one before it goes on.
CHAT_TOKEN_SECONDS: Final = 15 * 60
#: Who has not been heard of for so long is away. An open page is heard of every 15 s.
HERE_SECONDS: Final = 45
#: Who has closed a page is away after so long, where no other page of theirs is open.
LEAVING_SECONDS: Final = 20


def stream_key(schema: str, visitor: UUID | str) -> str:
    """The name of the stream in Redis."""
    return f"chat:{schema}:{visitor}"


def here_key(schema: str, visitor: UUID | str) -> str:
    """The name of the entry that is there while the visitor is."""
    return f"chat:here:{schema}:{visitor}"


def secret_of(visitor: UUID) -> bytes:
    """The key (32 bytes) of the visitor's stream in the company that we are in. Raises KeyUnavailable."""
    return blind_index(str(visitor), label="chat-stream")


def chat_publish(visitor: UUID, *events: tuple[str, dict[str, Any]]) -> None:
    """After the commit, append events (kind, JSON-safe data) to a visitor's stream and wake who listens.

    Never raises for Redis, and waits for it as little as :func:`publish.publish_conversation`.
    """
    schema, secret = connection.schema_name, secret_of(visitor)
    publish.after_commit(lambda: _append(schema, visitor, secret, events))


def _append(schema: str, visitor: UUID, secret: bytes, events: Iterable[tuple[str, dict[str, Any]]]) -> None:
    key, cipher = stream_key(schema, visitor), AESGCM(secret)

    def write(client: Any) -> None:
        with client.pipeline(transaction=False) as pipe:
            for kind, data in events:
                nonce = os.urandom(NONCE_BYTES)
                plain = f"{kind}\n{json.dumps(data, ensure_ascii=False, separators=(',', ':'))}".encode()
                sealed = nonce + cipher.encrypt(nonce, plain, key.encode())
                pipe.xadd(key, {"d": sealed}, maxlen=KEPT_EVENTS, approximate=True)
            pipe.expire(key, KEPT_SECONDS)
            pipe.publish(WAKE_CHANNEL, f"{schema}:{visitor}")
            pipe.execute()

    publish.quietly(write, "chat event not published", visitor=str(visitor))


def stream_position(visitor: UUID) -> str:
    """The id after which the visitor's next event comes; everything that is kept, when Redis is away."""
    key = stream_key(connection.schema_name, visitor)
    try:
        client = publish.redis_client(publish.redis_url())
        last: Any = client.xrevrange(key, count=1)
        if last:
            return str(last[0][0].decode())
        # Redis names the events by its own clock.
        now: Any = client.time()
    except RedisError:
        return "0-0"
    return f"{now[0] * 1000 + now[1] // 1000}-0"


def is_here(visitor: UUID) -> bool | None:
    """Whether the visitor has been heard of within :data:`HERE_SECONDS`; None while Redis is away."""
    try:
        found = publish.redis_client(publish.redis_url()).exists(here_key(connection.schema_name, visitor))
    except RedisError:
        return None
    return bool(found)


def here_note(visitor: UUID) -> None:
    """The visitor has just been heard of."""
    key = here_key(connection.schema_name, visitor)
    publish.quietly(lambda client: client.set(key, 1, ex=HERE_SECONDS), "presence not noted")


def leaving_note(visitor: UUID) -> None:
    """A page of the visitor's was closed: unless another is open, or the next one opens, they are away soon."""
    key = here_key(connection.schema_name, visitor)
    publish.quietly(lambda client: client.expire(key, LEAVING_SECONDS, lt=True), "leaving not noted")


def streams_forget(visitors: Iterable[UUID]) -> None:
    """After the commit, nothing is left of these visitors' streams."""
    schema = connection.schema_name
    keys = [name(schema, each) for each in visitors for name in (stream_key, here_key)]
    if keys:
        publish.after_commit(
            lambda: publish.quietly(lambda client: client.delete(*keys), "chat streams not deleted")
        )


def stream_claims(*, visitor: UUID, widget: UUID, origin: str, place: str) -> dict[str, Any]:
    """What a stream's token says: schema (s), visitor (v), widget (w), the page's origin (o), when (t, ms),
    where the stream goes on (i), the key that opens it (k), and what its address is counted under (a).
    Raises KeyUnavailable."""
    return {
        "s": connection.schema_name,
        "v": str(visitor),
        "w": str(widget),
        "o": origin,
        "t": int(time.time() * 1000),
        "i": stream_position(visitor),
        "k": base64.urlsafe_b64encode(secret_of(visitor)).decode(),
        "a": place,
    }
