"""Changing how the chat stands on the company's site.

Where it may stand, what it may keep in a browser and whether it is on are the company's instructions to us
(Art. 28(3)(a)), so each change is one; a greeting and a colour are not processing, and are only logged.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from conversations.channels.webchat.stream import streams_end
from conversations.models import Widget
from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.audit.services import entry_append

MOST_WIDGETS: Final = 10
FIELDS: Final[tuple[str, ...]] = (
    "allowed_origins",
    "colour",
    "greeting_sv",
    "greeting_en",
    "keep_in_site",
    "active",
)
INSTRUCTIONS: Final[tuple[str, ...]] = ("allowed_origins", "keep_in_site", "active")


class TooManyWidgets(Exception):
    """The company has as many as one may have."""


def widget_create(*, by: User) -> Widget:
    """A new chat that no site may show yet. Raises :class:`TooManyWidgets`."""
    if Widget.objects.count() >= MOST_WIDGETS:
        raise TooManyWidgets
    with transaction.atomic():
        widget = Widget.objects.create()
        entry_append(
            action="widget_created",
            subject_type="conversations.Widget",
            subject_id=widget.pk,
            actor_id=by.pk,
        )
    return widget


def widget_store(*, widget: Widget, values: dict[str, Any], by: User) -> list[str]:
    """Keep ``values`` (by field of :data:`FIELDS`); returns the fields that changed.

    A chat that is switched off, or no longer allowed on a site, ends its open streams at once.
    """
    with transaction.atomic():
        kept = Widget.objects.select_for_update().get(pk=widget.pk)
        before = {name: getattr(kept, name) for name in FIELDS}
        changed = [name for name in FIELDS if name in values and values[name] != before[name]]
        for name in changed:
            setattr(kept, name, values[name])
            if name in INSTRUCTIONS:
                instruction_append(
                    setting=f"widget.{name}", before=before[name], after=values[name], actor=by
                )
            entry_append(
                action="setting_changed",
                subject_type="conversations.Widget",
                subject_id=kept.pk,
                actor_id=by.pk,
                details={"field": name},
            )
        if changed:
            kept.save(update_fields=changed)
        fewer = set(before["allowed_origins"]) - set(kept.allowed_origins)
        if (before["active"] and not kept.active) or fewer:
            streams_end(widget=kept)
    return changed
