"""Changing what the company wants of its agent.

Settings that steer processing are the company's instructions to us (Art. 28(3)(a)): each change is an entry
of the audit log, with codes and lengths but never with a text.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conversations.models import AgentSettings
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.audit.services import entry_append
from nexus.tenants.models import Company

OWN = ("tone", "answers", "away_text", "excluded_topics", "fallback", "reminders")
#: These stand on the company, in the shared schema.
COMPANYS = ("disclosure_text", "emergency_text")
Details = dict[str, str | int | bool]


def agent_settings_store(*, company: Company, values: dict[str, Any], by: UUID) -> list[str]:
    """Keep the wishes in ``values`` (by field) for ``company``; returns the fields that changed."""
    with transaction.atomic():
        # The lock is on the company's row: there may be no settings to lock yet.
        kept = Company.objects.select_for_update().get(pk=company.pk)
        settings = AgentSettings.objects.first() or AgentSettings()
        before = {
            **{name: getattr(settings, name) for name in OWN},
            **{n: getattr(kept, n) for n in COMPANYS},
        }
        changed = [name for name in (*OWN, *COMPANYS) if name in values and values[name] != before[name]]
        if any(name in OWN for name in changed):
            for name in OWN:
                setattr(settings, name, values.get(name, before[name]))
            settings.changed_at = timezone.now()
            settings.save()
        wordings = {name: values[name] for name in COMPANYS if name in changed}
        if wordings:
            Company.objects.filter(pk=company.pk).update(**wordings)
        actor = User.objects.filter(pk=by).first()
        for name in changed:
            instruction_append(
                setting=f"{'company' if name in COMPANYS else 'agent'}.{name}",
                before=before[name],
                after=values[name],
                actor=actor,
            )
            entry_append(
                action="setting_changed",
                subject_type="tenants.Company" if name in COMPANYS else "conversations.AgentSettings",
                subject_id=company.pk if name in COMPANYS else settings.pk,
                actor_id=by,
                details={
                    "kind": "instruction",
                    "field": name,
                    **_code("from", before[name]),
                    **_code("to", values[name]),
                },
            )
    return changed


def _code(side: str, value: object) -> Details:
    """A choice as its code, a text as its length, a list as its number."""
    if isinstance(value, bool):
        return {side: value}
    if isinstance(value, list):
        return {f"{side}_count": len(value)}
    text = str(value)
    choices = {*AgentSettings.Tone.values, *AgentSettings.Answers.values, *AgentSettings.Fallback.values}
    return {side: text} if text in choices else {f"{side}_length": len(text)}
