"""``package_verify FILE``: whether a package is as Nomar made it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gdpr.access.archive import archive_faults, manifest_of


class Command(BaseCommand):
    help = "Check the signature of a package, and every file in it. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the zip")
        parser.add_argument(
            "--key", default="", help="the signer's public key in base64; by default this installation's own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                faults = archive_faults(file, key=options["key"])
                if not faults:
                    manifest = manifest_of(file)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(
            json.dumps(
                {
                    "valid": True,
                    "files": len(manifest["files"]),
                    "rows": sum(manifest["counts"]["models"].values()),
                    "omissions": len(manifest["omissions"]),
                }
            )
        )
