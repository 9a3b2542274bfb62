from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db.models import Model

from nexus.privacy.inventory import classified, model_fields, models


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
