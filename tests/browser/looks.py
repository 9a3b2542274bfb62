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
_RUN = "axe.run(document, {resultTypes: ['violations']}).then(results => results.violations)"

# An element takes its colours from others, so the end of one transition may be the start of the next.
_AT_REST = """async () => {
  for (;;) {
    const moving = document.getAnimations().filter(animation => animation instanceof CSSTransition);
    if (!moving.length) return;
    moving.forEach(animation => animation.finish());
    await new Promise(requestAnimationFrame);
  }
}"""


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("NEXUS_SCREENSHOTS"):
        page.wait_for_timeout(400)  # let what moves come to rest
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def violations(page: Page | Frame) -> list[str]:
    """What axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(_RUN)
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
        """The page as it stands. It must not be wider than the window either."""
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.evaluate(_AT_REST)  # no colour is still on its way from the theme before
            keep(page, f"{name}-{self.size}-{theme}")
            if found := violations(page):
                self.problems[f"{name}, {theme}"] = found
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            self.problems[f"{name}, width"] = [f"wider than the window at {self.size}"]
