"""The tools as a model sees them: names, descriptions, JSON Schemas, and running one by name.

Arguments come from a model, so each is checked; what cannot be used is answered with an error that
says what to do instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conversations.agent.answers import hours_answer
from conversations.agent.rights_words import opened_text
from conversations.agent.rules import language_of
from conversations.agent.tools.toolbox import Acted, Toolbox
from conversations.agent.types import Json
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.slots import Slot


class BadArguments(Exception):
    """The call cannot be run; the message is for the model."""


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Nothing(_Arguments):
    pass


class _Search(_Arguments):
    query: str = Field(min_length=1, max_length=400, description="What to look for, in a few words")
    language: Literal["sv", "en"] = "sv"


class _About(_Arguments):
    about: Literal["opening_hours", "address", "name"]
    question: str = Field(default="", max_length=400, description="The customer's words, with the day")


_SERVICE = Field(min_length=1, max_length=60, description="A service's key, from list_services")
_START = Field(max_length=40, description="Local time, like 2026-11-24T14:30")
_WITH = Field(default=None, max_length=120, description="A resource's name, only if the customer asks")


class _Window(_Arguments):
    service: str = _SERVICE
    start: str = _START
    end: str = Field(max_length=40, description="End of the window, local time")
    resource: str | None = _WITH


class _Book(_Arguments):
    service: str = _SERVICE
    start: str = _START
    resource: str | None = _WITH


class _Move(_Arguments):
    booking: str = Field(default="", max_length=40, description="When the booking begins now")
    start: str = _START
    resource: str | None = _WITH


class _Cancel(_Arguments):
    booking: str = Field(default="", max_length=40, description="When the booking begins")


class _Name(_Arguments):
    name: str = Field(min_length=1, max_length=80)


class _Rights(_Arguments):
    kind: Literal["access", "rectification", "erasure", "restriction", "objection", "portability"]


class _Reason(_Arguments):
    reason: Literal[
        "asked_for_human", "complaint", "not_known", "health", "legal", "rights", "cannot_act", "other"
    ]


@dataclass(frozen=True)
class _Tool:
    description: str
    arguments: type[_Arguments]
    run: Callable[[Toolbox, _Arguments], Json]


def tool_specs() -> list[Json]:
    """``name``, ``description`` and ``input_schema`` of every tool, as the Messages API takes them."""
    return [
        {"name": name, "description": tool.description, "input_schema": _schema(tool.arguments)}
        for name, tool in _TOOLS.items()
    ]


def run_tool(tools: Toolbox, name: str, arguments: object) -> tuple[Json, bool]:
    """Run a tool by name: its JSON result, and whether that is an error. Database errors pass through."""
    given = arguments if isinstance(arguments, dict) else {}
    tool = _TOOLS.get(name)
    if tool is None:
        problem = f"There is no such tool. There are: {', '.join(_TOOLS)}."
        tools.note_failure(name[:60], given, problem)
        return {"error": problem}, True
    try:
        if not isinstance(arguments, dict):
            raise BadArguments("The arguments are not valid JSON. Call the tool again.")
        return tool.run(tools, tool.arguments.model_validate(given)), False
    except ValidationError as error:
        parts = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        problem = "; ".join(parts)
    except BadArguments as error:
        problem = str(error)
    tools.note_failure(name, given, problem)
    return {"error": problem}, True


def _schema(arguments: type[_Arguments]) -> Json:
    schema = arguments.model_json_schema()
    for own in (schema, *schema.get("properties", {}).values()):
        own.pop("title", None)
    return schema


def _search(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Search)
    hits = tools.search_knowledge(given.query, given.language)
    return {"results": [{"title": hit.title, "body": hit.body[:2000]} for hit in hits]}


def _facts(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _About)
    if given.about == "opening_hours":
        question = given.question or tools.turn.text
        return {"opening_hours": hours_answer(tools.turn, tools, language_of(tools.turn), question).text}
    return tools.company_facts(given.about)


def _services(tools: Toolbox, _given: _Arguments) -> Json:
    return {
        "services": [
            {
                "key": service.key,
                "name": service.name_sv,
                "name_en": service.name_en,
                "minutes": service.minutes,
                "price_sek": service.price_sek,
            }
            for service in tools.services()
        ]
    }


def _free(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Window)
    service, start, end = (
        _service(tools, given.service),
        _moment(tools, given.start),
        _moment(tools, given.end),
    )
    if end <= start:
        raise BadArguments("end must be after start.")
    free = tools.find_free_times(service, start, end, resource=_resource(given.resource), limit=24)
    return {"times": [_time(tools, slot) for slot in free.slots], "none_as_asked": free.nearest}


def _book(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Book)
    service = _service(tools, given.service)
    return _told(tools, tools.book(service, _moment(tools, given.start), _resource(given.resource)))


def _move(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Move)
    booking = _own_booking(tools, given.booking)
    moved = tools.move_booking(booking, _moment(tools, given.start), _resource(given.resource))
    return _told(tools, moved)


def _cancel(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Cancel)
    return _told(tools, tools.cancel_booking(_own_booking(tools, given.booking)))


def _name(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Name)
    return {"remembered": tools.remember_name(given.name)}


def _rights(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Rights)
    if not tools.open_rights_request(given.kind) or tools.opened is None:
        return {"opened": False, "do": "hand_over with reason rights"}
    return {"opened": True, "say": opened_text(given.kind, tools.opened, language_of(tools.turn))}


def _hand_over(tools: Toolbox, given: _Arguments) -> Json:
    assert isinstance(given, _Reason)
    tools.hand_over(given.reason)
    return {"ok": True}


_TOOLS: dict[str, _Tool] = {
    "search_knowledge": _Tool(
        "Search the company's own articles: rules for bookings, payment, parking, what is included and the "
        "like. Give the question in a few words, in the customer's language.",
        _Search,
        _search,
    ),
    "list_services": _Tool("All services with key, names, minutes and price.", _Nothing, _services),
    "find_free_times": _Tool(
        "Free times for a service within a window. Always use it before you offer or book a time.",
        _Window,
        _free,
    ),
    "book": _Tool(
        "Book a time for this customer. Only when the customer has chosen the service and the time.",
        _Book,
        _book,
    ),
    "move_booking": _Tool("Move one of this customer's own bookings to another time.", _Move, _move),
    "cancel_booking": _Tool("Cancel one of this customer's own bookings.", _Cancel, _cancel),
    "company_facts": _Tool(
        "The company's opening hours on the days asked about, its address or its name.", _About, _facts
    ),
    "remember_name": _Tool("Remember the customer's name when the customer has told it.", _Name, _name),
    "open_rights_request": _Tool(
        "Open a case when the customer asks for their data, a correction, erasure, or objects. It never "
        "carries anything out.",
        _Rights,
        _rights,
    ),
    "hand_over": _Tool("Let staff answer this customer. Say so in the reply.", _Reason, _hand_over),
}


def _service(tools: Toolbox, named: str) -> Service:
    service = tools.service(named)
    if service is None:
        raise BadArguments("There is no such service. Use a key from list_services.")
    return service


def _resource(named: str | None) -> Resource | None:
    if not named:
        return None
    resource = Resource.objects.filter(name__iexact=named, active=True).first()
    if resource is None:
        raise BadArguments(f"There is nobody called {named!r} to book.")
    return resource


def _moment(tools: Toolbox, text: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadArguments(f"{text!r} is not a time like 2026-11-24T14:30.") from error
    return moment.replace(tzinfo=tools.zone) if moment.tzinfo is None else moment


def _own_booking(tools: Toolbox, start: str) -> Booking:
    own = tools.my_bookings()
    if not own:
        raise BadArguments("The customer has no coming booking.")
    if start:
        wanted = _moment(tools, start)
        own = [booking for booking in own if booking.start == wanted]
    if len(own) != 1:
        raise BadArguments("Say which booking, by when it begins.")
    return own[0]


def _time(tools: Toolbox, slot: Slot) -> Json:
    start = slot.start.astimezone(tools.zone)
    return {"start": f"{start:%Y-%m-%dT%H:%M}", "weekday": f"{start:%A}", "with": slot.resource.name}


def _told(tools: Toolbox, acted: Acted) -> Json:
    if acted.booking is None:
        return {
            "done": False,
            "problem": acted.problem,
            "other_times": [_time(tools, slot) for slot in acted.alternatives],
        }
    start = acted.booking.start.astimezone(tools.zone)
    return {
        "done": True,
        "state": acted.booking.state,
        "service": acted.booking.service.name_sv,
        "start": f"{start:%Y-%m-%dT%H:%M}",
        "weekday": f"{start:%A}",
        "with": acted.booking.resource.name,
    }
