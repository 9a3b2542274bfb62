"""Answers to an offer: a time is picked, another one wished for, or nothing."""

from __future__ import annotations

import datetime

from conversations.agent.dialogue import asking, booking, changing, further, moving, offers, own
from conversations.agent.dialogue.scene import Scene, slots_of
from conversations.agent.dialogue.state import Talk
from conversations.agent.reading.asks import ASKS_IF, BOOK_FIRM
from conversations.agent.reading.choices import bare_place
from conversations.agent.reading.normal import normal, rule, words_of
from conversations.agent.reading.services import for_whom
from conversations.agent.types import Draft, Intent
from conversations.agent.when import When, read_when
from crm.bookings.models import Resource, Service
from crm.bookings.selectors import resources_for

_RATHER = rule(r"\bhellre\b|\bi ?stallet\b|\bmen\b|\brather\b|\binstead\b|\bbut\b")
_CANNOT = rule(
    r"\b(?:passar|funkar|fungerar|gar|kan|blir|duger) (?:\w+ )?inte\b|\b(?:doesn'?t|don'?t|won'?t"
    r"|can'?t) (?:work|suit|do|make)\b|\binte (?:sa )?bra\b"
)
_DAY = datetime.timedelta(days=1)
_QUARTER = datetime.timedelta(minutes=15)


def answer(scene: Scene) -> Draft | None:
    """The next step of a dialogue about a time; ``None`` when the text is not about it."""
    talk = scene.talk
    intent: Intent = "reschedule" if talk.goal == "move" else "book"
    # Whoever has one booked, and wants no more of what is offered next, is done.
    enough = talk.goal == "book" and talk.booking is not None and scene.choice.no and scene.when is None
    if scene.choice.drop or enough:
        return _dropped(scene, intent)
    chosen = _service(scene, talk)
    if chosen is not None:
        talk = talk.but(service=chosen.key, services=())
    wanted = _person(scene, talk)
    if wanted is not None:
        talk = talk.but(resource=wanted.name)
    service = scene.service_keyed(talk.service) if talk.service else None
    base = _base(talk)
    when = None if _by_place(scene, talk) else scene.when_from(base) or _bare_clock(scene, base)
    when = further.at_same_time(scene, when)
    if when is not None and when.problem:
        return asking.which_time(scene, talk, when, intent, service)
    if service is None:
        return _still_no_service(scene, talk, when, intent)
    start = _picked(scene, talk, when)
    if start is not None:
        if _asks_first(scene, when):
            talk = talk.but(window=booking.exactly(start))
            return booking.offer(scene, talk, service, _opened(talk, intent))
        return _take(scene, talk, service, start)
    window = _wished(scene, talk, when)
    if window is not None:
        talk = talk.but(window=window)
        return booking.offer(scene, talk, service, _opened(talk, intent))
    if chosen is not None or wanted is not None:
        return booking.offer(scene, talk, service, _opened(talk, intent))
    if scene.choice.yes or scene.choice.no:
        return _which(scene, talk, service, intent)
    return None


_PLACES = rule(
    r"^\W*(?:(?:pa|den|det|the|nr|nummer) )*(?:forsta|andra|tredje|fjarde|femte|sista|first|second"
    r"|third|fourth|fifth|last)(?: one)?\W*$"
)
_TAKES = rule(r"\b(?:tar|ta|valjer|kor|passar|blir|funkar|bokar|boka|take|works)\b")
_CLOCK = rule(r"(?<![\d.:/])\d{1,2}(?:[.:]\d{2})?(?![\d.:/])")


def _by_place(scene: Scene, talk: Talk) -> bool:
    """Whether "den första" is the first time on offer rather than the first day of a month."""
    if not talk.offered or scene.choice.place is None:
        return False
    return scene.when is None or _PLACES.search(normal(scene.when.phrase)) is not None


def _bare_clock(scene: Scene, base: When | None) -> When | None:
    """ "Ok 13": the one number of a short answer."""
    numbers = _CLOCK.findall(scene.low)
    words = words_of(scene.low)
    takes = scene.choice.yes or not words or _TAKES.search(scene.low) is not None
    if len(numbers) != 1 or len(words) > 6 or not takes:
        return None
    return read_when(numbers[0], scene.now, base=base)


