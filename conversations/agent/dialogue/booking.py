"""Getting a time: from the first wish to a booking.

A time is booked when the customer has chosen it: one of those on offer, or an exact one asked for
without a doubt together with a service that cannot be mistaken. Else times are offered.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from conversations.agent import booking_words, wording
from conversations.agent.dialogue import offers
from conversations.agent.dialogue.scene import Scene, ends, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.asks import ASKS_IF, BOOK_FIRM, HEDGED, QUESTIONS, SEVERAL
from conversations.agent.types import Draft, Intent
from conversations.agent.when import When
from crm.bookings.models import Resource, Service

_SHOWN = 6


def begin(scene: Scene, intent: Intent) -> Draft:
    """A wish for a time, or a question about free times."""
    known = scene.talk
    when = scene.when_from(known.window) if known.window and not known.active else scene.when
    window = when or (known.window if not known.active else None)
    talk = Talk(goal="book", window=window, opened=intent, at=scene.now)
    resource = scene.resource
    if resource:
        talk = talk.but(resource=resource.name)
    candidates = candidates_for(scene, known)
    if not candidates:
        return which_service(scene, talk, intent)
    service = candidates[0]
    talk = talk.but(service=service.key, services=tuple(one.key for one in candidates[1:]))
    if when is not None and when.problem:
        return which_time(scene, talk, when, intent, _sure(service, candidates))
    if _unmistakable(scene, intent, window, candidates) and window is not None and window.start is not None:
        return book(scene, talk, service, window.start, intent)
    return offer(scene, talk, service, intent)


def candidates_for(scene: Scene, known: Talk) -> list[Service]:
    """The services that may be meant, the likeliest first."""
    if scene.named.services:
        return list(scene.named.services)
    earlier = scene.service_keyed(known.service) if known.service else None
    if earlier:
        return [earlier]
    return scene.services if len(scene.services) == 1 else []


def _unmistakable(scene: Scene, intent: Intent, window: When | None, candidates: Sequence[Service]) -> bool:
    """Whether the text asks for exactly this to be booked."""
    exact = window is not None and window.exact and not window.alternatives and window.time_said
    if not exact or len(candidates) != 1 or not (scene.named.sure or not scene.named.services):
        return False
    if intent != "book" or any(pattern.search(scene.low) for pattern in (HEDGED, SEVERAL, QUESTIONS)):
        return False
    if scene.stranger or scene.asked.price or scene.asked.about_rules or scene.asked.duration:
        return False
    return BOOK_FIRM.search(scene.low) is not None and ASKS_IF.search(scene.low) is None


def _sure(service: Service, candidates: Sequence[Service]) -> Service | None:
    return service if len(candidates) == 1 else None


def offer(
    scene: Scene, talk: Talk, service: Service, intent: Intent, *, lead: str = "", decision: str = ""
) -> Draft:
    """Offer times for the window of the talk."""
    resource = scene.resource_named(talk.resource) if talk.resource else None
    found = offers.find_offer(scene, service, talk.window, resource)
    unsure = [one for key in talk.services if (one := scene.service_keyed(key))]
    sure = None if unsure else service
    slots = slots_of(sure, *scene.span(talk.window, sure))
    if not found.starts:
        talk = talk.but(offered=())
        return _none_left(scene, service, intent, talk)
    talk = talk.but(offered=found.starts, misses=0)
    if scene.stranger:
        lead += scene.say(
            f"{scene.stranger} hittar jag inte bland dem som går att boka. ",
            f"I cannot find {scene.stranger} among those who can be booked. ",
        )
    said = offer_words(scene, talk, service, found, resource)
    return Draft(
        reply=f"{lead}{said}",
        intent=intent,
        language=scene.language,
        decision="answered" if intent == "availability" else "asked",
        confidence=0.9 if sure else 0.7,
        slots=slots,
        state=talk.to_json(),
    )


def offer_words(
    scene: Scene, talk: Talk, service: Service, found: offers.Offer, resource: Resource | None
) -> str:
    """The offer in words; several services that may be meant are named so that one can object."""
    missed = offers.missed_words(scene, found, talk.window)
    name = wording.service_name(service, scene.language)
    takes = f" ({wording.duration(service.minutes, scene.language)})"
    who = scene.say(f" hos {resource.name}", f" with {resource.name}") if resource else ""
    said = offers.times(scene, found.starts)
    others = [one for key in talk.services if (one := scene.service_keyed(key))]
    if len(found.starts) == 1:
        if missed:
            core = scene.say(
                f"{missed}Närmast ledigt för {_low(name)}{who} är {said}. Ska jag boka den?",
                f"{missed}The nearest free time for {_low(name)}{who} is {said}. Shall I book it?",
            )
        else:
            core = scene.say(
                f"{name}{takes}{who}: {said} är ledigt. Ska jag boka den tiden?",
                f"{name}{takes}{who}: {said} is free. Shall I book it?",
            )
    elif missed:
        core = scene.say(
            f"{missed}Närmast för {_low(name)}{who}: {said}. Vilken passar?",
            f"{missed}The nearest for {_low(name)}{who}: {said}. Which one suits you?",
        )
    else:
        core = scene.say(
            f"{name}{takes}{who}: {said}. Vilken tid passar?",
            f"{name}{takes}{who}: {said}. Which time suits you?",
        )
    if not others:
        return core
    listed = [_low(wording.service_name(one, scene.language)) for one in others]
    return core + scene.say(
        f" Säg till om det gäller {_either(listed, 'eller')} i stället.",
        f" Tell me if it is {_either(listed, 'or')} instead.",
    )


def book(
    scene: Scene, talk: Talk, service: Service, start: datetime.datetime, intent: Intent = "book"
) -> Draft:
    """Book the time that was chosen; where it cannot be had, say so and offer others."""
    resource = scene.resource_named(talk.resource) if talk.resource else None
    if not offers.is_free(scene, service, start, resource):
        return offer(scene, talk.but(window=exactly(start)), service, intent)
    acted = scene.tools.book(service, start, resource)
    if acted.booking is not None:
        begins = acted.booking.start.astimezone(scene.now.tzinfo)
        if scene.name:
            scene.tools.remember_name(scene.name)
        return Draft(
            reply=_confirmed(
                scene, booking_words.booked(acted.booking, scene.tools.zone, scene.now, scene.language)
            ),
            intent="book",
            language=scene.language,
            decision="acted",
            confidence=0.95,
            slots=slots_of(service, begins, ends(begins, service)),
            state=Talk(goal="done", service=service.key, booking=begins, at=scene.now).to_json(),
        )
    starts = tuple(slot.start for slot in acted.alternatives)
    talk = talk.but(offered=starts, window=exactly(start))
    lead = refusal(scene, acted.problem)
    slots = slots_of(service, start, ends(start, service))
    if acted.problem == "no_contact" or not starts:
        return _draft(scene, intent, "handed_over", scene.say(
            f"{lead}Jag lämnar över till en kollega som hjälper dig att hitta en tid.",
            f"{lead}I am handing over to a colleague who will help you find a time.",
        ), slots, Talk(), reason="cannot_act")  # fmt: skip
    said = offers.times(scene, starts)
    reply = lead + scene.say(
        f"Närmast ledigt för {_low(wording.service_name(service, 'sv'))}: {said}. Vilken passar?",
        f"The nearest for {_low(wording.service_name(service, 'en'))}: {said}. Which one suits you?",
    )
    return _draft(scene, intent, "asked", reply, slots, talk)


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
    return _draft(scene, intent, "asked", said, slots_of(service, None, None), talk.but(window=None))


def which_service(scene: Scene, talk: Talk, intent: Intent) -> Draft:
    """Ask what is to be booked."""
    when = talk.window
    slots = slots_of(None, *scene.span(when, None))
    offered = scene.services
    if not offered:
        said = wording.say("no_act", scene.language)
        return _draft(scene, intent, "handed_over", said, slots, Talk(), reason="cannot_act")
    names = [_low(wording.service_name(service, scene.language)) for service in offered[:_SHOWN]]
    more = scene.say(" med mera", " and more") if len(offered) > _SHOWN else ""
    lead = "" if scene.brief or intent == "availability" else scene.say("Gärna! ", "Of course! ")
    said = lead + scene.say(
        f"Vad vill du boka? Vi har {_listed(names, 'och')}{more}.",
        f"What would you like to book? We have {_listed(names, 'and')}{more}.",
    )
    if when is not None and when.problem:
        return which_time(scene, talk, when, intent, None)
    return _draft(scene, intent, "asked", said, slots, talk.but(services=()))


def _none_left(scene: Scene, service: Service, intent: Intent, talk: Talk) -> Draft:
    said = scene.say(
        f"Jag hittar ingen ledig tid för {_low(wording.service_name(service, 'sv'))}. "
        "Jag lämnar över till en kollega som svarar dig här.",
        f"I find no free time for {_low(wording.service_name(service, 'en'))}. "
        "I am handing over to a colleague who will answer you here.",
    )
    slots = slots_of(service, *scene.span(talk.window, service))
    return _draft(scene, intent, "handed_over", said, slots, Talk(), reason="cannot_act")


def _confirmed(scene: Scene, said: str) -> str:
    if scene.brief:
        return said
    name = scene.name.split()[0] if scene.name else ""
    comma = f", {name}" if name else ""
    return said + scene.say(f" Välkommen{comma}!", f" See you then{comma}!")


def exactly(start: datetime.datetime) -> When:
    """A moment as a time that was asked for."""
    return When(start, None, True, True, True, "", (), "")


def _draft(
    scene: Scene,
    intent: Intent,
    decision: str,
    said: str,
    slots: dict[str, object],
    talk: Talk,
    *,
    reason: str = "",
) -> Draft:
    return Draft(
        reply=said,
        intent=intent,
        language=scene.language,
        decision=decision,  # type: ignore[arg-type]  # one of the decisions, written out above
        confidence=0.85,
        reason=reason,
        slots=slots,
        state=talk.to_json(),
    )


def _low(name: str) -> str:
    """A name inside a sentence; "AC-service" and "ROT" keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _listed(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def _either(names: list[str], word: str) -> str:
    return _listed(names, word)
