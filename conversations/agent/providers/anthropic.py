"""Claude through Anthropic's Messages API, with one tool.

Streaming, retries off, one deadline over the whole turn. The reply is asked for in a JSON shape; a
model or gateway that answers in plain words is understood too, its intent then read by the rules.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast, get_args

import anthropic
import httpcore2
import httpx2
from django.conf import settings

from conversations.agent import wording
from conversations.agent.answers import hours_answer, location_answer, price_answer
from conversations.agent.intents import ordinary_intents, read_intents
from conversations.agent.providers import prompt
from conversations.agent.providers.base import Answered, ProviderError, register
from conversations.agent.providers.deadline import DeadlineTransport, deadline_at
from conversations.agent.providers.residency import endpoint_of, require_allowed
from conversations.agent.providers.stream import Block, Spoken, read_stream
from conversations.agent.rules import handover_reason, language_of, urgent_draft
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Decision, Draft, Intent, Json, Origin, TurnInput

MAX_STEPS = 5  # four looks into the knowledge, then the answer
CONNECT_SECONDS, IDLE_SECONDS = 5.0, 20.0
# A stream is read outside the SDK's own translation of errors: sockets, protocol, malformed events.
_BROKEN = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    OSError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
)
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_DECISIONS = ("answered", "asked", "handed_over", "silent")


@register("anthropic")
class AnthropicProvider:
    """One agent loop over ``POST /v1/messages``."""

    name = "anthropic"

    def draft(self, turn: TurnInput, tools: Toolbox, *, deadline: float) -> Answered:
        """Draft with the model. Raises :class:`ProviderError`; never retries on its own.

        What must not wait for a model, or must not reach one, is answered by the rules.
        """
        endpoint = endpoint_of(settings.NEXUS.anthropic_base_url)
        origin = Origin(provider=self.name, prompt_version=prompt.PROMPT_VERSION)
        urgent = urgent_draft(turn)
        if urgent is not None:
            return Answered(urgent, origin)
        require_allowed(endpoint, transfer_instructed=turn.company.transfer_instructed)
        origin.host, origin.region, origin.retention_mode = endpoint.host, endpoint.region, endpoint.retention
        origin.model = settings.NEXUS.ai_model
        origin.disclosed_fields = ["message", "history"] if turn.earlier else ["message"]
        with deadline_at(deadline):
            draft = _converse(turn, tools, origin, deadline)
        return Answered(draft, origin)


def _converse(turn: TurnInput, tools: Toolbox, origin: Origin, deadline: float) -> Draft:
    messages = prompt.message_list(turn)
    system = prompt.system_blocks(turn, tools)
    forgiven = False
    for step in range(MAX_STEPS):
        spoken = _ask(system, messages, last=step == MAX_STEPS - 1, deadline=deadline)
        origin.tokens_in += spoken.tokens_in
        origin.tokens_out += spoken.tokens_out
        origin.model = spoken.model or origin.model
        calls = [block for block in spoken.blocks if block.kind == "tool_use"]
        if not calls:
            return _read_reply(spoken, turn, tools)
        broken = [call for call in calls if _arguments(call) is None]
        if broken and forgiven:
            raise ProviderError("The model's tool calls cannot be read.")
        forgiven = forgiven or bool(broken)
        messages.append(
            {"role": "assistant", "content": [_as_content(block) for block in spoken.blocks if block.said]}
        )
        messages.append({"role": "user", "content": [_run_tool(call, turn, tools) for call in calls]})
    raise ProviderError("The model went on calling tools instead of answering.")


def _ask(system: list[Json], messages: list[Json], *, last: bool, deadline: float) -> Spoken:
    """One request, read to its end. Every failure on the way becomes a :class:`ProviderError`."""
    if time.monotonic() >= deadline:
        raise ProviderError("The AI did not answer in time.")
    nexus = settings.NEXUS
    client = _client(nexus.anthropic_base_url, nexus.anthropic_api_key, os.getpid())
    create = cast(Callable[..., Any], client.messages.create)
    try:
        stream = create(
            model=nexus.ai_model,
            max_tokens=prompt.MAX_TOKENS,
            system=system,
            messages=messages,
            tools=[prompt.SEARCH_TOOL],
            tool_choice={"type": "none"} if last else {"type": "auto"},
            output_config={"format": prompt.ANSWER_FORMAT},
            stream=True,
        )
        with stream:
            return read_stream(stream, deadline)
    except (anthropic.AnthropicError, httpx2.HTTPError, *_BROKEN) as error:
        raise _failure(error, deadline) from error


def _failure(error: Exception, deadline: float) -> ProviderError:
    if isinstance(error, anthropic.APIStatusError):
        status = error.status_code
        gone = status in (400, 401, 403, 404, 413)
        return ProviderError(f"The AI answered {status} ({error.type or 'no type'}).", permanent=gone)
    if time.monotonic() >= deadline:
        return ProviderError("The AI did not answer in time.")
    if isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException | httpcore2.TimeoutException):
        return ProviderError("The AI fell silent.")
    if isinstance(error, anthropic.APIConnectionError | httpx2.HTTPError | OSError):
        return ProviderError(f"The connection to the AI broke ({type(error).__name__}).")
    return ProviderError(f"The AI's answer cannot be read ({type(error).__name__}).")


@lru_cache(maxsize=4)
def _client(base_url: str, api_key: str, pid: int) -> anthropic.Anthropic:
    """One client a process: ``pid`` keeps a forked worker from using its parent's connections."""
    timeout = httpx2.Timeout(IDLE_SECONDS, connect=CONNECT_SECONDS)
    return anthropic.Anthropic(
        # An empty key would make the SDK look for credentials elsewhere on the machine.
        api_key=api_key or "not-set",
        base_url=base_url,
        max_retries=0,
        timeout=timeout,
        http_client=httpx2.Client(transport=DeadlineTransport(), timeout=timeout, trust_env=False),
    )


