"""Making a company's schema from a template (decision 9), as a job with visible progress.

The template is an ordinary migrated schema without a company. Copying it takes a fraction of what
running every migration takes, and brings the content types and permissions that migrations made.
"""

from __future__ import annotations

import logging

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tenants.clone import CloneSchema
from django_tenants.utils import schema_context, schema_exists, tenant_context

from nexus.crypto.keys import keys_create
from nexus.outbox.handlers import job_handler
from nexus.outbox.services import Claim
from nexus.schema import connection
from nexus.tenants.instructions import instructions_begin
from nexus.tenants.models import Company
from nexus.tenants.profiles import profile_apply
from nexus.tenants.readiness import missing_migrations, missing_tables

logger = logging.getLogger(__name__)
TEMPLATE = "company_template"


def template_prepare() -> None:
    """Bring the template schema to this code's level; does nothing when it is there already."""
    connection.set_schema_to_public()
    if not missing_tables(TEMPLATE) and not missing_migrations(TEMPLATE):
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {TEMPLATE}")
    call_command("migrate_schemas", schema_name=TEMPLATE, interactive=False, verbosity=0)
    connection.set_schema_to_public()


def company_note(company: Company, step: str) -> None:
    """Record a step of the making, so that ops see how far it has come."""
    company.provisioning = [*company.provisioning, {"step": step, "at": timezone.now().isoformat()}]
    Company.objects.filter(pk=company.pk).update(provisioning=company.provisioning, state=company.state)


def schema_create(company: Company) -> None:
    """Copy the template. A half-made schema of an earlier try was rolled back with its transaction."""
    if schema_exists(company.schema_name):
        return
    template_prepare()
    with transaction.atomic():
        CloneSchema().clone_schema(TEMPLATE, company.schema_name, "DATA")
    connection.set_schema_to_public()


def company_provision(company: Company) -> dict[str, int]:
    """Schema, keys, profile, ready; every step can be repeated. Returns the profile's counts."""
    company.state = Company.State.CREATING
    company_note(company, "schema")
    schema_create(company)
    company_note(company, "keys")
    keys_create(owner=company.schema_name)
    company_note(company, "profile")
    instructions_begin(company)
    counts: dict[str, int] = {}
    if company.pending_profile:
        with tenant_context(company), transaction.atomic():
            counts = profile_apply(company, company.pending_profile)
    connection.set_schema_to_public()
    company.state = Company.State.READY
    company_note(company, "ready")
    Company.objects.filter(pk=company.pk).update(pending_profile=None)
    company.pending_profile = None
    return counts


@job_handler("company_create", queue="bulk", max_attempts=5)
def company_create_job(claim: Claim) -> None:
    """Make the company that ops asked for."""
    with schema_context("public"):
        company = Company.objects.get(pk=claim.object_id)
        if company.state in (Company.State.READY, Company.State.CLOSED):
            return
        try:
            company_provision(company)
        except Exception:
            company.state = Company.State.FAILED
            company_note(company, "failed")
            raise
