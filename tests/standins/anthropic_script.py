"""What the stand-in of the language model says: a function from the request to content blocks.

Here: looking the answer up with a tool first, then answering from what the tool gave, in plain text or,
where the request asks for a shape (a tool that takes the reply, a JSON schema), in that.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
SEARCH = "search_knowledge"
REPLY_FIELDS = ("reply", "answer", "message", "text", "body")
UNKNOWN = {
    "sv": "Det vet jag tyvärr inte. Jag ber en kollega svara dig.",
    "en": "I am afraid I do not know. A colleague will answer you.",
}
# First hit wins, so what is narrower stands first.
INTENTS = (
    ("cancel", r"avbok|cancel"),
    ("reschedule", r"omboka|flytta|reschedule"),
    ("human", r"människa|human|personal"),
    ("price", r"pris|kosta|price|cost"),
    ("opening_hours", r"öppet|öppnar|öppettid|stäng|open|close"),
    ("book", r"boka|book"),
    ("location", r"adress|var ligger|where are"),
    ("thanks", r"\btack\b|thank"),
)


@dataclass
class Reply:
    """What the model answers with: content blocks as in the API, and why it stopped (None: by the blocks)."""

    content: list[Json]
    stop_reason: str | None = None
    usage: Json = field(default_factory=dict)

    def reason(self) -> str:
        """The stop reason, given or derived."""
        asks = any(block["type"] == "tool_use" for block in self.content)
        return self.stop_reason or ("tool_use" if asks else "end_turn")


Script = Callable[[Json], Reply]


def text(value: str) -> Json:
    """A text block."""
    return {"type": "text", "text": value}


def tool_use(name: str, arguments: Json) -> Json:
    """A tool call."""
    return {"type": "tool_use", "id": f"toolu_{secrets.token_hex(12)}", "name": name, "input": arguments}


def blocks(message: Json) -> list[Json]:
    """A message's content as blocks, whichever way it was given."""
    content = message["content"]
    return [text(content)] if isinstance(content, str) else list(content)


def last_question(request: Json) -> str:
    """The newest text a user wrote."""
    for message in reversed(request["messages"]):
        if message["role"] == "user":
            words = [block["text"] for block in blocks(message) if block["type"] == "text"]
            if words:
                return "\n".join(words)
    return ""


def tool_results(request: Json) -> list[str]:
    """Results of tools since the last question, oldest first, as text."""
    found: list[str] = []
    for message in reversed(request["messages"]):
        parts = blocks(message)
        for block in reversed(parts):
            if block["type"] == "tool_result":
                content = block.get("content", "")
                parts_of = [text(content)] if isinstance(content, str) else content
                found.insert(0, "\n".join(part.get("text", "") for part in parts_of))
        if message["role"] == "user" and any(block["type"] == "text" for block in parts):
            break
    return found


def guess_language(words: str) -> str:
    """`sv` or `en`, by the plainest signs."""
    english = re.search(r"\b(the|what|when|you|are|is|do|how|hello|hi|please)\b", words.lower())
    return "en" if english and not re.search(r"[åäö]", words.lower()) else "sv"


def guess_intent(words: str) -> str:
    """One of the interpretation's intents."""
    return next((name for name, signs in INTENTS if re.search(signs, words.lower())), "other")


def from_results(results: list[str], question: str) -> str | None:
    """A sentence out of what the tools gave; None when they gave nothing."""
    for result in reversed(results):
        try:
            found = json.loads(result)
        except ValueError:
            found = result
        if isinstance(found, dict) and "error" in found:
            continue
        if isinstance(found, dict) and "services" in found:
            return _priced(found["services"], question)
        passage = _first_passage(found)
        if passage:
            return passage[:400].strip()
    return None


def fill(schema: Json, hints: Json, name: str = "") -> Any:
    """A value that fits a JSON schema, with `hints` by property name where they fit."""
    hint = hints.get(name)
    if "enum" in schema:
        return hint if hint in schema["enum"] else schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    for alternatives in (schema.get("anyOf"), schema.get("oneOf")):
        if alternatives:
            wanted = alternatives[0]
            if hint is None and any(option.get("type") == "null" for option in alternatives):
                return None
            return fill(wanted, hints, name)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        if hint is None and "null" in kind:
            return None
        kind = kind[0]
    if kind == "object":
        inner = hints if name == "" else (hint if isinstance(hint, dict) else {})
        wanted_names = schema.get("properties", {})
        return {key: fill(value, inner, key) for key, value in wanted_names.items()}
    fitting: dict[str, tuple[type, ...]] = {
        "string": (str,), "number": (int, float), "integer": (int,), "boolean": (bool,), "array": (list,),
    }  # fmt: skip
    if hint is not None and isinstance(hint, fitting.get(kind, ())):
        return hint
    return {"string": "", "number": 0, "integer": 0, "boolean": False, "array": [], "null": None}[kind]


