"""Building turns as the pipeline would."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from conversations.agent.types import CompanyFacts, Line, TurnInput
from nexus.tenants.models import Company

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = datetime.datetime(2026, 11, 23, 9, 12, tzinfo=STOCKHOLM)


def turn_for(
    company: Company,
    *texts: str,
    history: list[Line] | None = None,
    now: datetime.datetime = MONDAY,
    disclose: str | None = None,
    transfer: bool = False,
) -> TurnInput:
    """A turn in which ``texts`` wait for an answer."""
    facts = CompanyFacts(
        name=company.name,
        slug=company.slug,
        timezone=company.timezone,
        address=company.address,
        emergency_text=company.emergency_text,
        transfer_instructed=transfer,
    )
    lines = [*(history or []), *(Line("contact", text, now) for text in texts)]
    return TurnInput(
        company=facts,
        channel="sms",
        history=lines,
        pending=list(texts),
        language=None,
        now=now,
        disclose=disclose,
    )
