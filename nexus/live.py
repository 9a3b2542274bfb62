"""The ``live`` process: relays what Redis tells to open pages as server-sent events, and nothing else.

No ORM and no company's context: a signed token says what its bearer may hear. A page of the portal
(``/live/``, :mod:`nexus.portal.live_link`) hears ids, and fetches what changed through its ordinary login. A
chat (``/live/chat/``, :mod:`nexus.tenants.chat_streams`) hears what is said in it, from where it was: the
text is sealed in Redis, and only the chat's token carries the key. ``python -m nexus.live`` serves it;
behind uvicorn's own command line switch the access log off, because the token stands in the query.

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
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any, Final
from urllib.parse import parse_qs

import uvicorn
from django.conf import settings
from django.core import signing
from redis.exceptions import RedisError

from nexus.relay.hub import Hub
from nexus.relay.listeners import ChatListener, Listener, PageListener
from nexus.tenants.chat_streams import CHAT_SALT, CHAT_TOKEN_SECONDS, KEPT_SECONDS
from nexus.tenants.publish import TOKEN_SECONDS, redis_url

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SALT: Final = (
    "nexus.live"  # as in nexus.portal.live_link, which imports Django's views and is not wanted here
)
PAGE, CHAT = "/live/", "/live/chat/"
_RETRY_AFTER: Final = {429: b"60", 503: b"3"}
_ENTRY_ID = re.compile(r"[0-9]{1,15}-[0-9]{1,10}")


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
        path = scope["path"]
        if path not in (PAGE, CHAT):
            return await _answer(send, 404)
        if scope["method"] != "GET":
            return await _answer(send, 405)
        claims = _claims(scope, chat=path == CHAT)
        if claims is None:
            return await _answer(send, 403)
        hub = self.hub
        if hub is None or not hub.hearing:
            return await _answer(send, 503)
        made = claims["t"]
        if path == CHAT:
            last = _position(scope, claims)
            chat = ChatListener(send, claims, made / 1000 + CHAT_TOKEN_SECONDS, reader=hub, last=last)
            # What it missed is not kept any more: it must ask the database, which a new session does.
            chat.over = chat.ended = last != "0-0" and _age_of(last) > KEPT_SECONDS
            return await self._serve(hub, chat, chat.visitor, claims, receive, ever=())
        marks = (claims["k"], claims["u"], claims["s"])
        page = PageListener(send, marks, made / 1000 + TOKEN_SECONDS)
        return await self._serve(hub, page, claims["s"], claims, receive, ever=(claims["k"],))

    async def _serve(
        self,
        hub: Hub,
        listener: Listener,
        name: str,
        claims: dict[str, Any],
        receive: Receive,
        *,
        ever: tuple[str, ...],
    ) -> None:
        send = listener.send
        if isinstance(listener, ChatListener) and not hub.enter(listener):
            return await _answer(send, 429)
        ended = listener.ended
        # Entered before it is checked, so that no revocation falls between the two.
        group = hub.add(name, listener)
        try:
            try:
                revoked = await hub.revoked(ever=ever, since=listener.marks, made=claims["t"])
            except (RedisError, OSError):
                return await _answer(send, 503)
            if revoked or (listener.ended and not ended):
                return await _answer(send, 403 if revoked else 503)
            await _open(send, claims["o"])
            listener.started = True
            listener.write()
            if isinstance(listener, ChatListener):
                await hub.here([listener.visitor])
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            hub.remove(name, listener, group)
        return None


def _claims(scope: Scope, *, chat: bool) -> dict[str, Any] | None:
    """What the token says, or None: forged, too old, or asked for by a page of another origin."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    try:
        claims = signing.loads(
            query.get("token", [""])[0],
            salt=CHAT_SALT if chat else SALT,
            max_age=CHAT_TOKEN_SECONDS if chat else TOKEN_SECONDS,
        )
    except signing.BadSignature:
        return None
    origin = dict(scope["headers"]).get(b"origin")
    if origin is not None and origin.decode("latin-1") != claims["o"]:
        return None
    return dict(claims)


def _position(scope: Scope, claims: dict[str, Any]) -> str:
    """After which entry the chat goes on: the last one that the browser says it had, else the token's."""
    last = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    return last if _ENTRY_ID.fullmatch(last) else str(claims["i"])


def _age_of(entry: str) -> float:
    """Seconds since the entry was written: its id begins with Redis' clock in milliseconds."""
    return time.time() - int(entry.partition("-")[0]) / 1000


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
    if status in _RETRY_AFTER:
        headers.append((b"retry-after", _RETRY_AFTER[status]))
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
