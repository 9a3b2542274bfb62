"""One message in its surroundings: what it says, what was said before, and whose it is."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cached_property

from conversations.agent.dialogue.state import Talk, read_talk
from conversations.agent.reading.asks import Asked, asked_in
from conversations.agent.reading.choices import Choice, read_choice
from conversations.agent.reading.names import (
    lone_name,
    refused_resources,
    told_name,
    unknown_person,
    wished_resource,
)
from conversations.agent.reading.normal import normal
from conversations.agent.reading.services import Named, named_services
from conversations.agent.rules import language_of
from conversations.agent.tools.toolbox import Toolbox
from conversations.agent.types import Json, TurnInput
from conversations.agent.when import When, find_days, read_when
from crm.bookings.models import Booking, Resource, Service
from crm.bookings.selectors import resources_all

_NEGATED = re.compile(r"\b(?:inte|ej|can't|can’t|cannot|not|don't|won't|cant|wont)\b", re.IGNORECASE)


@dataclass
class Scene:
    """What a turn is about; each part is read when it is asked for, and once."""

    turn: TurnInput
    tools: Toolbox

    @cached_property
    def now(self) -> datetime.datetime:
        return self.tools.now

    @cached_property
    def text(self) -> str:
        return self.turn.text

    @cached_property
    def low(self) -> str:
        return normal(self.text)

    @cached_property
    def language(self) -> str:
        return language_of(self.turn)

    @property
    def english(self) -> bool:
        return self.language == "en"

    def say(self, swedish: str, english: str) -> str:
        """One of the two, in the customer's language."""
        return english if self.english else swedish

    @property
    def brief(self) -> bool:
        return self.turn.agent.tone == "brief"

    @cached_property
    def asked(self) -> Asked:
        return asked_in(self.low)

    @cached_property
    def choice(self) -> Choice:
        return read_choice(self.low)

    @cached_property
    def talk(self) -> Talk:
        return read_talk(self.turn.state, self.now)

    @cached_property
    def when(self) -> When | None:
        """When the text asks for, read by itself."""
        return read_when(self.text, self.now)

    @cached_property
    def when_named(self) -> When | None:
        """The time that the text speaks of, also when it is one that does not suit ("kan inte på torsdag")."""
        return read_when(_NEGATED.sub(" ", self.text), self.now)

    def when_from(self, base: When | None) -> When | None:
        """When the text asks for, seen together with ``base``."""
        return read_when(self.text, self.now, base=base)

    @cached_property
    def services(self) -> list[Service]:
        return self.tools.services()

    @cached_property
    def named(self) -> Named:
        return named_services(self.text, self.services)

    @cached_property
    def resources(self) -> list[Resource]:
        return resources_all()

    @cached_property
    def resource(self) -> Resource | None:
        return wished_resource(self.text, self.resources)

    @cached_property
    def other_resource(self) -> Resource | None:
        """As ``resource``, also when only the name is said: for what concerns a time offered or booked."""
        return self.resource or wished_resource(self.text, self.resources, loosely=True)

    @cached_property
    def refused(self) -> list[Resource]:
        """Those whom the customer does not want."""
        return refused_resources(self.text, self.resources)

    @cached_property
    def bookings(self) -> list[Booking]:
        return self.tools.my_bookings()

    @cached_property
    def name(self) -> str:
        """What the customer says to be called."""
        return told_name(self.text, not_these=self._our_names)

    @cached_property
    def lone_name(self) -> str:
        """The name that the text consists of."""
        return lone_name(self.text, not_these=self._our_names)

    @cached_property
    def stranger(self) -> str:
        """Who is wished for by name, and cannot be booked."""
        return unknown_person(self.text, self.resources, self.turn.company.name)

    @property
    def _our_names(self) -> list[str]:
        names = [one.name for one in self.resources]
        return names + [name for service in self.services for name in (service.name_sv, service.name_en)]

    def service_keyed(self, key: str) -> Service | None:
        """The service with this key."""
        return next((service for service in self.services if service.key == key), None)

    def resource_named(self, name: str) -> Resource | None:
        """The resource with this name."""
        return next((one for one in self.resources if one.name == name), None)

    def slots(self, service: Service | None, when: When | None) -> Json:
        """What the interpretation keeps of service and time."""
        return slots_of(service, *self.span(when, service))

    def span(
        self, when: When | None, service: Service | None
    ) -> tuple[datetime.datetime | None, datetime.datetime | None]:
        """Start and end of what is asked for; a day that has begun is told from its beginning."""
        if when is None or when.start is None:
            return None, None
        if when.exact:
            return when.start, ends(when.start, service) if service else None
        if not (when.day_said or when.time_said) or self._in_general(when):
            return None, None
        start, end = when.start, when.end
        if start == self.now and end is not None:
            start = self._begun(when, start, end)
        return start, end

    def _in_general(self, when: When) -> bool:
        """ "På lördagar" names no day."""
        if when.time_said or when is not self.when:
            return False
        days = find_days(self.text, self.now)
        return bool(days.weekdays) and not days.dates

    def _begun(self, when: When, start: datetime.datetime, end: datetime.datetime) -> datetime.datetime:
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        if not when.time_said:
            return midnight if when.day_said else start
        again = read_when(self.text, midnight)
        return again.start if again and again.start and again.end == end else start


def ends(start: datetime.datetime, service: Service) -> datetime.datetime:
    """When a service that begins at ``start`` is over, in the same zone."""
    over = start.astimezone(datetime.UTC) + datetime.timedelta(minutes=service.minutes)
    return over.astimezone(start.tzinfo)


def slots_of(service: Service | None, start: datetime.datetime | None, end: datetime.datetime | None) -> Json:
    """``service`` (its key), ``start`` and ``end`` (ISO 8601 with offset); what is not known is None."""
    return {
        "service": service.key if service else None,
        "start": start.isoformat(timespec="seconds") if start else None,
        "end": end.isoformat(timespec="seconds") if end else None,
    }
