"""A receiver beside the tests, and jobs that run here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm.models import Contact
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.models import Company
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.services import SEND, subscription_create
from tests.api.factories import make_contact, make_link
from tests.standins.hooked import Hooked

Subscribe = Callable[..., Subscription]


@pytest.fixture
def receiver() -> Iterator[Hooked]:
    """The company's own system."""
    with Hooked() as hooked:
        yield hooked
    assert not hooked.handler_errors


@pytest.fixture
def subscribe(in_company_a: Company, receiver: Hooked) -> Subscribe:
    """``subscribe("contact.created")``: the receiver wants to know of it."""

    def do(*events: str, **more: str) -> Subscription:
        return subscription_create(url=more.pop("url", receiver.hook), events=events, by=None, **more)

    return do


@pytest.fixture
def send(in_company_a: Company) -> Callable[[], int]:
    """Run every webhook that is due now; how many."""

    def do() -> int:
        jobs = list(
            Job.objects.filter(kind=SEND, schema=in_company_a.schema_name).values_list("pk", flat=True)
        )
        ran = sum(job_run(job) for job in jobs)
        # The runner has left the company at its end; the test stays inside.
        connection.set_tenant(in_company_a)
        return ran

    return do


@pytest.fixture
def customer(in_company_a: Company) -> Contact:
    contact = make_contact(name="Karin Ek", email="karin@example.se")
    make_link(contact, "K-1007")
    return contact


class Clock:
    """The process's clock, moved by the test."""

    def __init__(self) -> None:
        self.at = timezone.now()

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(timezone, "now", moved.now)
    return moved


def only() -> Delivery:
    """The one delivery there is."""
    return Delivery.objects.select_related("subscription").get()
