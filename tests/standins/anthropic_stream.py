"""A message as the Messages API streams it: events, text and tool arguments in small pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
PIECE = 12  # characters in one delta


def event(kind: str, **values: Any) -> bytes:
    """One server-sent event."""
    return as_sse(_event(kind, **values))


def as_sse(one: Json) -> bytes:
    """An event as server-sent events carry it."""
    return f"event: {one['type']}\ndata: {json.dumps(one, ensure_ascii=False)}\n\n".encode()


def _event(kind: str, **values: Any) -> Json:
    return {"type": kind, **values}


def events(message: Json, *, broken_json: bool = False) -> Iterator[Json]:
    """The events of a whole message; `broken_json` cuts tool arguments before they are complete."""
    opening = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
    opening["usage"] = {**message["usage"], "output_tokens": 1}
    yield _event("message_start", message=opening)
    for index, block in enumerate(message["content"]):
        if block["type"] == "tool_use":
            yield _event("content_block_start", index=index, content_block={**block, "input": {}})
            arguments = json.dumps(block["input"], ensure_ascii=False)
            if broken_json:
                arguments = arguments[: len(arguments) // 2] + '\\u12 "'
            yield _event(
                "content_block_delta", index=index, delta={"type": "input_json_delta", "partial_json": ""}
            )
            for piece in _pieces(arguments):
                delta = {"type": "input_json_delta", "partial_json": piece}
                yield _event("content_block_delta", index=index, delta=delta)
        else:
            yield _event("content_block_start", index=index, content_block={"type": "text", "text": ""})
            if index == 0:
                yield _event("ping")
            for piece in _pieces(block["text"]):
                yield _event("content_block_delta", index=index, delta={"type": "text_delta", "text": piece})
        yield _event("content_block_stop", index=index)
    ending = {"stop_reason": message["stop_reason"], "stop_sequence": message["stop_sequence"]}
    yield _event("message_delta", delta=ending, usage={"output_tokens": message["usage"]["output_tokens"]})
    yield _event("message_stop")


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]
