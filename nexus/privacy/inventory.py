"""The data inventory: what every field of every model is, whom it is about, and what becomes of it.

An app's ``privacy.py`` is imported at start and says, per model::

    classify(
        "crm.Contact",
        {
            "id": technical("identity of the row"),
            "name": personal(
                Category.CONTACT_DETAILS,
                purpose=Purpose.IDENTIFYING,
                retention=RetentionClass.CONTACTS,
                sv="Namn",
                en="Name",
                portable=True,
            ),
        },
    )

A field that nobody classified stops every management command (``privacy.E001``). GDPR art. 5, 25, 30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from nexus.privacy.vocabulary import (
    Category,
    Erase,
    Ground,
    Language,
    Purpose,
    RetentionClass,
    Subject,
    Text,
)

__all__ = [
    "Category",
    "Classification",
    "Erase",
    "Ground",
    "Language",
    "Purpose",
    "RetentionClass",
    "Subject",
    "Text",
    "classify",
    "entries",
    "model_fields",
    "personal",
    "technical",
]


@dataclass(frozen=True, slots=True)
class Classification:
    """One field's place in the inventory.

    ``label`` is its name in the access package, or None where it is not exported; then ``not_exported``
    says why. ``note`` is for those who maintain the code.
    """

    category: Category
    subject: Subject
    purpose: Purpose
    retention: RetentionClass
    label: Text | None
    portable: bool
    not_exported: str
    erase: Erase
    ground: Ground | None
    note: str = ""


def personal(
    category: Category,
    *,
    purpose: Purpose,
    retention: RetentionClass,
    subject: Subject = Subject.CONTACT,
    sv: str = "",
    en: str = "",
    portable: bool = False,
    not_exported: str = "",
    erase: Erase = Erase.DELETE,
    ground: Ground | None = None,
    note: str = "",
) -> Classification:
    """A field with personal data.

    Either ``sv`` and ``en`` (its label in the access package) or ``not_exported`` (why it is left out).
    ``portable``: the person provided it (Art. 20). ``ground``: needed when ``erase`` is KEEP.
    """
    if category is Category.NONE or subject is Subject.NONE:
        raise ValueError("Personal data has a category and a subject; use technical() for the rest.")
    if bool(sv) != bool(en):
        raise ValueError("A label has both languages.")
    if bool(sv) == bool(not_exported):
        raise ValueError("Say either how the field is exported (sv, en) or why not (not_exported).")
    if portable and not sv:
        raise ValueError("A portable field is exported.")
    if (erase is Erase.KEEP) != (ground is not None):
        raise ValueError("What erasure keeps, and nothing else, has a ground.")
    return Classification(
        category=category,
        subject=subject,
        purpose=purpose,
        retention=retention,
        label=Text(sv, en) if sv else None,
        portable=portable,
        not_exported=not_exported,
        erase=erase,
        ground=ground,
        note=note,
    )


def technical(
    note: str, *, retention: RetentionClass = RetentionClass.NONE, erase: Erase = Erase.DELETE
) -> Classification:
    """A field without personal data; ``note`` says what it is for. It goes when its row goes."""
    if not note:
        raise ValueError("Say what the field is for.")
    return Classification(
        category=Category.NONE,
        subject=Subject.NONE,
        purpose=Purpose.OPERATING,
        retention=retention,
        label=None,
        portable=False,
        not_exported="no personal data",
        erase=erase,
        ground=None,
        note=note,
    )


_inventory: dict[str, dict[str, Classification]] = {}


def classify(model: str, fields: Mapping[str, Classification]) -> None:
    """Enter fields of ``model`` ("app_label.Model"). May be called again for further fields.

    Raises ValueError for a field that was already classified in another way.
    """
    known = _inventory.setdefault(model, {})
    for name, classification in fields.items():
        if known.get(name, classification) != classification:
            raise ValueError(f"{model}.{name} is classified twice, and differently.")
        known[name] = classification


def withdraw(model: str) -> None:
    """Take a model out again; for tests that classify one of their own."""
    _inventory.pop(model, None)


def entries(*, subject: Subject | None = None) -> Iterator[tuple[str, str, Classification]]:
    """``(model, field, classification)`` of the whole inventory, or of one kind of subject, sorted."""
    for model in sorted(_inventory):
        for name in sorted(_inventory[model]):
            found = _inventory[model][name]
            if subject is None or found.subject is subject:
                yield model, name, found


def classification(model: str, field: str) -> Classification | None:
    return _inventory.get(model, {}).get(field)


def classified(model: str) -> Mapping[str, Classification]:
    """What is known of one model, by field name."""
    return dict(_inventory.get(model, {}))


def models() -> list[str]:
    return sorted(_inventory)


def model_fields(model: type[Model]) -> set[str]:
    """Names of the fields that have a column in the model's own table; each must be classified.

    A many-to-many relation's rows are in its through table, a model of its own.
    """
    return {field.name for field in model._meta.local_concrete_fields}


def as_dict(model: str, field: str, found: Classification) -> dict[str, Any]:
    """One row of the data map, as plain JSON values."""
    return {
        "model": model,
        "field": field,
        "category": found.category.code,
        "subject": found.subject.value,
        "purpose": found.purpose.name.lower(),
        "retention": found.retention.code,
        "retention_days": found.retention.value.days,
        "exported": found.label is not None,
        "label_sv": found.label.sv if found.label else None,
        "label_en": found.label.en if found.label else None,
        "portable": found.portable,
        "not_exported": found.not_exported or None,
        "erasure": found.erase.value,
        "ground": found.ground.name.lower() if found.ground else None,
        "note": found.note or None,
    }
