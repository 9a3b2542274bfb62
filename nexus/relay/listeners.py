"""Open streams: a portal page that hears ids, and a chat that hears what is said in it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nexus.tenants.chat_streams import NONCE_BYTES, stream_key
from nexus.tenants.publish import visitor_mark

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
#: Entries of a stream: their id, and their fields.
Entries = list[tuple[bytes, dict[bytes, bytes]]]

PENDING_LIMIT: Final = 100  # ids that a slow page may be behind before it is asked to connect again
PAGE: Final = 50  # entries that a chat is sent at once
_END: Final = "event: end\ndata: {}\n\n"


class Reader(Protocol):
    """Where a chat's entries are read."""

    async def entries(self, key: str, after: str, count: int) -> Entries:
        """Up to ``count`` entries of the stream ``key`` that came after the id ``after``, oldest first."""
        ...


class Listener:
    """One open stream. Idle, it is only its request's task, waiting for the browser to leave.

    ``marks`` are what may be revoked; ``ends_at`` is wall clock.
    """

    __slots__ = ("beat", "ended", "ends_at", "marks", "over", "send", "started", "writing")

    def __init__(self, send: Send, marks: tuple[str, ...], ends_at: float) -> None:
        self.send, self.marks, self.ends_at = send, marks, ends_at
        self.beat = self.ended = self.over = self.started = False
        self.writing: asyncio.Task[None] | None = None

    def end(self, *, over: bool = False) -> None:
        """Close it. ``over``: its token is good for nothing more; else the browser connects again by itself."""
        self.ended, self.over = True, self.over or over
        self.write()

    def write(self) -> None:
        """Have what is waiting written; a browser that takes its time holds up nobody else."""
        if self.started and self.writing is None:
            self.writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self.waits():
                if self.ended:
                    self.started = False  # nothing may follow
                    last = self.farewell() if self.over else ""
                    await self.send({"type": "http.response.body", "body": last.encode(), "more_body": False})
                    return
                beat, self.beat = self.beat, False
                text = await self.news() or (": still here\n\n" if beat else "")
                if not text:
                    continue
                await self.send({"type": "http.response.body", "body": text.encode(), "more_body": True})
        except OSError:
            pass  # the browser has gone; its request's task finds out by itself
        finally:
            self.writing = None

    def waits(self) -> bool:
        """Whether there is something to write."""
        return self.beat or self.ended

    async def news(self) -> str:
        """What is to be written, as server-sent events; it waits no more then."""
        return ""

    def farewell(self) -> str:
        """The last event of a stream that is over."""
        return ""


class PageListener(Listener):
    """A page of the portal: ids of what has changed, each once however often it did."""

    __slots__ = ("pending",)

    def __init__(self, send: Send, marks: tuple[str, ...], ends_at: float) -> None:
        super().__init__(send, marks, ends_at)
        self.pending: dict[str, None] | None = None

    def tell(self, text: str) -> None:
        """``text`` is a conversation's id, or ``typing`` and the id."""
        if self.pending is None:
            self.pending = {}
        self.pending[text] = None
        if len(self.pending) > PENDING_LIMIT:
            self.ended = True
        self.write()

    def waits(self) -> bool:
        return bool(self.pending) or super().waits()

    async def news(self) -> str:
        told, self.pending = self.pending or {}, None
        return "".join(_page_event(one) for one in told)


def _page_event(text: str) -> str:
    kind, space, rest = text.partition(" ")
    return f"event: {kind}\ndata: {rest}\n\n" if space else f"event: conversation\ndata: {text}\n\n"


class ChatListener(Listener):
    """A chat: what its stream holds after ``last``, opened with the key that only its token carries."""

    __slots__ = ("cipher", "key", "last", "place", "reader", "visitor", "woken")

    def __init__(
        self, send: Send, claims: dict[str, Any], ends_at: float, *, reader: Reader, last: str
    ) -> None:
        super().__init__(send, (visitor_mark(claims["v"]), claims["w"], claims["s"]), ends_at)
        self.visitor = f"{claims['s']}:{claims['v']}"
        self.place = f"{claims['s']}:{claims['a']}"
        self.key = stream_key(claims["s"], claims["v"])
        self.cipher = AESGCM(base64.urlsafe_b64decode(claims["k"]))
        self.reader, self.last, self.woken = reader, last, True

    def wake(self) -> None:
        """There is something in the stream."""
        self.woken = True
        self.write()

    def waits(self) -> bool:
        return self.woken or super().waits()

    async def news(self) -> str:
        if not self.woken:
            return ""
        self.woken = False
        found = await self.reader.entries(self.key, self.last, PAGE)
        if len(found) == PAGE:
            self.woken = True
        if found:
            self.last = found[-1][0].decode()
        return "".join(self._events(found))

    def _events(self, found: Entries) -> Iterable[str]:
        for name, fields in found:
            sealed = fields.get(b"d", b"")
            try:
                data = self.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self.key.encode())
            except (InvalidTag, ValueError):
                continue  # not written by us: a dump that somebody played with
            kind, _, payload = data.decode().partition("\n")
            yield f"id: {name.decode()}\nevent: {kind}\ndata: {payload}\n\n"

    def farewell(self) -> str:
        return _END
