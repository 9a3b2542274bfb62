"""``company_create --profile FILE``: set up a company, or bring one up to date."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nexus.tenants.hosts import company_url
from nexus.tenants.profiles import BadProfile
from nexus.tenants.services import company_set_up


class Command(BaseCommand):
    help = "Set up a company, or bring one up to date, from one JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profile", required=True, type=Path, help="the JSON file (interfaces.md)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            profile = json.loads(options["profile"].read_text(encoding="utf-8"))
            company, created, counts = company_set_up(profile=profile)
        except OSError as error:
            raise CommandError(f"The profile cannot be read: {error.strerror}.") from error
        except json.JSONDecodeError as error:
            raise CommandError(f"The profile is not JSON: line {error.lineno}, {error.msg}.") from error
        except BadProfile as error:
            raise CommandError(f"The profile cannot be used: {error}.") from error
        self.stdout.write(
            json.dumps(
                {"company": company.slug, "created": created, "url": company_url(company), "counts": counts}
            )
        )
