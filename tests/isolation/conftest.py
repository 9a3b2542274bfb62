"""The three sides of every isolation test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from nexus.tenants.models import Company
from tests.isolation.parties import Parties, Party, company_party, ops_party


@pytest.fixture(autouse=True)
def _no_rate_limits(settings: LazySettings) -> None:
    """Hundreds of requests from one address: a 429 would hide what is looked for here."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture(scope="module")
def parties(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Parties]:
    """All three sides, made once for a module: what a test does is undone within their transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        connection.set_schema_to_public()
        companies = {slug: Company.objects.get(slug=slug) for slug in ("alfa", "beta")}
        yield Parties(
            company_party(companies["alfa"], number=650, authenticator=7001),
            company_party(companies["beta"], number=660, authenticator=7002),
            ops_party(),
        )
        transaction.set_rollback(True)
    connection.set_schema_to_public()


@pytest.fixture
def alfa(parties: Parties, db: None) -> Party:
    return parties.alfa


@pytest.fixture
def beta(parties: Parties, db: None) -> Party:
    return parties.beta


@pytest.fixture
def ops(parties: Parties, db: None) -> Party:
    return parties.ops
