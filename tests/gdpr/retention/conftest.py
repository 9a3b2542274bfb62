"""What tests of retention share: the clock, a run of the engine, and old rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations.models import Conversation, Message
from crm.models import Contact
from crm.services import contact_create
from gdpr.models import PurgeRun
from gdpr.retention.purge import purge_run
from gdpr.retention.runs import purge_start
from nexus.accounts.models import User
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import phone

real_now = timezone.now


@dataclass
class Clock:
    """The process's clock; standing still at ``now`` once that is set."""

    now: datetime

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time that everything reads, moved by the test: ``clock.now = …``."""
    moved = Clock(real_now())
    monkeypatch.setattr(timezone, "now", lambda: moved.now)
    return moved


@pytest.fixture
def owner(in_company_a: Company) -> User:
    return User.objects.get(email="owner@alfa.example")


@pytest.fixture
def dpo(in_company_a: Company) -> User:
    return User.objects.get(email="data_protection@alfa.example")


def purge() -> PurgeRun:
    """A whole run at this moment, in the company that we are in."""
    run, _job = purge_start(now=timezone.now())
    done = purge_run(run_id=run.pk)
    assert done is not None
    assert done.state == PurgeRun.State.DONE
    return done


Old = Callable[..., Conversation]


@pytest.fixture
def old(in_company_a: Company) -> Old:
    """``old(days=400, messages=3, number=620)``: a contact's conversation that ended so many days ago."""
    route = ChannelRoute.objects.get(company=in_company_a)

    def make(
        *, days: float, messages: int = 2, number: int = 620, contact: Contact | None = None
    ) -> Conversation:
        ended = timezone.now() - timedelta(days=days)
        conversation = Conversation.objects.create(
            contact=contact or contact_create(phone=phone(number), name="Gustav Gammal"),
            channel="sms",
            route_id=route.pk,
            state="closed",
            created_at=ended - timedelta(hours=2),
            last_message_at=ended,
            closed_at=ended,
        )
        Contact.objects.filter(pk=conversation.contact_id).update(last_seen_at=ended)
        for place in range(messages):
            Message.objects.create(
                conversation=conversation,
                channel="sms",
                direction="outbound" if place % 2 else "inbound",
                author_type="ai" if place % 2 else "contact",
                status="delivered" if place % 2 else "received",
                body=f"Hej, nummer {place}",
                external_id=f"SM{uuid4().hex}",
                created_at=ended - timedelta(hours=1),
            )
        return conversation

    return make
