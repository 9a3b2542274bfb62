"""Answers made of the company's own facts: opening hours, prices, address, knowledge articles."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from conversations.agent import finding, periods, wording
from conversations.agent.finding import FAR_RANK, GOOD_RANK
from conversations.agent.reading.services import named_services
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Decision, Json, TurnInput
from conversations.agent.when import Days, find_days
from conversations.knowledge import Hit
from crm.bookings.holidays import eve_or_red_day, red_day
from crm.bookings.hours import OpenDays
from crm.bookings.models import HoursException, Service
from crm.bookings.selectors import Hours

_ABOUT_TODAY = re.compile(
    r"\b(?:öppnar|stänger|oppnar|stanger|hur länge|opens?\b.*\bwhat time|what time|close|closing)\b",
    re.IGNORECASE,
)
_PARKING = re.compile(
    r"parker|parking|\bst[äa]ll\w*\b.{0,12}\b(?:bilen|cykeln|mopeden)|\bleave (?:my|the) car|\bp-?plats"
    r"|\bp-hus|\bpark\b",
    re.IGNORECASE,
)


@dataclass
class Answer:
    """A text for the customer and what it rests on."""

    text: str
    decision: Decision = "answered"
    reason: str = ""
    confidence: float = 0.95
    slots: Json = field(default_factory=dict)
    sources: list[Json] = field(default_factory=list)


def local_now(turn: TurnInput) -> datetime.datetime:
    """The time of the turn where the company is."""
    return turn.now.astimezone(ZoneInfo(turn.company.timezone))


# Opening hours


def hours_answer(turn: TurnInput, tools: Toolbox, language: str, question: str) -> Answer:
    """When the company is open on the days that ``question`` is about, or the whole week."""
    now = local_now(turn)
    today = now.date()
    days = find_days(question, now)
    if not days and _ABOUT_TODAY.search(question):
        days = Days(dates=[today])
    if days.impossible:
        return Answer(wording.say("which_day", language), "asked", "impossible_day", 0.8)
    told = periods.closed_period(question, tools, language)
    if told is not None:
        return from_hit(told)
    week = tools.opening_hours()
    if not week:
        return Answer(wording.say("no_hours", language), "handed_over", "not_known", 0.4)
    if not days:
        return Answer(wording.hours_of_week(week, language))
    dates = [today] if days.now else days.dates
    unsure = next((day for day in dates if _unsure(day)), None)
    if unsure and len(dates) < 7:
        return _holiday_answer(unsure, today, tools, language)
    open_days = _OpenDates(dates, tools.zone)
    if days.now:
        return Answer(_now_answer(now, open_days, language))
    if len(dates) >= 7:
        return Answer(_week_answer(dates, week, open_days, language))
    lines = [wording.hours_usual(day, week.get(day), language) for day in days.weekdays]
    lines += [wording.hours_on(day, today, open_days.hours(day), language) for day in dates]
    if dates and not days.weekdays and not any(open_days.hours(day) for day in dates):
        lines.append(_next_open(dates[-1], today, open_days, language))
    return Answer(" ".join(line for line in lines if line))


class _OpenDates:
    """Hours of certain dates, exceptions and red days included; read in one go."""

    def __init__(self, dates: Sequence[datetime.date], zone: ZoneInfo) -> None:
        days = dates or [datetime.date.today()]
        last = max(days) + datetime.timedelta(days=15)
        self._days = OpenDays.read(zone=zone, first=min(days), last=last, resources=[])

    def hours(self, day: datetime.date) -> Hours | None:
        """From the first opening to the last closing; None when closed."""
        spans = self._days.spans(day)
        return Hours(spans[0][0].time(), spans[-1][1].time()) if spans else None


def _unsure(day: datetime.date) -> bool:
    """Whether usual hours cannot be promised, and the company has not said what holds instead."""
    return (
        eve_or_red_day(day) is not None and not HoursException.objects.filter(resource=None, day=day).exists()
    )


def _week_answer(
    dates: Sequence[datetime.date], week: dict[int, Hours], open_days: _OpenDates, language: str
) -> str:
    actual = {day.weekday(): hours for day in dates if (hours := open_days.hours(day))}
    text = wording.hours_of_week(actual, language)
    red = [day for day in dates if red_day(day) and day.weekday() in week and not open_days.hours(day)]
    names = [(red_day(day) or ("", ""))[language == "en"] for day in red]
    return f"{text} ({', '.join(names)})" if names else text


def _holiday_answer(day: datetime.date, today: datetime.date, tools: Toolbox, language: str) -> Answer:
    names = eve_or_red_day(day) or ("", "")
    name, is_red = names[language == "en"], red_day(day) is not None
    # An eve is not a red day: only an article that names it tells its hours.
    red = ["röda dagar", "public holiday"] if is_red else []
    about = " ".join([name, *red, "helgdagar"])
    for hit in tools.search_knowledge(about, language):
        body = hit.body.lower()
        if hit.language == language and any(sign.lower() in body for sign in (name, *red)):
            return from_hit(hit)
    if language == "en":
        # What stands there in Swedish only is better than nothing.
        told = next(
            (hit for hit in tools.search_knowledge(names[0], "sv") if names[0].lower() in hit.body.lower()),
            None,
        )
        if told is not None:
            return from_hit(told)
    when = wording.day_name(day, today, language).removesuffix(",")
    if is_red:
        return Answer(wording.say("red_day", language, day=_as_subject(when), holiday=name))
    text = wording.say("holiday", language, day=_as_subject(when), holiday=name)
    return Answer(text, "handed_over", "holiday", 0.6)


def _as_subject(day: str) -> str:
    bare = re.sub(r"^(?:På|On|Idag,|Imorgon,|Today,|Tomorrow,) ", "", day)
    return bare[:1].upper() + bare[1:]


def _now_answer(now: datetime.datetime, open_days: _OpenDates, language: str) -> str:
    own = open_days.hours(now.date())
    if own and own.opens <= now.time() < own.closes:
        until = wording.clock(own.closes, language)
        return (
            f"Yes, we are open until {until} today."
            if language == "en"
            else f"Ja, vi har öppet till {until} idag."
        )
    if own and now.time() < own.opens:
        at = wording.clock(own.opens, language)
        return f"We open at {at} today." if language == "en" else f"Vi öppnar {at} idag."
    closed = "We are closed right now." if language == "en" else "Just nu har vi stängt."
    return f"{closed} {_next_open(now.date(), now.date(), open_days, language)}".strip()


def _next_open(after: datetime.date, today: datetime.date, open_days: _OpenDates, language: str) -> str:
    for shift in range(1, 15):
        day = after + datetime.timedelta(days=shift)
        own = open_days.hours(day)
        if own and not _unsure(day):
            return wording.hours_on(day, today, own, language)
    return ""


def closed_words(day: datetime.date, today: datetime.date, zone: ZoneInfo, language: str) -> str:
    """That it is closed at the time meant on ``day``; the hours of that day, or when it opens next."""
    open_days = _OpenDates([day], zone)
    own = open_days.hours(day)
    said = wording.hours_on(day, today, own, language)
    return said if own else f"{said} {_next_open(day, today, open_days, language)}".strip()


def next_opening(now: datetime.datetime, zone: ZoneInfo) -> datetime.datetime | None:
    """When the company opens next; ``None`` while it is open, or where its hours are not known for sure."""
    today = now.astimezone(zone).date()
    days = OpenDays.read(zone=zone, first=today, last=today + datetime.timedelta(days=7), resources=[])
    for shift in range(8):
        day = today + datetime.timedelta(days=shift)
        if red_day(day) is None and _unsure(day):
            return None
        for opens, closes in days.spans(day):
            if opens <= now < closes:
                return None
            if opens > now:
                return opens.astimezone(zone)
    return None


# Services


def price_answer(tools: Toolbox, language: str, question: str) -> Answer | None:
    """What the services that ``question`` names cost; ``None`` when it names none that is sold here."""
    named = named_services(question, tools.services()).services
    beside = finding.beside(tools, language, question)
    if beside is not None:
        return from_hit(beside)
    if not named:
        return None
    if len(named) <= 2:
        return Answer(" ".join(wording.price_of(service, language) for service in named))
    return Answer(wording.price_list(named[:6], language), confidence=0.85)


def service_answer(named: Sequence[Service], language: str) -> Answer:
    """That these are done here, with price and duration."""
    lead = "Yes, we do." if language == "en" else "Ja, det gör vi."
    return Answer(f"{lead} {' '.join(wording.price_of(service, language) for service in named[:2])}")


def duration_answer(named: Sequence[Service], language: str) -> Answer:
    """How long these take, and what they cost."""
    return Answer(" ".join(wording.price_of(service, language) for service in named[:2]))


def price_list_answer(tools: Toolbox, language: str) -> Answer | None:
    """The company's price list, at most six lines of it."""
    services = [service for service in tools.services() if service.price_sek is not None]
    return Answer(wording.price_list(services[:6], language), confidence=0.8) if services else None


