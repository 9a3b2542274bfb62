"""Appending to the audit log; nothing here changes or removes an entry."""

from uuid import UUID

from django.utils import timezone

from nexus.audit.models import Entry


def entry_append(
    *,
    action: str,
    subject_type: str,
    subject_id: UUID | None = None,
    actor_id: UUID | None = None,
    actor_kind: str = "staff",
    contact_id: UUID | None = None,
    details: dict[str, str | int | bool] | None = None,
) -> Entry:
    """Append one entry. ``details`` may hold ids, codes and counts, never content.

    ``contact_id`` is the customer whose data it was, so that they can be told who saw it.
    """
    return Entry.objects.create(
        at=timezone.now(),
        actor_id=actor_id,
        actor_kind=actor_kind,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        contact_id=contact_id,
        details=details or {},
    )


def read_log(
    *,
    actor_id: UUID | None,
    subject_type: str,
    subject_id: UUID,
    contact_id: UUID | None,
    actor_kind: str = "staff",
) -> None:
    """Record that somebody looked at a person's data (GDPR art. 32; privacy.md "Processor's duties")."""
    entry_append(
        action="read",
        subject_type=subject_type,
        subject_id=subject_id,
        actor_id=actor_id,
        actor_kind=actor_kind,
        contact_id=contact_id,
    )
