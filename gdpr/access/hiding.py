"""Other people's identifiers in what a person wrote: found, proposed for hiding, and hidden.

Only a human decides (privacy.md "Access and portability"; GDPR art. 15(4)).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from crm.selectors import phone_normalise
from nexus.privacy.registry import SubjectRef

#: What stands in a text in place of something hidden; three, so that it does not tell how long it was.
BLACK: Final = "▒▒▒"
#: Anything at all to look at? One quick look at each text, for most have nothing.
_ANYTHING: Final = re.compile(r"@|\d(?:[ \-()/]{0,2}\d){6}|\b[Mm]in ")
_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE: Final = re.compile(r"(?<![\w+])(?:\+|00|0)\d(?:[ \-()/]{0,2}\d){6,13}(?!\w)")
_PERSONNUMMER: Final = re.compile(r"(?<!\d)(?:\d{2})?\d{2}[01]\d[0-9]\d[-+ ]?\d{4}(?!\d)")
_RELATIVE: Final = re.compile(
    r"\b[Mm]in (?:fru|man|maka|make|sambo|mamma|mor|pappa|far|son|dotter|bror|syster|flickvän|pojkvän|"
    r"vän|väninna|kompis|granne|chef|kollega|mormor|morfar|farmor|farfar)(?: som)?(?: heter)? "
    r"([A-ZÅÄÖ][a-zåäöé]+(?:[ -][A-ZÅÄÖ][a-zåäöé]+)?)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """Characters in a text that look like somebody's identifier, and what they look like."""

    characters: str
    kind: str


class Others:
    """Finds what is not the person's own. ``also_known`` are the company's own numbers and addresses."""

    def __init__(self, subject: SubjectRef, also_known: Iterable[str] = ()) -> None:
        known = {*subject.phones, *also_known}
        self.known = {phone_normalise(one) or one.casefold() for one in known}
        self.known |= {one.casefold() for one in (*subject.emails, *also_known)}
        self.names = {part.casefold() for name in subject.names for part in name.split()}

    def found(self, value: Any) -> Iterator[Found]:
        """In a text, or in all texts of a JSON value."""
        if isinstance(value, str):
            if _ANYTHING.search(value):
                yield from self._in_text(value)
        elif isinstance(value, dict):
            for part in value.values():
                yield from self.found(part)
        elif isinstance(value, list):
            for part in value:
                yield from self.found(part)

    def _in_text(self, text: str) -> Iterator[Found]:
        for match in _EMAIL.finditer(text):
            if match[0].casefold() not in self.known:
                yield Found(match[0], "email")
        for match in _PHONE.finditer(text):
            phone = phone_normalise(match[0])
            if phone and phone not in self.known:
                yield Found(match[0], "phone")
        for match in _PERSONNUMMER.finditer(text):
            if not phone_normalise(match[0]) or "-" in match[0] or "+" in match[0]:
                yield Found(match[0], "personnummer")
        for match in _RELATIVE.finditer(text):
            if not self.names & {part.casefold() for part in match[1].split()}:
                yield Found(match[1], "name")


def same_as(found: str, kind: str) -> str:
    """The one form of an identifier, however it is written: it is decided about once."""
    if kind == "phone":
        return phone_normalise(found) or found
    if kind == "personnummer":
        return re.sub(r"\D", "", found)[-10:]
    return found.casefold()


def hidden(value: Any, characters: Iterable[str]) -> Any:
    """``value`` with each of ``characters`` blackened, also inside JSON; whatever is no text stays."""
    if isinstance(value, str):
        for one in characters:
            value = value.replace(one, BLACK)
        return value
    if isinstance(value, dict):
        return {name: hidden(part, characters) for name, part in value.items()}
    if isinstance(value, list):
        return [hidden(part, characters) for part in value]
    return value
