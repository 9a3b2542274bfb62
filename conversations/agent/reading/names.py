"""Names of people in a text: what the customer is called, and who is wished for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from conversations.agent.when.lexicon import MONTHS, NUMBERS, PART_WORDS, SHIFTS, WEEKDAYS, fold
from conversations.words import word_set
from crm.bookings.models import Resource

_NAME = r"[A-ZÅÄÖÉÜ][a-zåäöéèüïA-ZÅÄÖ'’-]{1,24}"
_ANY = r"[^\W\d_][^\W\d_'’-]{1,24}"
_SAID = re.compile(
    rf"\b(?:jag heter|jag är|mitt namn är|mitt namn e|namnet är|my name is|my name's|i am|i'm|this is"
    rf"|the name is)\s+"
    rf"({_ANY}(?:\s+{_ANY}){{0,2}})",
    re.IGNORECASE,
)
# What stands before a name where somebody asks for their data, as in a letter.
_PRESENTED = re.compile(
    rf"\b(?i:detta är|det här är|undertecknad(?:e|es)?:?|namn(?:et)?\s*:|name\s*:|jag,|i,)\s+"
    rf"({_NAME}(?:\s+{_NAME}){{0,2}})|\b[Jj]ag\s+({_NAME}\s+{_NAME})"
    rf"|(?:^|[.!?,]\s+)(?i:heter|it's|det är)\s+({_NAME}(?:\s+{_NAME}){{0,2}})"
)
_CLOSED = re.compile(
    rf"(?:\?|[.!?,\n]\s*(?:[Ff]rom|[Ff]rån|[Ii]d)\b)\s*({_NAME}(?:\s+{_NAME}){{0,2}})\s*[.!]*$"
)
_NUMBER_AT_END = re.compile(
    r"[\s,.:;/(–-]*(?:tel\w*|mobil\w*|phone)?[\s.:]*\+?\d[\d\s()–-]{5,}\W*$", re.IGNORECASE
)
_HEDGED_LEADS = re.compile(r"^(?:jag är|i am|i'm|this is)\b", re.IGNORECASE)
_SIGNED = re.compile(
    rf"(?:\b(?:mvh|hälsning(?:ar|en)?|halsning(?:ar|en)?|hälsn|vh|hälsar|regards|cheers|best|sincerely|faithfully"
    rf"|kram|//?)[\s,.:/]*"
    rf"|/\s*)({_NAME}(?:\s+{_NAME}){{0,2}})\s*[.!]*\s*$",
    re.IGNORECASE,
)
_HERE = re.compile(rf"(?:^|[.!,]\s*)({_NAME}(?:\s+{_NAME})?)\s+(?:här|here)\b")
_TRAILING = re.compile(
    rf"(?:,|[.!]|\n|/|\s-)\s*({_NAME}(?:\s+{_NAME}){{0,2}})\s*[.!]*[\s\U0001F300-\U0001FAFF]*$"
)
_LONE = re.compile(rf"({_NAME}(?:\s+{_NAME}){{0,2}})\s*[.!]?$")
_CALLED = r"([A-ZÅÄÖ][a-zåäöé]{1,20})\b"
_WITH = re.compile(
    rf"\b(?:[Hh]os|[Ww]ith|med|få|fa|see)\s+{_CALLED}|\b(?:ha|have|get|ta)\s+{_CALLED}(?=\s+(?:istället"
    rf"|i stället|instead))"
    rf"|\b(?:[Ää]r|[Hh]ar|[Jj]obbar|[Ii]s|[Dd]oes)\s+{_CALLED}(?=\s+(?:\w+\s+)?(?:ledig|kvar|inne|tid"
    rf"|available|free|work))"
    rf"|\b(?:[Kk]an|[Cc]an)\s+{_CALLED}(?=\s+(?:ta|klippa|göra|take|do|cut)\b)"
)
# Capitalised beside a booking, and nobody.
_THINGS = word_set(
    "swish klarna bankid visa mastercard google volvo saab bmw audi tesla kia ford toyota vw skoda mercedes"
)
_ENDS = word_set(
    """och fran som vill har kan undrar skulle behover ringer skriver i pa med till tack hej and from i'd i would
    want can could need here at the but men ar for att was is have has am please thanks hi igen again mvh tel nu"""
)
_NO_NAMES = (
    word_set(
        """jag hej tack ja nej ok okej okay bra perfekt toppen super kanon absolut gärna garna snalla snälla mvh
        halsningar thanks thank please yes no great perfect fine cool sure hi hello hey cheers best regards kram
        imorgon idag ikvall boka bokning avboka tid sjuk forkyld sen kund stamkund ny gravid intresserad ledig
        upptagen hemma nojd missnojd mamma pappa student manniska human person happy sorry not so very just
        looking interested available free new running late sick here late afraid glad busy an the a en ett den
        inte lite lika orolig besviken allergisk pensionar tacksam saker osaker ute pa väg vag forhindrad sugen
        radd villig med utan dar har klar fardig trott hungrig kille tjej man kvinna dam herr vuxen ai robot bot
        hund katt bil volvo fredag vi du ni de han hon that this good morning evening detsamma trevlig helg kväll
        going trying thinking wondering writing calling hoping interested from in on at still also stopp stop
        start radera sms swish faktura kort tel mobil adress gdpr imy"""
    )
    | frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(NUMBERS)
    | frozenset(PART_WORDS)
    | frozenset(SHIFTS)
)
_SOMEBODY_ELSE = re.compile(
    r"(?:\b(?:till|åt|för|for)\s+(?:min|mitt|my|vår|our)\b|\b(?:son|dotter|fru|man|make|sambo|barn"
    r"|daughter|wife|husband|kid))[^.,!?\n]*$",
    re.IGNORECASE,
)


_WISHING = "hos|med|av|till|with|by|for|fa|har|kan|jobbar|ar|see|does|is"
# Before a name: that somebody else is wanted.
_REFUSING = (
    r"\b(?:inte|ej|an|utom|forutom|slippa|slipper|not|than|except|i ?stallet for|instead of|rather than)\s+"
    r"(?:(?:just|hos|med|av|till|with|for|ha|fa|see|vill|have)\s+){0,2}"
)
_TITLES = word_set("doktor doctor dr rum room bil car stol chair plats lokal bas team herr fru ms mr mrs")


def told_name(text: str, *, not_these: Iterable[str] = (), said_only: bool = False) -> str:
    """What the customer says to be called, or "". ``not_these`` are names of staff and services.

    ``said_only`` leaves out a name that merely stands at the end.
    """
    taken = {fold(word) for name in not_these for word in name.split()}
    for pattern in (_SAID, _HERE) if said_only else (_SAID, _HERE, _SIGNED, _TRAILING):
        for match in pattern.finditer(text):
            hedged = pattern is _SAID and _HEDGED_LEADS.search(match[0]) is not None
            if pattern is not _SAID and _SOMEBODY_ELSE.search(text[: match.start(1)]):
                continue
            name = _name(match[1], taken, capital=pattern is not _SAID or hedged)
            if name:
                return name
    return ""


def presented_name(text: str, *, not_these: Iterable[str] = ()) -> str:
    """Who somebody says to be who asks for what is theirs by right, or "".

    Read more widely than :func:`told_name`: as letters are signed, and also where it is the name of somebody at
    the company, when it is said in so many words. A name too many only makes staff look twice.
    """
    bare = _NUMBER_AT_END.sub("", text.strip())
    said = told_name(bare, said_only=True)
    if said:
        return said
    for match in _PRESENTED.finditer(bare):
        if name := _name(next(filter(None, match.groups())), set(), capital=True):
            return name
    if told := told_name(bare, not_these=not_these):
        return told
    taken = {fold(word) for name in not_these for word in name.split()}
    closed = _CLOSED.search(bare)
    return _name(closed[1], taken, capital=True) if closed else ""


def lone_name(text: str, *, not_these: Iterable[str] = ()) -> str:
    """The name that is all of a text, or "": the answer to whose name a booking is in."""
    match = _LONE.match(text.strip())
    taken = {fold(word) for name in not_these for word in name.split()}
    return _name(match[1], taken, capital=True) if match else ""


def unknown_person(text: str, resources: Sequence[Resource], company: str) -> str:
    """Who is wished for by name and is nobody that can be booked, or ""."""
    known = {fold(part) for one in resources for part in one.name.split()} | {
        fold(part) for part in company.split()
    }
    for match in _WITH.finditer(text):
        name = next(group for group in match.groups() if group)
        low = fold(name)
        if low not in known and low.removesuffix("s") not in known and low not in _NO_NAMES | _THINGS:
            return name
    return ""


def _name(words: str, taken: set[str], *, capital: bool) -> str:
    kept: list[str] = []
    for word in words.split():
        low = fold(word)
        if low in _NO_NAMES or low in _ENDS or low in taken or (capital and not word[0].isupper()):
            break
        # The further words of "jag heter anna och" are names only when they look like one.
        if kept and not word[0].isupper() and kept[0][0].isupper():
            break
        kept.append(word)
    if len(kept) == 1 and len(kept[0]) > 3 and kept[0].isupper() and capital:
        return kept[0].capitalize() if len(words.split()) == 1 else ""
    return " ".join(word if word[0].isupper() else word.capitalize() for word in kept)


def wished_resource(text: str, resources: Sequence[Resource], *, loosely: bool = False) -> Resource | None:
    """Whom or what the customer wants the time with, when exactly one is named that way.

    ``loosely`` takes the bare name as well ("Lina i stället"): for what is said of a time offered or booked.
    """
    low = fold(text)
    found = [one for one in resources if _wished(low, fold(one.name), loosely)]
    return found[0] if len(found) == 1 else None


def refused_resources(text: str, resources: Sequence[Resource]) -> list[Resource]:
    """Those whom the customer does not want the time with ("inte hos Lina", "någon annan än Lina")."""
    low = fold(text)
    return [one for one in resources if re.search(rf"{_REFUSING}(?:{_called(fold(one.name))})\b", low)]


def _wished(low: str, name: str, loosely: bool) -> bool:
    called = _called(name, whole=loosely)
    wanted = re.sub(rf"{_REFUSING}(?:{called})\b", " ", low)
    leads = "" if loosely else rf"(?:{_WISHING})\s+"
    return re.search(rf"\b{leads}(?:{called})s?\b", wanted) is not None


def _called(name: str, *, whole: bool = False) -> str:
    """A pattern for a name and its parts; ``whole`` leaves out parts that are ordinary words ("bil", "doktor")."""
    parts = {part for part in name.split() if part.isalpha()}
    kept = {part for part in parts if (part not in _TITLES if whole else len(part) > 2)}
    return "|".join(sorted({re.escape(one) for one in {name, *kept}}, key=len, reverse=True))
