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
from conversations.agent.reading.service_words import (
    ALIKE,
    ENDINGS,
    GENERAL,
    JOINING,
    ORDINARY,
    USUAL,
    WHO,
)
from crm.bookings.models import Service

_WORD = re.compile(r"[a-z]+(?:'s)?|\d+")
_AGE = re.compile(
    r"(?<!om )(?<!for )(?<!i )(?<!in )\b(\d{1,2})[ -]?(?:ar(?:s|ig|iga|ing)?|aring\w*|year|yo)\b"
)
# "Kan man", "om man": anybody, and no man.
_ONE = re.compile(
    r"\b(?:kan|kunde|far|maste|ska|skulle|bor|behover|brukar|om|nar|som|hur|vad|var|att|gar|tar|har|ar|vill|hinner|betalar"
    r"|gor|kommer|dar) man\b|\bman (?:kan|far|ska|maste|vill|har|bor|behover|brukar|blir|gor|tar|kommer)\b"
)
_SHORT_PART, _COMPOUND = 3, 8
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
    low = _read(text)
    asked = [word for word in _WORD.findall(low) if word not in ORDINARY and word not in JOINING]
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


def _read(text: str) -> str:
    """The text in normal form. "Make" is Swedish for a husband, and English for what "make it 3 pm" says."""
    return re.sub(r"\bmake (?=(?:it|an?|my|sure|this|that)\b)", "", normal(text))


def for_whom(text: str, services: list[Service], meant: Service) -> Service | None:
    """The service of the same kind as ``meant`` for whom ``text`` says it is ("till min son, han är 4")."""
    low = _read(text)
    who, _ = _whom(low, [word for word in _WORD.findall(low) if word not in ORDINARY and word not in JOINING])
    kind = _kind(meant)
    fits = [one for one in services if _groups(one) & who and _kind(one) & kind]
    return fits[0] if len(fits) == 1 and who else None


def _groups(service: Service) -> set[str]:
    words = _WORD.findall(normal(service.name_sv))
    return {group for group, alike in WHO.items() if any(word in alike or word == group for word in words)}


def _kind(service: Service) -> set[str]:
    """The words of a name that do not say whom it is for."""
    words = {
        word for word in _WORD.findall(normal(service.name_sv)) if word not in JOINING and not word.isdigit()
    }
    return {word for word in words if word not in WHO and not any(word in alike for alike in WHO.values())}


def _whom(low: str, asked: list[str]) -> tuple[set[str], list[str]]:
    """For whom (``herr``, ``dam``, ``barn``), and the words that say what."""
    found: set[str] = set()
    rest: list[str] = []
    if _ONE.search(low):
        asked = [word for word in asked if word != "man"]
    for word in asked:
        who = next((one for one, words in WHO.items() if word in words), "")
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
    words = [word for word in _WORD.findall(normal(name)) if word not in JOINING and len(word) > 1]
    weights, hits, first, general = 0.0, 0.0, 0.0, 0.0
    told = [word for word in asked if word not in GENERAL]
    for place, word in enumerate(words):
        group = next((one for one, alike in WHO.items() if word in alike or word == one), "")
        if group:
            weights += 1
            hits += 1 if group in who else 0
            continue
        hit, total = _word_fit(asked, word)
        # "Kolla", "byta": in a longer name it is the thing that decides.
        if hit and len(words) > 1 and not _word_fit(told, word)[0]:
            general += hit
        if word in USUAL:
            total *= 0.2
            hit *= 0.2
        weights, hits = weights + total, hits + hit
        if place == 0 and hit and hit == total:
            first = 0.2
    own = {group for group in WHO if any(word in WHO[group] or word == group for word in words)}
    if general and not hits - general - len(
        {group for group in who if any(word in WHO[group] for word in words)}
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
        ends_in = own.endswith((word, stem)) and word not in GENERAL
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
            at_edge = at_edge or (long and stem.endswith(own_stem)) or _definite_part(own, own_stem, word)
            fuzzy_tail = len(own) >= 7 and OSA.distance(own, word[-len(own) :], score_cutoff=1) <= 1
            if at_edge or fuzzy_tail or _alike_part(own, word):
                parts += _PART
                general += own in GENERAL
                covered += f" {own_stem}"
        # "Vinterdäck" has in it what "däckbyte" begins with.
        if len(own) >= 7 and any(word.startswith(own[-size:]) for size in range(4, len(own) - 2)):
            parts += _PART
    if best:
        return best, 1.0
    if parts >= 2:
        return 2.0, 2.0
    return (1.0, 2.0) if parts > general else (0.0, 1.0)


def _definite_part(own: str, stem: str, word: str) -> bool:
    """ "Synen" is in "synundersökning", and "hemmet" in "hemstädning"."""
    return own != stem and len(stem) == _SHORT_PART and len(word) >= _COMPOUND and word.startswith(stem)


def _same_compound(own: str, word: str) -> bool:
    """ "Däckbyte" is "däckskifte", and "provlektion" is "testlektion"."""
    for tail in range(4, min(len(own), len(word)) - 2):
        if own[-tail:] == word[-tail:] and _alike(own[:-tail], word[:-tail]):
            return True
    return any(
        own[:size] == word[:size] and _alike(own[size:], word[size:])
        for size in range(3, min(len(own), len(word)) - 2)
    )


def _alike(own: str, word: str) -> bool:
    return any(own in group and word in group for group in ALIKE)


def _alike_part(own: str, word: str) -> bool:
    """ "Skifta" is in "däckbyte", as "byte" is."""
    return any(
        own in group
        and any(len(other) >= 4 and (word.startswith(other) or word.endswith(other)) for other in group)
        for group in ALIKE
    )


def _stem(word: str) -> str:
    for ending in ("tid", "tiden", "tider"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (4 if ending in ("t", "s") else 3):
            stem = word[: -len(ending)]
            return stem[:-1] if stem.endswith("mm") else stem
    return word
