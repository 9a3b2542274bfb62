"""Two companies to try Nexus with: a hair salon (``demo``) and a garage (``other``).

``salong.json`` and ``verkstad.json`` are profiles as ``company_create --profile`` takes them; their
``staff`` are people with ``name``, ``email`` and ``role``.

``salong_conversations.json`` and ``verkstad_conversations.json`` hold earlier conversations, newest
first, a list of::

    {"contact": {"name", "phone" (E.164, fictitious), "language"},
     "state": "ai|waiting_for_staff|human|closed",
     "held_by": e-mail of the member of staff, or null,
     "started_minutes_ago": minutes before the seeding at which it began,
     "unread": whether staff have yet to read it,
     "messages": [{"after": minutes after the beginning,
                   "author_type": "contact|ai|human", "author": staff e-mail (human only),
                   "body", "status",
                   "disclosure": true on the AI message that says that an AI answers,
                   "interpretation" (ai only): {"intent", "language", "confidence", "decision", "slots",
                       "sources": [titles of articles], "tools": [{"name", "arguments", "result",
                       "milliseconds"}], "reason"}}],
     "events": [{"after", "kind": "handed_over|taken_over|closed", "reason", "actor": staff e-mail or null}]}

No times in them are absolute, so that the demo is never out of date. Nobody in them exists: the phone
numbers come from the range set aside for fiction.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COMPANIES = ("salong", "verkstad")


def demo_profile(name: str) -> dict[str, Any]:
    """The profile of one of :data:`COMPANIES`."""
    profile: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return profile


def demo_conversations(name: str) -> list[dict[str, Any]]:
    """The earlier conversations of one of :data:`COMPANIES`."""
    found: list[dict[str, Any]] = json.loads(
        (HERE / f"{name}_conversations.json").read_text(encoding="utf-8")
    )
    return found
