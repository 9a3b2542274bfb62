"""How somebody answers an offer: yes, no, the second one, something later, any of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from conversations.agent.reading.changes import OTHER_PERSON
from conversations.agent.reading.normal import rule, words_of
from conversations.words import word_set

Wish = Literal["", "later", "sooner", "other_day", "other_person"]

_YES_WORDS = word_set(
    """ja japp jepp jo jajamen jajamensan yes yep yeah yup sure ok okej okay oki absolut gärna garna perfekt perfect
    toppen super kanon fint bra utmarkt kor boka bokar book deal fine great javisst visst visserligen good ypperligt
    klart harligt tar ta passar funkar blir gar works suits please exakt precis stammer right correct indeed jaa jaaa
    kalas prima lugnt yess jaha bekrafta bekraftar confirm confirmed"""
)
_WITH_YES = word_set(
    """tack tackar det den de da ju mig dem som in pa vi jag det's it that this for thanks thank you helt sa mycket
    gor tiden tid time is den har alldeles for i'll take vill jattebra superbra jattegarna that's sounds ser ut vara
    skulle hej ha a the one mvh va nu ar go ahead with do let's lets garna hemskt bra so much very låter later lat
    och please snalla vore kanonbra jattefint"""
)
_NO = rule(
    r"^\W*(?:nej|nej tack|nepp|na|nae|nah|no|nope|no thanks|no thank you|inte|tyvarr)\b",
    r"\b(?:passar|funkar|fungerar|gar|kan|blir|duger) (?:\w+ )?inte\b|\binte (?:nagon|nagra|nagot) av\b"
    r"|\b(?:doesn'?t|don'?t|won'?t|can'?t) (?:work|suit|do|make)\b|\bnone of (?:them|those|these)\b"
    r"|\bingen av\b",
)
_DROP = rule(
    r"\b(?:det )?(?:far|kan) (?:det )?(?:vara|kvitta)\b|\bglom (?:det|bokningen|tiden|alltihop)\b"
    r"|\bstrunta? (?:i|samma)\b|\bskit i\b|\bskitsamma\b|\bskit samma\b|\bdet var inget\b"
    r"|\bangrat mig\b|\bangrar mig\b|\bavvaktar\b|\baterkommer\b|\bhor av mig (?:senare|igen|nar)\b"
    r"|\btank(?:er|a) (?:pa|over) (?:saken|det)\b|\bfundera(?:r)? (?:pa|over) (?:det|saken)\b|\b(?:far"
    r"|maste|ska) fundera\b|\binte (?:langre )?aktuellt\b"
    r"|\bingen tid\b.{0,10}\btack\b|\blat (?:det )?vara\b|\bvi avvaktar\b|\bboka inte\b"
    r"|\bboka ingenting\b|\binte boka\b",
    r"\bnever ?mind\b|\bforget (?:it|about it)\b|\bleave it\b|\bchanged my mind\b|\bdon'?t book\b"
    r"|\bnot (?:now|anymore)\b|\bi'?ll (?:get back|think|let you know|pass)\b",
)
_LATER = rule(r"\b(?:senare|later|efter det|langre fram)\b(?! (?:veckan|i veckan))")
_SOONER = rule(r"\b(?:tidigare|earlier|fore det|innan det|sooner)\b")
_OTHER_DAY = rule(
    r"\b(?:en |nagon |any )?(?:annan|annat|andra|other|another|different) (?:dag|dagar|datum|day|days"
    r"|date)\b|\bandra dagar\b|\bdagen (?:efter|darpa)\b|\bsome other day\b"
)
_OTHERS = rule(
    r"\b(?:andra|fler|flera|annan|mer|other|more|different|another) (?:\w+ )?(?:tider|tid|alternativ|times?"
    r"|options?|slots?)\b|\bnagot annat\b|\banything else\b|\bsomething else\b"
)
_ANY = rule(
    r"\b(?:vilken|vad|vilket) som (?:helst|funkar|passar)\b|\bspelar ingen roll\b|\b(?:du|ni) (?:far "
    r"|kan )?(?:valj\w*|bestam\w*)\b|\bvalfri\b|\bkvittar\b|\bforsta basta\b|\bany (?:of them|time|one"
    r"|is fine|works)\b|\bwhichever\b|\b(?:you|up to you to) (?:choose|pick|decide)\b"
    r"|\bdoesn'?t matter\b|\bdon'?t mind\b"
)
_ORDINALS = (
    (
        rule(
            r"\b(?:den |det |the |tar )?(?:forsta|ettan|nummer (?:ett|1)|alt(?:ernativ)? (?:ett|1|a)"
            r"|number (?:one|1)|option (?:one|1|a)|first)\b|\bden tidigaste\b|\bearliest\b|\btidigast\b"
        ),
        0,
    ),
    (
        rule(
            r"\b(?:andra|tvaan|nummer (?:tva|2)|alt(?:ernativ)? (?:tva|2|b)|number (?:two|2)"
            r"|option (?:two|2|b)"
            r"|second)\b"
        ),
        1,
    ),
    (
        rule(
            r"\b(?:tredje|trean|nummer (?:tre|3)|alt(?:ernativ)? (?:tre|3|c)|number (?:three|3)"
            r"|option (?:three"
            r"|3|c)|third)\b"
        ),
        2,
    ),
    (rule(r"\b(?:fjarde|fyran|nummer (?:fyra|4)|number (?:four|4)|fourth)\b"), 3),
    (rule(r"\b(?:femte|femman|nummer (?:fem|5)|number (?:five|5)|fifth)\b"), 4),
    (rule(r"\b(?:sista|siste|den senaste|det senaste|last one|the last|the latest|sist)\b"), -1),
)
_NOT_ORDINAL = rule(
    r"\b(?:andra|second|first|forsta) (?:tider|tid|dag|dagar|dan|alternativ|gang|gangen|time|thoughts"
    r"|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|lediga|basta"
    r"|hand)\b|\bi forsta\b|\bfirst of\b|\bfor forsta\b|\bnasta forsta\b"
)
_BARE_NUMBER = re.compile(r"^\W*(?:nr |nummer |alternativ |number )?([1-6])\W*$")
# A thumb is an answer to one offer; hearts and folded hands thank.
_THUMBS = "\U0001f44d\U0001f44c\u2705\u2714\u2611\U0001f197"
_BESIDE = "\U0001f64c\U0001f64f\u2764\ufe0f\U0001f600-\U0001f64f\U0001f3fb-\U0001f3ff"
_APPROVES = re.compile(rf"^[\s!.]*[{_THUMBS}][\s!.{_THUMBS}{_BESIDE}]*$")


@dataclass(frozen=True)
class Choice:
    """An answer to an offer. ``place`` counts from 0, -1 is the last one; ``wish`` is what is wanted instead."""

    yes: bool = False
    no: bool = False
    drop: bool = False
    any: bool = False
    more: bool = False
    place: int | None = None
    wish: Wish = ""

    @property
    def nothing(self) -> bool:
        """Whether the text says nothing about an offer."""
        return self == Choice()


def read_choice(low: str) -> Choice:
    """The answer in a text in normal form."""
    drop = _DROP.search(low) is not None
    no = _NO.search(low) is not None
    any_of = _ANY.search(low) is not None
    return Choice(
        yes=not no and not drop and _says_yes(low),
        no=no,
        drop=drop,
        any=any_of,
        more=_OTHERS.search(low) is not None,
        place=None if any_of else _place(low),
        wish=_wish(low),
    )


def bare_place(low: str) -> int | None:
    """The place meant by a text that is one small number."""
    match = _BARE_NUMBER.search(low)
    return int(match[1]) - 1 if match else None


def _says_yes(low: str) -> bool:
    if _APPROVES.search(low):
        return True
    words = words_of(low)
    if not words or not any(word in _YES_WORDS for word in words):
        return False
    if words[0] in ("ja", "japp", "jepp", "yes", "yep", "yeah", "jajamen", "absolut", "javisst", "jo", "jaa"):
        return True
    strange = [word for word in words if word not in _YES_WORDS and word not in _WITH_YES]
    return len(strange) <= (1 if len(words) >= 3 else 0)


def _place(low: str) -> int | None:
    if _NOT_ORDINAL.search(low) or _OTHERS.search(low) or _OTHER_DAY.search(low):
        return None
    return next((place for pattern, place in _ORDINALS if pattern.search(low)), None)


def _wish(low: str) -> Wish:
    if _OTHER_DAY.search(low):
        return "other_day"
    if OTHER_PERSON.search(low):
        return "other_person"
    if _LATER.search(low):
        return "later"
    return "sooner" if _SOONER.search(low) else ""
