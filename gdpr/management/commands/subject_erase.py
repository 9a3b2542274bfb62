"""``subject_erase --company SLUG --phone +46… --yes``: erases a person here and now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.selectors import contact_by_phone, phone_normalise
from gdpr.erasure.cases import cases_open
from gdpr.erasure.closing import grounds_in
from gdpr.erasure.services import ErasureRefused, erasure_run_now, erasure_start
from gdpr.models import Case, Erasure
from nexus.tenants.context import company_context
from nexus.tenants.models import Company


class Command(BaseCommand):
    help = (
        "Erase everything about the person with this number: rows, pending jobs, cache, and what the SMS provider "
        "has. The last line is a JSON object with counts; the exit code is 1 when a store is not done yet. Then "
        "the workers go on with it, and running the command again shows how far it has come."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, metavar="SLUG", help="the company's slug")
        parser.add_argument("--phone", required=True, help="the person's number")
        parser.add_argument("--yes", action="store_true", help="it cannot be undone; say that you know")

    def handle(self, *args: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"], state=Company.State.READY).first()
        if company is None:
            raise CommandError("There is no such company.")
        phone = phone_normalise(options["phone"])
        if phone is None:
            raise CommandError("--phone must be a phone number.")
        if not options["yes"]:
            raise CommandError("Erasing cannot be undone. Add --yes.")
        with company_context(company.schema_name):
            erasure = self._erasure(phone)
            if erasure is None:
                # Nothing is held about this number, which is what was asked for.
                self.stdout.write(json.dumps({"found": 0, "state": "done", "erased": 0, "kept": 0}))
                return
            others = cases_open(erasure.contact_id, but=erasure.case)
            closing = {found.number: found.kind for found in others}
            for number, kind in closing.items():
                self.stderr.write(f"Case {number} ({kind}) is open, and is closed with the erasure.")
            erasure = erasure_run_now(erasure=erasure)
            result = counts_of(erasure) | {"open_cases": sorted(closing)}
        self.stdout.write(json.dumps(result))
        if erasure.state != Erasure.State.DONE:
            raise SystemExit(1)

    def _erasure(self, phone: str) -> Erasure | None:
        """A new erasure of whoever has the number; else one that has taken the number already and goes on."""
        contact = contact_by_phone(phone)
        if contact is None:
            for running in (
                Erasure.objects.select_related("case").filter(finished_at=None).order_by("started_at")
            ):
                if running.subject and phone in running.subject["phones"]:
                    return running
            return None
        case = Case.objects.filter(contact=contact, kind=Case.Kind.ERASURE, closed_at=None).first()
        try:
            return erasure_start(
                contact=contact, origin=Erasure.Origin.COMMAND, case=case, now=timezone.now()
            )
        except ErasureRefused as refused:
            raise CommandError("A legal hold keeps what is about this person; lift it first.") from refused


def counts_of(erasure: Erasure) -> dict[str, Any]:
    """How far an erasure has come, store by store; no personal data."""
    steps = list(erasure.steps.order_by("position"))
    certificate = erasure.certificate
    residue = certificate.content["residue"] if certificate else erasure.plan.get("residue", {})
    return {
        "found": 1,
        "state": str(erasure.state),
        "erased": sum(step.erased for step in steps),
        "kept": sum(step.kept for step in steps),
        "stores": {
            step.store: {
                "state": str(step.state),
                "erased": step.erased,
                "kept": step.kept,
                "grounds": grounds_in(step.ground),
                **({"error": step.error} if step.error else {}),
            }
            for step in steps
        },
        "residue": residue.get("found"),
        "mentions_by_others": residue.get("mentions_by_others", residue.get("mentions", 0)),
        "certificate": certificate.sequence if certificate else None,
        "ledger_sequence": erasure.ledger_sequence,
        "erasure": str(erasure.pk),
    }
