"""``company_close --company SLUG --yes --out DIR``: hand everything over, then let everything go."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gdpr.closing.services import CannotClose, company_close
from nexus.privacy.ledger import LedgerError
from nexus.tenants.models import Company


class Command(BaseCommand):
    help = "Close a company for good: export handed over, provider emptied, schema dropped, keys destroyed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="the company's slug")
        parser.add_argument(
            "--out", required=True, type=Path, help="folder for the export and the certificate"
        )
        parser.add_argument("--yes", action="store_true", help="really do it; nothing can be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"]:
            raise CommandError("Closing a company cannot be undone. Give --yes.")
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None:
            raise CommandError("There is no such company.")
        try:
            done = company_close(company=company, folder=options["out"])
        except CannotClose as error:
            raise CommandError(str(error)) from error
        except LedgerError as error:
            raise CommandError(f"{error} Nothing has been dropped.") from error
        except OSError as error:
            raise CommandError(
                f"The export cannot be written: {error.strerror}. Nothing was dropped."
            ) from error
        self.stdout.write(
            json.dumps(
                {
                    "closed": 1,
                    "rows": sum(done.rows.values()),
                    "provider_messages": done.provider,
                    "keys_destroyed": done.keys,
                    "ledger_sequence": done.ledger_sequence,
                    "export": done.export,
                    "certificate": done.certificate,
                }
            )
        )
