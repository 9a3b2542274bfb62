"""The chat's loader, with what the closed button needs in it: one request, and the right colour at once."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders

#: What the loader's first lines hold in place of the company's widgets.
PLACE: Final = "/* widgets */ {}"


def loader_source(widgets: dict[str, dict[str, Any]]) -> bytes:
    """The script for ``widgets``: by key ``{"colours": shades, "name": the company's name}``, active ones."""
    # "<" is escaped so that the text is harmless wherever a site may put it.
    filled = json.dumps(widgets, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return _source().replace(PLACE, filled, 1).encode()


@lru_cache(maxsize=1)
def _source() -> str:
    found = finders.find("widget/loader.js")
    if not isinstance(found, str):
        raise FileNotFoundError("static/widget/loader.js")
    text = Path(found).read_text(encoding="utf-8")
    if text.count(PLACE) != 1:
        raise ValueError("the loader has no place for the widgets")
    return text
