"""Moving every sealed value of one schema to its owner's newest data key."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.expressions import F, Func

from nexus.crypto.envelope import DecryptionError, Sealed, key_number
from nexus.crypto.fields import EncryptedField, moved
from nexus.crypto.keys import (
    PLATFORM,
    KeyUnavailable,
    field_key_add,
    field_keys_retire,
    sealing_cipher,
    unwrapped,
)
from nexus.crypto.models import DataKey
from nexus.crypto.selectors import tables_present

log = logging.getLogger(__name__)

BATCH_ROWS: Final = 500


@dataclass
class Rotation:
    """What was done: counts of stored values, and which rows would not open."""

    owners: int = 0
    values: int = 0
    rotated: int = 0
    damaged: int = 0
    keys_created: int = 0
    keys_retired: int = 0
    keys_rewrapped: int = 0
    keys_unreadable: int = 0
    missing_tables: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not (self.damaged or self.keys_unreadable or self.missing_tables or self.failed)


def schema_rotate(*, owner: str, result: Rotation) -> None:
    """Bring everything sealed in the current schema, which must be ``owner``'s, under a new key.

    A rotation that was cut short is taken up again: as long as an older key is not retired, no further
    one is made, and values already under the newest are left alone. A value that does not open is
    counted and passed over.
    """
    sealing_cipher(owner)  # a key that does not open must not get a successor that would hide it
    active = DataKey.objects.filter(owner=owner, purpose="field", retired_at=None).count()
    if active <= 1:
        field_key_add(owner=owner)
        result.keys_created += 1
    newest = sealing_cipher(owner)[0]
    holders = list(_holders(owner))
    present = tables_present(schema=owner, tables=[model._meta.db_table for model, _ in holders])
    complete = True
    for model, fields in holders:
        if model._meta.db_table not in present:
            # The search path would fall through to public's rows.
            result.missing_tables.append(f"{owner}.{model._meta.db_table}")
            complete = False
            continue
        _model_rotate(model, fields, newest, result)
    if complete:
        result.keys_retired += field_keys_retire(owner=owner, before=newest)
    result.owners += 1


def keys_rewrap(*, owner: str | None, result: Rotation) -> None:
    """Wrap data keys anew under the newest FIELD_ENCRYPTION_KEY; all owners' without ``owner``."""
    keys = DataKey.objects.all() if owner is None else DataKey.objects.filter(owner=owner)
    for pk in keys.values_list("pk", flat=True):
        with transaction.atomic():
            row = DataKey.objects.select_for_update().filter(pk=pk).values_list("wrapped", flat=True).first()
            if row is None:
                continue
            try:
                unwrapped(row)
            except KeyUnavailable:
                log.error("keys_rotate: data key %s does not open", pk)
                result.keys_unreadable += 1
                continue
            DataKey.objects.filter(pk=pk).update(wrapped=row)
            result.keys_rewrapped += 1


def _holders(owner: str) -> Iterator[tuple[type[models.Model], list[EncryptedField[Any, Any]]]]:
    """The models with encrypted fields whose table belongs in the owner's kind of schema."""
    names = settings.SHARED_APPS if owner == PLATFORM else settings.TENANT_APPS
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        config = apps.get_app_config(model._meta.app_label)
        if config.name not in names and f"{type(config).__module__}.{type(config).__name__}" not in names:
            continue
        fields = [f for f in model._meta.local_concrete_fields if isinstance(f, EncryptedField)]
        # A platform field in a company's table follows the platform's key, not the company's.
        fields = [f for f in fields if f.owner() == owner]
        if fields:
            yield model, fields


def _model_rotate(
    model: type[models.Model], fields: list[EncryptedField[Any, Any]], newest: int, result: Rotation
) -> None:
    manager = model._base_manager
    heads = {f"_head_{f.name}": _head(f) for f in fields}
    last: Any = None
    while True:
        page = manager.all() if last is None else manager.filter(pk__gt=last)
        rows = list(page.order_by("pk").annotate(**heads).values_list("pk", *heads)[:BATCH_ROWS])
        if not rows:
            return
        last = rows[-1][0]
        behind = []
        for pk, *row_heads in rows:
            stored = [bytes(head) for head in row_heads if head is not None]
            result.values += len(stored)
            if any(int.from_bytes(head) != newest for head in stored):
                behind.append(pk)
        if behind:
            _rows_rotate(model, fields, behind, newest, result)


def _head(encrypted: EncryptedField[Any, Any]) -> Func:
    """The stored value's key number, read without fetching the value."""
    return Func(
        F(encrypted.attname),
        template="substring(%(expressions)s from 2 for 4)",
        output_field=models.BinaryField(),
    )


def _rows_rotate(
    model: type[models.Model],
    fields: list[EncryptedField[Any, Any]],
    pks: list[Any],
    newest: int,
    result: Rotation,
) -> None:
    names = [f.attname for f in fields]
    manager = model._base_manager
    with transaction.atomic():
        # Locked, so that a save in between is not overwritten with the older content.
        rows = manager.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk", *names)
        for pk, *values in rows:
            changes = {}
            for encrypted, sealed in zip(fields, values, strict=True):
                if not isinstance(sealed, Sealed):
                    continue
                try:
                    if key_number(sealed.data) != newest:
                        changes[encrypted.attname] = moved(encrypted, sealed, pk=str(pk))
                except (DecryptionError, KeyUnavailable):
                    log.error("keys_rotate: %s of %s does not open", encrypted.label, pk)
                    result.damaged += 1
            if changes:
                manager.filter(pk=pk).update(**changes)
                result.rotated += len(changes)
