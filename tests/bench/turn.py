"""The turn's own time beside the provider's: from a stored message to the first sentence in a web
chat's stream, sealed and published as for a real page (what ``live`` then takes is a row of its own).

The same stand-in of the Messages API answers the SDK called directly and a whole turn (reading the
conversation, building the request, the guards). Taken in turn, so that both see the same machine.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from typing import Any
from uuid import uuid4

from tests.product import ROOT, Product
from tests.standins.anthropic import AnthropicStandIn
from tests.standins.anthropic_script import Reply, text

ROUNDS, WARM = 300, 20
GOAL_MS = 50.0
FIRST = "Vi har öppet 10.00-15.00 på lördag."
ANSWER = {
    "intent": "opening_hours",
    "language": "sv",
    "reply": f"{FIRST} Varmt välkommen in till oss då!",
    "confidence": 0.9,
    "slots": {"service": None, "start": None, "end": None},
    "decision": "answered",
    "reason": "opening hours",
}


def rows() -> list[dict[str, Any]]:
    """The row "AI turn overhead": the turn's p95 less the median of the SDK alone."""
    standin = AnthropicStandIn(
        script=lambda request: Reply([text(json.dumps(ANSWER, ensure_ascii=False))])
    ).start()
    try:
        with Product(NEXUS_ENV="local") as product:
            ran = subprocess.run(
                [sys.executable, "-m", "tests.bench.turn"],
                cwd=ROOT,
                env={
                    **product.environ,
                    "DJANGO_SETTINGS_MODULE": "nexus.settings",
                    "DATABASE_URL": product.demo["database_url"],
                    "REDIS_URL": product.demo["redis_url"],
                    "NEXUS_AI_PROVIDER": "anthropic",
                    "ANTHROPIC_BASE_URL": standin.url,
                    "ANTHROPIC_API_KEY": standin.api_key,
                },
                check=True,
                capture_output=True,
                timeout=300,
            )
    finally:
        standin.stop()
    taken = json.loads(ran.stdout.splitlines()[-1])
    alone, whole = taken["sdk"], taken["turn"]
    overhead = statistics.quantiles(whole, n=20)[18] - statistics.median(alone)
    return [
        {
            "row": "AI turn overhead to the first sentence in a web chat, p95, ms",
            "figure": round(overhead * 1000, 1),
            "goal": f"<= {GOAL_MS:.0f}",
            "met": overhead * 1000 <= GOAL_MS,
            "sdk_p50": round(statistics.median(alone) * 1000, 1),
            "turn_p50": round(statistics.median(whole) * 1000, 1),
        }
    ]


def _measure() -> dict[str, list[float]]:
    import django

    django.setup()
    from conversations.agent.providers import provider_named
    from conversations.agent.turn import run_turn
    from conversations.channels.webchat.stream import ChatScreen
    from conversations.models import Message
    from conversations.services.turn_input import turn_input
    from nexus.tenants.context import company_context
    from nexus.tenants.models import Company

    class timed(ChatScreen):
        """A chat's own screen that notes when its first sentence had been published."""

        first = 0.0

        def show(self, sentence: str) -> None:
            super().show(sentence)
            self.first = self.first or time.perf_counter()

    provider: Any = provider_named("anthropic")
    taken: dict[str, list[float]] = {"sdk": [], "turn": []}
    company = Company.objects.get(slug="demo")
    with company_context(company.schema_name):
        asked = Message.objects.filter(direction="inbound").order_by("-id").first()
        if asked is None:
            raise RuntimeError("the demo company has no messages")
        # A question that no rule answers by itself.
        asked.body = "När har ni öppet på lördag?"
        for number in range(ROUNDS + WARM):
            alone = _first_sentence_of_sdk(provider.client())
            begun = time.perf_counter()
            screen = timed(uuid4(), uuid4())
            turn = turn_input(company, asked.conversation, [asked])
            run_turn(turn, contact=asked.conversation.contact, screen=screen)
            if number >= WARM:
                taken["sdk"].append(alone)
                taken["turn"].append(screen.first - begun)
    return taken


def _first_sentence_of_sdk(client: Any) -> float:
    begun, said = time.perf_counter(), ""
    stream = client.messages.create(
        model="claude-haiku-4-5",
        max_tokens=1024,
        messages=[{"role": "user", "content": "När har ni öppet på lördag?"}],
        output_config={"format": {"type": "json_schema", "schema": {"type": "object"}}},
        stream=True,
    )
    first = 0.0
    with stream:
        for event in stream:
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                said += event.delta.text
                if not first and FIRST.split(". ")[0] in said:
                    first = time.perf_counter()
    if not first:
        raise RuntimeError("the SDK did not get the sentence")
    return first - begun


class _Screen:
    """Notes when the first sentence was shown."""

    first = 0.0

    def show(self, sentence: str) -> None:
        self.first = self.first or time.perf_counter()

    def replace(self, text: str) -> None:
        """Nothing is replaced here."""


if __name__ == "__main__":
    print(json.dumps(_measure()))
