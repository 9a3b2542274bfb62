"""Closing a company, in an order in which nothing is lost and everything can be taken up again.

The company is shut first, then its export is written; only when the provider has let go of everything does
the ledger get its entry, and after that the schema and the keys go.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tenants.utils import schema_exists, tenant_context

from conversations.channels.sms.closing import route_empty
from conversations.channels.voice.erasure import route_calls_empty
from gdpr.certificates import CLOSING, document_signed
from gdpr.closing.export import company_export
from nexus.audit.services import entry_append
from nexus.crypto.keys import keys_destroy
from nexus.outbox.models import Job
from nexus.privacy.backups import gone_from_backups
from nexus.privacy.gate import ledger_append
from nexus.privacy.registry import StoreNotReady
from nexus.schema import connection
from nexus.tenants.models import ChannelRoute, Company, Domain
from nexus.tenants.publish import publish_revocation


class CannotClose(Exception):
    """Something is left; the reason is for ops. What was done stays done, and closing can be called again."""


@dataclass
class Closed:
    """What was done, in counts."""

    rows: dict[str, int] = field(default_factory=dict)
    provider: int = 0
    keys: int = 0
    ledger_sequence: int = 0
    export: str = ""
    certificate: str = ""


def company_close(*, company: Company, folder: Path) -> Closed:
    """Close the company for good. Raises :class:`CannotClose` while the provider still has something.

    ``folder`` gets the export and the signed certificate. Called in public, outside every transaction.
    """
    done = Closed()
    Company.objects.filter(pk=company.pk).update(state=Company.State.CLOSED)
    company.state = Company.State.CLOSED
    # Open pages and chats hear nothing more from this moment on.
    publish_revocation(marks=[company.schema_name])
    if not schema_exists(company.schema_name):
        raise CannotClose("This company has been closed already.")
    with tenant_context(company):
        path, done.rows = company_export(company, folder)
    done.export = path.name
    done.provider = _provider_empty(company)
    connection.set_schema_to_public()
    done.ledger_sequence = ledger_append(kind="company", owner=company.schema_name)
    done.keys = company_wipe(company)
    done.certificate = _certificate(company, done, folder)
    return done


def company_wipe(company: Company) -> int:
    """Drop the schema and destroy the keys; answers how many keys. Can be repeated."""
    connection.set_schema_to_public()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {connection.ops.quote_name(company.schema_name)} CASCADE")
        Job.objects.filter(schema=company.schema_name).delete()
        ChannelRoute.objects.filter(company=company).delete()
        Domain.objects.filter(tenant=company).delete()
        keys = keys_destroy(owner=company.schema_name)
        Company.objects.filter(pk=company.pk).update(state=Company.State.CLOSED, pending_profile=None)
        entry_append(
            action="company.closed",
            subject_type="tenants.Company",
            subject_id=company.pk,
            actor_kind="ops",
            details={"keys": keys},
        )
    return keys


def _provider_empty(company: Company) -> int:
    gone = 0
    for route_id in ChannelRoute.objects.filter(company=company).values_list("pk", flat=True):
        try:
            gone += _route_empty(company, route_id)
        except StoreNotReady as error:
            raise CannotClose(
                f"The provider still has messages or calls ({error.code}); try again later."
            ) from error
    return gone


def _route_empty(company: Company, route_id: UUID) -> int:
    with tenant_context(company):
        return route_empty(route_id, company.pk) + route_calls_empty(route_id, company.pk)


def _certificate(company: Company, done: Closed, folder: Path) -> str:
    now = timezone.now()
    content: dict[str, Any] = {
        "company": {"name": company.name, "org_number": company.org_number, "schema": company.schema_name},
        "at": now.isoformat(),
        "rows_handed_over": done.rows,
        "export": done.export,
        "provider_messages_deleted": done.provider,
        "schema_dropped": True,
        "keys_destroyed": done.keys,
        "ledger_sequence": done.ledger_sequence,
        "in_backups_until": gone_from_backups(now).isoformat(),
    }
    name = f"{company.slug}-closing-certificate.json"
    document = document_signed(CLOSING, content)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(document, out, indent=2, ensure_ascii=False)
    return name
