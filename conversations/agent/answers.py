"""Answers made of the company's own facts: opening hours, prices, address, knowledge articles."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from conversations.agent import wording
from conversations.agent.days import Days, find_days
from conversations.agent.holidays import holiday_on
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Decision, Json, TurnInput
from conversations.knowledge import Hit, topical_words
from crm.bookings.models import Service
from crm.bookings.selectors import Hours

# Below this share of the question's weight an article is about something else.
GOOD_RANK = 0.45
_ABOUT_TODAY = re.compile(
    r"\b(?:öppnar|stänger|oppnar|stanger|hur länge|opens?\b.*\bwhat time|what time|close|closing)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_JOINING = frozenset({"och", "med", "för", "and", "with", "for", "inkl", "inklusive", "the", "till"})


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


def hours_answer(turn: TurnInput, tools: Toolbox, language: str, question: str) -> Answer:
    """When the company is open on the days that ``question`` is about, or the whole week."""
    now = local_now(turn)
    today = now.date()
    days = find_days(question, now)
    if not days and _ABOUT_TODAY.search(question):
        days = Days(dates=[today])
    if days.impossible:
        return Answer(wording.say("which_day", language), "asked", "impossible_day", 0.8)
    holiday = next((day for day in days.dates if holiday_on(day)), None)
    if holiday:
        return _holiday_answer(holiday, today, tools, language)
    week = tools.opening_hours()
    if not week:
        return Answer(wording.say("no_hours", language), "handed_over", "not_known", 0.4)
    slots: Json = {"days": [day.isoformat() for day in days.dates]} if days.dates else {}
    if len(days.dates) >= 7 or not days:
        return Answer(wording.hours_of_week(week, language), slots=slots)
    if days.now:
        return Answer(_now_answer(now, week, language), slots={"days": [today.isoformat()]})
    lines = [wording.hours_usual(day, week.get(day), language) for day in days.weekdays]
    lines += [wording.hours_on(day, today, week.get(day.weekday()), language) for day in days.dates]
    if days.dates and not any(week.get(day.weekday()) for day in days.dates):
        lines.append(_next_open(days.dates[-1], today, week, language))
    return Answer(" ".join(line for line in lines if line), slots=slots)


def price_answer(tools: Toolbox, language: str, question: str) -> Answer | None:
    """What the services that ``question`` names cost; ``None`` when it names none that is sold here."""
    services = tools.services()
    named = named_services(question, services)
    if named:
        slots: Json = {"service": named[0].key} if len(named) == 1 else {}
        if len(named) <= 2:
            return Answer(" ".join(wording.price_of(service, language) for service in named), slots=slots)
        return Answer(wording.price_list(named[:6], language), slots=slots, confidence=0.85)
    return None


def price_list_answer(tools: Toolbox, language: str) -> Answer | None:
    """The company's price list, at most six lines of it."""
    services = [service for service in tools.services() if service.price_sek is not None]
    return Answer(wording.price_list(services[:6], language), confidence=0.8) if services else None


def location_answer(turn: TurnInput, tools: Toolbox, language: str, question: str) -> Answer | None:
    """Where the company is, with directions from the articles; ``None`` when neither is known."""
    hit = _best(tools.search_knowledge(question, language))
    asks_parking = re.search(r"parker|parking", question, re.IGNORECASE)
    if asks_parking:
        return from_hit(hit) if hit else None
    address = turn.company.address.strip().rstrip(".")
    if not address:
        return from_hit(hit) if hit else None
    lead = f"You find us at {address}." if language == "en" else f"Du hittar oss på {address}."
    return Answer(lead, sources=[], confidence=0.95)


def knowledge_answer(
    tools: Toolbox, language: str, question: str, *, least: float = GOOD_RANK
) -> Answer | None:
    """The sentences of the article that fits best; ``None`` when none ranks ``least`` or more."""
    hit = _best(tools.search_knowledge(question, language), least)
    return from_hit(hit) if hit else None


