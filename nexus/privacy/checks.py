from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db.models import Model

from nexus.privacy.inventory import Erase, Subject, classified, entries, model_fields, models
from nexus.privacy.registry import registered_rows


def check_inventory(
    app_configs: Sequence[AppConfig] | None = None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    """Every field is classified (privacy.E001), and nothing that is not there (privacy.E002)."""
    found = list(apps.get_models(include_auto_created=True))
    errors = unclassified(found)
    known = {model._meta.label for model in found}
    for label in models():
        if label not in known:
            errors.append(
                Error(f"The inventory names {label}, which is no installed model.", id="privacy.E002")
            )
    return [*errors, *unregistered()]


def unregistered() -> list[CheckMessage]:
    """Models with fields about contacts that nobody can find, or whose time never ends.

    privacy.E003: not in the registry, or there without such fields; privacy.E004: a retention class with a
    period but without an expiry; privacy.E005: a row that erasure would both keep and delete.
    """
    errors: list[CheckMessage] = []
    rows = registered_rows()
    personal = {model for model, _, _ in entries(subject=Subject.CONTACT)}
    for model in sorted(personal ^ set(rows)):
        missing = (
            "is about contacts but is not in the registry" if model in personal else "is in the registry"
        )
        errors.append(
            Error(
                f"{model} {missing}{'' if model in personal else ' but has no field about contacts'}.",
                hint="Enter it with nexus.privacy.registry.subject_rows(…) in the app's privacy.py.",
                id="privacy.E003",
            )
        )
    for model in sorted(personal & set(rows)):
        about = [found for found in classified(model).values() if found.subject is Subject.CONTACT]
        for period in sorted({found.retention for found in about}, key=lambda found: found.name):
            if period.value.days is not None and period not in rows[model].expiry:
                errors.append(
                    Error(f"{model} has fields of {period.name} that never expire.", id="privacy.E004")
                )
        if {Erase.KEEP, Erase.DELETE} <= {found.erase for found in about}:
            errors.append(Error(f"{model} would be both kept and deleted by an erasure.", id="privacy.E005"))
    return errors


def unclassified(found: Iterable[type[Model]]) -> list[CheckMessage]:
    """The errors of some models: fields without a classification, and classifications without a field."""
    errors: list[CheckMessage] = []
    for model in found:
        if model._meta.proxy:
            continue
        label = model._meta.label
        there, entered = model_fields(model), set(classified(label))
        for name in sorted(there - entered):
            errors.append(
                Error(
                    f"{label}.{name} is not in the data inventory.",
                    hint=f"Classify it with nexus.privacy.inventory.classify({label!r}, …) in the "
                    "app's privacy.py.",
                    obj=model,
                    id="privacy.E001",
                )
            )
        for name in sorted(entered - there):
            errors.append(
                Error(
                    f"The inventory names {label}.{name}, which is no field of that model.",
                    obj=model,
                    id="privacy.E002",
                )
            )
    return errors
