"""How pages look: screenshots to lay beside the mock, and what axe finds, in both sizes and themes.

Set ``NEXUS_SCREENSHOTS`` to a folder to have every screen saved there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

THEMES = ("light", "dark")
sizes = pytest.mark.parametrize("size", ["desktop", "phone"])
_RUN = (
    "rules => axe.run(document, {resultTypes: ['violations'], ...rules}).then(results => results.violations)"
)
#: All that a theme can spoil. What the page consists of is the same in every one.
_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}

_STANDS = "!document.querySelector('.app') || document.documentElement.scrollHeight <= innerHeight"

# A colour on its way from the theme before is no colour of the page. The policy lets no style tag in.
_AT_REST = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { transition: none !important; }");
  document.adoptedStyleSheets.push(sheet);
}"""


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("NEXUS_SCREENSHOTS"):
        page.wait_for_timeout(400)  # let what moves come to rest
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def violations(page: Page | Frame, rules: dict[str, list[str]] | None = None) -> list[str]:
    """What axe finds on the page as it stands, by all its rules or by ``rules``."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(_RUN, rules or {})
    return [
        f"{v['id']}: {[n['html'][:160] for n in v['nodes']][:4]} {v['nodes'][0].get('failureSummary', '')[:200]}"
        for v in found
    ]


class Looks:
    """Looks at pages of one size in every theme; ``problems`` are the findings by page and theme."""

    def __init__(self, size: str) -> None:
        self.size = size
        self.problems: dict[str, list[str]] = {}

    def at(self, page: Page, name: str) -> None:
        """The page as it stands. It must not be wider than the window either, and where the portal's shell
        fills a phone, what scrolls is its pane and never the document.
        """
        page.evaluate(_AT_REST)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            keep(page, f"{name}-{self.size}-{theme}")
            if found := violations(page, None if theme == THEMES[0] else _COLOURS):
                self.problems[f"{name}, {theme}"] = found
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            self.problems[f"{name}, width"] = [f"wider than the window at {self.size}"]
        if self.size == "phone" and not page.evaluate(_STANDS):
            self.problems[f"{name}, height"] = ["the document scrolls, past its own end"]
