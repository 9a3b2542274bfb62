"""Whom a time is for: several people, somebody else, a standing time."""

from __future__ import annotations

import re

from conversations.agent.reading.normal import rule

_COUNT = r"(?:tva|tre|fyra|fem|2|3|4|5|two|three|four|five|ett par|a couple of)"
_KIN = (
    r"(?:frun?|hustru|man(?:nen)?|make|maka|sambo|son(?:en)?|dotter(?:n)?|mamma|pappa|mor|far|mormor|morfar|farmor"
    r"|farfar|bror|syster|syskon|barn(?:en)?|unge|kompis|van|vaninna|polare|granne|kollega|chef|svarmor|svarfar"
    r"|flickvan|pojkvan|tjej|kille|partner|kund|wife|husband|daughter|mother|father|mum|mom|dad|brother|sister"
    r"|friend|boyfriend|girlfriend|kid|kids|child|boss|colleague|neighbou?r|grandma|grandpa)"
)
#: More than one time is wanted, or one for more than one.
SEVERAL = rule(
    rf"\b(?:{_COUNT}|bada|both)(?: \w+)? (?:klipp\w*|tider|personer|behandling\w*|st\b|stycken|bilar|barn\w*|soner"
    r"|dottrar|ungar|haircuts|people|persons|appointments|bookings|slots|kids|children|sons|daughters|massage\w*"
    r"|massager|bokningar|cars|of us)\b",
    rf"\b(?:mig|mej|me|jag) (?:sjalv )?(?:och|and|&|plus|samt) (?:min|mitt|mina|my|en|a)\b|\b(?:min|mitt|my) {_KIN}"
    r" (?:och|and|&) (?:jag|mig|i|me|myself)\b",
    rf"\bfor oss (?:bada|tva|alla|tre)\b|\b(?:hela familjen|both of us|the whole family|syskonen|tvillingarna)\b"
    rf"|\bvi ar {_COUNT}\b|\bwe are {_COUNT}\b|\bbada (?:barnen|pojkarna|flickorna|sonerna|dottrarna)\b"
    rf"|\b{_COUNT} av oss\b|\bpar ?massage\b|\bvarsin\b|\bmina (?:barn|soner|dottrar|ungar|killar|pojkar|flickor)\b"
    r"|\bmy (?:kids|children|sons|daughters|boys|girls)\b",
    r"\ben (?:\w+ ){0,3}(?:at|till|for) mig och en\b|\bone for me and one\b",
    rf"\bfor {_COUNT}\b(?! (?:veck|dag|timm|manad|minut|min\b|ganger|ar\b|h\b|week|day|hour|month|year|times))"
    r"(?=\W*(?:$|[.?!,]|[a-z]))",
)
#: All of them at one time.
TOGETHER = rule(
    r"\bsamtidigt\b|\b(?:vid |pa )?samma tid\b|\bparallellt\b|\btillsammans\b|\bpar ?massage\b|\bat the same time\b"
    r"|\btogether\b|\bsimultaneous\w*"
)
#: Again and again.
RECURRING = rule(
    r"\b(?:varje|varannan|var tredje|var fjarde|var sjatte|var femte|every|each) (?:other |second |third |annan )?"
    r"(?:dag|vecka|manad|mandag|tisdag|onsdag|torsdag|fredag|lordag|sondag|morgon|kvall|vardag|day|week|month|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday|morning|evening)\b",
    r"\b(?:en|tva|1|2) gang(?:er)? (?:i|per|om) (?:veckan?|manad(?:en)?)\b",
    r"\b(?:once|twice) (?:a|per|every) (?:week|month)\b"
    r"|\b(?:aterkommande|staende|fast) (?:tid\w*|bokning\w*|besok\w*)\b|\b(?:recurring|weekly|monthly|standing)\b"
    r"|\bvar (?:4|5|6|8)\W?(?:e|de) vecka\b",
)
_OF_OTHERS = rule(
    rf"\b(?:ar|har|hade|blev|nar ar|nar har|nar hade|nar ska|vilken tid har|hur dags (?:ar|har|ska)) (?:\w+ )?"
    rf"(?:min|mitt|mina|var|vara) {_KIN}\b(?! (?:och jag|valkom|sjuk))[^.!\n]{{0,25}}\b(?:in)?(?:bokad\w*|bokat"
    r"|tid|tiden|bokning|klippas|komma|avbokat|varit|kommit)\b",
    rf"\b(?:is|has|does|did|when is|when does|what time is|what time does) (?:my|our) {_KIN}(?:'?s)?\b[^.!\n]{{0,30}}"
    r"\b(?:booked|appointment|booking|coming|time|have|been)\b",
    rf"\b(?:min|mitt|mina) {_KIN}s (?:tid|tider|bokning\w*|besok)\b|\bmy {_KIN}'?s (?:appointment|booking|time)s?\b",
    rf"\b(?:har|hade) (?:min|mitt) {_KIN} (?:\w+ )?(?:en |nan |nagon )?(?:tid|bokning)\b",
)
#: What is stored about somebody else, and not about whoever writes too.
_DATA_OF_OTHERS = rule(
    rf"\b(?:om|pa|about|on|for) (?:min|mitt|mina|var|my|our) (?:ex\W?|fore detta |former )?(?:ex|{_KIN})\b",
    rf"\b(?:min|mitt|mina|var|my|our) (?:ex\W?|fore detta |former )?{_KIN}'?s (?:\w+ )?"
    r"(?:uppgifter|data|journal\w*|information|meddelanden|historik|personuppgifter|record|messages|history)\b",
)
_OF_ME = rule(
    r"\b(?:om|pa|about|on) (?:bade )?(?:mig|mej|oss|me|us|myself)\b",
    r"\bmina (?:egna )?uppgifter\b|\bmy (?:own )?data\b",
)
_PHONE = re.compile(r"(?<![\d-])(?:\+\d{1,3}|00\d{2}|0)[ -]?\d(?:[ -/]{0,2}\d){6,11}(?!\d)")


def counts(low: str) -> int:
    """How many times are wanted, as far as it is said; two when all that is said is that there are several."""
    words = {"tre": 3, "three": 3, "3": 3, "fyra": 4, "four": 4, "4": 4, "fem": 5, "five": 5, "5": 5}
    match = SEVERAL.search(low)
    found = [words[word] for word in re.findall(r"\w+", match[0]) if word in words] if match else []
    return found[0] if found else 2


def about_others(low: str) -> bool:
    """Whether a text asks about a booking that is somebody else's."""
    return _OF_OTHERS.search(low) is not None


def about_others_data(low: str) -> bool:
    """Whether a text is about what is stored of somebody else: no case about the writer may open then."""
    return _DATA_OF_OTHERS.search(low) is not None and _OF_ME.search(low) is None


def tells_phone(text: str) -> bool:
    """Whether a phone number stands in ``text``."""
    return _PHONE.search(text) is not None
