"""A call from the phone simulator: the provider's reports of one, taken in by the same services."""

from __future__ import annotations

from typing import Final

from conversations.channels.sms.port import Route
from conversations.channels.voice.outcomes import Fact
from conversations.channels.voice.port import InboundCall
from conversations.models import Call, CallEvent
from conversations.services.calls import call_report
from conversations.services.calls_answer import call_answer
from nexus.crypto.ids import uuid7

Kind = CallEvent.Kind
#: How a simulated call can end: what the provider would report of it.
ENDS: Final[dict[str, tuple[Fact, ...]]] = {
    "answered": (
        Fact(Kind.LEG, "completed", seconds=42),
        Fact(Kind.DONE, "completed", True, 42),
        Fact(Kind.STATUS, "completed", seconds=51),
    ),
    "missed": (
        Fact(Kind.LEG, "no-answer"),
        Fact(Kind.DONE, "no-answer", False),
        Fact(Kind.STATUS, "completed", seconds=24),
    ),
    "busy": (
        Fact(Kind.LEG, "busy"),
        Fact(Kind.DONE, "busy", False),
        Fact(Kind.STATUS, "completed", seconds=4),
    ),
}


def call_rehearse(*, route: Route, phone: str, end: str) -> Call | None:
    """Take in a call from ``phone`` that ends so (a key of :data:`ENDS`). Called inside the company.

    Where the company is closed or has no phone nobody is rung, and the call is missed whatever was chosen.
    """
    call = InboundCall(external_id=f"console-call-{uuid7()}", caller=phone)
    call_answer(route=route, call=call)
    return call_report(route=route, call=call, facts=ENDS[end])
