"""What tests of rights and retention share: people, and running due jobs as a worker would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm.models import Contact
from gdpr.access.subject import subject_of
from nexus.privacy.registry import SubjectRef
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.conversations.pipeline.conftest import work as work
from tests.gdpr.people import Canaries, canaries, full_person


@pytest.fixture
def planted() -> Canaries:
    """The words that :func:`person` has somewhere."""
    return canaries()


@pytest.fixture
def person(company_a: Company) -> Contact:
    """A contact of Salong Alfa with a row in every table about people."""
    return full_person(company_a)


@pytest.fixture
def subject(person: Contact, company_a: Company) -> Iterator[SubjectRef]:
    """The person as a reference; the test runs inside Salong Alfa."""
    with company_context(company_a.schema_name):
        yield subject_of(person)
