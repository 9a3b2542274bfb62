"""The three sides of every isolation test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection

from nexus.tenants.models import Company
from tests.isolation.parties import Party, company_party, ops_party


@pytest.fixture(autouse=True)
def _no_rate_limits(settings: LazySettings) -> None:
    """Hundreds of requests from one address: a 429 would hide what is looked for here."""
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def alfa(company_a: Company) -> Iterator[Party]:
    yield company_party(company_a, number=650, authenticator=7001)
    connection.set_schema_to_public()


@pytest.fixture
def beta(company_b: Company) -> Party:
    return company_party(company_b, number=660, authenticator=7002)


@pytest.fixture
def ops(company_a: Company) -> Party:
    return ops_party()
