"""What is asked, or said, before a time can be offered or booked."""

from __future__ import annotations

import datetime

from conversations.agent import answers, wording
from conversations.agent.dialogue import offers
from conversations.agent.dialogue.scene import Scene, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.types import Decision, Draft, Intent
from conversations.agent.when import When
from crm.bookings.models import Service

_SHOWN = 6
_A_DAY = datetime.timedelta(days=1)
_A_QUARTER = datetime.timedelta(minutes=15)


def refusal(scene: Scene, problem: str) -> str:
    """Why a time cannot be booked."""
    swedish, english = {
        "past": ("Den tiden har redan varit. ", "That time has already passed. "),
        "closed": ("Den tiden har vi tyvärr inte öppet. ", "Sorry, we are not open for that long then. "),
        "taken": ("Den tiden är tyvärr upptagen. ", "Sorry, that time is taken. "),
        "too_far": ("Så långt fram kan jag inte boka. ", "I cannot book that far ahead. "),
    }.get(problem, ("Den tiden går tyvärr inte att boka. ", "Sorry, that time cannot be booked. "))
    return scene.say(swedish, english)


def which_time(scene: Scene, talk: Talk, when: When, intent: Intent, service: Service | None) -> Draft:
    """A time that is past, contradictory or not in the calendar is asked about."""
    options = [start for start, _ in when.alternatives][:2]
    if when.problem == "past":
        said = scene.say(
            "Den tiden har redan varit. Vilken dag och tid vill du ha i stället?",
            "That time has already passed. Which day and time would you like instead?",
        )
    elif when.problem == "contradictory" and len(options) == 2:
        first, second = (offers.day_words(scene, start.date()) for start in options)
        said = scene.say(
            f"Dagen och datumet går inte ihop. Menar du {first} eller {second}?",
            f"The day and the date do not match. Do you mean {first} or {second}?",
        )
    else:
        said = scene.say(
            "Den tiden hittar jag inte i kalendern. Vilken dag och tid menar du?",
            "I cannot find that time in the calendar. Which day and time do you mean?",
        )
    return drafted(scene, intent, "asked", said, slots_of(service, None, None), talk.but(window=None))


def which_service(scene: Scene, talk: Talk, intent: Intent) -> Draft:
    """Ask what is to be booked."""
    when = talk.window
    slots = slots_of(None, *scene.span(when, None))
    offered = scene.services
    if not offered:
        said = wording.say("no_act", scene.language)
        return drafted(scene, intent, "handed_over", said, slots, Talk(), reason="cannot_act")
    names = [low(wording.service_name(service, scene.language)) for service in offered[:_SHOWN]]
    more = scene.say(" med mera", " and more") if len(offered) > _SHOWN else ""
    lead = "" if scene.brief or intent == "availability" else scene.say("Gärna! ", "Of course! ")
    if when is not None and when.start is not None and when.day_said and not when.problem:
        lead = closed_words(scene, when) or lead
    said = lead + scene.say(
        f"Vad vill du boka? Vi har {listed(names, 'och')}{more}.",
        f"What would you like to book? We have {listed(names, 'and')}{more}.",
    )
    if when is not None and when.problem:
        return which_time(scene, talk, when, intent, None)
    return drafted(scene, intent, "asked", said, slots, talk.but(services=()))


def closed_words(scene: Scene, when: When) -> str:
    """ "På söndag har vi stängt. På måndag har vi öppet …" where a single day is meant and it is a closed one."""
    if when.start is None or when.alternatives or (when.end is not None and when.end - when.start > _A_DAY):
        return ""
    start = when.start
    if offers.why_missed(scene, start, when.end or start + _A_QUARTER) != "closed":
        return ""
    return answers.closed_words(start.date(), scene.now.date(), scene.tools.zone, scene.language) + " "


def drafted(
    scene: Scene,
    intent: Intent,
    decision: Decision,
    said: str,
    slots: dict[str, object],
    talk: Talk,
    *,
    reason: str = "",
) -> Draft:
    """A draft as sure as such a question can be."""
    return Draft(
        reply=said,
        intent=intent,
        language=scene.language,
        decision=decision,
        confidence=0.85,
        reason=reason,
        slots=slots,
        state=talk.to_json(),
    )


def low(name: str) -> str:
    """A name inside a sentence; "AC-service" and "ROT" keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def listed(names: list[str], word: str) -> str:
    """klippning, slingor och färgning"""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
