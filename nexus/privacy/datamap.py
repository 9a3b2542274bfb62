"""The inventory as a list of every field, and of what browsers keep: for ``manage.py datamap``, and for a
company's auditor.
"""

from __future__ import annotations

from typing import Any, Final

from nexus.privacy.client_storage import as_rows
from nexus.privacy.inventory import as_dict, entries

_COLUMNS: Final = (
    "model",
    "field",
    "category",
    "subject",
    "purpose",
    "retention",
    "export",
    "erasure",
    "note",
)


def datamap() -> list[dict[str, Any]]:
    """Every field of every model, then what is kept in browsers (``browser.…``), as plain JSON values."""
    return [as_dict(*entry) for entry in entries()] + as_rows()


def datamap_markdown() -> str:
    """The same as one table."""
    lines = [" | ".join(_COLUMNS), " | ".join("---" for _ in _COLUMNS)]
    lines += [" | ".join(_cell(row, column) for column in _COLUMNS) for row in datamap()]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(row: dict[str, Any], column: str) -> str:
    if column == "export":
        if not row["exported"]:
            return f"no: {row['not_exported']}"
        return str(row["label_en"]) + (" (portable)" if row["portable"] else "")
    if column == "erasure" and row["ground"]:
        return f"{row['erasure']}: {row['ground']}"
    return (row[column] or "").replace("|", "\\|")
