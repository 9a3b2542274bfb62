"""Bedrock's and Vertex AI's manners in the stand-in, tried with the provider's own SDK and with AWS's library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
import requests
from botocore.eventstream import ChecksumMismatch, EventStreamBuffer

from tests.standins import eventstream
from tests.standins.anthropic import AnthropicStandIn, Reply, text
from tests.standins.anthropic_hosts import AWS_KEY, AWS_SECRET, AWS_TOKEN, GOOGLE_TOKEN

OLD, NEW = "eu.anthropic.claude-haiku-4-5-20251001-v1:0", "eu.anthropic.claude-opus-4-8"
VERSION = {"anthropic_version": "bedrock-2023-05-31"}
ASK: dict[str, Any] = {"max_tokens": 10, "messages": [{"role": "user", "content": "Hej"}]}


@pytest.fixture
def model() -> Iterator[AnthropicStandIn]:
    with AnthropicStandIn(script=lambda request: Reply([text("Hej på dig, å, ä, ö!")])) as standin:
        yield standin
        assert not standin.handler_errors


def bedrock(model: AnthropicStandIn, **other: Any) -> anthropic.AnthropicBedrock:
    keys = {"aws_access_key": AWS_KEY, "aws_secret_key": AWS_SECRET, "aws_session_token": AWS_TOKEN, **other}
    return anthropic.AnthropicBedrock(aws_region="eu-north-1", base_url=model.url, max_retries=0, **keys)


def vertex(model: AnthropicStandIn, token: str = GOOGLE_TOKEN) -> anthropic.AnthropicVertex:
    return anthropic.AnthropicVertex(
        region="eu", project_id="p", access_token=token, base_url=f"{model.url}/v1", max_retries=0
    )


def said(client: Any, **more: Any) -> str:
    with client.messages.stream(**{"model": OLD, **ASK, **more}) as stream:
        return str(stream.get_final_text())


def test_bedrock_streams_in_frames_that_awss_own_library_reads(model: AnthropicStandIn) -> None:
    assert said(bedrock(model), extra_body=VERSION) == "Hej på dig, å, ä, ö!"
    (call,) = model.calls
    assert (call.host, call.region, call.request["model"]) == ("bedrock", "eu-north-1", OLD)
    whole = bedrock(model).messages.create(model=OLD, **ASK, extra_body=VERSION)
    assert whole.content[0].text.startswith("Hej")
    assert model.calls[1].path.endswith("/invoke")


def test_older_models_on_bedrock_know_only_its_first_version(model: AnthropicStandIn) -> None:
    with pytest.raises(anthropic.BadRequestError, match="not supported for this model"):
        said(bedrock(model))
    assert said(bedrock(model), model=NEW)


@pytest.mark.parametrize("wrong", ["aws_access_key", "aws_secret_key", "aws_session_token"])
def test_a_wrong_signature_is_refused(model: AnthropicStandIn, wrong: str) -> None:
    with pytest.raises(anthropic.PermissionDeniedError):
        said(bedrock(model, **{wrong: "another"}), extra_body=VERSION)
    assert model.calls == []


def test_a_body_changed_after_signing_is_refused(model: AnthropicStandIn) -> None:
    said(bedrock(model), extra_body=VERSION)
    seen = model.requests[0]
    kept = {name: seen.headers[name] for name in ("authorization", "x-amz-date", "x-amz-security-token")}
    rest = {
        name: value for name, value in seen.headers.items() if name not in ("content-length", "connection")
    }
    for body, status in ((seen.body, 200), (seen.body.replace(b"Hej", b"Hoj"), 403)):
        answer = requests.post(f"{model.url}{seen.path}", data=body, headers={**rest, **kept}, timeout=5)
        assert answer.status_code == status


def test_vertex_takes_a_google_token_and_no_shape(model: AnthropicStandIn) -> None:
    assert said(vertex(model), model="claude-haiku-4-5@20251001") == "Hej på dig, å, ä, ö!"
    (call,) = model.calls
    assert (call.host, call.region) == ("vertex", "eu")
    shape = {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}}}}
    with pytest.raises(anthropic.BadRequestError, match=r"output_config\.format"):
        said(vertex(model), model="claude-haiku-4-5@20251001", output_config=shape)
    with pytest.raises(anthropic.AuthenticationError):
        said(vertex(model, "another"), model="claude-haiku-4-5@20251001")


@pytest.mark.parametrize("name", ["model", "stream"])
def test_what_belongs_into_the_path_is_refused_in_the_body(model: AnthropicStandIn, name: str) -> None:
    with pytest.raises(anthropic.BadRequestError, match="Extra inputs"):
        bedrock(model).post(
            f"/model/{OLD}/invoke", cast_to=object, body={**ASK, **VERSION, name: "x"}
        )  # fmt: skip


def test_a_frame_with_a_wrong_byte_is_no_frame() -> None:
    good = eventstream.chunk({"type": "ping"})
    buffer = EventStreamBuffer()
    buffer.add_data(good)
    assert next(iter(buffer)).headers[":event-type"] == "chunk"
    buffer = EventStreamBuffer()
    buffer.add_data(good[:-6] + bytes([good[-6] ^ 1]) + good[-5:])
    with pytest.raises(ChecksumMismatch):
        next(iter(buffer))
