"""What stands inside values that are objects themselves: the AI's reading and look-ups, and changes asked for.

A key that is not named here may be a field of the contact, which the inventory names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from crm.bookings.models import Service
from gdpr.access.words import KEY_CODES, KEYS, Codes
from nexus.privacy.inventory import classified
from nexus.privacy.vocabulary import Language, Text

#: What codes mean, by the key under which they stand.
Meanings = Mapping[str, Codes]
_CONTACT: Final = "crm.Contact"
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: "name: before → after", as a case's history has what was put right; "message:<id>" names a message.
_CHANGED: Final = re.compile(r"(?P<key>[a-z_]+)(?::[0-9a-f-]{36})?: (?P<before>.*) → (?P<after>.*)")


def meanings_here() -> Meanings:
    """With the names of the company's own services. Called inside the company."""
    services = {
        key: Text(swedish, english or swedish)
        for key, swedish, english in Service.objects.values_list("key", "name_sv", "name_en")
    }
    return {**KEY_CODES, "service": services, "result": services}


def label_of(name: str, language: Language, *, within: str = "") -> str:
    """What a key is called, in the list ``within``; as it stands where nothing names it."""
    name = name.partition(":")[0]
    found = KEYS.get(f"{within}.{name}") or KEYS.get(name)
    if found is None and (field := classified(_CONTACT).get(name)) is not None:
        found = field.label
    return found.in_(language) if found else name


def is_id(text: str) -> bool:
    """Whether it is a row's own id, which says nothing to people; programs find it in ``data.json``."""
    return _ID.fullmatch(text) is not None


def changed_lines(text: str, language: Language) -> str:
    """The lines of a change in words: which field, from what to what. Other lines stay."""
    return "\n".join(_changed(line, language) for line in text.split("\n"))


def _changed(line: str, language: Language) -> str:
    match = _CHANGED.fullmatch(line)
    if match is None:
        return line
    key, codes = match["key"], KEY_CODES.get(match["key"], {})
    before, after = (
        codes[value].in_(language) if value in codes else value for value in (match["before"], match["after"])
    )
    return f"{label_of(key, language)}: {before} → {after}"
