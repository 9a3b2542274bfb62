"""Changing the company's rules for calls: each change is an instruction to us (GDPR art. 28(3)(a))."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.models import CallSettings
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.tenants.models import Company

FIELDS: Final = (
    "rings",
    "ring_seconds",
    "screening",
    "text_open",
    "text_closed",
    "window_hours",
    "countries",
    "hourly_budget",
    "wording_sv",
    "wording_en",
)


def call_settings_store(*, company: Company, values: dict[str, Any], by: UUID) -> list[str]:
    """Keep the wishes in ``values`` (by field) for ``company``; returns the fields that changed."""
    with transaction.atomic():
        # The lock is on the company's row: there may be no settings to lock yet.
        Company.objects.select_for_update().get(pk=company.pk)
        settings = CallSettings.objects.first() or CallSettings()
        before = {name: getattr(settings, name) for name in FIELDS}
        changed: list[str] = [name for name in FIELDS if name in values and values[name] != before[name]]
        if not changed:
            return []
        for name in changed:
            setattr(settings, name, values[name])
        settings.changed_at = timezone.now()
        settings.save()
        actor = User.objects.filter(pk=by).first()
        for name in changed:
            instruction_append(setting=f"calls.{name}", before=before[name], after=values[name], actor=actor)
    return changed
