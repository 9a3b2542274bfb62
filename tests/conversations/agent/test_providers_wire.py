"""What each host is sent, as it publishes its format; the stand-in refuses anything else."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pytest

from conversations.agent.providers import ProviderError
from conversations.agent.providers.facts import given_name
from conversations.agent.turn import run_turn
from conversations.agent.types import AgentStyle, BookingLine, Line
from nexus.tenants.models import Company
from tests.conversations.agent.conftest import GoogleCredentials
from tests.conversations.agent.turns import MONDAY, turn_for
from tests.standins.anthropic import AnthropicStandIn, Reply, text
from tests.standins.anthropic_hosts import AWS_BEARER, AWS_KEY
from tests.standins.anthropic_script import system_text

QUESTION = "Kan jag betala med Swish?"
PATHS = {
    "anthropic": "/v1/messages",
    "bedrock": "/model/eu.anthropic.claude-haiku-4-5-20251001-v1:0/invoke-with-response-stream",
    "vertex": "/v1/projects/a-project/locations/eu/publishers/anthropic/models/"
    "claude-haiku-4-5@20251001:streamRawPredict",
}
TOOLS = ["search_knowledge", "list_services", "find_free_times", "book", "move_booking", "cancel_booking",
         "company_facts", "remember_name", "open_rights_request", "hand_over"]  # fmt: skip


def test_each_host_is_asked_at_its_own_path_in_its_own_form(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    outcome = run_turn(turn_for(in_company_a, QUESTION), provider=hosted)
    first = hosts_ready.calls[0]
    assert first.host == hosted
    assert first.streamed
    assert first.path.replace("%40", "@").replace("%3A", ":") == PATHS[hosted]
    assert ("model" in first.body) is (hosted == "anthropic")
    assert ("stream" in first.body) is (hosted != "bedrock")
    assert ("output_config" in first.body) is (hosted != "vertex")
    assert ("JSON schema" in system_text(first.body)) is (hosted == "vertex")
    versions = {"anthropic": None, "bedrock": "bedrock-2023-05-31", "vertex": "vertex-2023-10-16"}
    assert first.body.get("anthropic_version") == versions[hosted]
    assert [tool["name"] for tool in first.body["tools"]] == TOOLS
    # On every host the shape came back, and was understood.
    assert outcome.interpretation["confidence"] == 0.9
    assert outcome.interpretation["sources"]
    assert (outcome.provider, outcome.host, outcome.region) == (hosted, "127.0.0.1", "local")
    assert outcome.retention_mode == "none"
    assert outcome.tokens_in > 0
    assert outcome.tokens_out > 0


def test_the_fixed_part_is_marked_for_the_cache_and_holds_no_customer(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    turn = turn_for(in_company_a, QUESTION)
    turn = dataclasses.replace(turn, contact_name="Anna Ek", summary="Anna frågade om slingor.")
    run_turn(turn, provider=hosted)
    system, tools = (hosts_ready.calls[0].body[name] for name in ("system", "tools"))
    cached = [block for block in system if "cache_control" in block]
    assert cached == system[:-1]
    assert len(cached) == 2
    assert [tool["name"] for tool in tools if "cache_control" in tool] == [tools[-1]["name"]]
    assert "Anna" not in json.dumps(cached)
    assert "first name: Anna\n" in system[-1]["text"]
    assert " Ek" not in system[-1]["text"]
    hosts_ready.calls.clear()
    other = turn_for(in_company_a, "Hej", now=MONDAY + datetime.timedelta(hours=3))
    run_turn(other, provider=hosted)
    assert hosts_ready.calls[0].body["system"][:-1] == cached


def test_the_conversation_alternates_and_ends_with_the_customer(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    history = [
        Line("ai", "Välkommen!", MONDAY),
        Line("contact", "Hej", MONDAY),
        Line("ai", "Hej! Vad gäller det?", MONDAY),
        Line("human", "Lina här.", MONDAY),
    ]
    outcome = run_turn(turn_for(in_company_a, "Två saker", QUESTION, history=history), provider=hosted)
    assert hosts_ready.calls[0].body["messages"] == [
        {"role": "user", "content": "Hej"},
        {"role": "assistant", "content": "Hej! Vad gäller det?\nLina här."},
        {"role": "user", "content": f"Två saker\n{QUESTION}"},
    ]
    assert outcome.disclosed_fields == ["message", "history"]


def test_what_is_disclosed_is_what_was_really_sent(
    hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    start = MONDAY + datetime.timedelta(days=1)
    booked = BookingLine(
        "slingor", "Slingor", "Highlights", "Samira", start, start + datetime.timedelta(hours=2)
    )
    plain = turn_for(in_company_a, QUESTION)
    full = dataclasses.replace(
        plain,
        contact_name="Anna Ek",
        bookings=(booked,),
        summary="Kunden har frågat om hund i salongen.",
        agent=AgentStyle("brief", ("konkurrenter",)),
    )
    assert run_turn(plain, provider="anthropic").disclosed_fields == ["message"]
    assert "Anna" not in json.dumps(hosts_ready.calls[0].body)
    hosts_ready.calls.clear()

    outcome = run_turn(full, provider="anthropic")
    sent = system_text(hosts_ready.calls[0].body)
    assert outcome.disclosed_fields == ["message", "name", "bookings", "summary"]
    for part in (
        "first name: Anna\n",
        "Slingor, ",
        "2026-11-24T09:12",
        "hund i salongen",
        "konkurrenter",
        "As short as",
    ):
        assert part in sent
    hosts_ready.calls.clear()

    clinic = dataclasses.replace(full, company=dataclasses.replace(full.company, handles_health_data=True))
    outcome = run_turn(clinic, provider="anthropic")
    sent = system_text(hosts_ready.calls[0].body)
    assert outcome.disclosed_fields == ["message", "bookings", "summary"]
    assert "Anna" not in sent
    assert "Slingor, " not in sent
    assert "2026-11-24T09:12" in sent


def test_the_facts_name_services_hours_the_day_and_the_red_days(
    hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    now = MONDAY.replace(month=12, day=21)
    run_turn(turn_for(in_company_a, "Hej", now=now), provider="anthropic")
    sent = system_text(hosts_ready.calls[0].body)
    for part in ("klippning_herr: Klippning herr", "30 min, 425 kr", "2026, 09:12", "(2026-12-22)"):
        assert part in sent
    red = sent.partition("Red days")[2].partition("\n")[0]
    for name in ("julafton", "juldagen", "nyårsdagen"):
        assert name in red


def test_keys_are_signed_with_aws_own_names_and_a_bearer_token_wins(
    hosts_ready: AnthropicStandIn, in_company_a: Company, nexus
) -> None:
    run_turn(turn_for(in_company_a, QUESTION), provider="bedrock")
    assert {(call.api_key, call.region) for call in hosts_ready.calls} == {(AWS_KEY, "eu-north-1")}
    nexus(aws_bearer_token=AWS_BEARER)
    hosts_ready.calls.clear()
    run_turn(turn_for(in_company_a, QUESTION), provider="bedrock")
    assert {call.api_key for call in hosts_ready.calls} == {AWS_BEARER}


@pytest.mark.parametrize("wrong", ["aws_secret_access_key", "aws_session_token"])
def test_a_wrong_signature_is_refused(
    hosts_ready: AnthropicStandIn, in_company_a: Company, nexus, wrong: str
) -> None:
    nexus(**{wrong: "another"})
    with pytest.raises(ProviderError) as failed:
        run_turn(turn_for(in_company_a, QUESTION), provider="bedrock")
    assert (failed.value.kind, failed.value.permanent) == ("misconfigured", True)
    assert hosts_ready.calls == []


def test_without_keys_awss_own_chain_is_asked(
    hosts_ready: AnthropicStandIn, in_company_a: Company, nexus, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conversations.agent.providers import bedrock
    from tests.standins.anthropic_hosts import AWS_SECRET, AWS_TOKEN

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    kept = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(kept))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    nexus(aws_access_key_id="", aws_secret_access_key="", aws_session_token="")
    bedrock._chain.cache_clear()
    with pytest.raises(ProviderError, match="no usable credentials") as failed:
        run_turn(turn_for(in_company_a, QUESTION), provider="bedrock")
    assert failed.value.permanent
    kept.write_text(
        f"[default]\naws_access_key_id={AWS_KEY}\naws_secret_access_key={AWS_SECRET}\n"
        f"aws_session_token={AWS_TOKEN}\n"
    )
    bedrock._chain.cache_clear()
    assert "Swish" in run_turn(turn_for(in_company_a, QUESTION), provider="bedrock").reply
    bedrock._chain.cache_clear()


def test_googles_token_is_renewed_only_when_it_must_be(
    hosts_ready: AnthropicStandIn, in_company_a: Company, google: GoogleCredentials
) -> None:
    run_turn(turn_for(in_company_a, QUESTION), provider="vertex")
    assert len(hosts_ready.calls) == 2
    assert google.refreshed == 1
    google.token = None
    run_turn(turn_for(in_company_a, QUESTION), provider="vertex")
    assert google.refreshed == 2


def test_google_being_away_is_a_passing_error(
    hosts_ready: AnthropicStandIn, in_company_a: Company, google: GoogleCredentials
) -> None:
    from google.auth.exceptions import RefreshError, TransportError

    for error, kind in ((TransportError("away"), "broken"), (RefreshError("revoked"), "misconfigured")):

        def refresh(_request: object, error: Exception = error) -> None:
            raise error

        google.refresh = refresh  # type: ignore[method-assign]  # this one object's refresh fails
        with pytest.raises(ProviderError) as failed:
            run_turn(turn_for(in_company_a, QUESTION), provider="vertex")
        assert (failed.value.kind, failed.value.permanent) == (kind, kind == "misconfigured")
    assert hosts_ready.requests == []


def test_googles_library_asks_for_tokens_under_the_turns_deadline(model: AnthropicStandIn) -> None:
    import time

    from google.auth.exceptions import TransportError

    from conversations.agent.providers.deadline import deadline_at
    from conversations.agent.providers.vertex import _Transport

    answer = _Transport()(f"{model.url}/token", method="POST", body=b"{}", headers={"x-a": "b"})
    assert (answer.status, answer.headers["content-type"]) == (404, "application/json")
    assert json.loads(answer.data)["type"] == "error"
    with deadline_at(time.monotonic() - 1), pytest.raises(TransportError):
        _Transport()(f"{model.url}/token")


def test_a_fenced_answer_is_read_too(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    given = {"intent": "price", "decision": "asked", "reply": "Vilken behandling?", "language": "sv"}
    fenced = f"Här är svaret:\n```json\n{json.dumps(given)}\n```"
    hosts_ready.script = lambda request: Reply([text(fenced)])
    outcome = run_turn(turn_for(in_company_a, "pris?"), provider=hosted)
    assert (outcome.reply, outcome.decision) == ("Vilken behandling?", "asked")


@pytest.mark.parametrize(
    ("name", "told"),
    [("Anna Ek", "Anna"), ("Ek, Anna Maria", "Anna"), ("Anna", "Anna"), ("", ""), (" ", ""), ("Ek,", "")],
)
def test_the_model_is_told_the_first_name_alone(name: str, told: str) -> None:
    assert given_name(name) == told
