"""The room's part of a case's page: how far the package has come, and who has fetched it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from gdpr.access.links import is_open
from gdpr.access.redactions import undecided_count
from gdpr.access.selectors import case_package
from gdpr.models import Case, Redaction


def case_part(case: Case, request: HttpRequest) -> dict[str, Any] | None:
    """What stands on the case's page of its package; None where there is none."""
    package = case_package(case)
    if package is None:
        return None
    return {
        "case": case,
        "package": package,
        "open": is_open(package, timezone.now()),
        "undecided": undecided_count(case),
        "found": Redaction.objects.filter(case=case).count(),
        "kilobytes": max(1, package.size // 1024),
        "rows": sum((package.counts.get("models") or {}).values()),
    }
