"""What the registers put on the overview."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from conversations.presenters import date_text
from gdpr.registers.subprocessors import subprocessors_coming


def coming_card(request: HttpRequest) -> dict[str, Any] | None:
    """Sub-processors that the company can still object to; nothing where there are none."""
    coming = [
        {
            "name": each.row.name,
            "until": date_text(each.last_day, "j F Y"),
            "objected": each.notice is not None and each.notice.objected_at is not None,
        }
        for each in subprocessors_coming()
    ]
    return {"coming": coming} if coming else None
