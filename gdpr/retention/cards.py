"""The room's card on the overview of rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from gdpr.retention.pages import class_rows, proposal_context, run_row
from gdpr.retention.plan import excepted
from gdpr.retention.selectors import run_latest
from nexus.accounts.access import staff_user


def overview(request: HttpRequest) -> dict[str, Any]:
    """The table of periods, who is excepted, and what waits or goes on."""
    latest = run_latest()
    return {
        "classes": class_rows(timezone.now()),
        "excepted": len(excepted()),
        "latest_run": run_row(latest) if latest else None,
        **proposal_context(staff_user(request)),
    }
