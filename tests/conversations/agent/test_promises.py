"""A model that promises what was not done is corrected once, and then staff answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from conversations.agent.turn import run_turn
from crm.bookings.models import Booking
from crm.models import Contact
from crm.services import contact_create
from nexus.tenants.models import Company
from tests.conversations.agent.test_providers_loop import shaped
from tests.conversations.agent.test_streaming import Chat
from tests.conversations.agent.turns import turn_for
from tests.standins.anthropic import AnthropicStandIn, Reply, tool_use

WISH = "Kan jag få tid för klippning herr på tisdag 14.30?"
BOOK = {"service": "klippning_herr", "start": "2026-11-24T14:30"}


@pytest.fixture
def contact(in_company_a: Company) -> Contact:
    return contact_create(phone="+46701740655")


def speaking(standin: AnthropicStandIn, *replies: Reply) -> list[dict[str, Any]]:
    """Let the model say these, one after the other; returns the requests as they come."""
    asked: list[dict[str, Any]] = []

    def script(request: dict[str, Any]) -> Reply:
        asked.append(request)
        return replies[min(len(asked), len(replies)) - 1]

    standin.script = script
    return asked


def test_a_false_claim_is_redone_once_with_what_was_wrong(
    hosts_ready: AnthropicStandIn, in_company_a: Company, contact: Contact
) -> None:
    asked = speaking(
        hosts_ready, shaped("Klart! Du är bokad tisdag 14.30."), shaped("Vill du att jag bokar tisdag 14.30?")
    )
    outcome = run_turn(turn_for(in_company_a, WISH), provider="anthropic", contact=contact)
    assert outcome.reply == "Vill du att jag bokar tisdag 14.30?"
    assert not outcome.hand_over
    assert len(asked) == 2
    assert "not so" in json.dumps(asked[1])
    assert outcome.tokens_in > 0


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Klart! Du är bokad tisdag 14.30.", "cannot_act"),
        ("Jag har avbokat din tid.", "cannot_act"),
        ("Jag har raderat alla dina uppgifter.", "cannot_act"),
        ("Vi återbetalar hela beloppet i morgon.", "legal"),
    ],
)
def test_a_model_that_insists_is_not_believed(
    hosts_ready: AnthropicStandIn, in_company_a: Company, contact: Contact, claim: str, reason: str
) -> None:
    asked = speaking(hosts_ready, shaped(claim))
    outcome = run_turn(turn_for(in_company_a, WISH), provider="anthropic", contact=contact)
    assert len(asked) == 2
    assert outcome.hand_over
    assert outcome.reason == reason
    assert claim not in outcome.reply
    assert "kollega" in outcome.reply
    assert not Booking.objects.exists()


def test_a_wrong_time_beside_a_true_booking_is_not_sent(
    hosts_ready: AnthropicStandIn, in_company_a: Company, contact: Contact
) -> None:
    speaking(
        hosts_ready,
        Reply([tool_use("book", BOOK)]),
        shaped("Klart! Du är bokad tisdag 15.30."),
        shaped("Klart! Du är bokad tisdag 15.30."),
    )
    outcome = run_turn(turn_for(in_company_a, WISH), provider="anthropic", contact=contact)
    booking = Booking.objects.get()
    assert "15.30" not in outcome.reply
    assert "14.30" in outcome.reply
    assert outcome.told_bookings == (booking.pk,)


def test_a_true_booking_is_told_with_its_time(
    hosts_ready: AnthropicStandIn, in_company_a: Company, contact: Contact
) -> None:
    asked = speaking(hosts_ready, Reply([tool_use("book", BOOK)]), shaped("Klart, varmt välkommen!"))
    outcome = run_turn(turn_for(in_company_a, WISH), provider="anthropic", contact=contact)
    assert len(asked) == 2
    assert outcome.decision == "acted"
    assert outcome.reply.startswith("Bokat: Klippning herr imorgon tisdag 24 november kl 14.30")
    assert [tool["name"] for tool in outcome.interpretation["tools"]][-1] == "book"


def test_what_streams_never_shows_a_claim_before_it_is_true(
    hosts_ready: AnthropicStandIn, in_company_a: Company, contact: Contact
) -> None:
    seen = _watched(
        lambda chat: run_turn(
            turn_for(in_company_a, WISH), provider="anthropic", contact=contact, screen=chat
        ),
        hosts_ready,
        shaped("Visst. Du är bokad tisdag 14.30. Välkommen!"),
        shaped("Visst. Du är bokad tisdag 14.30. Välkommen!"),
    )
    assert not any("bokad" in step for step in seen.steps)
    assert "kollega" in seen.seen
    told = _watched(
        lambda chat: run_turn(
            turn_for(in_company_a, WISH), provider="anthropic", contact=contact, screen=chat
        ),
        hosts_ready,
        Reply([tool_use("book", BOOK)]),
        shaped("Visst. Du är bokad tisdag 14.30. Välkommen!"),
    )
    assert "bokad tisdag 14.30" in told.seen


def _watched(run: Callable[[Chat], object], standin: AnthropicStandIn, *replies: Reply) -> Chat:
    speaking(standin, *replies)
    chat = Chat()
    run(chat)
    return chat
