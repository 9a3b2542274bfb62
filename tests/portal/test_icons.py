"""Every icon that a page asks for is in the sprite: a name that is not draws nothing, and nobody is told."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.template import Context, Template

from conversations.labels import CHANNEL_ICONS
from conversations.models import Channel
from nexus.portal.templatetags.portal import UnknownIcon, icon_names

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("conversations", "crm", "gdpr", "nexus")
IN_TEMPLATES = re.compile(r'\{% icon "([^"]*)"|\bicon="([^"]+)"')
#: What holds icons by code, such as ``EVENT_ICONS``.
MAPS = re.compile(r"(?:^|_)ICONS$")


def _templates() -> list[Path]:
    found = sorted((ROOT / "templates").rglob("*.html"))
    # The chat's frame carries its own small sprite.
    return [path for path in found if "widget" not in path.relative_to(ROOT / "templates").parts]


def _written_in(path: Path) -> set[str]:
    """Names in code: ``icon="…"`` wherever it is handed over, and the values of maps of icons."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "icon":
            found |= _texts(node.value)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            names = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(name, ast.Name) and MAPS.search(name.id) for name in names):
                for value in node.value.values:
                    found |= _texts(value)
    return found


def _texts(value: ast.expr) -> set[str]:
    """The constants that an expression can come out as, a choice's condition and a lookup's keys left out."""
    if isinstance(value, ast.IfExp):
        return _texts(value.body) | _texts(value.orelse)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {value.value} - {""}
    return set()


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    named = {
        name
        for path in _templates()
        for found in IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    assert len(named) > 20, "the templates were read"
    assert named - icon_names() == set()


def test_every_icon_that_code_names_is_in_the_sprite() -> None:
    named = {
        name
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        for name in _written_in(path)
    }
    assert len(named) > 10, "the code was read"
    assert named - icon_names() == set()


def test_every_channel_has_an_icon() -> None:
    assert set(CHANNEL_ICONS) == set(Channel.values)


def test_a_name_that_code_made_up_stops_the_page_outside_production() -> None:
    assert "#i-chat" in Template("{% load portal %}{% icon 'chat' 's' %}").render(Context())
    with pytest.raises(UnknownIcon):
        Template("{% load portal %}{% icon name %}").render(Context({"name": "webchat"}))
