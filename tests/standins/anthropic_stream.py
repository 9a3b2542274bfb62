"""A message as the Messages API streams it: server-sent events, text and tool arguments in small pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
PIECE = 12  # characters in one delta


def event(kind: str, **values: Any) -> bytes:
    """One server-sent event."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **values}, ensure_ascii=False)}\n\n".encode()


def events(message: Json, *, broken_json: bool = False) -> Iterator[bytes]:
    """The events of a whole message; `broken_json` cuts tool arguments before they are complete."""
    opening = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
    opening["usage"] = {**message["usage"], "output_tokens": 1}
    yield event("message_start", message=opening)
    for index, block in enumerate(message["content"]):
        if block["type"] == "tool_use":
            yield event("content_block_start", index=index, content_block={**block, "input": {}})
            arguments = json.dumps(block["input"], ensure_ascii=False)
            if broken_json:
                arguments = arguments[: len(arguments) // 2] + '\\u12 "'
            yield event(
                "content_block_delta", index=index, delta={"type": "input_json_delta", "partial_json": ""}
            )
            for piece in _pieces(arguments):
                delta = {"type": "input_json_delta", "partial_json": piece}
                yield event("content_block_delta", index=index, delta=delta)
        else:
            yield event("content_block_start", index=index, content_block={"type": "text", "text": ""})
            if index == 0:
                yield event("ping")
            for piece in _pieces(block["text"]):
                yield event("content_block_delta", index=index, delta={"type": "text_delta", "text": piece})
        yield event("content_block_stop", index=index)
    ending = {"stop_reason": message["stop_reason"], "stop_sequence": message["stop_sequence"]}
    yield event("message_delta", delta=ending, usage={"output_tokens": message["usage"]["output_tokens"]})
    yield event("message_stop")


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]
