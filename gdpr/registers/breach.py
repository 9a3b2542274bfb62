"""Whose data a breach concerns: the list that the controller needs to tell people (GDPR art. 33 and 34).

Found through the registry: every model that has rows about people is asked which people have rows there in
the time, or had them by its end. A member of staff's account is told by the log of reads instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Count, DateTimeField, F, Max, Min, Model, Q
from django.db.models.fields.related import ForeignObject

from crm.models import Contact
from crm.selectors import contact_phone
from gdpr.registers.reads import customer_name
from nexus.api.models import ApiKey
from nexus.audit.models import Entry
from nexus.privacy.inventory import classified
from nexus.privacy.registry import SubjectRows, registered_rows
from nexus.privacy.vocabulary import Category, Subject

WHOLE, NUMBER, BOOKINGS, STAFF, KEY = "company", "number", "bookings", "staff", "key"
_BATCH: Final = 500
_CONVERSATION: Final = "conversations.Conversation"


@dataclass(frozen=True, slots=True)
class Scope:
    """What was breached and when. ``object_id`` is the number, the account or the key.

    ``stored``: everything that was there by ``until`` counts, not only what came in from ``since`` on. A key
    opens all that is stored, and an account what was opened with it: there it makes no difference.
    """

    component: str
    since: datetime.datetime
    until: datetime.datetime
    object_id: UUID | None = None
    stored: bool = False


@dataclass(slots=True)
class Affected:
    """One person: how many rows of each category, and when the first and the last of them were."""

    counts: dict[Category, int] = field(default_factory=dict)
    first: datetime.datetime | None = None
    last: datetime.datetime | None = None

    def add(
        self,
        categories: tuple[Category, ...],
        rows: int,
        first: datetime.datetime | None,
        last: datetime.datetime | None,
    ) -> None:
        for category in categories:
            self.counts[category] = self.counts.get(category, 0) + rows
        if first is not None:
            self.first = min(first, self.first or first)
        if last is not None:
            self.last = max(last, self.last or last)


@dataclass(frozen=True, slots=True)
class Person:
    """An affected person as the controller is told of them; ``shown`` leaves out who is restricted."""

    contact_id: UUID
    name: str
    phone: str
    shown: str
    affected: Affected


def affected(scope: Scope) -> dict[UUID, Affected]:
    """Everybody whom the breach concerns, by contact."""
    found: dict[UUID, Affected] = {}
    if scope.component == STAFF:
        _by_log(scope, found)
    elif scope.component != KEY or _key_was_open(scope):
        for entry in registered_rows().values():
            if entry.contact is not None:
                _by_rows(scope, entry, found)
    # Who is known by a message is known by their number too.
    for person in found.values():
        person.counts.setdefault(Category.CONTACT_DETAILS, 1)
    return found


def totals(found: dict[UUID, Affected]) -> list[tuple[Category, int]]:
    """How many people each category concerns, in the vocabulary's order."""
    return [
        (category, count)
        for category in Category
        if (count := sum(1 for person in found.values() if category in person.counts))
    ]


def people(found: dict[UUID, Affected]) -> Iterator[Person]:
    """The people, with names and numbers opened batch by batch. Who has been erased since stays unnamed."""
    keys = sorted(found)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        known = {
            contact.pk: contact
            for contact in Contact.objects.filter(pk__in=batch).prefetch_related("identifiers")
        }
        for key in batch:
            contact = known.get(key)
            yield Person(
                contact_id=key,
                name=str(contact.name or "") if contact else "",
                phone=contact_phone(contact) if contact else "",
                shown=customer_name(contact) if contact else "",
                affected=found[key],
            )


def _by_rows(scope: Scope, entry: SubjectRows, found: dict[UUID, Affected]) -> None:
    categories = _categories(entry.model)
    limits = _component(scope, entry, categories)
    if limits is None:
        return
    dated = _is_moment(entry)
    if dated:
        limits &= Q(**{f"{entry.at}__lt": scope.until})
        if not scope.stored and scope.component != KEY:
            limits &= Q(**{f"{entry.at}__gte": scope.since})
    elif not scope.stored and scope.component != KEY:
        return
    path = entry.contact or "pk"
    times = {"first": Min(entry.at), "last": Max(entry.at)} if dated else {}
    rows = entry.table._base_manager.filter(limits, **{f"{path}__isnull": False})
    for row in rows.order_by().values(key=F(path)).annotate(rows=Count("pk"), **times):
        found.setdefault(row["key"], Affected()).add(
            categories, row["rows"], row.get("first"), row.get("last")
        )


def _key_was_open(scope: Scope) -> bool:
    """Whether the key was good for a moment of the time."""
    key = ApiKey.objects.filter(pk=str(scope.object_id), created_at__lt=scope.until)
    return key.filter(Q(revoked_at=None) | Q(revoked_at__gt=scope.since)).exists()


def _component(scope: Scope, entry: SubjectRows, categories: tuple[Category, ...]) -> Q | None:
    """The condition that the component sets on a model's rows; None where it has none of them."""
    if scope.component == NUMBER:
        conversation = _path_to_conversation(entry)
        return None if conversation is None else Q(**{f"{conversation}route_id": scope.object_id})
    if scope.component == BOOKINGS and Category.BOOKINGS not in categories:
        return None
    return Q()


def _path_to_conversation(entry: SubjectRows) -> str | None:
    """How a model's rows lead to the conversation that they are part of, with "__" at its end."""
    model: type[Model] = entry.table
    if model._meta.label == _CONVERSATION:
        return ""
    way = ""
    for step in (entry.contact or "").split("__"):
        relation = model._meta.get_field(step) if step else None
        if not isinstance(relation, ForeignObject) or not isinstance(relation.related_model, type):
            return None
        way, model = f"{way}{step}__", relation.related_model
        if model._meta.label == _CONVERSATION:
            return way
    return None


def _is_moment(entry: SubjectRows) -> bool:
    model: Any = entry.table
    *steps, last = entry.at.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return isinstance(model._meta.get_field(last), DateTimeField)


def _by_log(scope: Scope, found: dict[UUID, Affected]) -> None:
    """What was opened or changed with the account, as the log has it."""
    entries = Entry.objects.filter(
        actor_id=scope.object_id, at__gte=scope.since, at__lt=scope.until, contact_id__isnull=False
    )
    seen = entries.order_by().values("contact_id", "subject_type")
    for row in seen.annotate(rows=Count("pk"), first=Min("at"), last=Max("at")):
        contact_id: UUID = row["contact_id"]  # type: ignore[assignment]  # none without is asked for
        found.setdefault(contact_id, Affected()).add(
            _seen_with(row["subject_type"]), row["rows"], row["first"], row["last"]
        )


def _seen_with(label: str) -> tuple[Category, ...]:
    """The categories that opening such a row shows: a conversation's page shows all that hangs on it."""
    if label not in registered_rows():
        return ()
    app = apps.get_model(label)._meta.app_label
    shown = {
        category
        for entry in registered_rows().values()
        if entry.table._meta.app_label == app
        for category in _categories(entry.model)
    }
    return tuple(category for category in Category if category in shown)


def _categories(model: str) -> tuple[Category, ...]:
    """The categories that a model's fields about customers have."""
    has = {found.category for found in classified(model).values() if found.subject is Subject.CONTACT}
    return tuple(category for category in Category if category in has)
