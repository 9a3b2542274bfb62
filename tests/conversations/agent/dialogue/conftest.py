"""A customer who writes to Salong Alfa, message after message; what is booked is really booked."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from conversations.agent.turn import run_turn
from conversations.agent.types import Line, TurnOutcome
from crm.bookings.models import Booking
from crm.models import Contact
from nexus.tenants.models import Company
from tests.api.factories import make_contact
from tests.conversations.agent.turns import MONDAY, STOCKHOLM, turn_for


@dataclass
class Customer:
    """``say`` answers one message by the embedded provider, with what the last answer left of the dialogue."""

    company: Company
    contact: Contact
    now: datetime.datetime = MONDAY
    history: list[Line] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)
    last: TurnOutcome | None = None

    def say(self, text: str) -> TurnOutcome:
        turn = turn_for(self.company, text, history=self.history, now=self.now)
        turn = dataclasses.replace(turn, state=self.state, contact_name=self.contact.name)
        self.last = run_turn(turn, provider="embedded", contact=self.contact)
        self.state = self.last.interpretation.get("dialogue", {})
        self.history = [*turn.history, Line("ai", self.last.reply, self.now)]
        self.contact.refresh_from_db()
        return self.last

    def dialogue(self, *texts: str) -> TurnOutcome:
        """The answer to the last of ``texts``."""
        for text in texts:
            self.say(text)
        assert self.last is not None
        return self.last

    @property
    def booked(self) -> list[tuple[str, str]]:
        """What stands: service and local start, ``("klippning_herr", "2026-11-24 14:30")``."""
        standing = Booking.objects.filter(
            contact=self.contact, state__in=(Booking.State.PROPOSED, Booking.State.CONFIRMED)
        )
        return [
            (one.service.key, f"{one.start.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}")
            for one in standing.order_by("start")
        ]


@pytest.fixture
def customers(in_company_a: Company) -> Callable[..., Customer]:
    """``customers(606)``: a customer of Salong Alfa with that number."""

    def make(number: int = 605, *, name: str = "", now: datetime.datetime = MONDAY) -> Customer:
        return Customer(in_company_a, make_contact(number, name), now)

    return make


@pytest.fixture
def customer(customers: Callable[..., Customer]) -> Customer:
    return customers()


def slots(outcome: TurnOutcome) -> tuple[object, object, object]:
    """Service, start and end of an interpretation."""
    kept = outcome.interpretation["slots"]
    return kept["service"], kept["start"], kept["end"]


def tools(outcome: TurnOutcome) -> list[str]:
    """The names of the tools that a turn used."""
    return [call["name"] for call in outcome.interpretation["tools"]]
