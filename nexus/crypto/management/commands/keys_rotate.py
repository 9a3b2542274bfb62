from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django_tenants.utils import get_tenant_model, schema_context, tenant_context

from nexus.crypto.keys import PLATFORM, KeyUnavailable
from nexus.crypto.rotation import Rotation, keys_rewrap, schema_rotate


class Command(BaseCommand):
    help = (
        "Give the platform and every ready company a new data key, move everything encrypted to it, retire "
        "the old one, and wrap all data keys under the newest FIELD_ENCRYPTION_KEY. May be cut short and run "
        "again. The last line is a JSON object; the exit code is 1 when anything could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", metavar="SLUG", help="only this company's keys")

    def handle(self, *_args: Any, **options: Any) -> None:
        slug: str | None = options["company"]
        companies = get_tenant_model().objects.exclude(schema_name=PLATFORM).order_by("schema_name")
        if slug is None:
            companies = companies.filter(state="ready")
        else:
            companies = companies.filter(slug=slug)
            if not companies:
                raise CommandError(f"There is no company {slug}.")
        result = Rotation()
        if slug is None:
            with schema_context(PLATFORM):
                self._rotate(PLATFORM, result)
        for company in list(companies):
            if company.state != "ready":
                result.failed.append(company.schema_name)
                self.stderr.write(f"{company.schema_name}: not ready")
                continue
            with tenant_context(company):
                self._rotate(company.schema_name, result)
            if slug is not None:
                keys_rewrap(owner=company.schema_name, result=result)
        if slug is None:
            keys_rewrap(owner=None, result=result)
        self.stdout.write(json.dumps({**asdict(result), "complete": result.complete}))
        if not result.complete:
            raise SystemExit(1)

    def _rotate(self, owner: str, result: Rotation) -> None:
        before = result.rotated
        try:
            schema_rotate(owner=owner, result=result)
        except (KeyUnavailable, DatabaseError) as error:
            # The others are still done; this one is named in the result and fails the command.
            result.failed.append(owner)
            self.stderr.write(f"{owner}: {type(error).__name__}")
            return
        self.stdout.write(f"{owner}: {result.rotated - before} values moved")
