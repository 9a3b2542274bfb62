"""``nexus_prepare``: what must be true before the servers start.

Migrates the shared schema, the template and those companies that are behind, gives the platform its
keys, and, where ``NEXUS_DEMO`` says so, seeds the demo companies once and writes ``demo.json``.
"""

import json
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from nexus.crypto.keys import keys_create
from nexus.portal.demo import demo_seed
from nexus.privacy.gate import ledger_ahead
from nexus.schema import connection
from nexus.tenants.models import Company
from nexus.tenants.provisioning import template_prepare
from nexus.tenants.readiness import companies_behind, expected_migrations


class Command(BaseCommand):
    help = "Migrate what is behind, make keys, and seed the demo where it is wanted."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        if self._shared_behind():
            call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
        keys_create(owner="public")
        template_prepare()
        ready = Company.objects.filter(state=Company.State.READY)
        behind = companies_behind(ready.values_list("schema_name", flat=True))
        for schema in behind:
            call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
        connection.set_schema_to_public()
        # After a restore nobody gets into a company before the erasures have been replayed.
        seeded = demo_seed() if settings.NEXUS.demo and not ledger_ahead() else 0
        self.stdout.write(
            json.dumps(
                {
                    "companies_migrated": len(behind),
                    "companies_seeded": seeded,
                    "migrations": len(expected_migrations()),
                    "seconds": round(time.monotonic() - started, 1),
                }
            )
        )

    @staticmethod
    def _shared_behind() -> bool:
        from django.db.migrations.executor import MigrationExecutor

        connection.set_schema_to_public()
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
