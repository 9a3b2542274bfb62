"""Erasing people in tests: at the provider's stand-in, in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Message
from crm.models import Contact
from gdpr.erasure.services import erasure_run_now, erasure_start
from gdpr.models import Erasure
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.conversations.conftest import provider as provider
from tests.conversations.conftest import twilio as twilio
from tests.standins.twilio import TwilioStandIn
from tests.standins.twilio_records import Message as Kept

Erase = Callable[..., Erasure]


@pytest.fixture
def erase(company_a: Company) -> Erase:
    """``erase(contact)``: all of it here and now, as far as it comes."""

    def do(contact: Contact, **how: Any) -> Erasure:
        with company_context(company_a.schema_name):
            erasure = erasure_start(
                contact=contact, **{"origin": Erasure.Origin.COMMAND, "now": timezone.now(), **how}
            )
            erasure_run_now(erasure=erasure)
            # With all that is looked at outside the company.
            return Erasure.objects.select_related("certificate", "case").get(pk=erasure.pk)

    return do


@pytest.fixture
def kept_there(twilio: TwilioStandIn, company_a: Company, person: Contact) -> TwilioStandIn:
    """The provider has every message of the person that we have, under the same ids."""
    with company_context(company_a.schema_name):
        # The other's id is none that the provider can have: to it, that message is gone.
        for message in Message.objects.filter(conversation__contact=person, direction="inbound"):
            keep(twilio, str(message.external_id), inbound=message.direction == "inbound")
    return twilio


def keep(twilio: TwilioStandIn, sid: str, *, inbound: bool, phone: str = "+46701740640", **more: Any) -> Kept:
    """A message in the provider's list."""
    own = next(iter(twilio.numbers))
    message = Kept(
        account_sid=twilio.account_sid,
        to=own if inbound else phone,
        sender=phone if inbound else own,
        body="Innehåll",
        direction="inbound" if inbound else "outbound-api",
        status="received" if inbound else "delivered",
        created=more.pop("created", twilio.now()),
        sid=sid,
        **more,
    )
    twilio.messages[sid] = message
    return message
