"""The one event of this app's own: a test, sent when somebody asks for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from nexus.webhooks.events import TEST, Event, event_kind


@event_kind(TEST, title=_("Test"), example={"message": "Hej från Nomar Nexus"})
def webhook_test(event: Event) -> dict[str, Any]:
    """Says hello, and nothing about anybody."""
    return {"message": "Hej från Nomar Nexus"}
