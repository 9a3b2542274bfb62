"""Entering a company: the only doors are the middleware, the job runner and :func:`company_context`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django_tenants.utils import tenant_context

from nexus.privacy.gate import ledger_ahead
from nexus.schema import connection
from nexus.tenants.models import Company
from nexus.tenants.readiness import NotReady, require_ready


class NoSuchCompany(Exception):
    """There is no open company with that schema."""


@contextmanager
def company_context(schema: str) -> Iterator[Company | None]:
    """Everything inside reads and writes this company's schema; ``public`` yields None.

    Raises :class:`NoSuchCompany` or :class:`nexus.tenants.readiness.NotReady`.
    """
    if schema == "public":
        connection.set_schema_to_public()
        yield None
        return
    connection.set_schema_to_public()
    company = Company.objects.filter(schema_name=schema).first()
    if company is None or company.state == Company.State.CLOSED:
        raise NoSuchCompany(schema)
    _require_unrestored()
    require_ready(schema)
    try:
        with tenant_context(company):
            yield company
    finally:
        connection.set_schema_to_public()


@contextmanager
def company_context_trusted(schema: str) -> Iterator[None]:
    """The same for the webhooks' hot path: the schema's name comes from a route of an open company.

    No query of its own. A missing schema or table makes the statements inside fail, because the
    hooks touch only tables that ``public`` does not have.
    """
    _require_unrestored()
    connection.set_tenant(_Entered(schema))
    try:
        yield
    finally:
        connection.set_schema_to_public()


@contextmanager
def company_context_restored(company: Company) -> Iterator[None]:
    """The same for ``erasures_replay`` alone, which must enter what everybody else is kept out of."""
    require_ready(company.schema_name)
    try:
        with tenant_context(company):
            yield
    finally:
        connection.set_schema_to_public()


def _require_unrestored() -> None:
    """Nobody enters a database in which erased people are back."""
    if ledger_ahead():
        raise NotReady("the database is older than the erasure ledger")


class _Entered:
    """What the connection needs to know of a company."""

    def __init__(self, schema: str) -> None:
        self.schema_name = schema
        self.domain_url = None

    def get_tenant_type(self) -> str:
        return ""
