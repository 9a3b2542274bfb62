"""What the agent is told about the company's wishes and about the contact."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from conversations.agent.types import AgentStyle, BookingLine, CompanyFacts
from conversations.models import AgentSettings, Conversation, Interpretation
from crm.bookings.selectors import day_spans, upcoming_bookings
from crm.models import Contact
from nexus.tenants.hosts import company_url
from nexus.tenants.models import Company

SUMMARY_LINES = 12


def agent_settings() -> AgentSettings:
    """The company's wishes; what it has not set is as the model says."""
    return AgentSettings.objects.first() or AgentSettings()


def agent_style(settings: AgentSettings) -> AgentStyle:
    """The part of the settings that steers how the agent writes and what it leaves to staff."""
    topics = tuple(str(topic) for topic in settings.excluded_topics if str(topic).strip())
    return AgentStyle(tone=settings.tone, excluded_topics=topics)


def company_facts(company: Company) -> CompanyFacts:
    """The company as the agent is told about it."""
    return CompanyFacts(
        name=company.name,
        slug=company.slug,
        timezone=company.timezone,
        address=company.address,
        emergency_text=company.emergency_text,
        transfer_instructed=company.transfer_instruction_at is not None,
        url=company_url(company),
        handles_health_data=company.handles_health_data,
    )


def booking_lines(
    contact: Contact, company: Company, now: datetime.datetime, *, since: datetime.datetime | None = None
) -> tuple[BookingLine, ...]:
    """The contact's coming bookings that were made from ``since`` on, the next one first."""
    zone = ZoneInfo(company.timezone)
    return tuple(
        BookingLine(
            service=booking.service.key,
            service_sv=booking.service.name_sv,
            service_en=booking.service.name_en,
            resource=booking.resource.name,
            start=booking.start.astimezone(zone),
            end=booking.end.astimezone(zone),
        )
        for booking in upcoming_bookings(contact, now)
        if since is None or booking.created_at >= since
    )


def dialogue_state(
    conversation: Conversation, *, since: datetime.datetime | None = None
) -> dict[str, object]:
    """What the embedded agent left of a dialogue under way in this conversation."""
    last = Interpretation.objects.filter(conversation=conversation).order_by("-id").first()
    if last and since and last.created_at < since:
        return {}
    state = last.content.get("dialogue") if last and isinstance(last.content, dict) else None
    return state if isinstance(state, dict) else {}


def summary_before(
    contact: Contact, moment: datetime.datetime, *, since: datetime.datetime | None = None
) -> str:
    """One line for each of the contact's latest turns from ``since`` to ``moment``, oldest first.

    Made of the interpretations, so it tells what was asked and done without repeating words, and goes
    when they expire.
    """
    found = Interpretation.objects.filter(conversation__contact=contact, created_at__lt=moment)
    if since is not None:
        found = found.filter(created_at__gte=since)
    rows = list(found.order_by("-id")[:SUMMARY_LINES])
    lines: list[str] = []
    for row in reversed(rows):
        content = row.content if isinstance(row.content, dict) else {}
        slots = content.get("slots")
        service = slots.get("service") if isinstance(slots, dict) else None
        about = f" ({service})" if service else ""
        lines.append(f"{row.created_at:%Y-%m-%d}: {content.get('intent', 'other')}{about}, {row.decision}")
    return "\n".join(lines)


def agent_answers_now(settings: AgentSettings, company: Company, now: datetime.datetime) -> bool:
    """Whether the company wants its agent to answer at this moment."""
    if settings.answers == AgentSettings.Answers.ALWAYS:
        return True
    if settings.answers == AgentSettings.Answers.NEVER:
        return False
    local = now.astimezone(ZoneInfo(company.timezone))
    is_open = any(start <= local < end for start, end in day_spans(local.date()))
    return is_open == (settings.answers == AgentSettings.Answers.OPEN)
