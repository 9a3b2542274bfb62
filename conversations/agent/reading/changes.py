"""What is said of a time that was just offered or booked: another person, another service, another moment."""

from __future__ import annotations

import re

from conversations.agent.reading.normal import rule

#: Takes something back: what was booked is to be another.
CORRECTS = rule(
    r"\b(?:istallet|i stallet|hellre|menade|menar|skrev fel|rakade|fel (?:tid|dag|person|behandling)|senare"
    r"|tidigare|andra|andrar|byt|byta|byter|ska(?:ll)? (?:det )?vara|skulle (?:det )?(?:vara|ha varit))\b",
    r"\b(?:instead|rather|meant|later|earlier|actually|wrong (?:time|day|person)|make it|change|switch|swap"
    r"|should be|supposed to be)\b|\bkan vi (?:ta|saga|kora)\b|\bcan we\b|\b(?:den|det) (?:galler|gallde)\b",
    r"\b(?:annan|another|different) (?:dag|tid|day|time)\b",
    # "Nej vänta, kl 11", "eller nej, ta kvart över"
    r"^\W*(?:(?:eller|oj|men|fast|ah|oh|hm+|no|or) )*(?:nej|na|nae|oj|hoppsan|ops|oops|vanta|ursakta|forlat"
    r"|wait|sorry)\b",
)
#: The time of day stays what it was.
SAME_TIME = rule(r"\bsamma (?:tid|klockslag)\b|\bsame time\b")
#: Wishes for somebody, when that is all that is said.
WISHES = rule(r"\b(?:vill|foredrar|onskar|garna|kan|far|gar|ta|tar|want|prefer|can|could|may|like|take)\b")
#: One more, rather than another one.
ADDS = rule(
    r"\blagga? till\b|\bplussa pa\b|\badd\b|\b(?:ocksa|aven|dessutom|ytterligare|also|too|as well|additional)\b"
    r"|\ben (?:\w+ )?till\b(?! (?:torsdag|mandag|tisdag|onsdag|fredag|lordag|sondag|imorgon|nasta|kl|\d))"
    r"|\banother (?:one|appointment|booking)\b|\bny bokning\b"
)
_OTHER_WORKS = (
    r"(?:person|frisor|frisorska|stylist|behandlare|terapeut|massor|tandlakare|hygienist|lakare|mekaniker|tekniker"
    r"|kollega|hairdresser|barber|therapist|dentist|mechanic|technician|colleague)"
)
#: Somebody else, whoever that is.
OTHER_PERSON = rule(
    rf"\b(?:nagon|en) annan (?:\w+ )?{_OTHER_WORKS}\b|\bannan person\b|\bandra {_OTHER_WORKS}\w*\b",
    r"\bnagon annan\b(?! (?:dag|tid|gang|vecka|manad|veckodag|behandling|tjanst|fraga|helg))",
    rf"\b(?:someone|somebody|anyone) else\b|\b(?:another|a different) {_OTHER_WORKS}\b",
)
_UNITS = r"(?:timm(?:e|ar)|tim|h|minut(?:er)?|min|kvart|dag(?:ar)?|vecka|veckor|hours?|minutes?|days?|weeks?)"
_AMOUNT = (
    rf"(?<!till )(?<!nagon )(?<!to )\b(?:en|ett|tva|tre|fyra|a|an|one|two|three|\d+) ?(?:halv)?{_UNITS}\b"
    r"|\bhalf an hour\b"
)
_PUTS_OFF = rule(
    r"\b(?:flytta|flyttar|skjut|skjuta|skjuter|senarelagg\w*|push|delay|postpone|move|drojer?)\b",
)
_PUTS_FORWARD = rule(r"\b(?:tidigarelagg\w*|dra fram|dra tillbaka|bring)\b|\bmove (?:it )?up\b")
_SAYS_WAY = rule(r"\b(?:senare|tidigare|later|earlier|sooner|fore|innan|before)\b")


def shifted(low: str) -> str:
    """A text in normal form with what "flytta den en timme" leaves out, that it is to be later; "" for others.

    "Flytta fram" is later, as a clock is put forward; "dra fram" and "bring forward" are earlier.
    """
    if re.search(_AMOUNT, low) is None or _SAYS_WAY.search(low):
        return ""
    if _PUTS_FORWARD.search(low):
        return re.sub(_AMOUNT, r"\g<0> tidigare", low, count=1)
    return re.sub(_AMOUNT, r"\g<0> senare", low, count=1) if _PUTS_OFF.search(low) else ""
