"""A customer who texts, the codes that reach their phone, and desks at the portal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection

from crm.models import Contact
from crm.selectors import contact_by_phone
from gdpr.cases.services import case_open
from gdpr.models import Case
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.conversations.conftest import (
    Desk as Desk,
)
from tests.conversations.conftest import (
    desk as desk,
)
from tests.conversations.conftest import (
    overseer as overseer,
)
from tests.conversations.conftest import (
    provider as provider,
)
from tests.conversations.conftest import (
    twilio as twilio,
)
from tests.conversations.pipeline.conftest import KARIN
from tests.conversations.pipeline.conftest import sms_hook as sms_hook
from tests.standins.twilio import TwilioStandIn

NOW = datetime.fromisoformat("2026-11-23T09:00:00+01:00")


@pytest.fixture
def karin(company_a: Company) -> Iterator[Contact]:
    """A customer of Salong Alfa; the test runs inside the company."""
    from tests.api.factories import make_contact

    with company_context(company_a.schema_name):
        contact = make_contact(612, "Karin Ek", email="karin@example.se")
        yield contact


@pytest.fixture
def open_case(karin: Contact) -> Callable[..., Case]:
    """``open_case("access")``: a case of Karin's, opened by staff."""

    def do(kind: str = "access", **more: object) -> Case:
        values = {"contact": karin, "phone": "", "channel": "portal", "now": NOW, **more}
        return case_open(kind=kind, **values)[0]

    return do


@pytest.fixture
def codes(twilio: TwilioStandIn) -> Callable[[], list[str]]:
    """The codes that have reached Karin's phone, as only the provider has seen them, oldest first."""

    def sent() -> list[str]:
        found = [re.search(r"\b(\d{6})\b", message.body) for message in twilio.outbound(to=KARIN)]
        return [match.group(1) for match in found if match]

    return sent


@pytest.fixture
def the_case(company_a: Company) -> Callable[[], Case]:
    """The newest case of the contact who texts."""

    def find() -> Case:
        connection.set_tenant(company_a)
        return Case.objects.select_related("contact").filter(contact=contact_by_phone(KARIN)).latest("number")

    return find
