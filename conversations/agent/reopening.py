"""When staff will look at what is handed over while the company is closed."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from conversations.agent import wording
from conversations.agent.answers import next_opening
from conversations.agent.types import Draft, TurnInput

# For these the time when somebody is there is no comfort.
_NOT_AFTER = ("emergency", "spam", "prompt_injection", "opt_out")


def told_when_open(draft: Draft, turn: TurnInput) -> Draft:
    """``draft`` with when the company opens, where it hands over while closed and the hours are known."""
    if draft.decision != "handed_over" or not draft.reply or draft.intent in _NOT_AFTER:
        return draft
    opens = when_open(turn.now, turn.company.timezone, draft.language)
    if opens:
        draft.reply = f"{draft.reply} {opens}"
    return draft


def when_open(moment: datetime.datetime, timezone: str, language: str) -> str:
    """When the company opens next, as a sentence; "" while it is open, or where its hours are not known."""
    now = moment.astimezone(ZoneInfo(timezone))
    opens = next_opening(now, ZoneInfo(timezone))
    return "" if opens is None else _opens(opens, now, language)


def _opens(opens: datetime.datetime, now: datetime.datetime, language: str) -> str:
    """ "Vi öppnar kl 09.00 imorgon och svarar då." """
    english = language == "en"
    at = wording.clock(opens.time(), language)
    near = {0: ("idag", "today"), 1: ("imorgon", "tomorrow")}.get((opens.date() - now.date()).days)
    day = near[english] if near else wording.weekday_on(opens.date(), language)
    if english:
        return f"We open at {at} {day} and will answer then."
    return f"Vi öppnar kl {at} {day} och svarar då."
