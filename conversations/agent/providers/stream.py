"""Reading a streamed message to its end, event by event, and the reply's words on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import jiter

from conversations.agent.providers.base import Listener, ProviderError


@dataclass
class Block:
    """One content block. ``text`` is what was said, or the JSON of a tool's arguments."""

    kind: str
    id: str = ""
    name: str = ""
    text: str = ""

    @property
    def said(self) -> bool:
        """Whether the API takes the block back as part of the conversation (it refuses empty text)."""
        return self.kind == "tool_use" or (self.kind == "text" and bool(self.text.strip()))


@dataclass
class Spoken:
    """A whole message of the model."""

    blocks: list[Block] = field(default_factory=list)
    model: str = ""
    stop_reason: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0


class ReplyStream:
    """Takes a message's text as it comes and gives on the words of its reply.

    The text is a JSON object with a field ``reply``, perhaps in a code fence, or else plain words.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._text, self._given, self._ended = "", "", False

    def feed(self, delta: str) -> None:
        """More of the message's text."""
        self._text += delta
        reply = self._reply_so_far()
        if len(reply) > len(self._given):
            more, self._given = reply[len(self._given) :], reply
            self._listener.text(more)
        if self._given and not self._ended and self._is_whole():
            self._ended = True
            self._listener.ended()

    def _is_whole(self) -> bool:
        """Whether the reply's string is closed. Of plain words nobody knows before the message ends."""
        text = self._unfenced()
        if not text.startswith("{"):
            return False
        try:
            # Without the string that is cut off at the end.
            found = jiter.from_json(text.encode(), partial_mode="on")
        except ValueError:
            return False
        return isinstance(found.get("reply"), str)

    def _unfenced(self) -> str:
        text = self._text.lstrip()
        if not text.startswith("`"):
            return text
        start = text.find("{")
        return text[start:] if start >= 0 else ""

    def _reply_so_far(self) -> str:
        text = self._unfenced()
        if not text.startswith("{"):
            return text
        try:
            found = jiter.from_json(text.encode(), partial_mode="trailing-strings")
        except ValueError:
            return self._given  # cut inside an escape, or something follows the object
        reply = found.get("reply")
        return reply if isinstance(reply, str) else ""


def read_stream(events: Iterable[Any], deadline: float, heard: Callable[[str], None] | None = None) -> Spoken:
    """Gather a stream of ``RawMessageStreamEvent``; ``heard`` is given the text as it comes.

    Raises :class:`ProviderError` when it ends without ``message_stop`` or runs past ``deadline``
    (``time.monotonic()``).
    """
    spoken, ended = Spoken(), False
    for event in events:
        if time.monotonic() >= deadline:
            raise ProviderError("The AI did not answer in time.", kind="timeout")
        kind = event.type
        if kind == "message_start":
            spoken.model = str(event.message.model or "")
            spoken.tokens_in = _sum_in(event.message.usage)
            spoken.tokens_out = event.message.usage.output_tokens or 0
        elif kind == "content_block_start":
            block = event.content_block
            spoken.blocks.append(
                Block(
                    block.type,
                    getattr(block, "id", ""),
                    getattr(block, "name", ""),
                    getattr(block, "text", "") or "",
                )
            )
        elif kind == "content_block_delta":
            _extend(spoken.blocks[event.index], event.delta, heard)
        elif kind == "message_delta":
            spoken.stop_reason = event.delta.stop_reason
            spoken.tokens_out = event.usage.output_tokens or spoken.tokens_out
        elif kind == "message_stop":
            ended = True
    if not ended:
        raise ProviderError("The AI's answer broke off.", kind="broken" if spoken.model else "malformed")
    return spoken


def _extend(block: Block, delta: Any, heard: Callable[[str], None] | None) -> None:
    if delta.type == "text_delta":
        block.text += delta.text
        if heard:
            heard(delta.text)
    elif delta.type == "input_json_delta":
        block.text += delta.partial_json


def _sum_in(usage: Any) -> int:
    cached = (usage.cache_creation_input_tokens or 0) + (usage.cache_read_input_tokens or 0)
    return int((usage.input_tokens or 0) + cached)
