"""Which of the company's services a text is about.

Names are taken apart into words, and Swedish compounds into what the text says of them ("byta däck" is
"däckbyte", "herrklipp" is "klippning herr"); a slip in spelling is forgiven. A word that says whom it is for
means the same whichever way it is put ("kille", "man", "herr").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from conversations.agent.reading.compounds import PREFIXES, says_no_more, taken_apart
from conversations.agent.reading.normal import normal
from conversations.agent.when.lexicon import MONTHS, NUMBERS, PART_WORDS, SHIFTS, WEEKDAYS
from conversations.words import word_set
from crm.bookings.models import Service

_WORD = re.compile(r"[a-z]+(?:'s)?|\d+")
_JOINING = word_set(
    """och med for and with inkl inklusive the till av of pa i in a an en ett den det your our er din min to efter
    hos vid per inom from st min minuter minutes ink samt alla all"""
)
# A service with one of these is the usual one of its kind.
_USUAL = word_set(
    "klassisk vanlig standard bas svensk swedish normal enkel basic classic regular ordinarie grund"
)
_ENDINGS = (
    "ningarna",
    "ningar",
    "ningen",
    "ning",
    "ationen",
    "ation",
    "erade",
    "erat",
    "eras",
    "erar",
    "era",
    "ering",
    "ements",
    "ement",
    "ments",
    "ment",
    "ings",
    "ing",
    "arnas",
    "erna",
    "arna",
    "orna",
    "ande",
    "ade",
    "ad",
    "at",
    "as",
    "ar",
    "er",
    "or",
    "en",
    "et",
    "an",
    "ed",
    "es",
    "'s",
    "s",
    "a",
    "e",
    "t",
)
_WHO = {
    "herr": word_set(
        "herr herrar herrars herren man mans mannen kille killar killen grabb grabben gubbe pojkvan make maken "
        "men men's mens gents gent guy guys gentleman male husband boyfriend"
    ),
    "dam": word_set(
        "dam damer damen kvinna kvinnor tjej tjejer fru frun flickvan women women's womens woman woman's ladies lady "
        "female wife girlfriend mamma mom"
    ),
    "barn": word_set(
        "barn barnet barnen son sonen dotter dottern unge ungen ungar pojke pojken flicka flickan kid kids child "
        "children children's childs boy girl daughter toddler aring arig ariga dottras"
    ),
}
_ALIKE = (
    word_set("byta byte byt byter skifta skifte skift vaxla swap change replace replacement fit"),
    word_set("laga lagning reparation reparera fixa fix repair mending"),
    word_set(
        "kolla koll kontroll kontrollera undersokning undersoka check checkup besiktning besiktiga inspection"
    ),
    word_set("dack dacken hjul hjulen tyre tyres tire tires wheel wheels"),
    word_set("klippa klippning klippt klippas klipp klipper cut haircut trim frisering klippis"),
    word_set("tvatta tvatt rengoring rengora stadning stada clean cleaning wash rekond"),
    word_set("blandare kran kranen blandaren tap faucet"),
    word_set("tand tander tanderna tooth teeth"),
    word_set("massage massera knada"),
)
# Verbs that fit many a service: what is to be changed or looked at decides.
_GENERAL = _ALIKE[0] | _ALIKE[1] | word_set("kolla koll kontroll kontrollera check")
_AGE = re.compile(
    r"(?<!om )(?<!for )(?<!i )(?<!in )\b(\d{1,2})[ -]?(?:ar(?:s|ig|iga|ing)?|aring\w*|year|yo)\b"
)
# Words of a question that are no part of a service's name.
_ORDINARY = (
    word_set(
        """hej tid tiden tider boka bokar bokning vill kan jag ni har for att fa en ett den det till pa i och som
        kostar kosta pris vad hur mycket nar ledig ledigt lediga finns imorgon idag tack please book time price
        cost much how what the you have want need like appointment available next first nasta forsta hos efter
        innan fore klockan komma hade skulle vilja behover mig min mitt mina alla helst garna nagon nagot dag
        vecka veckan manad halv kvart kl em fm annan istallet samma bra blir ok ja nej"""
    )
    | frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(NUMBERS)
    | frozenset(PART_WORDS)
    | frozenset(SHIFTS)
)
_PLAIN, _PART, _SLIP = 1.0, 1.0, 0.8


@dataclass(frozen=True)
class Named:
    """Services that fit a text equally well, best first; ``sure`` when a good share of the name was said."""

    services: tuple[Service, ...] = ()
    sure: bool = False

    @property
    def one(self) -> Service | None:
        """The service, when it is unmistakable."""
        return self.services[0] if len(self.services) == 1 else None


def named_services(text: str, services: list[Service]) -> Named:
    """The services that ``text`` names best; several when it fits them equally well."""
    # "Make" is Swedish for a husband, and English for what "make it 3 pm" says.
    low = re.sub(r"\bmake (?=(?:it|an?|my|sure|this|that)\b)", "", normal(text))
    asked = [word for word in _WORD.findall(low) if word not in _ORDINARY and word not in _JOINING]
    things = {
        word for service in services for word in _WORD.findall(normal(f"{service.name_sv} {service.name_en}"))
    }
    who, rest = _whom(low, taken_apart(asked, things))
    scored: list[tuple[float, float, Service]] = []
    for service in services:
        best = max(_fit(rest, who, name) for name in (service.name_sv, service.name_en or service.name_sv))
        if best[0] > 0:
            scored.append((best[0], best[1], service))
    if not scored:
        return Named()
    top = max(score for score, _, _ in scored)
    chosen = [(share, service) for score, share, service in scored if score > top - 0.05]
    return Named(tuple(service for _, service in chosen), sure=chosen[0][0] >= 0.5)


def _whom(low: str, asked: list[str]) -> tuple[set[str], list[str]]:
    """For whom (``herr``, ``dam``, ``barn``), and the words that say what."""
    found: set[str] = set()
    rest: list[str] = []
    for word in asked:
        who = next((one for one, words in _WHO.items() if word in words), "")
        if who:
            found.add(who)
            continue
        prefixes = [(one, lead) for one, leads in PREFIXES.items() for lead in leads]
        for one, lead in prefixes:
            if word.startswith(lead) and len(word) - len(lead) >= 4:
                found.add(one)
                rest.append(word.removeprefix(lead))
        rest.append(word)
    age = _AGE.search(low)
    if age:
        found.add("barn") if int(age[1]) <= 15 else found.discard("barn")
    return ({"barn"} if "barn" in found else found), rest


def _fit(asked: list[str], who: set[str], name: str) -> tuple[float, float]:
    """How well the words fit a name: a score to compare, and the share of the name that was said."""
    words = [word for word in _WORD.findall(normal(name)) if word not in _JOINING and len(word) > 1]
    weights, hits, first, general = 0.0, 0.0, 0.0, 0.0
    told = [word for word in asked if word not in _GENERAL]
    for place, word in enumerate(words):
        group = next((one for one, alike in _WHO.items() if word in alike or word == one), "")
        if group:
            weights += 1
            hits += 1 if group in who else 0
            continue
        hit, total = _word_fit(asked, word)
        # "Kolla", "byta": in a longer name it is the thing that decides.
        if hit and len(words) > 1 and not _word_fit(told, word)[0]:
            general += hit
        if word in _USUAL:
            total *= 0.2
            hit *= 0.2
        weights, hits = weights + total, hits + hit
        if place == 0 and hit and hit == total:
            first = 0.2
    own = {group for group in _WHO if any(word in _WHO[group] or word == group for word in words)}
    if general and not hits - general - len(
        {group for group in who if any(word in _WHO[group] for word in words)}
    ):
        return 0.0, 0.0
    if not hits or not weights or (hits <= len(own & who) and not _only(asked)):
        return 0.0, 0.0
    if who and own and not own & who:
        return 0.0, 0.0
    share = min(1.0, hits / weights)
    return hits + 0.6 * share + first + (0.4 if own & who else 0.0), share


def _only(asked: list[str]) -> bool:
    """Whether nothing was said but for whom: "dam", the answer to "which one?"."""
    return not [word for word in asked if not word.isdigit()]


def _word_fit(asked: list[str], word: str) -> tuple[float, float]:
    """What of a name's word was said, and out of how much: a compound counts as its parts."""
    stem = _stem(word)
    best, parts, general = 0.0, 0.0, 0
    covered = ""
    for own in asked:
        own_stem = _stem(own)
        if (
            own == word
            or (own_stem == stem and len(stem) >= 3)
            or _alike(own, word)
            or _same_compound(own, word)
        ):
            return _PLAIN, 1.0
        if len(own) >= 5 and word.startswith(own) and len(word) - len(own) <= 3:
            best = max(best, _SLIP)
        ends_in = own.endswith((word, stem)) and word not in _GENERAL
        if len(stem) >= 4 and len(own) > len(word) and (ends_in or own.startswith(stem)):
            # A compound is what its end says: "hunddagis" is no "vaccination hund".
            if ends_in or says_no_more(own[len(stem) :]):
                best = max(best, _PLAIN)
            else:
                parts += _PART
        elif len(word) >= 5 and abs(len(own) - len(word)) <= 2 and own[0] == word[0]:
            slips = OSA.distance(own, word, score_cutoff=2)
            if slips <= (2 if len(word) >= 9 else 1):
                best = max(best, _SLIP)
        if len(own) >= 4 and len(word) - len(own_stem) >= 3 and own_stem not in covered:
            long = len(own_stem) >= 4
            at_edge = word.startswith(own_stem if long else own[:-1]) or word.endswith(own)
            at_edge = at_edge or (long and stem.endswith(own_stem))
            fuzzy_tail = len(own) >= 7 and OSA.distance(own, word[-len(own) :], score_cutoff=1) <= 1
            if at_edge or fuzzy_tail or _alike_part(own, word):
                parts += _PART
                general += own in _GENERAL
                covered += f" {own_stem}"
        # "Vinterdäck" has in it what "däckbyte" begins with.
        if len(own) >= 7 and any(word.startswith(own[-size:]) for size in range(4, len(own) - 2)):
            parts += _PART
    if best:
        return best, 1.0
    if parts >= 2:
        return 2.0, 2.0
    return (1.0, 2.0) if parts > general else (0.0, 1.0)


def _same_compound(own: str, word: str) -> bool:
    """ "Däckbyte" is "däckskifte"."""
    return any(
        own[:size] == word[:size] and _alike(own[size:], word[size:])
        for size in range(3, min(len(own), len(word)) - 2)
    )


def _alike(own: str, word: str) -> bool:
    return any(own in group and word in group for group in _ALIKE)


def _alike_part(own: str, word: str) -> bool:
    """ "Skifta" is in "däckbyte", as "byte" is."""
    return any(
        own in group
        and any(len(other) >= 4 and (word.startswith(other) or word.endswith(other)) for other in group)
        for group in _ALIKE
    )


def _stem(word: str) -> str:
    for ending in ("tid", "tiden", "tider"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (4 if ending in ("t", "s") else 3):
            return word[: -len(ending)]
    return word
