"""Names of people in a text: those that the company's register knows, and those that the words around them say.

A register name of several words is found however it is written, one of a single word where it has a capital
letter; the genitive's s is let be. Names of the person, and of the company's own people, are nobody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from crm.bookings.models import Resource
from crm.models import Contact
from nexus.accounts.models import User
from nexus.privacy.registry import SubjectRef
from nexus.tenants.models import Company

Words = tuple[str, ...]
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
#: A single name that is shorter is too often a word.
_SHORTEST: Final = 3
_PAGE: Final = 500
_NAME: Final = r"([A-ZÅÄÖÉÜ][\w'’]+(?:[ -][A-ZÅÄÖÉÜ][\w'’]+)?)"
_RELATIVES: Final = (
    re.compile(
        r"\b[Mm]in (?:ex-?)?(?:fru|man|maka|make|sambo|mamma|mor|pappa|far|son|dotter|bror|syster|flickvän|"
        r"pojkvän|tjej|kille|vän|väninna|kompis|granne|chef|kollega|mormor|morfar|farmor|farfar|faster|farbror|"
        rf"moster|morbror|kusin|svärmor|svärfar)(?: som)?(?: heter)?,? {_NAME}"
    ),
    re.compile(
        r"\b[Mm]y (?:ex-?)?(?:wife|husband|partner|mother|mum|mom|father|dad|son|daughter|brother|sister|"
        r"girlfriend|boyfriend|friend|neighbou?r|boss|colleague|grandmother|grandfather|aunt|uncle|cousin)"
        rf"(?: who is called| called| named)?,? {_NAME}"
    ),
    re.compile(rf"\b(?:[Hh]an|[Hh]on|[Hh]en|[Dd]en|barnet|[Dd]ottern|[Ss]onen) heter {_NAME}"),
    re.compile(rf"\b(?:[Hh]is|[Hh]er|[Tt]heir) name is {_NAME}"),
    re.compile(rf"\b(?:[Hh]ennes|[Hh]ans|[Hh]ens|[Dd]eras) namn är {_NAME}"),
)


def words_of(name: str) -> Words:
    """The words of a name, in the form in which names are compared."""
    return tuple(word.casefold() for word in _WORD.findall(name))


class Names:
    """Finds other people's names. ``known`` are the register's, ``own`` those that are nobody else's."""

    def __init__(self, known: Iterable[str], *, person: Iterable[str], own: Iterable[str] = ()) -> None:
        self._person = {word for name in person for word in words_of(name)}
        company = {words_of(name) for name in own}
        singles = {word for words in company for word in words}
        self._by_first: dict[str, set[Words]] = {}
        for name in known:
            words = words_of(name)
            if not words or words in company or set(words) <= self._person:
                continue
            if len(words) == 1 and (len(words[0]) < _SHORTEST or words[0] in singles):
                continue
            self._by_first.setdefault(words[0], set()).add(words)
        # The first of a single name may stand in the genitive too.
        self._firsts = {*self._by_first, *(f"{word}s" for word in self._by_first)}

    def found(self, text: str) -> Iterator[str]:
        """The very characters of each name, in the order in which they are looked for."""
        yield from self._in_register(text)
        for pattern in _RELATIVES:
            for match in pattern.finditer(text):
                if not self._person & set(words_of(match[1])):
                    yield match[1]

    def _in_register(self, text: str) -> Iterator[str]:
        if not self._by_first or self._firsts.isdisjoint(_WORD.findall(text.casefold())):
            return
        places = list(_WORD.finditer(text))
        read = [place[0].casefold() for place in places]
        for at, word in enumerate(read):
            for name in self._by_first.get(word, self._by_first.get(word.removesuffix("s"), ())):
                end = at + len(name)
                single = len(name) == 1
                if (
                    _same(tuple(read[at:end]), name)
                    and _joined(text, places[at:end])
                    and not (single and not places[at][0][0].isupper())
                ):
                    yield _without_genitive(text[places[at].start() : places[end - 1].end()], name)


def names_known(subject: SubjectRef, company: Company) -> Names:
    """The names that the company's register has of others than the person. Called inside the company."""
    contacts = Contact.objects.exclude(pk=subject.contact_id).only("name").iterator(chunk_size=_PAGE)
    return Names(
        (str(contact.name) for contact in contacts if contact.name),
        person=subject.names,
        own=(
            company.name,
            *User.objects.values_list("name", flat=True),
            *Resource.objects.values_list("name", flat=True),
        ),
    )


def _same(read: Words, name: Words) -> bool:
    return read == name or (*read[:-1], read[-1].removesuffix("s")) == name


def _joined(text: str, places: list[re.Match[str]]) -> bool:
    """Whether only space stands between the words."""
    return all(not text[before.end() : after.start()].strip() for before, after in pairwise(places))


def _without_genitive(characters: str, name: Words) -> str:
    return characters if words_of(characters) == name else characters[:-1]
