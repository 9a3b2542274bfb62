"""What is held about a person: the registry says which rows, the inventory which fields and under what name.

Nothing here knows a model. Values come out plain, as JSON has them: moments as ISO 8601 in the company's time
zone, what a row points at by its name, staff by their role. Rows are streamed, so that memory stays as it is
however long a history is.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils import timezone

from gdpr.access.hiding import hidden
from nexus.crypto.fields import EncryptedField, Sealed
from nexus.privacy.inventory import Category, Classification, Purpose, Subject, classified, model_fields
from nexus.privacy.registry import SubjectRef, SubjectRows, registered_rows
from nexus.privacy.vocabulary import Text

#: Rows that are fetched at a time.
PAGE: Final = 500
#: What a row of these kinds says, it says about the person: no third party is looked for there.
_OWN: Final = (Category.CONTACT_DETAILS, Category.CRM_DATA)
Row = dict[str, Any]
Opener = Callable[[Any, UUID], Any]
#: What is to be hidden in a row: (model, key) → the very characters.
Hidden = Mapping[tuple[str, str], tuple[str, ...]]
HiddenHere = Callable[[tuple[str, str], Counter[str]], object]


@dataclass(frozen=True, slots=True)
class Column:
    """An exported field. ``words``: somebody wrote it, so other people may be named in it. ``moment``: it
    says when.
    """

    name: str
    label: Text
    category: Category
    portable: bool
    words: bool
    moment: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A field about the person that is not exported, and why."""

    model: str
    field: str
    why: str


@dataclass
class Held:
    """All rows of one model about the person."""

    entry: SubjectRows
    subject: SubjectRef
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    hide: Hidden = field(default_factory=dict)

    @property
    def model(self) -> str:
        return self.entry.model

    @property
    def title(self) -> Text:
        return self.entry.title

    @cached_property
    def count(self) -> int:
        return self.rows_held().count()

    def rows_held(self) -> QuerySet[Any]:
        return self.entry.about(self.subject)

    def rows(self, hidden_here: HiddenHere | None = None) -> Iterator[Row]:
        """Each row by field name, in the order in which they came, with ``id`` and what it belongs to.

        ``hidden_here`` is told how often what is hidden stood in which row.
        """
        names = [column.name for column in self.columns]
        return self._opened(self.rows_held().order_by("pk"), names, hidden_here)

    def newest(self, most: int) -> Iterator[Row]:
        """The last ``most`` rows, in the order in which they came."""
        if self.count <= most:
            return self.rows()
        keys = list(self.rows_held().order_by("-pk").values_list("pk", flat=True)[:most])
        names = [column.name for column in self.columns]
        return self._opened(
            self.entry.table._base_manager.filter(pk__gte=keys[-1], pk__in=keys).order_by("pk"), names
        )

    def provided(self) -> Iterator[Row]:
        """What the person provided (GDPR art. 20): the portable fields of the rows that are theirs."""
        rows = self.rows_held()
        if self.entry.provided is not None:
            rows = rows.filter(self.entry.provided)
        return self._opened(rows.order_by("pk"), [column.name for column in self.columns if column.portable])

    def _opened(
        self, rows: QuerySet[Any], names: list[str], hidden_here: HiddenHere | None = None
    ) -> Iterator[Row]:
        table = self.entry.table
        fields = [_column(table, name) for name in names]
        belongs = [found for found in _references(table) if found.name not in names]
        attributes = [found.attname for found in (*fields, *belongs)]
        openers = [_opener(found, classified(self.model)[found.name]) for found in fields]
        keyed = _key_name(table)
        steps = [(names[at], at + 1, opener) for at, opener in enumerate(openers)]
        linked = [(found.name, len(names) + 1 + at) for at, found in enumerate(belongs)]
        hide = {key: found for (model, key), found in self.hide.items() if model == self.model}
        for values in rows.values_list("pk", *attributes).iterator(chunk_size=PAGE):
            key = values[0]
            row: Row = {keyed: str(key)} if keyed else {}
            for name, place in linked:
                row[name] = str(values[place]) if values[place] is not None else None
            for name, place, opener in steps:
                value = values[place]
                row[name] = value if opener is None or value is None else opener(value, key)
            if hide and str(key) in hide:
                counts: Counter[str] = Counter()
                row = {name: hidden(value, hide[str(key)], counts) for name, value in row.items()}
                if hidden_here is not None:
                    hidden_here((self.model, str(key)), counts)
            yield row