def from_hit(hit: Hit) -> Answer:
    """An answer in an article's own words."""
    return Answer(
        hit.snippet,
        confidence=round(min(0.95, 0.4 + hit.rank / 2), 2),
        sources=[{"id": str(hit.article_id), "title": hit.title}],
    )


def named_services(question: str, services: list[Service]) -> list[Service]:
    """The services whose names ``question`` fits best; several when it fits them equally well."""
    low = question.lower()
    asked = [_stem(word) for word in topical_words(low)]
    scored: list[tuple[float, Service]] = []
    for service in services:
        score = max(_fit(low, asked, service.name_sv, "sv"), _fit(low, asked, service.name_en, "en"))
        if score > 0:
            scored.append((score, service))
    best = max((score for score, _ in scored), default=0.0)
    return [service for score, service in scored if score == best]


def _fit(low: str, asked: list[str], name: str, language: str) -> float:
    """How many of the name's words the text holds, the first word counting most; 0 when none."""
    words = [word for word in _WORD.findall(name.lower()) if word not in _JOINING and len(word) > 2]
    hits = [_word_fit(low, asked, word, language) for word in words]
    if not any(hits):
        return 0.0
    # A name that is there as a whole wins over one that only begins alike.
    return sum(hits) + (0.5 if hits[0] else 0.0) + sum(hits) / len(words)


def _word_fit(low: str, asked: list[str], word: str, language: str) -> float:
    """1 when the text holds the word (Swedish: also inside a compound), 0.7 when it holds a part of it."""
    stem = _stem(word)
    # An ending more or less is the same word; more than that is another one that begins alike (hair, haircut).
    if (language == "sv" and stem in low) or re.search(rf"\b{re.escape(stem)}\w{{0,2}}\b", low):
        return 1.0
    if language == "en" and any(own.endswith(word) and len(own) >= len(word) + 3 for own in asked):
        return 1.0
    part = any((len(own) >= 4 and word.startswith(own)) or (len(own) >= 6 and own in word) for own in asked)
    return 0.7 if part else 0.0


def _stem(word: str) -> str:
    for ending in ("ningar", "ning", "arna", "erna", "ar", "er", "en", "et", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _best(hits: list[Hit], least: float = GOOD_RANK) -> Hit | None:
    return hits[0] if hits and hits[0].rank >= least and hits[0].snippet else None


def _holiday_answer(day: datetime.date, today: datetime.date, tools: Toolbox, language: str) -> Answer:
    names = holiday_on(day) or ("", "")
    name = names[language == "en"]
    # An eve is not a red day: only an article that names it tells its hours.
    red = [] if name.lower().endswith(("afton", " eve")) else ["röda dagar", "public holiday"]
    about = " ".join([name, *red, "helgdagar"])
    for hit in tools.search_knowledge(about, language):
        body = hit.body.lower()
        if any(sign.lower() in body for sign in (name, *red)):
            answer = from_hit(hit)
            answer.slots = {"days": [day.isoformat()]}
            return answer
    when = wording.day_name(day, today, language).removesuffix(",")
    text = wording.say("holiday", language, day=_as_subject(when), holiday=name)
    return Answer(text, "handed_over", "holiday", 0.6, {"days": [day.isoformat()]})


def _as_subject(day: str) -> str:
    bare = re.sub(r"^(?:På|On|Idag,|Imorgon,|Today,|Tomorrow,) ", "", day)
    return bare[:1].upper() + bare[1:]


def _now_answer(now: datetime.datetime, week: dict[int, Hours], language: str) -> str:
    own = week.get(now.weekday())
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
    return f"{closed} {_next_open(now.date(), now.date(), week, language)}".strip()


def _next_open(after: datetime.date, today: datetime.date, week: dict[int, Hours], language: str) -> str:
    for shift in range(1, 15):
        day = after + datetime.timedelta(days=shift)
        own = week.get(day.weekday())
        if own and not holiday_on(day):
            return wording.hours_on(day, today, own, language)
    return ""