def again(scene: Scene) -> Draft:
    """An answer that was not understood: the question is put once more."""
    talk = scene.talk
    intent: Intent = "reschedule" if talk.goal == "move" else "book"
    service = scene.service_keyed(talk.service) if talk.service else None
    draft = _which(scene, talk.but(misses=talk.misses + 1), service, intent)
    draft.confidence = 0.5
    return draft


def _service(scene: Scene, talk: Talk) -> Service | None:
    """Another service, or the one of several, that the text names."""
    named = scene.named.services
    if not named:
        current = scene.service_keyed(talk.service) if talk.service else None
        other = for_whom(scene.text, scene.services, current) if current else None
        return other if other is not None and (talk.services or other != current) else None
    open_keys = (talk.service, *talk.services)
    within = [one for one in named if one.key in open_keys]
    if talk.services and len(within) == 1:
        return within[0]
    if len(named) == 1 and named[0].key != talk.service and scene.named.sure:
        return named[0]
    return None if talk.service or len(named) > 1 else named[0]


def _person(scene: Scene, talk: Talk) -> Resource | None:
    """Who is asked for by name, or anybody but those who are not wanted."""
    if scene.other_resource is not None:
        return scene.other_resource
    if not scene.refused and scene.choice.wish != "other_person":
        return None
    away = {one.name for one in scene.refused} | ({talk.resource} if not scene.refused else set())
    service = scene.service_keyed(talk.service) if talk.service else None
    able = resources_for(service) if service else scene.resources
    return next((one for one in able if one.name not in away), None)


def _still_no_service(scene: Scene, talk: Talk, when: When | None, intent: Intent) -> Draft | None:
    if scene.named.services:
        candidates = list(scene.named.services)
        talk = talk.but(
            service=candidates[0].key,
            services=tuple(one.key for one in candidates[1:]),
            window=when or talk.window,
        )
        return booking.offer(scene, talk, candidates[0], _opened(talk, intent))
    if when is not None:
        return asking.which_service(scene, talk.but(window=when), intent)
    return None


def _base(talk: Talk) -> When | None:
    """What the answer is seen together with: the day on offer, and the part of the day asked for."""
    days = {start.date() for start in talk.offered}
    asked = talk.window
    if len(days) == 1:
        first = talk.offered[0].replace(hour=0, minute=0, second=0, microsecond=0)
        if asked and asked.start and asked.start.date() == first.date() and not asked.exact:
            return asked
        return When(first, first + _DAY, False, True, False, "", (), "")
    return asked if asked and not asked.exact else None


def _picked(scene: Scene, talk: Talk, when: When | None) -> datetime.datetime | None:
    """The time that the customer takes, if one is."""
    choice, offered = scene.choice, talk.offered
    exact = when is not None and when.exact and when.start is not None
    if exact and when is not None and when.start is not None:
        refused = _CANNOT.search(scene.low) or (choice.no and when.start in offered)
        if refused and not _RATHER.search(scene.low):
            return None
        if len(when.alternatives) > 0:
            both = [when.start, *(start for start, _ in when.alternatives)]
            return next((start for start in both if start in offered), None)
        return _same_clock(scene, when.start, offered)
    place = bare_place(scene.low)
    if place is not None and place < len(offered):
        return offered[place]
    if (
        choice.no
        or not offered
        or (when is not None and when.day_said and scene.when is not None and not _by_place(scene, talk))
    ):
        return _on_day(scene, offered, when)
    if choice.place is not None and -len(offered) <= choice.place < len(offered):
        return sorted(offered)[choice.place]
    if choice.any:
        return offered[0]
    if choice.yes and len(offered) == 1:
        return offered[0]
    return None


def _same_clock(
    scene: Scene, start: datetime.datetime, offered: tuple[datetime.datetime, ...]
) -> datetime.datetime:
    """A clock time alone is the one on offer that shows it, whatever its day."""
    if start in offered or (scene.when is not None and scene.when.day_said):
        return start
    for clock in (start.time(), ((start + datetime.timedelta(hours=12)).time())):
        fits = [one for one in offered if one.time() == clock]
        if len(fits) == 1:
            return fits[0]
    return start


