"""Parts of the day: "fm", "i eftermiddag", "tidigt imorgon bitti", "efter lunch", "tonight".

The hours are those of the product's design: morgon 06–10, förmiddag 08–12, lunch 11–13.30, eftermiddag
12–18, kväll 17–24; an English morning lasts until noon.
"""

from __future__ import annotations

from conversations.agent.when.items import Day, Mark, Part
from conversations.agent.when.lexicon import GONE_PARTS, PART_WORDS, TODAY_PARTS
from conversations.agent.when.view import Found, View
from conversations.words import word_set


def _hours(first: float, last: float, least: float, most: float) -> Part:
    return Part(int(first * 60), int(last * 60), int(least * 60), int(most * 60))


# From, to, and which clock times may be said together with it: "kl 5 på morgonen", "kvart över 12 på fm".
PARTS = {
    "morgon": _hours(6, 10, 3, 11),
    "morning": _hours(6, 12, 1, 12.5),
    "förmiddag": _hours(8, 12, 6, 12.5),
    "lunch": _hours(11, 13.5, 10.5, 14.5),
    "eftermiddag": _hours(12, 18, 12, 19),
    "afternoon": _hours(12, 18, 12, 19),
    "kväll": _hours(17, 24, 16, 24),
    "natt": _hours(22, 30, 21, 30),
    "dagtid": _hours(8, 17, 6, 18),
    # Late in the day, whether one calls it afternoon or evening.
    "sent": _hours(15, 24, 12, 24),
}
_EARLY = word_set("tidig tidigt tidiga early")
_LATE = word_set("sen sent sena late")
_LEADS = word_set("pa under in the om nu at during for kring runt vid")
_MIDDAY = (("mitt", "pa", "dagen"), ("middle", "of", "the", "day"), ("mid", "day"))


def read_part(view: View, at: int) -> Found | None:
    """A part of the day at ``at``, with the day when it tells that too ("ikväll", "i em")."""
    start = at
    early, late = view.key(at) in _EARLY, view.key(at) in _LATE
    if early or late:
        at += 1
    at = view.skip(at, _LEADS)
    today = Day((view.today,))
    if view.key(at) in TODAY_PARTS:
        return (today, shrunk(PARTS[TODAY_PARTS[view.key(at)]], early, late)), at + 1
    if view.key(at) in ("i", "this") and view.key(at + 1) in GONE_PARTS | {"morse"}:
        return (Day(past=True),), at + 2
    if view.key(at) in GONE_PARTS and at == start:
        return (Day(past=True),), at + 1
    if view.key(at) == "last" and view.key(at + 1) in PART_WORDS:
        return (Day(past=True),), at + 2
    if view.key(at) in ("i", "this") and view.key(at + 1) in PART_WORDS:
        name = PART_WORDS[view.key(at + 1)]
        if not (view.key(at) == "i" and name == "morgon"):
            return (today, shrunk(PARTS[name], early, late)), at + 2
    if view.phrase(at, "first", "thing"):
        return (PARTS["morgon"],), at + 2
    for words in _MIDDAY:
        if view.phrase(at, *words):
            return (PARTS["lunch"],), at + len(words)
    name = PART_WORDS.get(view.key(at), "")
    if not name or (name == "natt" and at == start) or _is_no_part(view, at):
        return _early_day(view, start) if early or late else None
    return (shrunk(PARTS[name], early, late),), at + 1


def _is_no_part(view: View, at: int) -> bool:
    # "em" and "fm" are also the European championship and the radio; "lunch 3" is a dish.
    # "Nått" is short for "något".
    return (view.key(at) in ("em", "fm") and view.key(at + 1) == "i") or view.tokens[at].raw == "nått"


def _early_day(view: View, at: int) -> Found | None:
    """ "Tidigt imorgon", "sent på fredag": early or late on a day that is named after it."""
    follows = view.key(view.skip(at + 1, word_set("pa i on nasta next")))
    day_follows = follows in ("imorgon", "morgon", "tomorrow") or follows.endswith(("dag", "day", "dagen"))
    return ((Mark("early" if view.key(at) in _EARLY else "late"),), at + 1) if day_follows else None


def shrunk(part: Part, early: bool, late: bool) -> Part:
    """The earlier or the later half of ``part``."""
    middle = (part.first + part.last) // 2
    if early:
        return Part(part.first, middle, part.least, part.most)
    if late:
        return Part(middle, part.last, part.least, part.most)
    return part
