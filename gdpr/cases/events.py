"""A case's history, and the letters to the company that follow from it."""

from __future__ import annotations

from collections.abc import Mapping

from gdpr.models import Case, CaseEvent
from nexus.accounts.models import User
from nexus.outbox.services import job_put

MAIL = "rights_mail"
#: Between what a value was and what it is, in the note of a change: ``name: Karin Ek → Karin Ekberg``.
ARROW = " → "


def case_event(
    *, case: Case, kind: str, actor: User | None = None, note: str = "", **details: str | int | bool
) -> CaseEvent:
    """Append to the history. ``details`` are codes and counts; words about a person go into ``note``."""
    return event_append(case=case, kind=kind, details=details, actor=actor, note=note)


def event_append(
    *,
    case: Case,
    kind: str,
    details: Mapping[str, str | int | bool],
    actor: User | None = None,
    note: str = "",
) -> CaseEvent:
    """:func:`case_event`, for details that are put together first."""
    return CaseEvent.objects.create(case=case, kind=kind, actor=actor, note=note, details=dict(details))


def company_write(*, event: CaseEvent) -> None:
    """Have the company's data-protection contacts written to about this event. Once per event."""
    job_put(kind=MAIL, object_id=event.pk)
