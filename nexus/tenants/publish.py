"""Telling open pages that something changed: ids only, through Redis, to the ``live`` process.

Nothing here raises or waits long: a page that misses an event is merely older until its next look.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from nexus.schema import connection

logger = logging.getLogger(__name__)

# Followed by the company's schema; the message is a conversation's id, or "typing" and the id.
CHANNEL_PREFIX = "live:"
# The message is a session's mark, or the id of a user, a chat's visitor, a widget, or a company's schema.
REVOKE_CHANNEL = "live:revoke"
REVOKED_PREFIX = "live:revoked:"  # followed by the same; the value is when, in milliseconds
TOKEN_SECONDS = 12 * 60 * 60  # how long a stream's token is good for, and so how long a revocation is kept

TIMEOUT_SECONDS = 0.3
# A Redis that hangs must not add its time-out to every message that is stored meanwhile.
PAUSE_SECONDS = 2.0
_away_until = 0.0


def session_mark(session_key: str) -> str:
    """What stands for a session in a token: 32 hexadecimal digits that do not give the session away."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def visitor_mark(visitor: UUID | str) -> str:
    """What stands for a chat's visitor among the revoked: nothing of one who was erased may stay for hours."""
    return session_mark(str(visitor))


def publish_conversation(conversation_id: UUID) -> None:
    """After the commit, tell this company's open pages that the conversation has changed."""
    # Taken now: a commit hook under an outer transaction would run in another schema.
    channel = CHANNEL_PREFIX + connection.schema_name
    after_commit(
        lambda: quietly(
            lambda client: client.publish(channel, str(conversation_id)),
            "live event not published",
            conversation=str(conversation_id),
        )
    )


def publish_typing(conversation_id: UUID) -> None:
    """Tell this company's open pages that the customer is writing in the conversation."""
    channel = CHANNEL_PREFIX + connection.schema_name
    quietly(lambda client: client.publish(channel, f"typing {conversation_id}"), "typing not published")


def publish_revocation(
    *, session_keys: Iterable[str] = (), user_id: UUID | None = None, marks: Iterable[str] = ()
) -> None:
    """After the commit, end the live streams of these sessions, or all of a user's, or those with a mark: the
    :func:`visitor_mark` of a chat, the id of a widget, or the schema of a company."""
    ending = [*(session_mark(key) for key in session_keys), *marks]
    if user_id is not None:
        ending.append(str(user_id))
    if ending:
        after_commit(lambda: _revoke(ending))


def is_revoked(mark: str) -> bool:
    """Whether what has this mark was shut out within the last hours; not while Redis is away."""
    try:
        return bool(redis_client(redis_url()).exists(REVOKED_PREFIX + mark))
    except RedisError:
        return False


@lru_cache(maxsize=4)
def redis_client(url: str) -> Redis:
    """A client with short time-outs; one retry, for a pooled connection that Redis closed meanwhile."""
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )


def redis_url() -> str:
    """The Redis of this deployment."""
    return str(settings.CACHES["default"]["LOCATION"])


def after_commit(act: Callable[[], None]) -> None:
    """Outside a transaction at once, and without asking the database, which may be what is away."""
    if connection.in_atomic_block:
        transaction.on_commit(act)
    else:
        act()


def quietly(act: Callable[[Redis], object], complaint: str, **ids: str) -> None:
    """Have Redis do it; when it is away that is only logged, and for a while it is not asked again."""
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        act(redis_client(redis_url()))
    except RedisError as error:
        _away_until = time.monotonic() + PAUSE_SECONDS
        logger.warning(complaint, extra={**ids, "cause": type(error)})


def _revoke(marks: list[str]) -> None:
    now = int(time.time() * 1000)
    try:
        with redis_client(redis_url()).pipeline() as pipe:
            for mark in marks:
                # Kept, so that a page which connects again is refused; published, to end what is open.
                pipe.set(REVOKED_PREFIX + mark, now, ex=TOKEN_SECONDS)
                pipe.publish(REVOKE_CHANNEL, mark)
            pipe.execute()
    except RedisError as error:
        logger.error("live revocation not published", extra={"count": len(marks), "cause": type(error)})
