"""``python -m tests.evaluation.knowledge``: measure in an installation of its own, and print one JSON object."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="nexus-knowledge-"))
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ.update(
        NEXUS_ENV="test", NEXUS_HOME=str(home), NEXUS_DEMO="0", DJANGO_SETTINGS_MODULE="nexus.settings"
    )
    from nexus.embedded import provided, remove

    try:
        with provided():
            json.dump(measured(), sys.stdout)
    finally:
        remove(home)
        shutil.rmtree(home, ignore_errors=True)


def measured() -> dict[str, dict[str, float]]:
    """Hits by half, with the databases there and empty."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from nexus.crypto.keys import keys_create
    from nexus.tenants.context import company_context
    from nexus.tenants.provisioning import template_prepare
    from nexus.tenants.services import company_set_up
    from tests.evaluation.knowledge.measure import COMPANIES, Score, ask, profile

    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    keys_create(owner="public")
    template_prepare()
    scores: dict[str, Score] = {}
    for slug in COMPANIES:
        company, _, _ = company_set_up(profile=profile(slug))
        with company_context(company.schema_name):
            ask(slug, scores)
    connections.close_all()
    return {
        half: {"asked": score.asked, "hit_1": score.hit_1, "hit_3": score.hit_3}
        for half, score in sorted(scores.items())
    }


if __name__ == "__main__":
    main()
