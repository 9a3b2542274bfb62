"""Reading a streamed message to its end, event by event."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from conversations.agent.providers.base import ProviderError


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


def read_stream(events: Iterable[Any], deadline: float) -> Spoken:
    """Gather a stream of ``RawMessageStreamEvent``.

    Raises :class:`ProviderError` when it ends without ``message_stop`` or runs past ``deadline``
    (``time.monotonic()``).
    """
    spoken, ended = Spoken(), False
    for event in events:
        if time.monotonic() >= deadline:
            raise ProviderError("The AI did not answer in time.")
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
            _extend(spoken.blocks[event.index], event.delta)
        elif kind == "message_delta":
            spoken.stop_reason = event.delta.stop_reason
            spoken.tokens_out = event.usage.output_tokens or spoken.tokens_out
        elif kind == "message_stop":
            ended = True
    if not ended:
        raise ProviderError("The AI's answer broke off.")
    return spoken


def _extend(block: Block, delta: Any) -> None:
    if delta.type == "text_delta":
        block.text += delta.text
    elif delta.type == "input_json_delta":
        block.text += delta.partial_json


def _sum_in(usage: Any) -> int:
    cached = (usage.cache_creation_input_tokens or 0) + (usage.cache_read_input_tokens or 0)
    return int((usage.input_tokens or 0) + cached)