def collect(subject: SubjectRef, *, hide: Hidden | None = None) -> list[Held]:
    """Every registered model, those that say most about the person first. Called inside the company.

    ``hide`` are other people's identifiers that somebody decided to leave out.
    """
    found = [_held(entry, subject, hide or {}) for entry in registered_rows().values()]
    order = list(Category)
    return sorted(
        found, key=lambda held: order.index(held.columns[0].category) if held.columns else len(order)
    )


def categories_of(held: Held) -> tuple[Category, ...]:
    """The kinds of data about the person that these rows have."""
    about = {
        found.category
        for found in classified(held.model).values()
        if found.subject is Subject.CONTACT and found.label
    }
    return tuple(category for category in Category if category in about)


def _held(entry: SubjectRows, subject: SubjectRef, hide: Hidden) -> Held:
    known = classified(entry.model)
    ordered = [name for name in _field_names(entry.table) if name in known]
    exported = any(known[name].label and known[name].subject is Subject.CONTACT for name in ordered)
    return Held(
        entry=entry,
        subject=subject,
        columns=tuple(
            Column(
                name=name,
                label=label,
                category=known[name].category,
                portable=known[name].portable,
                words=isinstance(_column(entry.table, name), EncryptedField)
                and known[name].category not in _OWN,
                moment=_column(entry.table, name).get_internal_type() == "DateTimeField",
            )
            for name in ordered
            if exported and (label := known[name].label) is not None
        ),
        left_out=tuple(
            LeftOut(entry.model, name, known[name].not_exported)
            for name in ordered
            if known[name].subject is Subject.CONTACT and known[name].label is None
        ),
        hide=hide,
    )


def _field_names(table: type[Model]) -> list[str]:
    own = model_fields(table)
    return [found.name for found in table._meta.local_concrete_fields if found.name in own]


def _column(table: type[Model], name: str) -> Field[Any, Any]:
    return next(found for found in table._meta.local_concrete_fields if found.name == name)


def _key_name(table: type[Model]) -> str:
    """``id``, or nothing where the key itself is a keyed hash that says something."""
    key = table._meta.pk
    return "id" if key is not None and key.name == "id" else ""


def _references(table: type[Model]) -> list[ForeignKey[Any, Any]]:
    """The registered rows that a row belongs to, by their ids: a delivery report to its message."""
    entered = set(registered_rows())
    return [
        found
        for found in table._meta.local_concrete_fields
        if isinstance(found, ForeignKey)
        and isinstance(found.related_model, type)
        and found.related_model._meta.label in entered
        and found.related_model is not table
    ]


def _opener(column: Field[Any, Any], found: Classification) -> Opener | None:
    """How a column's value becomes plain; None where it is plain as it is."""
    if isinstance(column, EncryptedField):
        return _unsealed(column)
    if isinstance(column, ForeignKey):
        return _pointed_at(column, found)
    kind = column.get_internal_type()
    if kind == "DateTimeField":
        return _moment
    if kind in ("UUIDField", "DateField", "TimeField", "DecimalField"):
        return _text
    return None


def _unsealed(column: EncryptedField[Any, Any]) -> Opener:
    def opened(value: Sealed, key: UUID) -> Any:
        value.pk = str(key)
        return column.opened(value)

    return opened


def _pointed_at(column: ForeignKey[Any, Any], found: Classification) -> Opener:
    """By its name, looked up once. Staff by first name; who has looked at data by role alone, for
    that is what the person has a right to (CJEU C-579/21, Pankki S).
    """
    table = column.remote_field.model
    assert isinstance(table, type)
    shown: Callable[[Any], str] = str
    if table._meta.label == settings.AUTH_USER_MODEL:
        shown = _role if found.purpose is Purpose.ACCOUNTABILITY else _colleague
    names: dict[Any, Any] = {}

    def named(value: Any, key: UUID) -> Any:
        if value not in names:
            row = table._base_manager.filter(pk=value).first()
            names[value] = shown(row) if row is not None else None
        return names[value]

    return named


def _role(user: Any) -> str:
    return str(user.role)


def _colleague(user: Any) -> str:
    first = str(user.name).split()
    return first[0] if first else str(user.role)


def _moment(value: datetime.datetime, key: UUID) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")


def _text(value: Any, key: UUID) -> str:
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
