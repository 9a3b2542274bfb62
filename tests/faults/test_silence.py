"""An AI that never answers, with the deadline that installations have: not silence, and not two answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.conftest import FULL, Figure
from tests.running import Running, installation

pytestmark = [
    pytest.mark.flow,
    pytest.mark.xdist_group("product"),
    pytest.mark.skipif(not FULL, reason="takes a minute; `make faults` runs it"),
]

SILENCE_SECONDS = 60.0  # reliability.md
SETTING = "NEXUS_AI_DEADLINE_SECONDS"


@pytest.fixture
def patient() -> Iterator[Running]:
    """The product with Anthropic's API and the deadline that holds when nothing is set."""
    running = installation(ai="embedded")
    short = running.product.environ.pop(SETTING)
    running.start(ai="anthropic")
    yield running
    running.anthropic.clear_faults()
    running.product.environ[SETTING] = short
    running.start(ai="embedded")


@pytest.mark.parametrize(
    ("kind", "options"), [("hang", {"seconds": 90.0}), ("one_byte_a_second", {"interval": 1.0})]
)
def test_an_ai_that_is_silent_past_the_default_deadline_gets_a_holding_reply(
    patient: Running, figure: Figure, kind: str, options: dict[str, float]
) -> None:
    sender = patient.sender()
    patient.anthropic.fail_next(kind, times=None, **options)
    assert patient.text(sender, "Hej, bjuder ni på sill i morgon?").statuses == [200]
    (answer,) = patient.answers(sender, seconds=SILENCE_SECONDS + 10)
    asked = next(m for m in patient.twilio.messages.values() if m.sender == sender)
    waited = (answer.created - asked.created).total_seconds()
    figure(f"holding reply, AI {kind}", waited)
    assert "En kollega läser det" in answer.body
    assert waited <= SILENCE_SECONDS
    patient.settled(sender, ["delivered"])
    assert patient.state(sender) == "waiting_for_staff"
    patient.compare([sender])
