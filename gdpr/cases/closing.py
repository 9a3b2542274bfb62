"""The end of a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gdpr.cases.events import event_append
from gdpr.models import Case, CaseEvent
from nexus.webhooks.services import event_put


def case_done(*, case: Case, now: datetime, **details: str | int | bool) -> Case:
    """It has been carried out. Called by whoever did; again is nothing."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if case.closed_at is not None:
            return case
        case.state, case.closed_at = Case.State.DONE, now
        case.save(update_fields=["state", "closed_at"])
        event_append(case=case, kind=CaseEvent.Kind.DONE, details=details)
        event_put("rights_request.done", case.pk, contact_id=case.contact_id)
    return case
