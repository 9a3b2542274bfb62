"""The ``live`` process: relays ids from Redis to open pages as server-sent events, and nothing else.

No ORM and no company's context: a signed token from the page (:mod:`nexus.portal.live_link`) says which
channel it may hear, from which origin, and which session and user it belongs to. The page then fetches
what changed through its ordinary login. ``python -m nexus.live`` serves it; behind uvicorn's own command
line switch the access log off, because the token stands in the query.

A stream is open only while this process hears Redis: when Redis goes, streams end and the pages connect
again, which makes them look for what they missed.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import logging.config
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from types import FrameType
from typing import Any, Final
from urllib.parse import parse_qs

import uvicorn
from django.conf import settings
from django.core import signing
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from nexus.tenants.publish import CHANNEL_PREFIX, REVOKE_CHANNEL, REVOKED_PREFIX, TOKEN_SECONDS, redis_url

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")

logger = logging.getLogger("nexus.live")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SALT: Final = (
    "nexus.live"  # as in nexus.portal.live_link, which imports Django's views and is not wanted here
)
HEARTBEAT_SECONDS: Final = 15
PENDING_LIMIT: Final = 100  # ids that a slow page may be behind before it is asked to connect again
SILENCE_SECONDS: Final = 5.0  # after this the connection to Redis is tried with a ping
BURST: Final = 200  # listeners written to before others get their turn


class Listener:
    """One open stream. Idle, it is only its request's task, waiting for the page to leave."""

    __slots__ = ("beat", "ended", "ends_at", "marks", "pending", "send", "started", "writing")

    def __init__(self, send: Send, marks: tuple[str, str], ends_at: float) -> None:
        self.send = send
        self.marks = marks  # the session's mark and the user's id
        self.ends_at = ends_at  # wall clock
        self.pending: dict[str, None] | None = None  # ids in order, each once
        self.beat = self.ended = self.started = False
        self.writing: asyncio.Task[None] | None = None

    def tell(self, conversation: str) -> None:
        if self.pending is None:
            self.pending = {}
        self.pending[conversation] = None
        if len(self.pending) > PENDING_LIMIT:
            self.ended = True
        self.write()

    def end(self) -> None:
        self.ended = True
        self.write()

    def write(self) -> None:
        """Have what is waiting written; a page that takes its time holds up nobody else."""
        if self.started and self.writing is None:
            self.writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self.pending or self.beat or self.ended:
                if self.ended:
                    self.started = False  # nothing may follow
                    await self.send({"type": "http.response.body", "body": b"", "more_body": False})
                    return
                ids, self.pending = self.pending or {}, None
                text = "".join(f"event: conversation\ndata: {one}\n\n" for one in ids) or ": still here\n\n"
                self.beat = False
                await self.send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        except OSError:
            pass  # the page has gone; its request's task finds out by itself
        finally:
            self.writing = None


