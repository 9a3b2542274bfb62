"""The company is reminded of its cases, each time once (privacy.md "Cases")."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gdpr.cases.events import case_event, company_write
from gdpr.clock import days_left
from gdpr.models import Case, CaseEvent

#: Days before the end; 0 stands for "the time has passed".
DAYS = (14, 7, 2)
OVERDUE = 0


def cases_remind(*, now: datetime) -> int:
    """Remind the company, we are in it, of every open case that is near its end; how many were."""
    near = Case.objects.filter(closed_at__isnull=True, due_at__lt=now + timedelta(days=DAYS[0] + 1))
    return sum(_remind(pk, now) for pk in list(near.order_by("due_at").values_list("pk", flat=True)))


def _remind(pk: UUID, now: datetime) -> bool:
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).filter(pk=pk, closed_at__isnull=True).first()
        if case is None:
            return False
        left = days_left(case.due_at, now)
        passed = [days for days in DAYS if left <= days] + ([OVERDUE] if now > case.due_at else [])
        news = [days for days in passed if days not in case.reminded]
        if not news:
            return False
        # Those that were missed while nothing ran are not made up for: one letter says how it stands.
        case.reminded = sorted({*case.reminded, *passed}, reverse=True)
        case.save(update_fields=["reminded"])
        if OVERDUE in passed:
            event = case_event(case=case, kind=CaseEvent.Kind.OVERDUE)
        else:
            event = case_event(case=case, kind=CaseEvent.Kind.REMINDED, days=left)
        company_write(event=event)
    return True
