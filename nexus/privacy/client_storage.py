"""What the software keeps in people's own browsers: declared once, by the app whose code keeps it.

The notice (LEK, SFS 2022:482, chapter 9, section 28) and the data map are derived from this, and tests hold it
against a real browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from nexus.privacy.vocabulary import Category, Purpose, Subject, Text

#: Stands in ``key`` for what differs from one kept item to the next, such as a message's id.
VARYING: Final = re.compile(r"<[a-z]+>")


@dataclass(frozen=True, slots=True)
class ClientItem:
    """One thing that is kept.

    ``place`` is ``"frame"`` (storage of the chat's own address), ``"site"`` (of the site around it) or
    ``"portal"``. ``fields`` are the keys of the JSON that is kept, none for a bare value. ``until`` says what
    ends it, as nothing else does.
    """

    code: str
    place: str
    kind: str  # "localStorage", "sessionStorage" or "cookie"
    key: str
    fields: tuple[str, ...]
    subject: Subject
    category: Category
    purpose: Purpose
    holds: Text
    when: Text
    why: Text
    until: Text

    def is_kept_as(self, key: str) -> bool:
        """Whether a browser's ``key`` is this item's."""
        parts = [re.escape(part) for part in VARYING.split(self.key)]
        return re.fullmatch("[^:]+".join(parts), key) is not None


_items: dict[str, ClientItem] = {}


def client_item(item: ClientItem) -> ClientItem:
    """Declare one. Raises ValueError when its code is declared in another way already."""
    if _items.setdefault(item.code, item) != item:
        raise ValueError(f"{item.code} is declared twice")
    return item


def client_items(subject: Subject | None = None) -> list[ClientItem]:
    """All that is declared, in the order of declaration."""
    return [item for item in _items.values() if subject in (None, item.subject)]


def as_rows() -> list[dict[str, Any]]:
    """Rows of the data map, in its columns; what is kept there is the person's own to see and to clear."""
    return [
        {
            "model": f"browser.{item.place}",
            "field": f"{item.kind} {item.key}",
            "category": item.category.code,
            "subject": item.subject.value,
            "purpose": item.purpose.name.lower(),
            "retention": "browser",
            "retention_days": None,
            "exported": False,
            "label_sv": item.holds.sv,
            "label_en": item.holds.en,
            "portable": False,
            "not_exported": "kept by the person's own browser only",
            "erasure": "by the person",
            "ground": None,
            "note": f"{item.holds.en} {item.when.en} {item.until.en}",
        }
        for item in client_items()
    ]
