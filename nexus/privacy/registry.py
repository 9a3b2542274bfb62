"""Where each app says how its rows about a person are found, and when they have had their time.

With the inventory (what every field is) this is all that access, erasure and retention go by: they walk this
registry and know no model. An app's ``privacy.py`` enters every model that has a field about contacts::

    subject_rows(
        SubjectRows(
            "conversations.Message",
            Text("Meddelanden", "Messages"),
            contact="conversation__contact",
            at="created_at",
            expiry={RetentionClass.MESSAGES: expires(lambda before: Q(conversation__closed_at__lt=before))},
        )
    )

A model with personal fields that is not entered, or one of its retention classes without an expiry, stops
every management command (``privacy.E003``, ``privacy.E004``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, Q, QuerySet

from nexus.privacy.inventory import Erase, RetentionClass, Subject, classified
from nexus.privacy.vocabulary import Text


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """A person within one company: their contact row, and what they are known by, opened.

    ``blinds`` are the blind indexes of their numbers and addresses, as the identifiers hold them; ``ids`` the keys
    of their rows, for whoever clears what is not in tables once those are gone.
    """

    contact_id: UUID
    phones: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    blinds: tuple[bytes, ...] = field(default=(), repr=False)
    ids: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Expiry:
    """When rows of a retention class are due: ``due(before)`` finds those whose time ended before then.

    ``let_go`` changes the rows of a batch instead of deleting them (an address is truncated, a code is
    emptied); it answers how many it changed, and rows that it has changed are due no more. ``foreseen`` is for
    those who count beforehand, where ``due`` waits for other rows that go in the same run: it is given the
    moment before which the time of each class must have ended.
    """

    due: Callable[[datetime], Q]
    let_go: Callable[[QuerySet[Any]], int] | None = None
    foreseen: Callable[[Callable[[RetentionClass], datetime]], Q] | None = None


def expires(
    due: Callable[[datetime], Q],
    *,
    let_go: Callable[[QuerySet[Any]], int] | None = None,
    foreseen: Callable[[Callable[[RetentionClass], datetime]], Q] | None = None,
) -> Expiry:
    """An expiry; see :class:`Expiry`."""
    return Expiry(due, let_go, foreseen)


@dataclass(frozen=True, slots=True)
class SubjectRows:
    """How one model's rows about a person are found.

    ``contact`` is the lookup path to the contact ("" for the contact itself: its own key); where there is
    no such path, ``of`` gives the condition. ``at`` is the field that places a row in time. ``expiry`` has
    an entry for each retention class of the model's fields that the calendar ends; None says that the rows
    of that class go together with what they hang on. ``provided`` are the rows that the person provided
    (art. 20), where others stand beside them.
    """

    model: str
    title: Text
    contact: str | None = None
    of: Callable[[SubjectRef], Q] | None = None
    at: str = "created_at"
    expiry: Mapping[RetentionClass, Expiry | None] = field(default_factory=dict)
    provided: Q | None = None

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)

    def about(self, subject: SubjectRef) -> QuerySet[Any]:
        """The person's rows, all of them, in the company that we are in."""
        rows = self.table._base_manager.all()
        if self.of is not None:
            return rows.filter(self.of(subject))
        return rows.filter(**{self.contact or "pk": subject.contact_id})

    def without(self, contacts: QuerySet[Any] | Collection[UUID]) -> QuerySet[Any]:
        """All rows but those about ``contacts``. Rows that hang on no contact are in it."""
        rows = self.table._base_manager.all()
        if self.contact is None:
            return rows
        path = self.contact or "pk"
        return rows.exclude(Q(**{f"{path}__isnull": False}) & Q(**{f"{path}__in": contacts}))

    @property
    def deleted(self) -> bool:
        """Whether erasure deletes the row; else its fields are emptied or kept on a ground, one by one."""
        return any(
            found.erase is Erase.DELETE and found.subject is Subject.CONTACT
            for found in classified(self.model).values()
        )


class SubjectStore(Protocol):
    """Somewhere else than in a table that something about a person may be: a queue, a cache, a provider.

    ``key`` is stable and stands in certificates.
    """

    key: str
    title: Text

    def find(self, subject: SubjectRef) -> int:
        """How many there are."""
        ...

    def prepare(self, subject: SubjectRef, origin_id: UUID) -> None:
        """Called inside the company before any row goes: note down what cannot be found afterwards."""
        ...

    def erase(self, subject: SubjectRef, origin_id: UUID) -> int:
        """Let it go and answer how many went, since ``prepare``, in all. May be called again after a crash.

        Raises :class:`StoreNotReady` when it must be tried again later.
        """
        ...


