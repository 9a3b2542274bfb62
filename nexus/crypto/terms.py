"""Terms: what a sealed text is found by. Truncated keyed hashes of its words, in a ``bigint[]`` with GIN.

A term is the first 63 bits of HMAC-SHA256, under the owner's index key, of a label and a stem
(:mod:`nexus.crypto.words`). Labels do not mix: ``word`` and ``number`` are of texts, ``name`` of names.

What the terms of a text leak to someone who holds the database but no key: how many different words it has,
which texts of the same company share words, and how often each word is used. A common word can be guessed
from how common it is. Companies cannot be compared with each other (docs/adr/0029).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Literal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from nexus.crypto.envelope import DecryptionError, Sealed
from nexus.crypto.index import blind_index
from nexus.crypto.keys import current_owner, index_key
from nexus.crypto.words import numbers_in, stem, words_in

Label = Literal["word", "number", "name"]

#: A name is found by its beginnings from so many letters on, up to so many; a longer one is found as a whole too.
SHORTEST_PREFIX, LONGEST_PREFIX = 4, 12
#: What somebody pastes in is found by its first so many different words.
MOST_TERMS: Final = 5_000
_BITS: Final = 63

if TYPE_CHECKING:
    _Array = ArrayField[list[int] | None, list[int] | None]
else:
    _Array = ArrayField


def term(value: str, *, label: Label, owner: str | None = None) -> int:
    """The term of one stem, number or name, 0 to 2^63 - 1. Raises KeyUnavailable."""
    return _term(index_key(owner or current_owner()), label, value)


def _term(key: bytes, label: Label, value: str) -> int:
    digest = hmac.digest(key, f"search.{label}\0{value}".encode(errors="surrogatepass"), "sha256")
    return int.from_bytes(digest[:8]) >> (64 - _BITS)


def text_terms(text: str, *, owner: str | None = None) -> list[int]:
    """The terms of a text, sorted, each once. Raises KeyUnavailable."""
    key = index_key(owner or current_owner())
    found: dict[tuple[Label, str], None] = {}
    for label, value in _parts(text):
        found[label, value] = None
        if len(found) == MOST_TERMS:
            break
    return sorted({_term(key, label, value) for label, value in found})


def _parts(text: str) -> Iterator[tuple[Label, str]]:
    for number in numbers_in(text):
        yield "number", number.digits
    for word in words_in(text):
        if value := stem(word.plain):
            yield "word", value


def name_terms(name: str, *, owner: str | None = None) -> list[int]:
    """The terms of a name: each of its words, and their beginnings from four letters. Raises KeyUnavailable."""
    parts = {part for word in words_in(name) for part in beginnings(word.plain)}
    if not parts:
        return []
    key = index_key(owner or current_owner())
    return sorted({_term(key, "name", part) for part in parts})


def beginnings(plain: str) -> Iterable[str]:
    """A folded word of a name and what it is found by."""
    yield plain
    for length in range(SHORTEST_PREFIX, min(len(plain), LONGEST_PREFIX + 1)):
        yield plain[:length]


def name_term(plain: str, *, owner: str | None = None) -> int:
    """The term to look for a folded word, or its beginning, in names by; what it finds is looked at again."""
    whole = plain if len(plain) <= LONGEST_PREFIX else plain[:LONGEST_PREFIX]
    return term(whole, label="name", owner=owner)


def terms_mark(terms: Iterable[int]) -> str:
    """What stands for the terms of a whole text: 96 bits, in hexadecimal. Raises KeyUnavailable."""
    together = ",".join(map(str, sorted(set(terms))))
    return blind_index(together, label="search.terms")[:12].hex()


class NameTermsField(_Array):
    """The terms of a name in another field of the same row: written whenever that is.

    NULL is a row whose terms have not been made yet. ``save()`` has to name this field beside the other one;
    :func:`with_terms` sees to that.
    """

    def __init__(self, *, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs.pop("base_field", None)
        kwargs.update(null=True, editable=False)
        super().__init__(models.BigIntegerField(), **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("base_field", None)
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> list[int] | None:
        known = model_instance.__dict__.get(self.attname)
        if known is not None and not add and type(model_instance.__dict__.get(self.of)) is Sealed:
            return list(known)  # nobody has looked at the name, so nobody has changed it
        try:
            found = name_terms(str(getattr(model_instance, self.of) or ""))
        except DecryptionError:
            return None  # a damaged name is found by nothing, and its row can be saved like any other
        setattr(model_instance, self.attname, found)
        return found


def with_terms(row: models.Model, update_fields: Iterable[str] | None) -> list[str] | None:
    """``update_fields`` for ``row.save()`` with the fields of terms that follow from them."""
    fields = [found for found in row._meta.local_concrete_fields if isinstance(found, NameTermsField)]
    if update_fields is None:
        for field in fields:
            # A field that was not loaded would be left out, though what it follows from may be new.
            if field.attname not in row.__dict__ and field.of in row.__dict__:
                setattr(row, field.attname, None)
        return None
    names = list(update_fields)
    return names + [found.name for found in fields if found.of in names and found.name not in names]
