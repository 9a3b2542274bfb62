"""The agent's loop over the Messages API, whichever host serves it.

Streaming, retries off, one deadline over the whole turn, a circuit breaker around each call. The answer
is asked for in a JSON shape; a model or gateway that answers in plain words is understood too.
"""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, cast

from django.conf import settings

from conversations.agent.providers import prompt
from conversations.agent.providers.answer import read_answer
from conversations.agent.providers.base import Answered, Listener, ProviderError
from conversations.agent.providers.breaker import breaker_for
from conversations.agent.providers.deadline import deadline_at
from conversations.agent.providers.failures import CAUGHT, failure_of
from conversations.agent.providers.residency import Endpoint, endpoint_of, require_allowed
from conversations.agent.providers.stream import Block, ReplyStream, Spoken, read_stream
from conversations.agent.tools.specs import run_tool
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Draft, Json, Origin, TurnInput

MAX_STEPS = 8  # model calls in one draft, the answer included: a booking takes four or five
# In and out, over one draft. A long dialogue takes some 25,000; more means that it goes round in circles.
MAX_TURN_TOKENS = 60_000


class MessagesClient(Protocol):
    """What is used of the SDK's clients, which share no public base class."""

    @property
    def base_url(self) -> Any:
        """Where it sends."""
        ...

    @property
    def messages(self) -> Any:
        """``create`` is here."""
        ...


class MessagesProvider(ABC):
    """What a host adds: its client, the model's name, and what its way of taking requests asks for."""

    name: str
    # Whether the host takes ``output_config``; else the shape is described in the prompt.
    takes_shape: ClassVar[bool] = True
    extra_body: ClassVar[Json] = {}
    # Errors of the host's own libraries: while signing in, those of them that pass, and in a stream.
    sign_in_errors: ClassVar[tuple[type[Exception], ...]] = ()
    passing_errors: ClassVar[tuple[type[Exception], ...]] = ()
    stream_errors: ClassVar[tuple[type[Exception], ...]] = ()

    @abstractmethod
    def client(self) -> MessagesClient:
        """A client ready to send, over :func:`deadline.http_client`. May go to the network for credentials."""

    @abstractmethod
    def base_url(self) -> str:
        """Where :meth:`client` sends."""

    def draft(
        self,
        turn: TurnInput,
        tools: Toolbox,
        *,
        deadline: float,
        listener: Listener | None = None,
        correction: str = "",
    ) -> Answered:
        """Draft with the model. Raises :class:`ProviderError`; never retries on its own."""
        model = settings.NEXUS.model_of(self.name)
        endpoint = endpoint_of(self.base_url(), model)
        require_allowed(endpoint, transfer_instructed=turn.company.transfer_instructed)
        asked = prompt.request_for(turn, correction=correction, shape_in_words=not self.takes_shape)
        origin = Origin(
            provider=self.name,
            host=endpoint.host,
            model=model,
            region=endpoint.region,
            retention_mode=endpoint.retention,
            prompt_version=prompt.PROMPT_VERSION,
            disclosed_fields=asked.disclosed,
        )
        talk = _Talk(self, endpoint, model, asked, origin, tools, deadline, _Heard(listener))
        with deadline_at(deadline):
            return Answered(talk.run(turn), origin)

    def ask(
        self, endpoint: Endpoint, body: Json, deadline: float, heard: Callable[[str], None] | None
    ) -> Spoken:
        """One request, read to its end. Every failure on the way becomes a :class:`ProviderError`."""
        if time.monotonic() >= deadline:
            raise ProviderError("The AI did not answer in time.", kind="timeout")
        with breaker_for(self.name, endpoint.region).attempt():
            try:
                client = self.client()
                if endpoint_of(str(client.base_url)).host != endpoint.host:
                    raise ProviderError("The client sends elsewhere.", permanent=True, kind="misconfigured")
                create = cast(Callable[..., Any], client.messages.create)
                with create(**body, extra_body=self.extra_body or None, stream=True) as stream:
                    return read_stream(stream, deadline, heard)
            except self.sign_in_errors as error:
                raise self._not_signed_in(error) from error
            except (*CAUGHT, *self.stream_errors) as error:
                raise failure_of(error, deadline) from error

    def _not_signed_in(self, error: Exception) -> ProviderError:
        what = f"There are no usable credentials for {self.name} ({type(error).__name__})."
        if isinstance(error, self.passing_errors):
            return ProviderError(what, kind="broken")
        return ProviderError(what, permanent=True, kind="misconfigured")