class StoreNotReady(Exception):
    """A store could not be erased yet; ``code`` says why, in letters and digits."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Going:
    """Rows that are about to be deleted: their keys, and the id of the erasure or retention run.

    ``by_age`` is whether they go because their time has ended; only of those may a count remain.
    """

    keys: Sequence[UUID]
    origin_id: UUID
    by_age: bool

    @cached_property
    def array(self) -> str:
        """The keys as Postgres writes an array, for statements: one value instead of a thousand."""
        return "{" + ",".join(map(str, self.keys)) + "}"


Leaving = Callable[[Going], None]


class Rectifier(Protocol):
    """Changes what is known about a person. ``fields`` are the names it takes."""

    fields: tuple[str, ...]

    def check(self, name: str, value: str) -> None:
        """Raises ValueError for a value that the field ``name`` could never have."""
        ...

    def __call__(self, contact_id: UUID, changes: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Carry out; answers before and after of each changed field. Raises ValueError for a bad value."""
        ...


_rows: dict[str, SubjectRows] = {}
_stores: dict[str, SubjectStore] = {}
_rectifiers: list[Rectifier] = []
_leaving: dict[str, list[Leaving]] = {}


def subject_rows(*entries: SubjectRows) -> None:
    """Enter models. Raises ValueError for one that is entered already."""
    for entry in entries:
        if entry.model in _rows:
            raise ValueError(f"{entry.model} is entered twice.")
        if (entry.contact is None) == (entry.of is None):
            raise ValueError(f"{entry.model}: give either the path to the contact or a condition.")
        _rows[entry.model] = entry


def subject_store(store: SubjectStore) -> None:
    """Enter a store. Raises ValueError for a key that is taken."""
    if store.key in _stores:
        raise ValueError(f"The store {store.key} is entered twice.")
    _stores[store.key] = store


def rows_leaving(model: str) -> Callable[[Leaving], Leaving]:
    """Register what is noted down when rows of ``model`` go, whyever: a message's place at the provider, for
    one, which nobody could find afterwards. Called in the transaction that deletes them, before they go."""

    def register(act: Leaving) -> Leaving:
        _leaving.setdefault(model, []).append(act)
        return act

    return register


def is_noted(model: str) -> bool:
    """Whether anything is noted down when rows of ``model`` go."""
    return model in _leaving


def note_leaving(model: str, going: Going) -> None:
    """Called by :mod:`nexus.privacy.deleting`, which is how rows go."""
    for act in _leaving.get(model, ()) if going.keys else ():
        act(going)


def rectifier(found: Rectifier) -> Rectifier:
    """Register what changes contact data."""
    _rectifiers.append(found)
    return found


def rectifiers() -> tuple[Rectifier, ...]:
    return tuple(_rectifiers)


def withdraw_rows(model: str) -> None:
    """Take a model out again; for tests that enter one of their own."""
    _rows.pop(model, None)


def registered_rows() -> Mapping[str, SubjectRows]:
    """All entries by model, as they were entered."""
    return dict(_rows)


def registered_stores() -> Mapping[str, SubjectStore]:
    return dict(_stores)


def rows_in_order() -> list[SubjectRows]:
    """All entries, those that hang on others first: the order in which rows can be deleted."""
    models = {entry.table: entry for entry in _rows.values()}
    ordered: list[SubjectRows] = []
    seen: set[type[Model]] = set()

    def visit(model: type[Model]) -> None:
        if model in seen:
            return
        seen.add(model)
        for other in _pointing_at(model):
            if other in models:
                visit(other)
        ordered.append(models[model])

    for model in sorted(models, key=lambda found: found._meta.label):
        visit(model)
    return ordered


def _pointing_at(model: type[Model]) -> Iterator[type[Model]]:
    """The models with a foreign key to this one, by name."""
    relations = [
        relation.related_model
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and isinstance(getattr(relation, "field", None), ForeignKey)
    ]
    found = {related for related in relations if isinstance(related, type) and related is not model}
    yield from sorted(found, key=lambda related: related._meta.label)
