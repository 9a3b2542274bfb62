"""Getting a time: from the first wish to a booking.

A time is booked when the customer has chosen it: one of those on offer, or an exact one asked for
without a doubt together with a service that cannot be mistaken. Else times are offered.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from conversations.agent import booking_words, wording
from conversations.agent.dialogue import asking, offers, queue
from conversations.agent.dialogue.scene import Scene, ends, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.asks import ASKS_IF, BOOK_FIRM, HEDGED, QUESTIONS
from conversations.agent.reading.people import RECURRING, TOGETHER
from conversations.agent.types import Draft, Intent
from conversations.agent.when import When
from crm.bookings.models import Resource, Service


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
    wanted = queue.wanted(scene, candidates, window)
    if wanted and TOGETHER.search(scene.low):
        return queue.together(scene, intent)
    lead = queue.lead(scene) if wanted or RECURRING.search(scene.low) else ""
    if wanted:
        talk = talk.but(queue=wanted[1:], window=wanted[0][1])
        first = scene.service_keyed(wanted[0][0])
        candidates = [first] if first else candidates
    if not candidates:
        draft = asking.which_service(scene, talk, intent)
        draft.reply = f"{lead}{draft.reply}"
        return draft
    service = candidates[0]
    talk = talk.but(service=service.key, services=tuple(one.key for one in candidates[1:]))
    if lead and (when is None or not when.problem):
        if talk.window is not None and talk.window.exact and not talk.window.day_said:
            return queue.which_day(scene, talk, service, intent)
        draft = offer(scene, talk, service, intent, lead=lead)
        draft.decision = "asked" if draft.decision == "answered" else draft.decision
        return draft
    if when is not None and when.problem:
        return asking.which_time(scene, talk, when, intent, _sure(service, candidates))
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
    if intent != "book" or any(pattern.search(scene.low) for pattern in (HEDGED, QUESTIONS)):
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
                f"{missed}Närmast ledigt för {asking.low(name)}{who} är {said}. Ska jag boka den?",
                f"{missed}The nearest free time for {asking.low(name)}{who} is {said}. Shall I book it?",
            )
        else:
            core = scene.say(
                f"{name}{takes}{who}: {said} är ledigt. Ska jag boka den tiden?",
                f"{name}{takes}{who}: {said} is free. Shall I book it?",
            )
    elif missed:
        core = scene.say(
            f"{missed}Närmast för {asking.low(name)}{who}: {said}. Vilken passar?",
            f"{missed}The nearest for {asking.low(name)}{who}: {said}. Which one suits you?",
        )
    else:
        core = scene.say(
            f"{name}{takes}{who}: {said}. Vilken tid passar?",
            f"{name}{takes}{who}: {said}. Which time suits you?",
        )
    if not others:
        return core
    listed = [asking.low(wording.service_name(one, scene.language)) for one in others]
    return core + scene.say(
        f" Säg till om det gäller {asking.listed(listed, 'eller')} i stället.",
        f" Tell me if it is {asking.listed(listed, 'or')} instead.",
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
        said = booking_words.booked(acted.booking, scene.tools.zone, scene.now, scene.language)
        if talk.queue:
            following = queue.after(scene, talk, service, begins)
            draft = offer(scene, following, scene.service_keyed(following.service) or service, "book")
            if draft.decision != "handed_over":
                return _and_next(scene, said, draft, slots_of(service, begins, ends(begins, service)))
        return Draft(
            reply=_confirmed(scene, said),
            intent="book",
            language=scene.language,
            decision="acted",
            confidence=0.95,
            slots=slots_of(service, begins, ends(begins, service)),
            state=Talk(goal="done", service=service.key, booking=begins, at=scene.now).to_json(),
        )
    starts = tuple(slot.start for slot in acted.alternatives)
    talk = talk.but(offered=starts, window=exactly(start))
    lead = asking.refusal(scene, acted.problem)
    slots = slots_of(service, start, ends(start, service))
    if acted.problem == "no_contact" or not starts:
        return asking.drafted(scene, intent, "handed_over", scene.say(
            f"{lead}Jag lämnar över till en kollega som hjälper dig att hitta en tid.",
            f"{lead}I am handing over to a colleague who will help you find a time.",
        ), slots, Talk(), reason="cannot_act")  # fmt: skip
    said = offers.times(scene, starts)
    reply = lead + scene.say(
        f"Närmast ledigt för {asking.low(wording.service_name(service, 'sv'))}: {said}. Vilken passar?",
        f"The nearest for {asking.low(wording.service_name(service, 'en'))}: {said}. Which one suits you?",
    )
    return asking.drafted(scene, intent, "asked", reply, slots, talk)


def _and_next(scene: Scene, said: str, following: Draft, slots: dict[str, object]) -> Draft:
    """What was booked, and the offer of the next one."""
    lead = scene.say("Nästa tid:", "Next one:")
    reply = f"{said} {lead} {following.reply}"
    return Draft(reply, "book", scene.language, "acted", 0.9, slots=slots, state=following.state)


def _none_left(scene: Scene, service: Service, intent: Intent, talk: Talk) -> Draft:
    said = scene.say(
        f"Jag hittar ingen ledig tid för {asking.low(wording.service_name(service, 'sv'))}. "
        "Jag lämnar över till en kollega som svarar dig här.",
        f"I find no free time for {asking.low(wording.service_name(service, 'en'))}. "
        "I am handing over to a colleague who will answer you here.",
    )
    slots = slots_of(service, *scene.span(talk.window, service))
    return asking.drafted(scene, intent, "handed_over", said, slots, Talk(), reason="cannot_act")


def _confirmed(scene: Scene, said: str) -> str:
    if scene.brief:
        return said
    name = scene.name.split()[0] if scene.name else ""
    comma = f", {name}" if name else ""
    return said + scene.say(f" Välkommen{comma}!", f" See you then{comma}!")


def exactly(start: datetime.datetime) -> When:
    """A moment as a time that was asked for."""
    return When(start, None, True, True, True, "", (), "")
