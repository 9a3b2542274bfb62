"""``subject_export --company SLUG --phone +46… --out DIR``: everything held about a person, as a zip."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.models import Contact
from gdpr.access.building import Decisions, Made, Undecided, package_write, snapshot
from gdpr.access.page import About
from gdpr.access.redactions import hiding
from gdpr.access.subject import subject_by_phone
from nexus.audit.services import entry_append
from nexus.tenants.context import company_context
from nexus.tenants.models import Company


class Command(BaseCommand):
    help = (
        "Write everything held about a person into DIR, as a signed zip. Nobody is asked about other people's "
        "identifiers in it: they are counted, and the zip must be looked through before the person gets it. "
        "With --hide-others all that looks like one is hidden."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="the company's slug")
        parser.add_argument("--phone", required=True, help="one of the person's numbers")
        parser.add_argument("--out", required=True, help="the folder to write to")
        parser.add_argument("--hide-others", action="store_true", help="hide what looks like other people's")

    def handle(self, *args: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"], state=Company.State.READY).first()
        if company is None:
            raise CommandError("There is no such company.")
        folder = Path(options["out"])
        with company_context(company.schema_name):
            subject = subject_by_phone(options["phone"])
            if subject is None:
                raise CommandError("Nobody in that company has this number.")
            contact = Contact.objects.get(pk=subject.contact_id)
            about = About(
                company=company, subject=subject, case=None, at=timezone.now(), language=contact.language
            )
            # Named by the contact's id: a file name holds no personal data.
            path = folder / f"registerutdrag-{contact.pk}.zip"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                made, decisions = _write(about, path, hide=options["hide_others"])
            except OSError as error:
                raise CommandError(f"It could not be written to {folder}: {error.strerror}.") from error
            entry_append(
                action="download",
                subject_type="crm.Contact",
                subject_id=contact.pk,
                actor_kind="command",
                contact_id=contact.pk,
            )
        self.stdout.write(
            json.dumps(
                {
                    "file": str(path),
                    "bytes": made.size,
                    "sha256": made.sha256,
                    "rows": made.rows,
                    "models": made.models,
                    "categories": made.categories,
                    "others_hidden": sum(made.hidden.values()),
                    "others_not_looked_at": decisions.not_looked_at,
                }
            )
        )


def _write(about: About, path: Path, *, hide: bool) -> tuple[Made, Decisions]:
    """Written beside its place and moved there when it is whole; readable by its owner alone."""
    half = path.with_suffix(".part")
    decisions = Decisions()
    for _attempt in range(2):
        try:
            handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file, snapshot():
                made = package_write(about, decisions, file.write)
                file.flush()
                os.fsync(file.fileno())
            os.replace(half, path)
        except Undecided as undecided:
            decisions = hiding(undecided.proposals, hide=hide)
        else:
            return made, decisions
        finally:
            half.unlink(missing_ok=True)
    raise CommandError("The person's data changed while it was written. Run it again.")
