"""From an interpretation to the receipt that staff read: the reading, its sources, and what the tools did.

What the tools gave back comes from many hands, so whatever its shape is, it is shown in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.labels import DECISIONS, DISCLOSED, INTENTS, PROBLEMS, REASONS, RESULT_KEYS, STATES, TOOLS
from conversations.models import Interpretation
from conversations.presenters import date_text

HIGH, MEDIUM = 0.75, 0.45
#: Of a long list so many are named.
NAMED = 6
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class ToolStep:
    """A tool that the AI used: what it is called, what came out, and how long it took."""

    name: str
    result: str
    took: str


@dataclass(frozen=True)
class Reading:
    """The AI's interpretation as a receipt."""

    intent: str
    decision: str
    detail: str
    confidence: float | None
    confidence_word: str
    confidence_text: str
    bar: int
    sources: list[str]
    tools: list[ToolStep]
    engine: str
    disclosed: str
    took: str
    gist: str


def reading_of(interpretation: Interpretation | None) -> Reading | None:
    """The receipt of an interpretation; None for none."""
    if interpretation is None:
        return None
    content: dict[str, Any] = interpretation.content if isinstance(interpretation.content, dict) else {}
    confidence = _number(content.get("confidence"))
    sources = [_source(source) for source in content.get("sources") or []]
    intent = str(INTENTS.get(str(content.get("intent", "")), INTENTS["other"]))
    took = took_text(interpretation.milliseconds)
    gist = [intent]
    if sources:
        gist.append(ngettext("%(n)d source", "%(n)d sources", len(sources)) % {"n": len(sources)})
    gist.append(took)
    engine = [interpretation.model or interpretation.provider, interpretation.region]
    disclosed = [str(DISCLOSED.get(str(name), name)) for name in interpretation.disclosed_fields or []]
    return Reading(
        intent=intent,
        decision=str(DECISIONS.get(interpretation.decision, "")),
        detail=str(REASONS.get(str(content.get("reason") or ""), content.get("reason") or "")),
        confidence=confidence,
        confidence_word=_confidence_word(confidence),
        confidence_text=formats.number_format(confidence, 2) if confidence is not None else "",
        bar=round(100 * confidence) if confidence is not None else 0,
        sources=sources,
        tools=[_tool(tool) for tool in content.get("tools") or [] if isinstance(tool, dict)],
        engine=" · ".join(part for part in engine if part),
        disclosed=", ".join(disclosed),
        took=took,
        gist=" · ".join(gist),
    )


def took_text(milliseconds: float) -> str:
    """A length of time: under a tenth of a second in milliseconds, else in seconds."""
    if milliseconds < 100:
        return _("%(n)s ms") % {"n": formats.number_format(max(0, milliseconds), 0)}
    return _("%(n)s s") % {"n": formats.number_format(milliseconds / 1000, 1)}


def _number(value: object) -> float | None:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else None


def _confidence_word(confidence: float | None) -> str:
    if confidence is None:
        return ""
    if confidence >= HIGH:
        return _("High")
    return _("Medium") if confidence >= MEDIUM else _("Low")


def _source(source: object) -> str:
    if isinstance(source, dict):
        return str(source.get("title") or source.get("name") or source.get("id") or "")
    return str(source)


def _tool(tool: Mapping[str, Any]) -> ToolStep:
    name, milliseconds = str(tool.get("name", "")), tool.get("milliseconds")
    return ToolStep(
        name=str(TOOLS.get(name, _readable(name))),
        result=result_text(tool.get("result")),
        took=took_text(milliseconds if isinstance(milliseconds, int | float) else 0),
    )


def result_text(result: object) -> str:
    """What a tool gave back, in words; the shapes that we know read well, all others are "key: value"."""
    if isinstance(result, Mapping):
        return _of_mapping(result)
    if isinstance(result, list | tuple):
        return _of_list(result) or _("nothing found")
    return _of_value(result)


def _of_mapping(result: Mapping[Any, Any]) -> str:
    if result and all(str(key).isdecimal() and int(key) < 7 for key in result):
        return _of_week({int(key): _of_value(value) for key, value in result.items()})
    if error := result.get("error"):
        found = str(PROBLEMS.get(str(error), _readable(str(error))))
        others = _of_list(result.get("alternatives") or [])
        instead = _("Instead: %(times)s") % {"times": others}
        return f"{found} {instead}" if others else found
    if isinstance(times := result.get("times"), list):
        found = _of_list(times) or _("nothing found")
        return _("none as asked; nearest: %(times)s") % {"times": found} if result.get("nearest") else found
    parts = []
    for key, value in result.items():
        if value in (None, "", [], {}) or (isinstance(value, str) and _UUID.fullmatch(value)):
            continue  # an id tells staff nothing
        if value is True and str(key) in RESULT_KEYS:
            parts.append(str(RESULT_KEYS[str(key)]))
            continue
        shown = str(STATES[value]) if key == "state" and value in STATES else result_text(value)
        parts.append(f"{RESULT_KEYS.get(str(key), _readable(str(key)))}: {shown}")
    return ", ".join(parts)


def _of_week(week: Mapping[int, str]) -> str:
    """Monday is 0; days in a row that are alike are put together."""
    parts: list[str] = []
    days = sorted(week)
    while days:
        last = days[0]
        while last + 1 in week and week[last + 1] == week[last]:
            last += 1
        names = f"{WEEKDAYS[days[0]]}–{WEEKDAYS[last]}" if last > days[0] else f"{WEEKDAYS[last]}"
        parts.append(f"{names} {week[last]}")
        days = [day for day in days if day > last]
    return ", ".join(parts)


def _of_list(found: Iterable[object]) -> str:
    items = list(found)
    if any(isinstance(item, Mapping) for item in items):
        titles = [
            str(item.get("title") or item.get("name") or "") for item in items if isinstance(item, Mapping)
        ]
        if not all(titles):
            return ngettext("%(n)d hit", "%(n)d hits", len(items)) % {"n": len(items)}
        words = titles
    else:
        words = [_of_value(item) for item in items]
    more = len(words) - NAMED
    return ", ".join(words[:NAMED]) + (f" +{more}" if more > 0 else "")


def _of_value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return formats.number_format(value, 2)
    if isinstance(value, Mapping | list | tuple):
        return result_text(value)
    text = "" if value is None else str(value)
    if _ISO.match(text):
        return _moment(text)
    return text.replace("_", " ") if re.fullmatch(r"[a-z0-9]+(?:_[a-zåäö0-9]+)+", text) else text


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = timezone.localtime(moment) if moment.tzinfo else moment
    return f"{date_text(local, 'D j M')} {local:%H:%M}"


def _readable(code: str) -> str:
    """A code as words, for want of a better name."""
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:] if "_" in code else words
