from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nexus.privacy.datamap import datamap, datamap_markdown


class Command(BaseCommand):
    help = "Print the data inventory: every field of every model. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("json", "md"), default="json")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["format"] == "json":
            self.stdout.write(json.dumps(datamap(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(datamap_markdown())