def knowledge_reply(request: Json, tools: dict[str, Json]) -> Reply:
    """The next message where something is to be looked up first, then answered from what was found."""
    question, results = last_question(request), tool_results(request)
    choice = request.get("tool_choice", {"type": "auto"})
    shaped = next((name for name in tools if _takes_reply(tools[name])), None)
    wanted = None if results or choice["type"] == "none" else _look_up(question, tools)
    if choice["type"] == "tool":
        wanted = wanted if choice["name"] == SEARCH else None
        shaped = choice["name"] if not wanted else shaped
    if wanted:
        return Reply([text("Jag slår upp det."), wanted])
    language = guess_language(question)
    found = from_results(results, question)
    return answer(
        request,
        found or UNKNOWN[language],
        "answered" if found else "handed_over",
        shaped=shaped if choice["type"] != "none" else None,
    )


def _look_up(question: str, tools: dict[str, Json]) -> Json | None:
    """The tool call that the question asks for, of the tools that there are."""
    intent = guess_intent(question)
    if intent in ("opening_hours", "location") and "company_facts" in tools:
        about = "opening_hours" if intent == "opening_hours" else "address"
        return tool_use("company_facts", {"about": about, "question": question})
    if intent == "price" and "list_services" in tools:
        return tool_use("list_services", {})
    if SEARCH in tools:
        hints = {"query": question, "language": guess_language(question)}
        return tool_use(SEARCH, fill(tools[SEARCH]["input_schema"], hints))
    return None


def answer(request: Json, words: str, decision: str, *, intent: str = "", shaped: str | None = None) -> Reply:
    """The last message of a turn, in the shape that the request asks for, wherever it says so."""
    question = last_question(request)
    known = decision != "handed_over"
    hints: Json = {
        **dict.fromkeys(REPLY_FIELDS, words),
        "intent": intent or guess_intent(question),
        "language": guess_language(question),
        "confidence": 0.9 if known else 0.3,
        "decision": decision,
        "reason": "Svaret finns i kunskapen." if known else "Inget passande i kunskapen.",
        "handover": not known,
    }
    if shaped is not None:
        schemas = {tool["name"]: tool["input_schema"] for tool in request["tools"]}
        return Reply([tool_use(shaped, fill(schemas[shaped], hints))])
    schema = _shape(request)
    return Reply([text(json.dumps(fill(schema, hints), ensure_ascii=False) if schema else words)])


def system_text(request: Json) -> str:
    """The system prompt as one text."""
    system = request.get("system") or ""
    return system if isinstance(system, str) else "\n".join(block["text"] for block in system)


def _shape(request: Json) -> Json | None:
    wanted = (request.get("output_config") or {}).get("format") or {}
    if wanted.get("type") == "json_schema":
        return dict(wanted["schema"])
    told = system_text(request).partition("JSON schema: ")[2]
    return dict(json.JSONDecoder().raw_decode(told)[0]) if told else None


def _takes_reply(tool: Json) -> bool:
    return any(name in tool["input_schema"].get("properties", {}) for name in REPLY_FIELDS)


def _first_passage(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        for name in (
            "body",
            "content",
            "answer",
            "opening_hours",
            "address",
            "snippet",
            "excerpt",
            "passage",
            *REPLY_FIELDS,
        ):
            if isinstance(value.get(name), str) and value[name]:
                return str(value[name])
        value = list(value.values())
    if isinstance(value, list):
        return next(
            (passage for one in value if not isinstance(one, str) and (passage := _first_passage(one))), ""
        )
    return ""


def _priced(services: list[Json], question: str) -> str | None:
    """What the service costs whose name has most words in common with the question."""
    asked = set(re.findall(r"\w+", question.lower()))
    scored = [(len(asked & set(re.findall(r"\w+", one["name"].lower()))), one) for one in services]
    best, one = max(scored, key=lambda pair: pair[0], default=(0, {}))
    return f"{one['name']} kostar {one['price_sek']} kr." if best else None
