"""A scripted dialogue about a booking: times are offered, one is taken, it is cancelled.

Like a model, it has only the request: what the system prompt says of now and the services, what stands in
the conversation, and what the tools gave.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.standins.anthropic_script import (
    Reply,
    answer,
    blocks,
    knowledge_reply,
    last_question,
    system_text,
    tool_results,
    tool_use,
)

Json = dict[str, Any]
_CLOCK = re.compile(r"\b(?:kl\.? ?)?(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)\b")
_NAME = re.compile(r",\s*(?:mvh |/)?(?P<name>[A-ZÅÄÖ][a-zåäö]+)\s*[.!]?\s*$")
_AGREES = re.compile(r"blir bra|passar|funkar|tar den|tar vi|ja tack|gärna", re.IGNORECASE)
_WANTS = re.compile(r"\b\w*tid\b|\bboka\b|\bappointment\b", re.IGNORECASE)
_WEEKDAYS = {
    "måndag": "Monday", "tisdag": "Tuesday", "onsdag": "Wednesday", "torsdag": "Thursday",
    "fredag": "Friday", "lördag": "Saturday", "söndag": "Sunday",
}  # fmt: skip
_OFFERED = ("13:00", "14:30", "16:00")


def default_script(request: Json) -> Reply:
    """Book where that is asked for; else look it up, then answer from what was found."""
    tools = {tool["name"]: tool for tool in request.get("tools", []) if "input_schema" in tool}
    return booking_reply(request, tools) or knowledge_reply(request, tools)


def booking_reply(request: Json, tools: dict[str, Json]) -> Reply | None:
    """The next message where the customer's text is about a booking; None where it is not."""
    if "book" not in tools:
        return None
    question = last_question(request)
    results = [json.loads(result) for result in tool_results(request)]
    if re.search(r"\bavboka|\bcancel\b", question, re.IGNORECASE) and not question.rstrip().endswith("?"):
        return _cancelled(request, results)
    if _AGREES.search(question) and _CLOCK.search(question):
        return _booked(request, question, results)
    if _WANTS.search(question) and _service(request, question):
        return _offered(request, question, results)
    return None


def _offered(request: Json, question: str, results: list[Json]) -> Reply:
    if not results:
        day, late = _day(request, question), re.search(r"\bem\b|eftermiddag|afternoon", question)
        window = ("12:00", "18:00") if late else ("08:00", "18:00")
        wanted = {
            "service": _service(request, question),
            "start": f"{day}T{window[0]}",
            "end": f"{day}T{window[1]}",
        }
        return Reply([tool_use("find_free_times", wanted)])
    free = [time["start"][11:] for time in results[-1].get("times", [])]
    times = [time for time in _OFFERED if time in free] or free[:3]
    if not times:
        return answer(request, "Då finns det tyvärr inga lediga tider.", "answered", intent="book")
    words = " eller ".join([", ".join(times[:-1]), times[-1]] if times[1:] else times).replace(":", ".")
    return answer(request, f"Jag har {words}. Vilken tid passar dig?", "asked", intent="book")


def _booked(request: Json, question: str, results: list[Json]) -> Reply:
    clock, said = _CLOCK.search(question), _said(request)
    assert clock
    if not results:
        start = f"{_day(request, said)}T{int(clock['hour']):02}:{clock['minute']}"
        calls = [tool_use("book", {"service": _service(request, said) or "", "start": start})]
        if name := _NAME.search(question):
            calls.insert(0, tool_use("remember_name", {"name": name["name"]}))
        return Reply(calls)
    done = results[-1]
    if not done.get("done"):
        others = " eller ".join(
            time["start"][11:].replace(":", ".") for time in done.get("other_times", [])[:3]
        )
        return answer(request, f"Den tiden är tyvärr tagen. Passar {others}?", "asked", intent="book")
    when = done["start"][11:].replace(":", ".")
    words = (
        f"Klart, du är bokad {done['start'][:10]} {when} för {done['service'].lower()} hos {done['with']}."
    )
    return answer(request, words, "acted", intent="book")


def _cancelled(request: Json, results: list[Json]) -> Reply:
    if not results:
        return Reply([tool_use("cancel_booking", {})])
    if results[-1].get("done"):
        return answer(request, "Din tid är avbokad. Välkommen åter!", "acted", intent="cancel")
    return answer(request, "Jag hittar ingen bokning. Vilken tid gäller det?", "asked", intent="cancel")


def _said(request: Json) -> str:
    """All that the customer has written."""
    return "\n".join(
        block["text"]
        for message in request["messages"]
        if message["role"] == "user"
        for block in blocks(message)
        if block["type"] == "text"
    )


def _service(request: Json, words: str) -> str | None:
    """The key of the first service whose name begins as a word of the customer's does."""
    keys = re.findall(r"^- (\w+): (.+?)(?: \(|,)", system_text(request), re.MULTILINE)
    asked = [word[:5] for word in re.findall(r"\w{5,}", words.lower())]
    return next((key for key, name in keys if any(name.lower().startswith(part) for part in asked)), None)


def _day(request: Json, words: str) -> str:
    """The first day that is named, as the system prompt has the coming ones; else today."""
    days = re.findall(r"(\w+day) [^(),]*\((\d{4}-\d\d-\d\d)\)", system_text(request))
    if re.search(r"\bi ?morgon\b|\btomorrow\b", words.lower()):
        return str(days[1][1])
    named = re.search(rf"\b({'|'.join(_WEEKDAYS)})\b", words.lower())
    # A bare weekday is the coming one, never today.
    return next((day for name, day in days[1:] if named and name == _WEEKDAYS[named[0]]), str(days[0][1]))
