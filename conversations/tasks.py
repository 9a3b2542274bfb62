"""Clockwork: reconciling with the provider, and closing silent conversations."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings
from django.db import Error as DatabaseError
from django_tenants.utils import schema_context

from conversations.agent.providers import provider_named
from conversations.channels.sms.reconcile import reconcile_all, reconcile_wanted, want_reconcile
from conversations.services.conversations import conversations_close_silent
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady


@worker_init.connect
def load_provider(**_: object) -> None:
    """Import the AI's SDK before the workers fork, so that the first customer does not wait for it."""
    provider_named(settings.NEXUS.ai_provider)


@shared_task(name="sms.reconcile")
def reconcile() -> dict[str, int]:
    """Take in what was missed, settle what is stuck (decision 4). Counts only."""
    with schema_context("public"):
        try:
            return reconcile_all()
        except DatabaseError:
            want_reconcile()
            raise


@shared_task(name="sms.reconcile_if_wanted")
def reconcile_if_wanted() -> None:
    """A hook had to answer 503 a moment ago: as soon as storage is back, take in what was missed."""
    if reconcile_wanted():
        reconcile()


@shared_task(name="conversations.close_silent")
def close_silent() -> int:
    """Close conversations that have been silent for 30 days, in every company."""
    closed = 0
    for schema in Company.objects.filter(state=Company.State.READY).values_list("schema_name", flat=True):
        try:
            with company_context(schema):
                closed += conversations_close_silent()
        except NotReady:
            continue  # the readiness gate has said so already; the others must not wait for it
    return closed
