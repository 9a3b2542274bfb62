"""What is asked of a thing, said in many ways: its age limit, how soon it is ready, what a missed visit costs.

Such a question hardly has a word in common with the article that answers it ("hur gammal måste man vara",
"Åldersgräns"). Each line is one thing that businesses with customers are asked, the ways of asking it, and the
words under which it stands in articles. The words of the question that said it are taken out of it: they are
about nothing else.
"""

from __future__ import annotations

import re

#: The words of each language under which articles have it.
Aspect = dict[str, list[str]]
_FOLDED = str.maketrans("åäöéü", "aaoeu")
_TIME = (
    r"(?:min |sin |en |mitt |ett |my |an? |the )?"
    r"(?:\w*tid(?:en)?|\w*besok(?:et)?|pass(?:et)?|bokning(?:en)?|lektion(?:en)?"
    r"|appointment|visit|slot)"
)

# The ways of asking, in small letters without rings and dots; the words in Swedish articles, and in English ones.
_ASPECTS: tuple[tuple[str, str, str], ...] = (
    (
        r"\bhur (?:gammal|gamla|gammalt|ung)\b|\b(?:fran|vid) vilken alder\b|\bfran hur manga ar\b"
        r"|\bhow (?:old|young)\b"
        r"|\bwhat age\b",
        "åldersgräns",
        "age",
    ),
    (
        r"\bhur (?:snabbt|fort|lange drojer det|lang tid (?:tar det )?(?:innan|tills|fore))\b|\bnar\b[^.?!]{0,40}"
        r"\b(?:klar\w*|fardig\w*)\b|\bhur lang tid tar det att fa\b|\bnar (?:far (?:jag|man|vi)\b"
        r"|kan (?:jag|man|vi) (?:hamta|fa)\b)|\bhow (?:soon|fast|quickly)\b|\bhow long (?:until|before|till)\b"
        r"|\b(?:vantetid|leveranstid|ledtid)\w*",
        "klar klara leveranstid leverans levereras",
        "ready delivery",
    ),
    (
        rf"\b(?:miss(?:ar|at|ade)|gl[o]m(?:mer|t|de)(?: bort)?|forsover mig(?: till)?|struntar i|skippar) {_TIME}"
        r"|\b(?:inte|aldrig|ej) (?:\w+ ){0,2}?(?:dyker|dyka|dok) upp\b|\bdyk(?:er"
        r"|a)r? (?:\w+ ){0,2}?(?:inte|aldrig) upp\b"
        r"|\buteblir\b|\b(?:jag|man|vi|nagon) inte (?:kommer|kom)\b"
        rf"|\b(?:miss(?:ed)?|forg[eo]t|don'?t show up (?:to|for)) {_TIME}|\bno.?show\b|\b(?:don'?t"
        rf"|didn'?t) (?:show|turn) up\b",
        "avbokning uteblivet uteblir missat avboka",
        "missed cancel no-show",
    ),
    (
        r"\b(?:allt|hela summan|alltihop)(?: \w+)? pa en (?:och samma )?gang\b|\bi (?:flera )?(?:delar|omgangar)\b"
        r"|\blite i taget\b|\b(?:dela|delar|delas|splitta) upp (?:\w*summa\w*|\w*betalning\w*|notan|det"
        r"|kostnaden|rakning\w*)?"
        r"|\brantefri\w*|\binte rad\b|\b(?:pa|i) flera manader\b|\bin (?:parts|steps)\b|\bover (?:several"
        r"|a few) months\b",
        "delbetalning delbetala delas dela avbetalning",
        "instalments split",
    ),
    (
        r"\b(?:bara|endast) (?:\w+ )?(?:komma|dyka|titta|droppa|sticka|svanga|ga|slinka|lamna) (?:in|forbi"
        r"|upp|av|over|dit)\b"
        r"|\butan (?:att )?(?:boka|ha bokat|forboka|tidsbokning|bokning|bokad tid|tid)\b|\b(?:maste"
        r"|behover) (?:jag|man|vi) "
        r"(?:\w+ )?(?:boka|ha|bestalla|forboka) (?:\w+ )?(?:tid|i forvag)\b|\b(?:maste|behover) (?:man|jag|vi) boka\b"
        r"|\bdrop ?-?in\b|\bwalk ?-?ins?\b|\bobokad\w*|\bwithout (?:an? )?(?:appointment|booking)\b"
        r"|\bneed (?:an appointment|to book)\b|\bjust (?:come|drop|walk|show) (?:in|by|up)\b",
        "drop-in tid boka bokas bokning",
        "appointment drop-in",
    ),
    (
        r"\b(?:ha|har|slar|slog|gor|kommer|korde) (?:ni |du |de )?(?:\w+ )?sonder\b|\b(?:nagot|nat"
        r"|nagonting) (?:gar|gick) (?:sonder|fel)\b"
        r"|\b(?:skadar|repar|pajar|tappar bort)\b|\bget(?:s)? (?:broken|damaged)\b",
        "skada försäkring",
        "damage insurance",
    ),
    (
        r"\b(?:ni|du|ngn|nagon) (?:kor|aker|kommer|kom|tar (?:er|sig)) (?:hit|ut|hem till)\b|\bkomma (?:ut"
        r"|hem) till (?:mig|oss)\b"
        r"|\b(?:come|drive) (?:out )?to (?:me|us|my (?:home|place|house))\b",
        "framkörning hembesök restid",
        "travel",
    ),
    (
        r"\bvem (?:jobbar|arbetar)\b|\bvilka (?:jobbar|arbetar|ar det som jobbar)\b",
        "personal",
        "staff",
    ),
    (
        r"\b(?:skylla|skyldig)\b|\bkostar det (?:nagot |nat |ngt )?(?:om|ifall) (?:jag|man|vi) (?:avbok"
        r"|staller in|blir sjuk)\w*",
        "avbokning debiteras",
        "cancel charged",
    ),
    (
        r"\bsamma dag\b|\bredan idag\b|\bmedan (?:jag|man|vi) vantar\b|\bsame day\b|\bwhile (?:i|you) wait\b",
        "express snabbt omgående vänta",
        "express wait",
    ),
    # How much of it is no thing of its own.
    (
        r"\bhur (?:stora?|stort|hoga?|hogt|manga|mycket|langt?|ofta|bra)\b(?! tid)|\bhow (?:big|large|many"
        r"|much|often)\b",
        "",
        "",
    ),
    (
        # Its stem would be that of a car.
        r"\bbillig\w*",
        "rabatt rabatterat nedsatt erbjudande",
        "discount",
    ),
    (
        r"\bpausa(?:r)?\b|\btrappa ner\b|\bsatta? pa paus\b|\buppehall\b|\bpause\b",
        "frysa uppehåll",
        "freeze",
    ),
    (
        r"\bvad (?:ska|bor|far|skall) (?:man|jag|vi) ha pa (?:mig|sig|oss)\b|\bwhat (?:should|do) (?:i"
        r"|we) wear\b|\bkladkod\b",
        "klädsel kläder",
        "clothes",
    ),
)
_COMPILED = tuple((re.compile(pattern), swedish, english) for pattern, swedish, english in _ASPECTS)


def seen_through(query: str) -> tuple[str, list[Aspect]]:
    """``query`` without what only says what is asked of a thing, and what that is."""
    low = query.lower()
    folded = low.translate(_FOLDED)
    rest, asked = list(low), []
    for pattern, swedish, english in _COMPILED:
        found = pattern.search(folded)
        if found is None:
            continue
        if swedish:
            asked.append({"sv": swedish.split(), "en": english.split()})
        rest[found.start() : found.end()] = " " * (found.end() - found.start())
    return "".join(rest), asked