class Hub:
    """All listeners of this process, and its one connection that hears Redis."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.hearing = False
        self.listeners: dict[str, set[Listener]] = {}
        self.beats: list[set[Listener]] = [set() for _ in range(HEARTBEAT_SECONDS)]
        self.count = 0
        self.tasks: list[asyncio.Task[None]] = []
        self.redis: Redis | None = None

    def start(self) -> None:
        """Begin to listen; call it on the running loop."""
        pool = BlockingConnectionPool.from_url(self.url, max_connections=8, timeout=3, socket_timeout=2)
        self.redis = Redis(connection_pool=pool)
        self.tasks = [asyncio.create_task(self._hear_always()), asyncio.create_task(self._beat_always())]

    async def stop(self) -> None:
        """End every stream and the connections to Redis."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.end_all()
        if self.redis is not None:
            await self.redis.aclose()

    def add(self, schema: str, listener: Listener) -> set[Listener]:
        """Enter a listener; returns its heartbeat's group, which :meth:`remove` needs."""
        self.listeners.setdefault(schema, set()).add(listener)
        group = self.beats[self.count % HEARTBEAT_SECONDS]
        self.count += 1
        group.add(listener)
        return group

    def remove(self, schema: str, listener: Listener, group: set[Listener]) -> None:
        group.discard(listener)
        others = self.listeners.get(schema)
        if others is not None:
            others.discard(listener)
            if not others:
                del self.listeners[schema]

    def end_all(self) -> None:
        for listener in self._everyone():
            listener.end()

    async def revoked(self, claims: dict[str, Any]) -> bool:
        """Whether the token's session or user has been shut out since it was made. Raises RedisError."""
        if self.redis is None:
            raise RedisError("not started")
        session, user = await self.redis.mget(
            [f"{REVOKED_PREFIX}{claims['k']}", f"{REVOKED_PREFIX}{claims['u']}"]
        )
        # A session never comes back; a user may log in anew, and then has younger tokens.
        return session is not None or (user is not None and int(user) >= claims["t"])

    async def _hear_always(self) -> None:
        pause = 0.2
        while True:
            try:
                await self._hear()
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("Redis is not heard; streams end", extra={"cause": type(error)})
            if self.hearing:
                pause = 0.2
            self.hearing = False
            self.end_all()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def _hear(self) -> None:
        client = Redis.from_url(self.url, socket_connect_timeout=2)
        asked = False
        try:
            async with client.pubsub() as pubsub:
                await asyncio.wait_for(pubsub.psubscribe(f"{CHANNEL_PREFIX}*"), 3)
                while True:
                    message = await pubsub.get_message(timeout=SILENCE_SECONDS)
                    if message is None:
                        if asked:
                            raise TimeoutError
                        await asyncio.wait_for(pubsub.ping(), 3)
                    asked = message is None
                    if message is not None:
                        await self._take(message)
        finally:
            await client.aclose()

    async def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "psubscribe":
            self.hearing = True
        if message["type"] != "pmessage":
            return
        channel, text = message["channel"].decode(), message["data"].decode("ascii", "replace")
        if channel == REVOKE_CHANNEL:
            for listener in self._everyone():
                if text in listener.marks:
                    listener.end()
            return
        for number, listener in enumerate([*self.listeners.get(channel.removeprefix(CHANNEL_PREFIX), ())]):
            listener.tell(text)
            if number % BURST == BURST - 1:
                await asyncio.sleep(0)

    async def _beat_always(self) -> None:
        """A comment to each stream every 15 s, a fifteenth of them each second."""
        turn = 0
        while True:
            await asyncio.sleep(1)
            turn = (turn + 1) % HEARTBEAT_SECONDS
            now = time.time()
            for listener in [*self.beats[turn]]:
                listener.beat = True
                listener.ended = listener.ended or now > listener.ends_at
                listener.write()

    def _everyone(self) -> Iterable[Listener]:
        return [listener for group in self.beats for listener in group]


class Live:
    """The ASGI application."""

    def __init__(self) -> None:
        self.hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            kind = (await receive())["type"]
            if kind == "lifespan.startup":
                self.hub = Hub(redis_url())
                self.hub.start()
            elif self.hub is not None:
                await self.hub.stop()
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/live/":
            return await _answer(send, 404)
        if scope["method"] != "GET":
            return await _answer(send, 405)
        claims = _claims(scope)
        if claims is None:
            return await _answer(send, 403)
        hub = self.hub
        if hub is None or not hub.hearing:
            return await _answer(send, 503)
        listener = Listener(send, (claims["k"], claims["u"]), claims["t"] / 1000 + TOKEN_SECONDS)
        # Entered before it is checked, so that no revocation falls between the two.
        group = hub.add(claims["s"], listener)
        try:
            try:
                revoked = await hub.revoked(claims)
            except (RedisError, OSError):
                return await _answer(send, 503)
            if revoked or listener.ended:
                return await _answer(send, 403 if revoked else 503)
            await _open(send, claims["o"])
            listener.started = True
            listener.write()
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            hub.remove(claims["s"], listener, group)
        return None


def _claims(scope: Scope) -> dict[str, Any] | None:
    """What the token says, or None: forged, too old, or asked for by a page of another origin."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        claims = signing.loads(query.get("token", [""])[0], salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    origin = dict(scope["headers"]).get(b"origin")
    if origin is not None and origin.decode("latin-1") != claims["o"]:
        return None
    return dict(claims)


async def _open(send: Send, origin: str) -> None:
    # Different for each page, so that they do not all come back in the same moment.
    retry = random.randint(1000, 4000)  # noqa: S311  no secret
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/event-stream; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
                (b"x-content-type-options", b"nosniff"),
                (b"access-control-allow-origin", origin.encode("latin-1")),
                (b"access-control-allow-credentials", b"true"),
                (b"vary", b"Origin"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": f"retry: {retry}\n\n".encode(), "more_body": True})


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store"), (b"content-length", b"0")]
    if status == 503:
        headers.append((b"retry-after", b"3"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


application = Live()


class Server(uvicorn.Server):
    """uvicorn waits for requests to end before it stops: ours end only when they are told to."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if application.hub is not None:
            asyncio.get_running_loop().call_soon_threadsafe(application.hub.end_all)


def main() -> None:
    """Serve on ``NEXUS_PORT + 1`` until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="nexus.live")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=settings.NEXUS.port + 1)
    options = parser.parse_args()
    logging.config.dictConfig(settings.LOGGING)
    Server(
        uvicorn.Config(
            application,
            host=options.host,
            port=options.port,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    ).run()


if __name__ == "__main__":
    main()
