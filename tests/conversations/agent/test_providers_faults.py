"""Every way a host can fail, on every host: one request, a typed error, and never past the deadline."""

from __future__ import annotations

import time

import pytest

from conversations.agent.providers import ProviderError
from conversations.agent.turn import run_turn
from nexus.tenants.models import Company
from tests.conversations.agent.turns import turn_for
from tests.standins.anthropic import AnthropicStandIn, Reply, text, tool_use

QUESTION = "Kan jag betala med Swish?"


def ask(company: Company, provider: str):
    return run_turn(turn_for(company, QUESTION), provider=provider)


@pytest.mark.parametrize(
    ("fault", "kind", "permanent"),
    [
        ("429", "rate_limited", False),
        ("503", "overloaded", False),
        ("529", "overloaded", False),
        ("500", "broken", False),
        ("400", "refused", True),
        ("401", "misconfigured", True),
        ("close", "broken", False),
        ("cut_mid_stream", "broken", False),
        ("nonsense", "malformed", False),
        ("empty", "malformed", False),
        ("max_tokens", "malformed", False),
    ],
)
def test_each_fault_is_one_request_and_one_typed_error(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company, fault: str, kind: str, permanent: bool
) -> None:
    hosts_ready.script = lambda request: Reply([text("Ja, det går bra med Swish.")])
    planned = hosts_ready.fail_next(fault)
    with pytest.raises(ProviderError) as failed:
        ask(in_company_a, hosted)
    assert (failed.value.kind, failed.value.permanent) == (kind, permanent)
    assert planned.fired == 1
    assert len(hosts_ready.requests) == 1
    # The fault over, the same process is answered.
    assert "Swish" in ask(in_company_a, hosted).reply


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_stream_may_be_cut_anywhere(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company, after: int
) -> None:
    hosts_ready.script = lambda request: Reply([text("Ja, det går bra med Swish.")])
    hosts_ready.fail_next("cut_mid_stream", after=after)
    with pytest.raises(ProviderError) as failed:
        ask(in_company_a, hosted)
    assert failed.value.kind == "broken"
    assert len(hosts_ready.requests) == 1


def test_an_error_in_the_stream_says_what_it_is(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    hosts_ready.script = lambda request: Reply([text("Ja, det går bra med Swish.")])
    hosts_ready.fail_next("error_mid_stream")
    with pytest.raises(ProviderError) as failed:
        ask(in_company_a, hosted)
    assert failed.value.kind == ("rate_limited" if hosted == "bedrock" else "overloaded")
    assert not failed.value.permanent
    assert len(hosts_ready.requests) == 1


@pytest.mark.parametrize("fault", ["hang", "one_byte_a_second", "slow"])
def test_the_deadline_holds_against_silence_and_trickling(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company, nexus, fault: str
) -> None:
    nexus(ai_deadline=1.0)
    options = {"interval": 0.3} if fault == "one_byte_a_second" else {"seconds": 30.0}
    planned = hosts_ready.fail_next(fault, times=None, **options)
    started = time.monotonic()
    with pytest.raises(ProviderError, match="in time") as failed:
        ask(in_company_a, hosted)
    assert 0.9 <= time.monotonic() - started < 10.0  # the fault itself would take 30 s
    assert failed.value.kind == "timeout"
    assert planned.fired == 1


def test_the_hosts_own_wish_to_wait_is_passed_on(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    hosts_ready.fail_next("429", retry_after=7)
    with pytest.raises(ProviderError) as failed:
        ask(in_company_a, hosted)
    assert failed.value.retry_after == 7.0


def test_a_refused_connection_is_a_passing_error(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    hosts_ready.refuse_connections()
    with pytest.raises(ProviderError) as failed:
        ask(in_company_a, hosted)
    assert (failed.value.kind, failed.value.permanent) == ("broken", False)


def test_broken_tool_arguments_are_forgiven_once(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    def script(request: dict) -> Reply:
        last = request["messages"][-1]["content"]
        if isinstance(last, str) or last[0].get("is_error"):
            return Reply([tool_use("search_knowledge", {"query": "swish"})])
        return Reply([text("Ja, vi tar Swish.")])

    hosts_ready.script = script
    hosts_ready.fail_next("malformed_tool_json", times=1)
    outcome = ask(in_company_a, hosted)
    assert outcome.reply == "Ja, vi tar Swish."
    tools = outcome.interpretation["tools"]
    assert [("error" in tool["result"]) for tool in tools] == [True, False]
    hosts_ready.fail_next("malformed_tool_json", times=None)
    with pytest.raises(ProviderError, match="cannot be read") as failed:
        ask(in_company_a, hosted)
    assert failed.value.kind == "malformed"


def test_a_refusal_is_handed_over(hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company) -> None:
    hosts_ready.fail_next("refusal")
    hosts_ready.script = lambda request: Reply([text("I cannot.")])
    assert ask(in_company_a, hosted).hand_over


def test_no_error_repeats_what_was_said(
    hosted: str, hosts_ready: AnthropicStandIn, in_company_a: Company
) -> None:
    """Errors are logged; a log holds nothing of a conversation."""
    hosts_ready.script = lambda request: Reply([text('{"reply": "Hemliga ord')])
    with pytest.raises(ProviderError) as failed:
        ask(in_company_a, hosted)
    assert failed.value.kind == "malformed"
    assert "Hemliga" not in str(failed.value)
    assert "Swish" not in str(failed.value)
