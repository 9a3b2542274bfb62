"""Other people's identifiers in what a person wrote: found, proposed for hiding, and hidden.

Only a human decides (privacy.md "Access and portability"; GDPR art. 15(4)).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from crm.selectors import phone_normalise
from gdpr.access.naming import Names
from nexus.privacy.registry import SubjectRef

#: What stands in a text in place of something hidden; three, so that it does not tell how long it was.
BLACK: Final = "▒▒▒"
_GAP: Final = r"[ \-()/\u00a0\u2010-\u2013]{0,2}"
#: Any number or address to look at? One quick look at each text, for most have nothing.
_ANYTHING: Final = re.compile(rf"@|\d(?:(?:{_GAP}|\.)\d){{6}}|\d[-+ ]?\*\*\*\*")
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE: Final = re.compile(rf"(?<![\w+])(?:(?:\+|00|0)\d|46[ \-]?7)(?:{_GAP}\d){{6,13}}(?![\w*])")
#: With dots only what can be nothing but a mobile number: opening hours and days have dots too.
_DOTTED: Final = re.compile(r"(?<![\w.])(?=\d+\.)07\d(?:\.?\d){7}(?![\w.]*\d)")
#: "0800-1700", "08.00-17.00": from when until when, though a number may look so.
_HOURS: Final = re.compile(r"(?:[01]\d|2[0-4])[.:]?[0-5]\d ?[-\u2013] ?(?:[01]\d|2[0-4])[.:]?[0-5]\d")
_PERSONNUMMER: Final = re.compile(r"(?<!\d)(?:\d{2})?\d{2}[01]\d[0-9]\d[-+ ]?\d{4}(?!\d)")
#: As they are stored (see ``conversations.screening``), also where more digits stood before.
_MASKED: Final = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?\*{4}")
#: What the person says of themselves, just before their own number or address.
_MINE: Final = re.compile(
    r"\b(?:mitt (?:\w*nummer|\w*nr)|mina siffror|jag är född|nå(?:s| mig)? på|ring mig(?: gärna)? på|"
    r"min (?:mobil|telefon|mejl|mail|e-?post)\w*|my (?:\w+ ){0,3}(?:number|e-?mail(?: address)?)|i was born|"
    r"(?:call|text|reach|e-?mail) me (?:on|at))(?: (?:är|is))?\W*\Z",
    re.IGNORECASE,
)
_BEFORE: Final = 60


@dataclass(frozen=True, slots=True)
class Found:
    """Characters in a text that look like somebody's identifier, and what they look like."""

    characters: str
    kind: str


class Others:
    """Finds what is not the person's own. ``also_known`` are the company's own numbers and addresses, ``names``
    those of others.
    """

    def __init__(
        self, subject: SubjectRef, also_known: Iterable[str] = (), *, names: Names | None = None
    ) -> None:
        own = (*subject.phones, *subject.emails, *also_known)
        self.known = {phone_normalise(one) or one.casefold() for one in own}
        self.known |= {one.casefold() for one in own}
        self.names = names or Names((), person=subject.names)

    def found(self, value: Any, *, theirs: bool = False) -> Iterator[Found]:
        """In a text, or in all texts of a JSON value. ``theirs``: the person's own words, so that "my number
        is" before an identifier makes it their own, here and in all that follows.
        """
        if isinstance(value, str):
            yield from self._in_text(value, theirs)
        elif isinstance(value, dict):
            for part in value.values():
                yield from self.found(part, theirs=theirs)
        elif isinstance(value, list):
            for part in value:
                yield from self.found(part, theirs=theirs)

    def is_own(self, found: str, kind: str) -> bool:
        """Whether it is known to be the person's own by now."""
        return same_as(found, kind) in self.known

    def _in_text(self, text: str, theirs: bool) -> Iterator[Found]:
        if _ANYTHING.search(text):
            for kind, match in _identifiers(text):
                if theirs and _MINE.search(text[max(0, match.start() - _BEFORE) : match.start()]):
                    self.known.add(same_as(match[0], kind))
                elif not self.is_own(match[0], kind):
                    yield Found(match[0], kind)
        for name in self.names.found(text):
            yield Found(name, "name")


def _identifiers(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for match in _EMAIL.finditer(text):
        yield "email", match
    for pattern in (_PHONE, _DOTTED):
        for match in pattern.finditer(text):
            if phone_normalise(match[0]) and not _HOURS.fullmatch(match[0]):
                yield "phone", match
    for match in _MASKED.finditer(text):
        yield "personnummer", match
    for match in _PERSONNUMMER.finditer(text):
        if not phone_normalise(match[0]) or "-" in match[0] or "+" in match[0]:
            yield "personnummer", match


def same_as(found: str, kind: str) -> str:
    """The one form of an identifier, however it is written: it is decided about once."""
    if kind == "phone":
        return phone_normalise(found) or found
    if kind == "personnummer":
        # What is masked has the day of birth alone, and tells one from another by no more than that.
        digits = re.sub(r"\D", "", found)
        return f"{digits[-6:]}-****" if "*" in found else digits[-10:]
    return found.casefold()


def hidden(value: Any, characters: Iterable[str], counts: Counter[str] | None = None) -> Any:
    """``value`` with each of ``characters`` blackened, also inside JSON; whatever is no text stays.

    ``counts`` is told how often each was blackened.
    """
    if isinstance(value, str):
        for one in characters:
            if counts is not None:
                counts[one] += value.count(one)
            value = value.replace(one, BLACK)
        return value
    if isinstance(value, dict):
        return {name: hidden(part, characters, counts) for name, part in value.items()}
    if isinstance(value, list):
        return [hidden(part, characters, counts) for part in value]
    return value
