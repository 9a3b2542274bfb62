"""Several times in one text: they are booked one after the other, and none is forgotten."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from conversations.agent.dialogue.scene import Scene, ends, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.normal import normal
from conversations.agent.reading.people import SEVERAL, counts
from conversations.agent.reading.services import named_services
from conversations.agent.types import Draft, Intent
from conversations.agent.when import When, read_when
from crm.bookings.models import Service

Wanted = tuple[str, When | None]
_DAY = datetime.timedelta(days=1)
_MOST = 4
_JOINTS = re.compile(r"\s+(?:och|samt|and|&|plus)\s+|[,;\n]\s*|(?<=[a-zåäö])[.!?]\s+", re.IGNORECASE)


def wanted(scene: Scene, candidates: Sequence[Service], window: When | None) -> tuple[Wanted, ...]:
    """The times that are wanted, when there are several: service ("" is not known, or as before) and time."""
    parts = _parts(scene, window)
    if len(parts) > 1:
        return parts[:_MOST]
    if not SEVERAL.search(scene.low):
        return ()
    first = candidates[0].key if len(candidates) == 1 else ""
    return ((first, window), *((("", window),) * (min(counts(scene.low), _MOST) - 1)))


def _parts(scene: Scene, window: When | None) -> tuple[Wanted, ...]:
    """The services that different parts of the text name, each with the time said beside it."""
    found: dict[str, When | None] = {}
    for piece in _JOINTS.split(scene.text):
        named = named_services(piece, scene.services)
        when = read_when(piece, scene.now)
        if when is not None and (when.problem or when.start is None):
            when = None
        if named.one is not None and named.sure and named.one.key not in found:
            found[named.one.key] = when
        elif when is not None and found and not named.services:
            # "… åt mig och en åt min fru, på fredag"
            found = {key: own or when for key, own in found.items()}
    if len(found) < 2 or any(_is_one(scene, service) for service in scene.services):
        return ()
    told = [when for when in found.values() if when is not None]
    rest = told[-1] if told else window
    return tuple((key, when or rest) for key, when in found.items())


def _is_one(scene: Scene, service: Service) -> bool:
    """Whether the text says a name such as "slingor och klippning", which is one service."""
    for name in (service.name_sv, service.name_en):
        words = normal(name).split()
        if {"och", "and", "&", "med", "with", "plus"} & set(words):
            phrase = r"\s+".join(rf"{re.escape(word[:5])}\w*" for word in words)
            if re.search(rf"\b{phrase}", scene.low):
                return True
    return False


def lead(scene: Scene) -> str:
    """How several times are booked."""
    return scene.say(
        "Jag bokar en tid i taget, så vi börjar med den första. ",
        "I book one time at a time, so let us begin with the first. ",
    )


def together(scene: Scene, intent: Intent) -> Draft:
    """Several at one time are more than can be promised here."""
    said = scene.say(
        "Två tider samtidigt kan jag inte boka själv, så jag lämnar över till en kollega som svarar dig här.",
        "I cannot book two at the same time myself, so I am handing over to a colleague who will answer you here.",
    )
    slots = slots_of(scene.named.one, *scene.span(scene.when, scene.named.one))
    return Draft(said, intent, scene.language, "handed_over", 0.8, "cannot_act", slots=slots)


def which_day(scene: Scene, talk: Talk, service: Service, intent: Intent) -> Draft:
    """ "Varje dag kl 10": on which day is the first one to be?"""
    said = lead(scene) + scene.say("Vilken dag vill du ha den?", "Which day would you like?")
    kept = talk.but(window=None)
    slots = slots_of(service, None, None)
    return Draft(said, intent, scene.language, "asked", 0.8, slots=slots, state=kept.to_json())


def after(scene: Scene, talk: Talk, service: Service, start: datetime.datetime) -> Talk:
    """The dialogue about the next one, once the first begins at ``start``."""
    (key, window), *rest = talk.queue
    same = key in ("", service.key)
    if same and (window is None or window.exact):
        # Nobody is booked twice for one moment: what follows it, that day.
        over = ends(start, service)
        midnight = start.replace(hour=0, minute=0) + _DAY
        window = When(over, midnight, False, True, False, "", (), "")
    return Talk(
        goal="book",
        service=service.key if same else key,
        window=window,
        booking=start,
        queue=tuple(rest),
        at=scene.now,
    )
