"""What goes into a turn and what comes out of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

Json = dict[str, Any]

Intent = Literal[
    "opening_hours",
    "price",
    "book",
    "reschedule",
    "cancel",
    "availability",
    "location",
    "human",
    "complaint",
    "thanks",
    "opt_out",
    "opt_in",
    "rights_access",
    "rights_erasure",
    "rights_rectification",
    "objection",
    "emergency",
    "smalltalk",
    "spam",
    "prompt_injection",
    "other",
]
Decision = Literal["answered", "asked", "handed_over", "acted", "silent"]


@dataclass(frozen=True)
class CompanyFacts:
    """What the agent knows about the company before it looks anything up. ``timezone`` is an IANA name."""

    name: str
    slug: str
    timezone: str
    address: str
    emergency_text: str
    transfer_instructed: bool
    url: str = ""
    handles_health_data: bool = False


@dataclass(frozen=True)
class AgentStyle:
    """How the company wants its agent: ``tone`` is ``friendly``, ``neutral`` or ``brief``."""

    tone: str = "friendly"
    excluded_topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class BookingLine:
    """A coming booking of the contact. ``start`` and ``end`` are aware, in the company's zone."""

    service: str
    service_sv: str
    service_en: str
    resource: str
    start: datetime.datetime
    end: datetime.datetime


@dataclass(frozen=True)
class Line:
    """An earlier message; ``author_type`` is ``contact``, ``ai``, ``human`` or ``system``.

    ``disputed`` is what the person has said of it since, where they say that it is wrong (GDPR art. 16).
    """

    author_type: str
    text: str
    at: datetime.datetime
    disputed: str = ""


@dataclass(frozen=True)
class TurnInput:
    """One turn of a conversation.

    ``history`` is oldest first and ends with the unanswered inbound messages, whose texts ``pending``
    repeats. ``disclose`` is ``None`` when the person has been told lately that an AI answers; otherwise
    the company's own wording, or "" for ours. ``now`` is aware. ``summary`` tells what was before the
    history. ``state`` is what the embedded agent left of a dialogue under way.
    """

    company: CompanyFacts
    channel: str
    history: list[Line]
    pending: list[str]
    language: str | None
    now: datetime.datetime
    disclose: str | None = None
    contact_name: str = ""
    bookings: tuple[BookingLine, ...] = ()
    agent: AgentStyle = AgentStyle()
    summary: str = ""
    state: Json = field(default_factory=dict)
    # Where the number may have a new owner: nothing from before this moment is theirs, bookings neither.
    known_from: datetime.datetime | None = None

    @property
    def text(self) -> str:
        """What is to be answered, one message per line."""
        return "\n".join(text.strip() for text in self.pending).strip()

    @property
    def earlier(self) -> list[Line]:
        """The history without the messages that are to be answered."""
        lines, waiting = list(self.history), list(self.pending)
        for place in range(len(lines) - 1, -1, -1):
            if not waiting:
                break
            if lines[place].author_type == "contact" and lines[place].text == waiting[-1]:
                waiting.pop()
                del lines[place]
        return lines


@dataclass
class Draft:
    """What a provider makes of a turn, before the guardrails.

    ``reason`` is a code without content (it is stored as metadata); ``note`` may say more, in words.
    """

    reply: str
    intent: Intent
    language: str
    decision: Decision
    confidence: float
    reason: str = ""
    note: str = ""
    slots: Json = field(default_factory=dict)
    sources: list[Json] = field(default_factory=list)
    state: Json = field(default_factory=dict)


@dataclass
class Origin:
    """Where a draft was made and what it took: the metadata of an interpretation."""

    provider: str
    host: str = ""
    model: str = ""
    region: str = ""
    retention_mode: str = ""
    prompt_version: str = ""
    disclosed_fields: list[str] = field(default_factory=list)
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True)
class TurnOutcome:
    """What the caller stores and sends. ``reply`` is "" when the agent stays silent.

    ``interpretation`` holds what the text said (intent, language, confidence, slots, sources, tools,
    reason) and is JSON-safe; the metadata are fields of their own. ``disclosure`` is the wording, as
    sent, that told the person that an AI answers, or "". ``told_bookings`` are those that the reply
    confirms.
    """

    reply: str
    decision: Decision
    interpretation: Json
    provider: str
    host: str
    model: str
    region: str
    retention_mode: str
    prompt_version: str
    disclosed_fields: list[str]
    tokens_in: int
    tokens_out: int
    milliseconds: int
    hand_over: bool
    reason: str
    disclosure: str = ""
    told_bookings: tuple[UUID, ...] = ()
