"""All open streams of a process, and its one connection that hears Redis."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import Any, Final, cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from nexus.relay.listeners import ChatListener, Entries, Listener, PageListener
from nexus.tenants.chat_streams import HERE_SECONDS, WAKE_CHANNEL
from nexus.tenants.publish import CHANNEL_PREFIX, REVOKE_CHANNEL, REVOKED_PREFIX

logger = logging.getLogger("nexus.live")

HEARTBEAT_SECONDS: Final = 15
SILENCE_SECONDS: Final = 5.0  # after this the connection to Redis is tried with a ping
# Open chats of one browser, and of one address in a company: an office has many, a script would have all.
CHATS_OF_VISITOR, CHATS_OF_PLACE = 12, 300
BURST: Final = 200  # listeners written to before others get their turn


class Hub:
    """Listeners by what they hear: a company's schema, or ``schema:visitor`` of a chat."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.hearing = False
        self.listeners: dict[str, set[Listener]] = {}
        self.beats: list[set[Listener]] = [set() for _ in range(HEARTBEAT_SECONDS)]
        self.count = 0
        self.places: Counter[str] = Counter()
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

    def add(self, name: str, listener: Listener) -> set[Listener]:
        """Enter a listener; returns its heartbeat's group, which :meth:`remove` needs."""
        self.listeners.setdefault(name, set()).add(listener)
        group = self.beats[self.count % HEARTBEAT_SECONDS]
        self.count += 1
        group.add(listener)
        return group

    def enter(self, chat: ChatListener) -> bool:
        """Whether there is room for one more chat of this browser and this address; then it is counted."""
        if len(self.listeners.get(chat.visitor, ())) >= CHATS_OF_VISITOR:
            return False
        if self.places[chat.place] >= CHATS_OF_PLACE:
            return False
        self.places[chat.place] += 1
        return True

    def remove(self, name: str, listener: Listener, group: set[Listener]) -> None:
        group.discard(listener)
        if isinstance(listener, ChatListener):
            self.places[listener.place] -= 1
            if not self.places[listener.place]:
                del self.places[listener.place]
        others = self.listeners.get(name)
        if others is not None:
            others.discard(listener)
            if not others:
                del self.listeners[name]

    def end_all(self) -> None:
        for listener in self._everyone():
            listener.end()

    async def revoked(self, *, ever: tuple[str, ...], since: tuple[str, ...], made: int) -> bool:
        """Whether a token made then (milliseconds) is shut out: ``ever``, or ``since``. Raises RedisError.

        A session never comes back; a user may log in anew, and a widget be opened again: those have
        younger tokens.
        """
        found = await self._client().mget([REVOKED_PREFIX + mark for mark in (*ever, *since)])
        gone, times = found[: len(ever)], found[len(ever) :]
        return any(at is not None for at in gone) or any(at is not None and int(at) >= made for at in times)

    async def entries(self, key: str, after: str, count: int) -> Entries:
        """See :class:`nexus.relay.listeners.Reader`; nothing while Redis is away, for then streams end."""
        try:
            found = await self._client().xrange(key, min=f"({after}", count=count)
        except (RedisError, OSError):
            return []
        return cast("Entries", found)

    async def here(self, names: list[str]) -> None:
        """These visitors are here (``schema:visitor``)."""
        try:
            async with self._client().pipeline(transaction=False) as pipe:
                for name in names:
                    pipe.set(f"chat:here:{name}", 1, ex=HERE_SECONDS)
                await pipe.execute()
        except (RedisError, OSError) as error:
            logger.warning("presence not noted", extra={"cause": type(error)})

    def _client(self) -> Redis:
        if self.redis is None:
            raise RedisError("not started")
        return self.redis

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
                await asyncio.wait_for(pubsub.subscribe(WAKE_CHANNEL), 3)
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
        if message["type"] not in ("pmessage", "message"):
            return
        channel, text = message["channel"].decode(), message["data"].decode("ascii", "replace")
        if channel == REVOKE_CHANNEL:
            for listener in self._everyone():
                if text in listener.marks:
                    listener.end(over=True)
            return
        name = text if channel == WAKE_CHANNEL else channel.removeprefix(CHANNEL_PREFIX)
        for number, listener in enumerate([*self.listeners.get(name, ())]):
            if isinstance(listener, ChatListener):
                listener.wake()
            elif isinstance(listener, PageListener) and channel != WAKE_CHANNEL:
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
            here = []
            for listener in [*self.beats[turn]]:
                listener.beat = True
                if now > listener.ends_at:
                    listener.end(over=True)
                elif isinstance(listener, ChatListener):
                    here.append(listener.visitor)
                listener.write()
            if here:
                await self.here(here)

    def _everyone(self) -> list[Listener]:
        return [listener for group in self.beats for listener in group]
