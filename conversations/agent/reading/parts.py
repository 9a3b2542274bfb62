"""Putting readings together of parts: what is done, to what, and whose it is.

A part is a pattern for one such idea. A reading holds when all its parts stand close together in one
sentence, in whatever order and with whatever between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What several readings need.
KIN = (
    r"(?:son(?:en)?|dotter(?:n)?|barn(?:et|en)?|bebis(?:en)?|unge(?:n)?|hund(?:en)?|valp(?:en)?"
    r"|katt(?:en)?|daughter"
    r"|child|kids?|dog|cat)"
)
ABOUT_ME = (
    rf"\b(?:om|pa|kring|rorande|ror) (?:mig|oss|ma|mi|(?:min|mitt|mina) {KIN})\b"
    rf"|\bom (?:en(?: sjalv)?(?= *(?:$|,|vid\b|hos\b|i (?:dator|system|regist|er)))|min person)"
    rf"|\bon file\b|\b(?:about|on|of) (?:me|us|my {KIN})\b"
)
MY = r"\b(?:min|mitt|mina|var|vart|vara|sin|sitt|sina|ens|my|our)\b"
#: A person's data in so many words.
DATA = (
    r"\b(?:\w*uppgift(?:er|erna|en)?|data|datan|personlig info\w*|\w*journal(?:en|er|erna)?|kundkort(?:et)?"
    r"|(?:kund)?historik(?:en)?|(?:kund)?profil(?:en)?|(?:kund)?konto(?:t|n)?|personnumm?er|personnr"
    r"|anteckning\w*"
    r"|personal (?:data|info\w*|details)|details|records?|profile|account|file)\b"
)
#: What is known of somebody, as far as it is that person's own.
DETAIL = (
    rf"{MY} (?:\w+ ){{0,2}}?(?:\w*numm?er|\w*numret|\w*nr|\w*namn|\w*nam|\w*adress(?:en)?|e-?post\w*"
    rf"|e-?mail\w*|mail\w*"
    r"|mejl\w*|person\w*nr|fodelse\w*|\w*uppgift\w*|\w*info\w*|data|\w*journal\w*|profil|\w*konto"
    r"|bild(?:er|en)?"
    r"|foto\w*|kort|(?:sur|last |first )?name|phone|\w*number|birthday|address|details|data|records?"
    r"|file|photos?|pictures?)\b"
)
#: What the two have written to each other.
TALK = (
    rf"{MY} (?:\w+ ){{0,2}}?(?:sms\w*|mess|meddeland\w*|chatt\w*|konversation\w*|texter\w*|texts?"
    rf"|messages?)\b"
    r"|\b(?:det|allt|vad|som|mess|sms|meddelanden|texter|what) (?:jag|man|vi"
    r"|i) (?:\w+ ){0,2}?(?:skriv\w*|skrev|skickat|skickade"
    r"|sager|write|wrote|say|send|sent)\b|\b(?:these|de har) (?:sms\w*|texts?|messages?"
    r"|meddelanden\w*)\b|\b(?:den har|denna|hela|this) (?:\w+ )?(?:chatt\w*|konversation\w*|trad\w*"
    r"|chat|conversation|thread)\b"
)
#: Where data are held.
REGISTERS = (
    r"\b\w*(?:regist\w*|system\w*|databas\w*|arkiv\w*|dator\w*|papper(?:en)?|parmar\w*|rullor\w*"
    r"|kundlist\w*|records"
    r"|database|files)\b"
)
ASKS = (
    r"\b(?:vill|ville|onskar|kan|kunde|far|gar det|skulle|undrar|vad|hur|vem|vilk\w+|var|varfor|varifran"
    r"|snalla"
    r"|kraver|begar|behover|ska|har ni|i want|i would|i'?d|can|could|may|please|what|how|who|where|why"
    r"|do you)\b"
)

_SENTENCE = re.compile(r"[.!?\n;]+")


def part(*patterns: str) -> re.Pattern[str]:
    """One idea, by several patterns for texts in normal form; ``^`` and ``$`` are the ends of a sentence."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE)


def together(low: str, *parts: re.Pattern[str], most: int = 80) -> bool:
    """Whether one sentence holds a place for each of ``parts``, all beginning within ``most`` characters.

    Costs one pass for each part, however the text is made.
    """
    lines = _SENTENCE.sub("\n", low)
    # Most texts lack one of the parts altogether.
    if not all(one.search(lines) for one in parts):
        return False
    return any(_close(line, parts, most) for line in lines.split("\n"))


def any_together(low: str, readings: Iterable[tuple[re.Pattern[str], ...]], most: int = 80) -> bool:
    """Whether one of several readings holds, each by all its parts together."""
    return any(together(low, *parts, most=most) for parts in readings)


def _close(sentence: str, parts: tuple[re.Pattern[str], ...], most: int) -> bool:
    places: list[tuple[int, int]] = []
    for number, one in enumerate(parts):
        found = [(match.start(), number) for match in one.finditer(sentence)]
        if not found:
            return False
        places += found
    last: dict[int, int] = {}
    for place, number in sorted(places):
        last[number] = place
        if len(last) == len(parts) and place - min(last.values()) <= most:
            return True
    return False
