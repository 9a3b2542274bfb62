"""From what the provider reported about a call to what became of it: a function of the facts, not of their order.

Twilio's words for the end of a dial and of a call: https://www.twilio.com/docs/voice/twiml/dial#dialcallstatus
and https://www.twilio.com/docs/voice/api/call-resource#call-status-values.

    what is known                                          outcome
    the company's phone was never rung                     missed
    a machine was heard, or a fax                          voicemail
    somebody pressed 1, or the two were put through        answered
    somebody pressed another key                           missed
    it was picked up, but nobody pressed 1                 voicemail
    the phone was busy; could not be reached               busy; failed
    nobody picked up, or the caller hung up before         missed

The company's side knows more than the caller's: how the dial ended counts before the leg's end, and that
before the end of the caller's own call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from conversations.models import CallEvent, Outcome

Kind = CallEvent.Kind

#: What the call's arrival led to: the phone was rung, with or without a check, or it was not.
RUNG, RUNG_PRESS_1, RUNG_AMD = "rung", "rung_press_1", "rung_amd"
CLOSED, NO_PHONE = "closed", "no_phone"
#: The question to press 1.
ASKED, ACCEPTED, DECLINED = "asked", "accepted", "declined"
#: What only the provider's list can tell: nobody was rung; or it knows nothing (any more).
NO_LEG, UNKNOWN = "no_leg", "unknown"

PICKED_UP: Final = frozenset({"in-progress", "answered", "completed"})
FINAL: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
#: The words that are facts, by who says them; anything else is not one.
WORDS: Final[dict[str, frozenset[str]]] = {
    Kind.VOICE: frozenset({RUNG, RUNG_PRESS_1, RUNG_AMD, CLOSED, NO_PHONE}),
    Kind.DONE: FINAL | {"answered"},
    Kind.STATUS: FINAL | {"queued", "ringing", "in-progress"},
    Kind.LEG: FINAL | {"queued", "initiated", "ringing", "in-progress", "answered"},
    Kind.SCREEN: frozenset({ASKED, ACCEPTED, DECLINED}),
    Kind.AMD: frozenset(
        {"human", "fax", "unknown", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other"}
    ),
    Kind.LISTED: frozenset({NO_LEG, UNKNOWN}),
}  # fmt: skip
_UNANSWERED: Final = {
    "busy": Outcome.BUSY,
    "failed": Outcome.FAILED,
    "no-answer": Outcome.MISSED,
    "canceled": Outcome.MISSED,
}


@dataclass(frozen=True)
class Fact:
    """One report. ``bridged`` and ``seconds`` are of the end of a dial, where the provider gives them."""

    kind: str
    status: str
    bridged: bool | None = None
    seconds: int | None = None
    at: datetime | None = None


def outcome_of(facts: Iterable[Fact]) -> Outcome | None:
    """What became of the call as far as it is known; None while it may still go either way."""
    known = _Known(facts)
    if known.has(Kind.VOICE, CLOSED, NO_PHONE):
        return Outcome.MISSED
    if any(word == "fax" or word.startswith("machine") for word in known.of(Kind.AMD)):
        return Outcome.VOICEMAIL
    if known.bridged is True or known.has(Kind.SCREEN, ACCEPTED):
        return Outcome.ANSWERED
    for kind in (Kind.DONE, Kind.LEG):
        for word in known.ends(kind):
            if word in ("completed", "answered"):
                return known.taken_by_nobody() if known.asked or known.bridged is False else Outcome.ANSWERED
            return known.not_taken(word)
    for word in known.ends(Kind.STATUS):
        if word != "completed":
            return known.not_taken(word)
    # The caller's side is over and nobody was rung, or nobody knows more: nobody took it.
    return known.taken_by_nobody(Outcome.MISSED) if known.has(Kind.LISTED, NO_LEG, UNKNOWN) else None


class _Known:
    def __init__(self, facts: Iterable[Fact]) -> None:
        self._words: dict[str, list[str]] = {}
        bridged: set[bool] = set()
        for fact in facts:
            self._words.setdefault(fact.kind, []).append(fact.status)
            if fact.kind == Kind.DONE and fact.bridged is not None:
                bridged.add(fact.bridged)
        #: Whether the two were put through, as the end of the dial says; None where it does not.
        self.bridged: bool | None = (True in bridged) if bridged else None
        #: Whether whoever picks up must press 1.
        self.asked = self.has(Kind.SCREEN, ASKED, DECLINED) or self.has(Kind.VOICE, RUNG_PRESS_1)

    def of(self, kind: str) -> list[str]:
        return self._words.get(kind, [])

    def has(self, kind: str, *words: str) -> bool:
        return any(word in words for word in self.of(kind))

    def ends(self, kind: str) -> list[str]:
        """The final words of a kind, always in the same order, should there be several."""
        return sorted(
            word for word in self.of(kind) if word in FINAL or (kind, word) == (Kind.DONE, "answered")
        )

    @property
    def picked_up(self) -> bool:
        """Whether something picked up the company's phone."""
        return self.has(Kind.SCREEN, ASKED, DECLINED) or self.has(Kind.LEG, *PICKED_UP)

    def taken_by_nobody(self, otherwise: Outcome = Outcome.VOICEMAIL) -> Outcome:
        """It was picked up, or may have been, but no person took it."""
        if self.has(Kind.SCREEN, DECLINED):
            return Outcome.MISSED
        return Outcome.VOICEMAIL if self.asked and self.picked_up else otherwise

    def not_taken(self, word: str) -> Outcome:
        """The dial, or the call, ended so; a voicemail that was asked to press 1 shows all the same."""
        return self.taken_by_nobody(_UNANSWERED[word])
