"""Everything that a company has, as files that it can take elsewhere: a zip of JSON lines, one file per table.

Values stand opened. Secrets of the sign-in system and keyed hashes are left out, for they mean nothing
anywhere else; the inventory says which (fields that are personal but not exported).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from gdpr.access.archive import Archive
from nexus.crypto.envelope import DecryptionError
from nexus.crypto.fields import EncryptedBytesField
from nexus.privacy.inventory import Category, classified
from nexus.privacy.signing import public_key
from nexus.tenants.models import Company
from nexus.tenants.readiness import tenant_labels

_PAGE = 500


def company_export(company: Company, folder: Path) -> tuple[Path, dict[str, int]]:
    """Write the company's export into ``folder``; called inside the company.

    Answers the file and the number of rows per table. A value that does not open is null, and is counted in
    the manifest. An earlier file of the same name is replaced only when the new one is whole.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{company.slug}-export.zip"
    half = path.with_suffix(".part")
    counts: dict[str, int] = {}
    damaged: dict[str, int] = {}
    now = timezone.now()
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as raw:
        archive = Archive(raw.write, at=now)
        for model in _exported_models():
            label = model._meta.label
            with archive.file(f"{label}.jsonl") as write:
                for values, bad in _rows(model):
                    write(json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n")
                    counts[label] = counts.get(label, 0) + 1
                    if bad:
                        damaged[label] = damaged.get(label, 0) + bad
        archive.finish(
            {
                "company": company.slug,
                "made_at": now.isoformat(),
                "counts": {"models": counts},
                "omissions": [],
                "damaged_values": damaged,
                "public_key": public_key(),
            }
        )
    half.replace(path)
    return path, counts


def _exported_models() -> list[type[models.Model]]:
    """The company's own tables with something to take along, by name."""
    own = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in tenant_labels() and model._meta.managed and not model._meta.proxy
    ]
    return sorted((model for model in own if _exported_fields(model)), key=lambda model: model._meta.label)


def _exported_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    known = classified(model._meta.label)
    return [
        field
        for field in model._meta.local_concrete_fields
        if not isinstance(field, (models.BinaryField, EncryptedBytesField, models.GeneratedField))
        and field.name in known
        and (known[field.name].label is not None or known[field.name].category is Category.NONE)
    ]


def _rows(model: type[models.Model]) -> Iterator[tuple[dict[str, Any], int]]:
    """Each row's values by field name, and how many of them do not open; by key, so that memory stays flat."""
    fields = _exported_fields(model)
    names = [field.attname for field in fields]
    last: Any = None
    while True:
        rows = model._base_manager.order_by("pk")
        page = list((rows if last is None else rows.filter(pk__gt=last))[:_PAGE])
        if not page:
            return
        for row in page:
            last = row.pk
            values: dict[str, Any] = {}
            bad = 0
            for name in names:
                try:
                    values[name] = getattr(row, name)
                except DecryptionError:
                    values[name] = None
                    bad += 1
            yield values, bad