def _arguments(call: Block) -> Json | None:
    try:
        given = json.loads(call.text or "{}")
    except ValueError:
        return None
    return given if isinstance(given, dict) else None


def _as_content(block: Block) -> Json:
    if block.kind == "tool_use":
        return {"type": "tool_use", "id": block.id, "name": block.name, "input": _arguments(block) or {}}
    return {"type": "text", "text": block.text}


def _run_tool(call: Block, turn: TurnInput, tools: Toolbox) -> Json:
    arguments = _arguments(call)
    problem = ""
    if arguments is None:
        problem = "The arguments are not valid JSON. Call the tool again."
    elif call.name != prompt.SEARCH_TOOL["name"]:
        problem = "There is no such tool."
    elif not isinstance(arguments.get("query"), str) or not arguments["query"].strip():
        problem = "query must be a text."
    if arguments is None or problem:
        tools.note_failure(call.name, arguments or {}, problem)
        return {"type": "tool_result", "tool_use_id": call.id, "content": problem, "is_error": True}
    found = _search(arguments["query"][:400], arguments.get("language"), turn, tools)
    content = json.dumps({"results": found}, ensure_ascii=False)
    return {"type": "tool_result", "tool_use_id": call.id, "content": content}


def _search(query: str, language: object, turn: TurnInput, tools: Toolbox) -> list[Json]:
    """The company's facts that the query is about, then its articles."""
    spoken = language if isinstance(language, str) and language in ("sv", "en") else language_of(turn)
    # The query may leave out the day that the customer named.
    question = f"{query}\n{turn.text}"
    results: list[Json] = []
    for intent in ordinary_intents(question):
        if intent == "opening_hours":
            results.append(
                {"title": "Opening hours", "body": hours_answer(turn, tools, spoken, question).text}
            )
        elif intent == "price" and (priced := price_answer(tools, spoken, question)):
            results.append({"title": "Prices", "body": priced.text})
        elif intent == "location" and (placed := location_answer(turn, tools, spoken, question)):
            results.append({"title": "Address", "body": placed.text})
    hits = tools.search_knowledge(query, spoken)
    return results + [{"title": hit.title, "body": hit.body[:2000]} for hit in hits]


def _read_reply(spoken: Spoken, turn: TurnInput, tools: Toolbox) -> Draft:
    """The draft in the model's last message: JSON as asked for, or plain words."""
    if spoken.stop_reason == "refusal":
        language = language_of(turn)
        return Draft(wording.say("human", language), "other", language, "handed_over", 0.5, "not_known")
    text = "\n".join(block.text for block in spoken.blocks if block.kind == "text").strip()
    if spoken.stop_reason == "max_tokens":
        raise ProviderError("The model's answer was cut off.")
    if not any(character.isalpha() for character in text):
        raise ProviderError("The model answered nothing.")
    bare = _FENCE.sub("", text)
    draft = _shaped(bare, turn) if bare.startswith("{") else _plain(text, turn)
    if not draft.reply and draft.decision != "silent":
        raise ProviderError("The model answered nothing.")
    draft.sources = list(tools.sources)
    return draft


def _plain(text: str, turn: TurnInput) -> Draft:
    intents = read_intents(turn)
    return Draft(text, intents[0] if intents else "other", language_of(turn), "answered", 0.5)


def _shaped(text: str, turn: TurnInput) -> Draft:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise ProviderError("The model's answer is not the JSON it was asked for.") from error
    reply, intent, decision = given.get("reply"), given.get("intent"), given.get("decision")
    if not isinstance(reply, str):
        raise ProviderError("The model's answer holds no reply.")
    confidence = given.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        confidence = 0.5
    slots = given.get("slots")
    intent = cast(Intent, intent) if intent in get_args(Intent) else "other"
    return Draft(
        reply=reply.strip(),
        intent=intent,
        language=given["language"] if given.get("language") in ("sv", "en") else language_of(turn),
        decision=cast(Decision, decision) if decision in _DECISIONS else "answered",
        confidence=min(1.0, max(0.0, float(confidence))),
        reason=handover_reason(intent) if decision == "handed_over" else "",
        note=str(given.get("reason") or "")[:200],
        slots={name: value for name, value in slots.items() if value is not None}
        if isinstance(slots, dict)
        else {},
    )