class _Heard:
    """Gives the reply's words on, and knows whether any were given since the last restart."""

    def __init__(self, listener: Listener | None) -> None:
        self._listener = listener
        self.spoke = False

    def text(self, delta: str) -> None:
        if self._listener:
            self.spoke = True
            self._listener.text(delta)

    def ended(self) -> None:
        if self._listener and self.spoke:
            self._listener.ended()

    def restart(self) -> None:
        if self._listener and self.spoke:
            self.spoke = False
            self._listener.restart()


@dataclass
class _Talk:
    """One draft's exchange with the model."""

    provider: MessagesProvider
    endpoint: Endpoint
    model: str
    asked: prompt.Asked
    origin: Origin
    tools: Toolbox
    deadline: float
    heard: _Heard
    seen: set[str] = field(default_factory=set)
    repeats: int = 0
    unreadable: bool = False

    def run(self, turn: TurnInput) -> Draft:
        for step in range(1, MAX_STEPS + 1):
            if self.origin.tokens_in + self.origin.tokens_out > MAX_TURN_TOKENS:
                raise ProviderError("The turn has used up its tokens.", kind="too_long")
            last = step == MAX_STEPS or self.repeats > 1
            spoken = self._ask(last=last)
            calls = [block for block in spoken.blocks if block.kind == "tool_use"]
            if not calls:
                return read_answer(spoken, turn, self.tools)
            if last:
                break
            self.heard.restart()  # what was said before a tool's result is not the reply
            self._answer_calls(spoken, calls)
        raise ProviderError("The model went on calling tools instead of answering.", kind="too_long")

    def _ask(self, *, last: bool) -> Spoken:
        body: Json = {
            "model": self.model,
            "max_tokens": prompt.MAX_TOKENS,
            "system": self.asked.system,
            "messages": self.asked.messages,
            "tools": self.asked.tools,
            "tool_choice": {"type": "none"} if last else {"type": "auto"},
        }
        if self.provider.takes_shape:
            body["output_config"] = {"format": prompt.ANSWER_FORMAT}
        spoken = self.provider.ask(self.endpoint, body, self.deadline, ReplyStream(self.heard).feed)
        self.origin.tokens_in += spoken.tokens_in
        self.origin.tokens_out += spoken.tokens_out
        # Anthropic answers an alias with the exact version; a profile's name says more than the answer.
        if spoken.model.startswith(self.model):
            self.origin.model = spoken.model
        return spoken

    def _answer_calls(self, spoken: Spoken, calls: list[Block]) -> None:
        if any(_arguments(call) is None for call in calls):
            if self.unreadable:
                raise ProviderError("The model's tool calls cannot be read.", kind="malformed")
            self.unreadable = True
        said = [_as_content(block) for block in spoken.blocks if block.said]
        self.asked.messages.append({"role": "assistant", "content": said})
        self.asked.messages.append({"role": "user", "content": [self._run_tool(call) for call in calls]})

    def _run_tool(self, call: Block) -> Json:
        arguments = _arguments(call)
        # The same call after an act may give something else, so it counts as another one.
        key = json.dumps([call.name, arguments, len(self.tools.acts)], sort_keys=True)
        if arguments is not None and key in self.seen:
            self.repeats += 1
            result, is_error = {"error": "You have called this already. Use what it gave, and answer."}, True
            self.tools.note_failure(call.name[:60], arguments, "repeated")
        else:
            self.seen.add(key)
            result, is_error = run_tool(self.tools, call.name, arguments)
        content = json.dumps(result, ensure_ascii=False)
        return {"type": "tool_result", "tool_use_id": call.id, "content": content, "is_error": is_error}


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
