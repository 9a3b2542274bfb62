"""Two contacts that are one person: joined by staff, or by a number shown in the chat, and parted again.

Whatever hangs on a contact moves, and the record says what. The joined contact's row goes; parting makes it
anew under its old key and gives back what was moved and is still there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction
from django.db.models import ForeignKey
from django.utils import timezone

from crm.models import Contact, Identifier, MergeRecord
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.webhooks.services import contact_moved, event_put

#: What a contact without it takes over from the other.
_FILLED: Final = ("name", "email", "language")
#: What holds for both when it holds for one: nobody loses a protection by being joined.
_EITHER: Final = ("restricted", "objected")
_LATEST: Final = ("last_seen_at", "returned_at")
_DATES: Final = ("ai_disclosed_at", "created_at", "last_seen_at", "returned_at")
_KEPT: Final = (*_FILLED, *_EITHER, "ai_disclosure_text", *_DATES)


class MergeRefused(Exception):
    """``code`` is ``same``, ``two_numbers`` (a text would not know which to go to), ``gone`` or ``undone``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def contact_merge(*, keep: Contact, other: Contact, actor: User | None, reason: str = "staff") -> MergeRecord:
    """``other`` is ``keep`` from now on. ``reason`` is ``staff`` or ``chat``. Raises :class:`MergeRefused`."""
    if keep.pk == other.pk:
        raise MergeRefused("same")
    with transaction.atomic():
        rows = {
            row.pk: row
            for row in Contact.objects.select_for_update().filter(pk__in=[keep.pk, other.pk]).order_by("pk")
        }
        if len(rows) != 2:
            raise MergeRefused("gone")
        keep, other = rows[keep.pk], rows[other.pk]
        if _has_number(keep) and _has_number(other):
            raise MergeRefused("two_numbers")
        moved = {
            label: keys
            for label, model, field in hanging()
            if (keys := _move(model, field, _keys(model, field, other), keep))
        }
        record = MergeRecord.objects.create(
            contact=keep,
            other_id=other.pk,
            content={"fields": _fields(other), "taken": _take(keep, other), "moved": moved},
            reason=reason,
            actor=actor,
        )
        Contact.objects.filter(pk=other.pk).delete()
        contact_moved(contact_id=record.other_id, to=keep.pk)
        event_put("contact.merged", record.other_id, contact_id=keep.pk)
        _log("contact.merged", record, actor)
    return record


def contact_unmerge(*, record: MergeRecord, actor: User | None) -> Contact:
    """The joined contact stands by itself again, with what was moved and is still there. Raises
    :class:`MergeRefused`."""
    with transaction.atomic():
        record = MergeRecord.objects.select_for_update().get(pk=record.pk)
        if record.undone_at is not None:
            raise MergeRefused("undone")
        keep = Contact.objects.select_for_update().get(pk=record.contact_id)
        content: dict[str, Any] = record.content
        other = Contact.objects.create(id=record.other_id, **_opened(content["fields"]))
        for label, model, field in hanging():
            keys = content["moved"].get(label, [])
            still = list(
                model._base_manager.filter(pk__in=keys, **{field: keep}).values_list("pk", flat=True)
            )
            _move(model, field, still, other)
        _give_back(keep, other, content["taken"])
        record.undone_at, record.undone_by = timezone.now(), actor
        record.save(update_fields=["undone_at", "undone_by"])
        _log("contact.unmerged", record, actor)
    return other


def _has_number(contact: Contact) -> bool:
    return Identifier.objects.filter(contact=contact, kind=Identifier.Kind.PHONE).exists()


def hanging() -> Iterator[tuple[str, type[models.Model], str]]:
    """Every foreign key to a contact: ``app.Model.field``, the model and the field's name."""
    for relation in Contact._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if relation.auto_created and not relation.concrete and isinstance(field, ForeignKey):
            yield f"{field.model._meta.label}.{field.name}", field.model, field.name


def _keys(model: type[models.Model], field: str, contact: Contact) -> list[Any]:
    return list(model._base_manager.filter(**{field: contact}).values_list("pk", flat=True))


def _move(model: type[models.Model], field: str, keys: list[Any], contact: Contact) -> list[str]:
    if keys:
        model._base_manager.filter(pk__in=keys).update(**{field: contact})
    return [str(key) for key in keys]


def _fields(contact: Contact) -> dict[str, Any]:
    """A contact's own fields, JSON-safe."""
    found = {name: getattr(contact, name) for name in _KEPT}
    return {name: value.isoformat() if name in _DATES and value else value for name, value in found.items()}


def _opened(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in _DATES and value else value
        for name, value in fields.items()
    }


def _take(keep: Contact, other: Contact) -> dict[str, list[Any]]:
    """Let ``keep`` have what it lacks; by field what it had before, and what it has now."""
    new: dict[str, Any] = {name: getattr(other, name) for name in _FILLED if not getattr(keep, name)}
    new |= {name: getattr(keep, name) or getattr(other, name) for name in _EITHER}
    new |= {
        name: max(filter(None, (getattr(keep, name), getattr(other, name))), default=None) for name in _LATEST
    }
    if other.ai_disclosed_at and (
        keep.ai_disclosed_at is None or other.ai_disclosed_at > keep.ai_disclosed_at
    ):
        new |= {
            "ai_disclosed_at": other.ai_disclosed_at,
            "ai_disclosure_text": str(other.ai_disclosure_text or ""),
        }
    new = {name: value for name, value in new.items() if value != getattr(keep, name)}
    before = _fields(keep)
    for name, value in new.items():
        setattr(keep, name, value)
    if new:
        keep.save(update_fields=list(new))
    after = _fields(keep)
    return {name: [before[name], after[name]] for name in new}


def _give_back(keep: Contact, other: Contact, taken: dict[str, list[Any]]) -> None:
    """What ``keep`` had taken over, and nobody has changed since, is as it was before."""
    now = _fields(keep)
    # What protects a person is not taken away unasked: staff lift it where it was not meant for both.
    back = {
        name: before
        for name, (before, after) in taken.items()
        if now[name] == after and name not in (*_EITHER, "last_seen_at")
    }
    for name, value in _opened(back).items():
        setattr(keep, name, value)
    if back:
        keep.save(update_fields=list(back))


def _log(action: str, record: MergeRecord, actor: User | None) -> None:
    for contact_id in (record.contact_id, record.other_id):
        entry_append(
            action=action,
            subject_type="crm.Contact",
            subject_id=contact_id,
            actor_id=actor.pk if actor else None,
            actor_kind="staff" if actor else "customer",
            contact_id=contact_id,
            details={"merge": str(record.pk), "reason": record.reason},
        )


def merge_history(contact_id: UUID) -> list[MergeRecord]:
    """Every joining of the contact, also those that were parted again, on either side; the latest first."""
    found = MergeRecord.objects.filter(
        models.Q(contact_id=contact_id) | models.Q(other_id=contact_id, undone_at__isnull=False)
    )
    return list(found.select_related("actor", "undone_by", "contact").order_by("-id"))


def merges_of(contact_id: UUID) -> list[MergeRecord]:
    """What was joined into the contact and can be parted again, the latest first."""
    found = MergeRecord.objects.filter(contact_id=contact_id, undone_at__isnull=True)
    return list(found.select_related("actor").order_by("-id"))
