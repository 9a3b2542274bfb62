"""``certificate_verify FILE``: whether a certificate is as Nomar signed it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gdpr.certificates import document_faults, document_read

_TOLD = ("format", "sequence", "kind", "company", "at", "digest", "previous")


class Command(BaseCommand):
    help = "Check a certificate's fingerprint and signature. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the certificate as JSON")
        parser.add_argument(
            "--key", default="", help="the signer's public key in base64; by default this installation's own"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            document = document_read(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{path} is no JSON, or has a key twice.") from error
        faults = document_faults(document, key=options["key"])
        if faults:
            raise CommandError("\n".join(faults))
        told = {name: document[name] for name in _TOLD if name in document}
        self.stdout.write(json.dumps({"valid": True, **told}))
