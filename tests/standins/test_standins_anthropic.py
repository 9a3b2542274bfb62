"""The language model's stand-in, tried with its provider's own SDK."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import anthropic
import httpx2
import pytest
import requests

from tests.standins.anthropic import API_KEY, AnthropicStandIn, Reply, text, tool_use

SEARCH = {
    "name": "search_knowledge",
    "description": "Finds what the company knows.",
    "input_schema": {
        "type": "object",
        "properties": {"query": {"type": "string"}},
        "required": ["query"],
    },
}
ANSWER = {
    "name": "answer",
    "description": "Gives the answer.",
    "input_schema": {
        "type": "object",
        "properties": {
            "reply": {"type": "string"},
            "intent": {"type": "string", "enum": ["price", "opening_hours", "other"]},
            "decision": {"type": "string", "enum": ["answered", "handed_over"]},
            "confidence": {"type": "number"},
            "slots": {"type": "object", "properties": {"service": {"type": ["string", "null"]}}},
            "sources": {"type": "array", "items": {"type": "string"}},
        },
    },
}
QUESTION = "Hej, när har ni öppet på lördag?"
HOURS = json.dumps([{"title": "Öppettider", "body": "Lördag 10–15."}], ensure_ascii=False)


@pytest.fixture
def model() -> Iterator[AnthropicStandIn]:
    with AnthropicStandIn() as standin:
        yield standin
        assert not standin.handler_errors


def client_of(standin: AnthropicStandIn, timeout: float = 2.0, key: str = API_KEY) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key=key, base_url=standin.url, timeout=timeout, max_retries=0)


def ask(standin: AnthropicStandIn, messages: Any = None, timeout: float = 2.0, **more: Any) -> Any:
    values: dict[str, Any] = {"tools": [SEARCH], **more}
    return client_of(standin, timeout).messages.create(
        model="small", max_tokens=300, messages=messages or [{"role": "user", "content": QUESTION}], **values
    )


def streamed(standin: AnthropicStandIn, messages: Any = None, timeout: float = 2.0, **more: Any) -> Any:
    values: dict[str, Any] = {"tools": [SEARCH], **more}
    with client_of(standin, timeout).messages.stream(
        model="small", max_tokens=300, messages=messages or [{"role": "user", "content": QUESTION}], **values
    ) as stream:
        return stream.get_final_message()


def with_result(first: Any, result: Any = HOURS) -> list[dict[str, Any]]:
    call = next(block for block in first.content if block.type == "tool_use")
    return [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": first.content},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": result}]},
    ]


@pytest.mark.parametrize("way", [ask, streamed])
def test_it_searches_first_and_then_answers_from_the_result(model: AnthropicStandIn, way: Any) -> None:
    first = way(model)
    assert first.stop_reason == "tool_use"
    (call,) = [block for block in first.content if block.type == "tool_use"]
    assert (call.name, call.input) == ("search_knowledge", {"query": QUESTION})
    second = way(model, with_result(first))
    assert second.stop_reason == "end_turn"
    assert second.content[0].text == "Lördag 10–15."
    assert second.usage.input_tokens > 0
    assert second.usage.output_tokens > 0
    assert [c.streamed for c in model.calls] == [way is streamed] * 2
    assert model.calls[0].api_key == API_KEY
    assert model.calls[0].version == model.calls[0].headers["anthropic-version"]
    assert model.calls[0].question == QUESTION


def test_the_stream_has_every_kind_of_event(model: AnthropicStandIn) -> None:
    with client_of(model).messages.create(
        model="small",
        max_tokens=300,
        messages=[{"role": "user", "content": QUESTION}],
        tools=[SEARCH],
        stream=True,
    ) as stream:
        kinds = [event.type for event in stream]
    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
    assert kinds.count("content_block_start") == kinds.count("content_block_stop") == 2
    assert kinds.count("content_block_delta") > 4


@pytest.mark.parametrize("way", [ask, streamed])
def test_a_shaped_answer_is_filled_in(model: AnthropicStandIn, way: Any) -> None:
    first = way(model, tools=[SEARCH, ANSWER])
    second = way(model, with_result(first), tools=[SEARCH, ANSWER])
    (call,) = second.content
    assert call.name == "answer"
    assert call.input == {
        "reply": "Lördag 10–15.",
        "intent": "opening_hours",
        "decision": "answered",
        "confidence": 0.9,
        "slots": {"service": None},
        "sources": [],
    }


def test_a_forced_tool_and_a_json_schema_are_obeyed(model: AnthropicStandIn) -> None:
    forced = ask(model, tools=[SEARCH, ANSWER], tool_choice={"type": "tool", "name": "answer"})
    assert [block.name for block in forced.content] == ["answer"]
    assert forced.content[0].input["decision"] == "handed_over"
    shape = {"type": "json_schema", "schema": ANSWER["input_schema"]}
    shaped = ask(model, tools=[], output_config={"format": shape})
    assert json.loads(shaped.content[0].text)["intent"] == "opening_hours"


@pytest.mark.parametrize("nothing", ["[]", '{"results": []}', ""])
def test_it_says_so_when_the_tool_found_nothing(model: AnthropicStandIn, nothing: str) -> None:
    second = ask(model, with_result(ask(model), nothing))
    assert "vet jag tyvärr inte" in second.content[0].text


def test_the_script_can_be_replaced(model: AnthropicStandIn) -> None:
    seen: list[str] = []

    def script(request: dict[str, Any]) -> Reply:
        seen.append(request["model"])
        return Reply([text("Ett ögonblick."), tool_use("search_knowledge", {"query": "x"})])

    model.script = script
    assert ask(model).content[1].input == {"query": "x"}
    assert seen == ["small"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", anthropic.RateLimitError),
        ("500", anthropic.InternalServerError),
        ("529", anthropic.InternalServerError),
        ("401", anthropic.AuthenticationError),
        ("hang", anthropic.APITimeoutError),
        ("close", anthropic.APIConnectionError),
    ],
)
@pytest.mark.parametrize("way", [ask, streamed])
def test_faults_reach_the_sdk_as_its_own_errors(
    model: AnthropicStandIn, way: Any, kind: str, error: type[Exception]
) -> None:
    fault = model.fail_next(kind)
    with pytest.raises(error):
        way(model, timeout=0.3)
    assert fault.fired == 1
    assert way(model).stop_reason == "tool_use"
    assert [call.fault for call in model.calls] == [kind, None]


@pytest.mark.parametrize(
    ("kind", "error"),
    # A cut inside a stream is not wrapped by the SDK: its HTTP client's own error comes through.
    [("cut_mid_stream", httpx2.RemoteProtocolError), ("error_mid_stream", anthropic.APIStatusError)],
)
def test_a_stream_can_be_cut_or_end_with_an_error(
    model: AnthropicStandIn, kind: str, error: type[Exception]
) -> None:
    model.fail_next(kind, after=4)
    with pytest.raises(error):
        streamed(model)


def test_a_stream_can_trickle_so_that_only_an_own_deadline_helps(model: AnthropicStandIn) -> None:
    model.fail_next("one_byte_a_second", interval=0.005)
    started = time.monotonic()
    with client_of(model, timeout=0.2).messages.create(
        model="small", max_tokens=300, messages=[{"role": "user", "content": QUESTION}], stream=True
    ) as stream:
        for _ in stream:
            break
    # The SDK's timeout is between two bytes and never fires; the first event alone is hundreds of bytes.
    assert time.monotonic() - started > 0.6


@pytest.mark.parametrize("way", [ask, streamed])
def test_tool_arguments_can_be_malformed(model: AnthropicStandIn, way: Any) -> None:
    model.fail_next("malformed_tool_json")
    try:
        message = way(model)
    except ValueError:
        assert way is streamed
        return
    (call,) = [block for block in message.content if block.type == "tool_use"]
    assert call.input != {"query": QUESTION}


def test_odd_but_well_formed_answers(model: AnthropicStandIn) -> None:
    model.fail_next("empty")
    assert ask(model).content == []
    for reason in ("max_tokens", "refusal"):
        model.fail_next(reason)
        assert ask(model).stop_reason == reason
    model.fail_next("nonsense")
    answer = ask(model)
    assert not isinstance(answer, anthropic.types.Message)


def test_a_refused_connection_and_its_end(model: AnthropicStandIn) -> None:
    model.refuse_connections()
    with pytest.raises(anthropic.APIConnectionError):
        ask(model)
    model.accept_connections()
    assert ask(model).stop_reason == "tool_use"


@pytest.mark.parametrize(
    ("messages", "complaint"),
    [
        ([], "at least one message"),
        ([{"role": "assistant", "content": "Hej"}], "first message"),
        ([{"role": "user", "content": " "}], "non-whitespace"),
        (
            [
                {"role": "user", "content": "Hej"},
                {"role": "assistant", "content": [tool_use("search_knowledge", {"query": "x"})]},
                {"role": "user", "content": "och?"},
            ],
            "without `tool_result`",
        ),
        (
            [
                {
                    "role": "user",
                    "content": [{"type": "tool_result", "tool_use_id": "toolu_x", "content": "x"}],
                }
            ],
            "unexpected `tool_use_id`",
        ),
    ],
)
def test_a_wrong_request_is_refused_as_the_api_does(
    model: AnthropicStandIn, messages: Any, complaint: str
) -> None:
    with pytest.raises(anthropic.BadRequestError) as caught:
        client_of(model).messages.create(model="small", max_tokens=10, messages=messages)
    assert complaint in str(caught.value)
    assert model.calls == []


def test_sampling_parameters_are_refused_as_of_the_sdks_api_version(model: AnthropicStandIn) -> None:
    for name in ("temperature", "top_p", "top_k"):
        with pytest.raises(anthropic.BadRequestError, match=f"{name}: Extra inputs"):
            ask(model, extra_body={name: 1})
    assert model.calls == []


def test_the_key_may_come_in_either_header(model: AnthropicStandIn) -> None:
    body = {"model": "small", "max_tokens": 10, "messages": [{"role": "user", "content": "Hej"}]}
    for headers, status in [
        ({"x-api-key": API_KEY, "anthropic-version": "2023-06-01"}, 200),
        ({"Authorization": f"Bearer {API_KEY}", "anthropic-version": "2026-10-21"}, 200),
        ({"x-api-key": API_KEY}, 400),
        ({"anthropic-version": "2026-10-21"}, 401),
    ]:
        answer = requests.post(f"{model.url}/v1/messages", json=body, headers=headers, timeout=5)
        assert answer.status_code == status


def test_a_wrong_key_is_refused(model: AnthropicStandIn) -> None:
    with pytest.raises(anthropic.AuthenticationError):
        client_of(model, key="other").messages.create(
            model="small", max_tokens=10, messages=[{"role": "user", "content": "Hej"}]
        )
    assert model.calls == []
