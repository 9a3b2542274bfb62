from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nexus.privacy.inventory import as_dict, entries

_COLUMNS = ("model", "field", "category", "subject", "purpose", "retention", "export", "erasure", "note")


class Command(BaseCommand):
    help = "Print the data inventory: every field of every model. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("json", "md"), default="json")

    def handle(self, *_args: Any, **options: Any) -> None:
        rows = [as_dict(*entry) for entry in entries()]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        lines = [" | ".join(_COLUMNS), " | ".join("---" for _ in _COLUMNS)]
        lines += [" | ".join(_cell(row, column) for column in _COLUMNS) for row in rows]
        self.stdout.write("\n".join(f"| {line} |" for line in lines))


def _cell(row: dict[str, Any], column: str) -> str:
    if column == "export":
        if not row["exported"]:
            return f"no: {row['not_exported']}"
        return row["label_en"] + (" (portable)" if row["portable"] else "")
    if column == "erasure" and row["ground"]:
        return f"{row['erasure']}: {row['ground']}"
    return (row[column] or "").replace("|", "\\|")
