"""Anger in words that name no fault: swearing at the company or at the agent."""

from __future__ import annotations

from conversations.agent.reading.normal import rule

_SWEARS = rule(
    r"\b(?:jav(?:la|lar|ligt|lig|el|ulska)\w*|djav(?:la|lar)\w*|(?<!som )fan\b|fanken|helvete\w*|satan"
    r"|forbannat|forbannade|skit(?!nojd|bra|snygg|kul|god)\w*|idiot\w*|fitt\w*|kuk\w*|dra at)\b",
    r"\b(?:wtf|fuck\w*|bullshit|damn(?:ed|it)?|shit(?:ty)?|crap|bloody hell|piss off|go to hell)\b",
)
_AT_YOU = rule(
    r"\b(?:du|ni) (?:fattar|forstar|begriper|lyssnar|laser|kan) (?:ju |verkligen |fan |bara )*(?:ingenting|inget|noll"
    r"|inte (?:ett skit|nagot|vad jag|svenska|lasa))\b",
    r"\b(?:du|ni|det har|den har|detta) ar (?:ju |sa |helt |bara |fan )*(?:hopplos\w*|vardelos\w*|patetisk\w*"
    r"|korkad\w*|dum i\b|dumma? i huvudet|oanvandbar\w*|ett skamt|kass\w*|trog\w*|lojlig\w*)\b",
    r"\b(?:trott|utless|less) pa (?:er|dig|(?:det|den) har(?: boten| roboten)?\W*$)",
    r"\bvad ar det for (?:\w+ )?(?:trams|dumheter)\b"
    r"|\bhur svart (?:kan det vara|ska det vara|ar det)\b|\bsvara (?:bara )?pa (?:min )?fragan\b",
    r"\b(?:you|you people|this|your (?:bot|service|company)) (?:are|is) (?:so |really |completely |just "
    r"|absolutely )*(?:useless|hopeless|ridiculous|pathetic|stupid|a joke|worthless|a waste of time)\b"
    r"|\byou (?:don'?t|do not|never) (?:understand|listen)\b|\bsick of (?:you|this)\W*$|\bhow hard (?:can|is) it\b",
)
# Swearing for joy, or at oneself and one's day.
_NO_ANGER = rule(
    r"\b(?:bra|bast|basta|snygg\w*|nojd\w*|fint|fin|harlig\w*|grym\w*|kul|gott|god|tack|najs|nice|good|great|love"
    r"|awesome|perfect|perfekt|haha\w*|lol)\b|\bsjuk\b",
    r"\bjag (?:ar|har|glomde|missade|rakade)\b|\bi (?:forgot|missed)\b",
    r"\boh (?:shit|fuck|damn)\b|\b(?:ah|aj|oj|attans) ?(?:fan|sjutton)\b|\bfan att jag\b",
)


def is_angry(low: str) -> bool:
    """Whether a text in normal form swears at whom it is sent to."""
    if _AT_YOU.search(low):
        return True
    return _SWEARS.search(low) is not None and _NO_ANGER.search(low) is None