def _on_day(
    scene: Scene, offered: tuple[datetime.datetime, ...], when: When | None
) -> datetime.datetime | None:
    """ "Den på torsdag", when one of the times on offer is on that day."""
    if scene.choice.no or when is None or when.start is None or scene.choice.wish:
        return None
    fits = [start for start in offered if start.date() == when.start.date()]
    days = {start.date() for start in offered}
    if len(fits) == 1 and len(days) > 1 and not (when.end and when.end - when.start > _DAY):
        return fits[0]
    if fits and scene.choice.place is not None and -len(fits) <= scene.choice.place < len(fits):
        return fits[scene.choice.place]
    return None


def _asks_first(scene: Scene, when: When | None) -> bool:
    """ "Har ni 15.30?" asks about a time; it does not take it."""
    if when is None or not when.exact or BOOK_FIRM.search(scene.low):
        return False
    asking = ASKS_IF.search(scene.low) is not None
    return asking or ("?" in scene.text and when.start not in scene.talk.offered)


def _take(scene: Scene, talk: Talk, service: Service, start: datetime.datetime) -> Draft:
    if talk.goal == "move":
        booked = next((one for one in scene.bookings if own.local_start(scene, one) == talk.booking), None)
        if booked is not None and booked.service.key != service.key:
            return changing.replace(scene, talk, booked, service, start)
        return moving.move(scene, talk, start)
    return booking.book(scene, talk, service, start)


def _wished(scene: Scene, talk: Talk, when: When | None) -> When | None:
    """Another window: a day or time that was named, or later, earlier, another day than those on offer."""
    if when is not None and when.start is not None and scene.when is not None and not when.exact:
        return when
    offered = sorted(talk.offered)
    choice = scene.choice
    if not offered or not (choice.wish or choice.more):
        return None
    first, last = offered[0], offered[-1]
    midnight = last.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    if choice.wish == "later":
        begin = last + _QUARTER
        return (
            When(begin, midnight, False, True, True, "", (), "")
            if first.date() == last.date()
            else _from(begin)
        )
    if choice.wish == "sooner":
        start = max(scene.now, first.replace(hour=0, minute=0))
        if first - start > datetime.timedelta(0) and _free(scene, talk, start, first):
            return When(start, first, False, True, True, "", (), "")
        return When(scene.now, first, False, False, False, "", (), "") if first > scene.now else None
    if choice.wish == "other_day":
        return _from(midnight)
    return _from(last + _QUARTER)


def _free(scene: Scene, talk: Talk, start: datetime.datetime, end: datetime.datetime) -> bool:
    service = scene.service_keyed(talk.service)
    return service is not None and not scene.tools.find_free_times(service, start, end, limit=1).nearest


def _from(begin: datetime.datetime) -> When:
    return When(begin, begin + datetime.timedelta(days=21), False, False, False, "", (), "")


def _which(scene: Scene, talk: Talk, service: Service | None, intent: Intent) -> Draft:
    """Which of the times, or when instead."""
    slots = slots_of(None if talk.services else service, *scene.span(talk.window, service))
    if service is None:
        return asking.which_service(scene, talk, intent)
    if scene.choice.no or not talk.offered:
        said = scene.say("Vilken dag eller tid passar bättre?", "Which day or time would suit you better?")
    else:
        listed = offers.times(scene, talk.offered)
        if len(talk.offered) == 1:
            said = scene.say(f"Ska jag boka {listed}?", f"Shall I book {listed}?")
            return Draft(said, intent, scene.language, "asked", 0.8, slots=slots, state=talk.to_json())
        said = scene.say(f"Vilken tid vill du ha: {listed}?", f"Which time would you like: {listed}?")
    return Draft(said, intent, scene.language, "asked", 0.8, slots=slots, state=talk.to_json())


def _dropped(scene: Scene, intent: Intent) -> Draft:
    said = (
        scene.say("Okej, din tid gäller som den var.", "All right, your time stands as it was.")
        if scene.talk.goal == "move"
        else scene.say("Okej, då bokar jag inget mer.", "All right, I will not book any more.")
        if scene.talk.booking is not None
        else scene.say(
            "Okej, då bokar jag ingen tid. Hör av dig när du vill!",
            "All right, I will not book anything. Let us know whenever you like!",
        )
    )
    return Draft(said, intent, scene.language, "answered", 0.85, slots=slots_of(None, None, None))


def _opened(talk: Talk, intent: Intent) -> Intent:
    return "availability" if talk.opened == "availability" and intent == "book" else intent
