"""What the Messages API refuses, as published, so that a wrong request fails here too."""

from __future__ import annotations

from typing import Any

from tests.standins.anthropic_script import blocks

Json = dict[str, Any]
VERSIONS = ("2023-06-01", "2026-10-21")
SAMPLING = ("temperature", "top_p", "top_k")


def complaint(request: Any, version: str) -> str | None:
    """Why the API would answer 400, or None."""
    if not isinstance(request, dict):
        return "The request body is not valid JSON"
    if version >= "2026-10-21":
        # Removed with that version, for every model and at any value (the API's migration guide).
        for name in SAMPLING:
            if name in request:
                return f"{name}: Extra inputs are not permitted"
    for name, kind in (("model", str), ("max_tokens", int), ("messages", list)):
        if not isinstance(request.get(name), kind):
            return f"{name}: Field required"
    if request["max_tokens"] < 1:
        return "max_tokens: Input should be greater than or equal to 1"
    if not request["messages"]:
        return "messages: at least one message is required"
    return _wrong_tools(request) or _wrong_messages(request["messages"])


def _wrong_tools(request: Json) -> str | None:
    names = [tool.get("name") for tool in request.get("tools", [])]
    if len(set(names)) != len(names):
        return "tools: Tool names must be unique."
    for index, tool in enumerate(request.get("tools", [])):
        own = tool.get("type", "custom") == "custom"
        if own and tool.get("input_schema", {}).get("type") != "object":
            return f"tools.{index}.custom.input_schema.type: Field required"
    choice = request.get("tool_choice")
    if choice and choice.get("type") == "tool" and choice.get("name") not in names:
        return f"Tool '{choice.get('name')}' not found in provided tools"
    if choice and choice.get("type") in ("any", "tool") and not names:
        return "tool_choice may only be specified while providing tools"
    return None


def _wrong_messages(messages: list[Json]) -> str | None:
    asked: set[str] = set()  # tool calls that the next message has to answer
    for index, message in enumerate(messages):
        if message.get("role") not in ("user", "assistant"):
            return f"messages.{index}.role: Input should be 'user' or 'assistant'"
        if "content" not in message:
            return f"messages.{index}.content: Field required"
        if index == 0 and message["role"] != "user":
            return 'messages: first message must use the "user" role'
        parts = blocks(message)
        last = index == len(messages) - 1
        if not parts and not (last and message["role"] == "assistant"):
            return f"messages.{index}: user messages must have non-empty content"
        for part in parts:
            if part["type"] == "text" and not part["text"].strip():
                return "messages: text content blocks must contain non-whitespace text"
        answered = {part["tool_use_id"] for part in parts if part["type"] == "tool_result"}
        if asked - answered:
            return (
                f"messages.{index - 1}: `tool_use` ids were found without `tool_result` blocks immediately "
                f"after: {', '.join(sorted(asked - answered))}"
            )
        if answered - asked:
            return (
                f"messages.{index}: unexpected `tool_use_id` found in `tool_result` blocks: "
                f"{', '.join(sorted(answered - asked))}"
            )
        asked = {part["id"] for part in parts if part["type"] == "tool_use"}
    return "messages: final message leaves `tool_use` unanswered" if asked else None