# Where, and everything else


def location_answer(turn: TurnInput, tools: Toolbox, language: str, question: str) -> Answer | None:
    """Where the company is, with directions from the articles; ``None`` when neither is known."""
    if _PARKING.search(question):
        hit = finding.best(tools.search_knowledge("parking" if language == "en" else "parkering", language))
        hit = hit or finding.best(tools.search_knowledge(question, language))
        return from_hit(hit) if hit else None
    hit = finding.best(tools.search_knowledge(question, language))
    address = turn.company.address.strip().rstrip(".")
    if not address:
        return from_hit(hit) if hit else None
    lead = f"You find us at {address}." if language == "en" else f"Du hittar oss på {address}."
    if hit is not None and finding.says_of(hit, question):
        return replace(from_hit(hit), text=f"{lead} {hit.snippet}")
    return Answer(lead, sources=[], confidence=0.95)


def knowledge_answer(
    tools: Toolbox, language: str, question: str, *, least: float = GOOD_RANK
) -> Answer | None:
    """The sentences of the article that fits best; ``None`` when none ranks ``least`` or more."""
    hits = tools.search_knowledge(question, language)
    # An article in another language must fit very well: few of its words can be the question's.
    best = finding.best([one for one in hits if one.language == language], least)
    hit = best or finding.best(hits, max(least, FAR_RANK))
    hit = (
        hit
        or finding.age_limit(tools, language, question)
        or finding.of_clauses(tools, language, question, least)
    )
    return from_hit(hit) if hit else None


def from_hit(hit: Hit) -> Answer:
    """An answer in an article's own words."""
    return Answer(
        hit.snippet,
        confidence=round(min(0.95, 0.4 + hit.rank / 2), 2),
        sources=[{"id": str(hit.article_id), "title": hit.title}],
    )
