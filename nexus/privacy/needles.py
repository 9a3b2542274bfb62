"""What tells one person from all others, and looking for it in any text, however it is written there.

A phone number is found in every spelling that people and systems use, an address and a name in any case, a
blind index in hexadecimal and base64, and all of them behind JSON's, URLs' and e-mails' own ways of writing.
What is found is never given back, only its kind: ``phone``, ``email``, ``name``, ``blind``, ``id``, ``text``.
"""

from __future__ import annotations

import base64
import binascii
import json
import quopri
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import phonenumbers

from nexus.privacy.registry import SubjectRef

#: A single name shorter than this is too common to tell one person from another.
SINGLE_NAME: Final = 8
#: A text shorter than this is said by many ("Ja tack, det blir bra"); a longer one is somebody's own.
WHOLE_TEXT: Final = 24
#: A piece of a longer text, from the beginning of a word, by which a quotation is recognised.
PIECE: Final = 48
#: Tokens shorter than this are not ids.
TOKEN: Final = 8

_BETWEEN: Final = r"[\s ().\-/‐-―]{0,3}"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_ESCAPED: Final = re.compile(r"\\[u/nrt\"\\]")
_TOKENS: Final = re.compile(rf"[A-Za-z0-9_-]{{{TOKEN},}}")
_WORDS: Final = re.compile(r"\S+")
_DEPTH: Final = 2


def plain(text: str) -> str:
    """``text`` as it is compared: composed, case-folded, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@dataclass(frozen=True)
class Needles:
    """What to look for. ``texts`` are :func:`Needles.mark` of whole texts, ``pieces`` parts of longer ones.

    ``mark`` turns a plain text into what ``texts`` holds: a keyed hash, so that no list of them is readable.
    """

    phones: Collection[str] = ()
    emails: Collection[str] = ()
    names: Collection[str] = ()
    blinds: Collection[bytes] = ()
    ids: Collection[str] = ()
    texts: Collection[str] = ()
    pieces: Collection[str] = ()
    mark: Callable[[str], str] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, subject: SubjectRef) -> Needles:
        """What identifies the person by itself, and the ids that the subject has: without texts."""
        return cls(
            phones=subject.phones,
            emails=subject.emails,
            names=subject.names,
            blinds=subject.blinds,
            ids=subject.ids,
        )

    def find(self, text: str) -> set[str]:
        """The kinds of what stands in ``text``, whichever way it is written."""
        found: set[str] = set()
        for view in _views(text, _DEPTH):
            found |= self._find(view)
        return found

    def find_bytes(self, data: bytes) -> set[str]:
        """The same for bytes: as they are, and read as text."""
        found = {"blind"} if any(blind in data for blind in self.blinds) else set()
        return found | self.find(data.decode("utf-8", "replace"))

    def find_json(self, value: Any) -> set[str]:
        """The same for every string, and every key, of a JSON value."""
        found: set[str] = set()
        for leaf in strings_of(value):
            found |= self.find(leaf)
        return found

    def _find(self, text: str) -> set[str]:
        found: set[str] = set()
        if self._phones and self._phones.search(text):
            found.add("phone")
        if self._blinds and self._blinds.search(text):
            found.add("blind")
        if self._ids and not self._ids.isdisjoint(_TOKENS.findall(text)):
            found.add("id")
        if not (self._words or self.texts or self.pieces):
            return found
        folded = plain(text)
        if self._words:
            found |= {str(match.lastgroup) for match in self._words.finditer(folded)}
        if self.texts and self.mark and len(folded) >= WHOLE_TEXT and self.mark(folded) in self.texts:
            found.add("text")
        if self.pieces and len(folded) >= PIECE:
            starts = (word.start() for word in _WORDS.finditer(folded))
            if any(folded[start : start + PIECE] in self.pieces for start in starts):
                found.add("text")
        return found

    @cached_property
    def _phones(self) -> re.Pattern[str] | None:
        patterns = [pattern for phone in self.phones if (pattern := _phone_pattern(phone))]
        return re.compile("|".join(patterns)) if patterns else None

    @cached_property
    def _blinds(self) -> re.Pattern[str] | None:
        forms = {form for blind in self.blinds for form in _blind_forms(blind)}
        return re.compile("|".join(map(re.escape, forms))) if forms else None

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(found for found in self.ids if len(found) >= TOKEN)

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        emails = [re.escape(plain(email)) for email in self.emails if "@" in email]
        names = [
            re.escape(name) for name in map(plain, self.names) if " " in name or len(name) >= SINGLE_NAME
        ]
        parts = []
        if emails:
            parts.append(rf"(?P<email>(?<![\w.+-])(?:{'|'.join(emails)})(?![\w-]))")
        if names:
            parts.append(rf"(?P<name>(?<!\w)(?:{'|'.join(names)})(?!\w))")
        return re.compile("|".join(parts)) if parts else None


def pieces_of(text: str) -> Iterator[str]:
    """The piece by which a quotation of ``text`` is recognised: from its first word that is long enough."""
    folded = plain(text)
    if len(folded) > PIECE:
        yield folded[:PIECE]


def strings_of(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys included, and numbers as they are written."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from strings_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings_of(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _phone_pattern(phone: str) -> str:
    """The number's digits without its country and trunk code, with what people put between them.

    ``+46701740612`` is found in ``070-174 06 12``, ``0046 70 174 06 12``, ``46701740612`` and so on. A
    sender that is no number ("PostNord") has no digits to look for.
    """
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return ""
    digits = str(number.national_number)
    if len(digits) < 7:
        digits = f"{number.country_code}{digits}"
    return _BETWEEN.join(digits) + r"(?!\d)"


def _blind_forms(blind: bytes) -> Iterator[str]:
    yield blind.hex()
    yield blind.hex().upper()
    # Without the last characters, which depend on what follows.
    whole = len(blind) // 3 * 4
    yield base64.b64encode(blind).decode()[:whole]
    yield base64.urlsafe_b64encode(blind).decode()[:whole]


def _views(text: str, depth: int) -> Iterator[str]:
    """``text``, and what it says when JSON's, a URL's, an e-mail's or base64's own writing is undone."""
    yield text
    if depth == 0:
        return
    for undo in (_without_escapes, _without_percents, _without_quoting):
        other = undo(text)
        if other is not None and other != text:
            yield from _views(other, depth - 1)
    for run in _BASE64.findall(text):
        try:
            data = base64.b64decode(
                run + "=" * (-len(run) % 4), altchars=b"-_" if "_" in run or "-" in run else None
            )
        except (binascii.Error, ValueError):
            continue
        inner = data.decode("utf-8", "replace")
        # Random bytes are no text, and looking at them is most of the work.
        if inner.count("�") * 8 <= len(inner):
            yield from _views(inner, depth - 1)


def _without_escapes(text: str) -> str | None:
    if not _ESCAPED.search(text):
        return None
    try:
        return str(
            json.loads('"' + re.sub(r'(?<!\\)"', '\\"', text.replace("\n", " ").replace("\t", " ")) + '"')
        )
    except ValueError:
        return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def _without_percents(text: str) -> str | None:
    if "%" not in text:
        return None
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def _without_quoting(text: str) -> str | None:
    if "=" not in text:
        return None
    return quopri.decodestring(text.encode()).decode("utf-8", "replace")
