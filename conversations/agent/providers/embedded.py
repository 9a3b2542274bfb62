"""The provider without a network: rules, the company's facts, its articles, and the same tools as a model.

It is the demo, the tests' partner and what answers when nothing else is set up. It says only what
stands in the company's own facts, books only what was clearly asked for, says so when it does not
know, and hands over.
"""

from __future__ import annotations

from conversations.agent.dialogue.conversation import reply_to
from conversations.agent.dialogue.scene import Scene
from conversations.agent.providers.base import Answered, Listener, register
from conversations.agent.rules import rules_origin, urgent_draft
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import TurnInput


@register("embedded")
class EmbeddedProvider:
    """Deterministic: the same turn on the same facts gives the same draft."""

    name = "embedded"

    def draft(
        self,
        turn: TurnInput,
        tools: Toolbox,
        *,
        deadline: float,
        listener: Listener | None = None,
        correction: str = "",
    ) -> Answered:
        """Draft by rules; needs no deadline, as nothing is waited for but Postgres."""
        made = urgent_draft(turn) or reply_to(Scene(turn, tools))
        if listener is not None and made.reply:
            listener.text(made.reply)
        return Answered(made, rules_origin())
