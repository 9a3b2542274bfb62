"""Anger at the company or at the agent, and faults told without a word of blame."""

from __future__ import annotations

from conversations.agent.reading.normal import rule

_SWEARS = rule(
    r"\b(?:jav(?:la|lar|ligt|lig|el|ulska)\w*|djav(?:la|lar)\w*|(?<!som )fan\b|fanken|helvete\w*|satan"
    r"|forbannat|forbannade|skit(?!nojd|bra|snygg|kul|god)\w*|idiot\w*|fitt\w*|kuk\w*|dra at)\b",
    r"\b(?:wtf|fuck\w*|bullshit|damn(?:ed|it)?|shit(?:ty)?|crap|bloody hell|piss off|go to hell)\b",
)
# What went wrong, told without a word of blame.
_FAULT = rule(
    r"\b(?:duger|accepteras) inte\b|\bhaller inte (?:mattet|ihop)\b|\b(?:varre|samre) an (?:innan|forut"
    r"|fore|nar jag)\b"
    r"|\bworse than before\b|\b(?:fell|came|falling|coming) (?:off|apart|out) (?:after|already|within)\b",
    r"\b(?:jag|vi|i)\b[^.!?\n]{0,15}\b(?:ringt|mejlat|mailat|skrivit|smsat|sokt|paminn?t|called|written"
    r"|emailed)\b"
    r"[^.!?\n]{0,12}\b(?:\d+|tva|tre|fyra|fem|sex|tio|flera|manga|several|many|three|four"
    r"|five) (?:ganger|times)\b",
    r"\b(?:ni|de|dom|you|they)\b[^.!?\n]{0,40}\b(?:utan att (?:saga|meddela|hora av|fraga|forvarna|beratta)"
    r"|without (?:telling|asking|notice|warning))\b",
    r"\bfel(?:klippt|fargad|lagad|monterad|behandlad|bokad|debiterad)\w*\b|\bhaller aldrig\b"
    r"|\bholl (?:bara|inte)\b|\bsa (?:\w+ )?daligt\b"
    r"|\b(?:hogre|dyrare|mer) an (?:ni|vad ni|utlovat|avtalat|overenskomm\w*|offert\w*)\b",
    r"\bkom (?:hem|tillbaka|ut) med (?:\w+ ){0,2}?(?:sar|repor|bulor|bucklor|skador|marken|utslag)\b",
    r"\b(?:blev|blivit|fick) (?:\w+ ){0,2}?(?:brand|brannskada\w*|skuren|skadad"
    r"|behandlad som)\b[^.!?\n]{0,30}\b(?:hos er|av er)\b",
    r"\b(?:ska|skulle|meningen|normalt|tanken) (?:\w+ ){0,6}?(?:ga|gick|gatt|lossna|falla|slappa"
    r"|blekna) (?:ur|av|bort)\b"
    r"[^.!?\n]{0,15}\befter\b",
)
_AT_YOU = rule(
    r"\b(?:du|ni) (?:fattar|forstar|begriper|lyssnar|laser|kan) (?:ju |verkligen |fan "
    r"|bara )*(?:ingenting|inget|noll"
    r"|inte (?:ett skit|nagot|vad jag|svenska|lasa))\b",
    r"\b(?:du|ni|det har|den har|detta) ar (?:ju |sa |helt |bara |fan )*(?:hopplos\w*|vardelos\w*|patetisk\w*"
    r"|korkad\w*|dum i\b|dumma? i huvudet|oanvandbar\w*|ett skamt|kass\w*|trog\w*|lojlig\w*)\b",
    r"\b(?:trott|utless|less) pa (?:er|dig|(?:det|den) har(?: boten| roboten)?\W*$)",
    r"\bvad ar det for (?:\w+ )?(?:trams|dumheter)\b"
    r"|\bhur svart (?:kan det vara|ska det vara|ar det)\b|\bsvara (?:bara )?pa (?:min )?fragan\b",
    r"\b(?:you|you people|this|your (?:bot|service|company)) (?:are|is) (?:so |really |completely |just "
    r"|absolutely )*(?:useless|hopeless|ridiculous|pathetic|stupid|a joke|worthless|a waste of time)\b"
    r"|\byou (?:don'?t|do not|never) (?:understand|listen)\b|\bsick of (?:you|this)\W*$"
    r"|\bhow hard (?:can|is) it\b",
)
# Swearing for joy, or at oneself and one's day.
_NO_ANGER = rule(
    r"\b(?:bra|bast|basta|snygg\w*|nojd\w*|fint|fin|harlig\w*|grym\w*|kul|gott|god|tack|najs|nice|good"
    r"|great|love"
    r"|awesome|perfect|perfekt|haha\w*|lol)\b|\bsjuk\b",
    r"\bjag (?:ar|har|glomde|missade|rakade)\b|\bi (?:forgot|missed)\b",
    r"\boh (?:shit|fuck|damn)\b|\b(?:ah|aj|oj|attans) ?(?:fan|sjutton)\b|\bfan att jag\b",
)


def is_angry(low: str) -> bool:
    """Whether a text in normal form is angry with whom it is sent to, or has reason to be."""
    if _AT_YOU.search(low) or _FAULT.search(low):
        return True
    return _SWEARS.search(low) is not None and _NO_ANGER.search(low) is None
