"""The circuit breaker, and residency: what is stopped before the network."""

from __future__ import annotations

import threading

import pytest

from conversations.agent.providers import ProviderError, breaker, provider_named
from conversations.agent.providers.breaker import Breaker
from conversations.agent.providers.residency import endpoint_of
from conversations.agent.turn import run_turn
from nexus.tenants.models import Company
from tests.conversations.agent.turns import turn_for
from tests.standins.anthropic import AnthropicStandIn

QUESTION = "Kan jag betala med Swish?"


class Clock:
    """Time that passes only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(breaker, "time", clock)
    return clock


def fail(tried: Breaker, kind: str = "broken") -> str:
    """One attempt that fails; the kind of error that came out."""
    try:
        with tried.attempt():
            raise ProviderError("x", kind=kind)
    except ProviderError as error:
        return error.kind
    return ""


def test_it_opens_after_five_failures_within_a_minute(clock: Clock) -> None:
    tried = Breaker()
    for _ in range(4):
        assert fail(tried) == "broken"
    clock.now += 61
    assert [fail(tried) for _ in range(6)] == ["broken"] * 5 + ["open"]


def test_successes_between_failures_do_not_hide_them(clock: Clock) -> None:
    tried = Breaker()
    for _ in range(5):
        fail(tried, "rate_limited")
        if tried._open_until:
            break
        with tried.attempt():
            pass
    assert fail(tried) == "open"


def test_refused_requests_do_not_count(clock: Clock) -> None:
    tried = Breaker()
    assert {fail(tried, kind) for kind in ("refused", "misconfigured") for _ in range(6)} == {
        "refused",
        "misconfigured",
    }


def test_after_half_a_minute_one_may_try(clock: Clock) -> None:
    tried = Breaker()
    for _ in range(5):
        fail(tried)
    clock.now += 29
    assert fail(tried) == "open"
    clock.now += 2
    inside, go = threading.Event(), threading.Event()

    def trial() -> None:
        with tried.attempt():
            inside.set()
            go.wait(5)

    thread = threading.Thread(target=trial)
    thread.start()
    assert inside.wait(5)
    assert fail(tried) == "open"
    go.set()
    thread.join()
    # The trial went well: closed, and the count begins anew.
    assert [fail(tried) for _ in range(4)] == ["broken"] * 4
    with tried.attempt():
        pass


def test_a_failed_trial_keeps_it_open(clock: Clock) -> None:
    tried = Breaker()
    for _ in range(5):
        fail(tried)
    clock.now += 31
    assert [fail(tried), fail(tried)] == ["broken", "open"]
    clock.now += 31
    with pytest.raises(RuntimeError), tried.attempt():
        raise RuntimeError("the process's own fault says nothing about the host")
    with tried.attempt():
        pass


def test_an_open_breaker_asks_no_host_and_leaves_the_others_alone(
    hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    hosts_ready.fail_next("529", times=5)
    for _ in range(5):
        with pytest.raises(ProviderError):
            run_turn(turn_for(in_company_a, QUESTION), provider="bedrock")
    with pytest.raises(ProviderError) as failed:
        run_turn(turn_for(in_company_a, QUESTION), provider="bedrock")
    assert (failed.value.kind, failed.value.permanent) == ("open", False)
    assert failed.value.retry_after is not None
    assert len(hosts_ready.requests) == 5
    assert "Swish" in run_turn(turn_for(in_company_a, QUESTION), provider="vertex").reply


@pytest.mark.parametrize(
    ("provider", "changes"),
    [
        ("anthropic", {"anthropic_base_url": "https://api.anthropic.com"}),
        ("bedrock", {"bedrock_base_url": "", "aws_region": "eu-west-2"}),
        ("bedrock", {"bedrock_base_url": "", "aws_region": "us-east-1"}),
        ("bedrock", {"bedrock_base_url": "", "ai_model": "us.anthropic.claude-haiku-4-5-20251001-v1:0"}),
        ("bedrock", {"bedrock_base_url": "", "ai_model": "anthropic.claude-haiku-4-5-20251001-v1:0"}),
        ("bedrock", {"bedrock_base_url": "https://bedrock-runtime.eu-north-1.amazonaws.com.example.org"}),
        ("vertex", {"vertex_base_url": "", "vertex_region": "global"}),
        ("vertex", {"vertex_base_url": "", "vertex_region": "europe-west2"}),
        ("vertex", {"vertex_base_url": "https://aiplatform.us.rep.googleapis.com/v1"}),
    ],
)
def test_residency_is_looked_at_on_every_call(
    hosts_ready: AnthropicStandIn, in_company_a: Company, nexus, provider: str, changes: dict[str, str]
) -> None:
    nexus(**changes)
    with pytest.raises(ProviderError, match="transfer instruction") as failed:
        run_turn(turn_for(in_company_a, QUESTION), provider=provider)
    assert (failed.value.kind, failed.value.permanent) == ("misconfigured", True)
    assert hosts_ready.requests == []


def test_a_signed_instruction_or_no_residency_lets_a_call_out(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company, nexus
) -> None:
    # In production a loopback address says nothing of where a request ends.
    nexus(environment="production")
    with pytest.raises(ProviderError, match="transfer instruction"):
        run_turn(turn_for(in_company_a, QUESTION), provider=hosted)
    assert "Swish" in run_turn(turn_for(in_company_a, QUESTION, transfer=True), provider=hosted).reply
    nexus(residency="any")
    assert "Swish" in run_turn(turn_for(in_company_a, QUESTION), provider=hosted).reply


@pytest.mark.parametrize(
    ("provider", "region", "url"),
    [
        ("bedrock", "eu-north-1", "https://bedrock-runtime.eu-north-1.amazonaws.com"),
        ("vertex", "eu", "https://aiplatform.eu.rep.googleapis.com/v1"),
        ("vertex", "europe-west1", "https://europe-west1-aiplatform.googleapis.com/v1"),
    ],
)
def test_where_the_sdk_sends_is_known_as_eu(nexus, hosts_ready, provider: str, region: str, url: str) -> None:
    nexus(bedrock_base_url="", vertex_base_url="", aws_region=region, vertex_region=region)
    chosen = provider_named(provider)
    assert chosen.base_url() == url
    assert str(chosen.client().base_url).rstrip("/") == url
    endpoint = endpoint_of(url, "eu.anthropic.claude-haiku-4-5-20251001-v1:0")
    assert (endpoint.region, endpoint.in_eu) == (region, True)
    assert endpoint.retention == ("none" if provider == "bedrock" else "abuse-monitoring")


def test_models_that_bedrock_keeps_traffic_of_are_told_apart() -> None:
    url = "https://bedrock-runtime.eu-north-1.amazonaws.com"
    assert endpoint_of(url, "eu.anthropic.claude-fable-5").retention == "30-days"
    assert endpoint_of("https://api.anthropic.com").retention == "30-days"
    assert not endpoint_of("").in_eu
