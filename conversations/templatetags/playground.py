"""The playground beside other pages."""

from __future__ import annotations

from typing import Any

from django import template

from conversations.playground_pages import Panel

register = template.Library()


@register.inclusion_tag("conversations/_playground.html", takes_context=True)
def playground_panel(context: template.Context) -> dict[str, Any]:
    """An empty playground, as a pane of its own; needs no context of the page that it stands on."""
    return {"play": Panel()}
