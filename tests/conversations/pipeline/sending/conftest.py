"""A conversation of Salong Alfa, and what is queued in it for the provider's stand-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Conversation, Message
from conversations.services.messages import message_queue
from crm.services import contact_create
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from tests.conversations.pipeline.conftest import KARIN


@pytest.fixture
def conversation(twilio, company_a, route_a, in_company) -> Conversation:
    """Karin's conversation with Salong Alfa, which sends through the stand-in."""
    with in_company(company_a):
        contact = contact_create(phone=KARIN)
        return Conversation.objects.create(contact=contact, channel="sms", route_id=route_a.pk)


@pytest.fixture
def queue(conversation, company_a, in_company) -> Callable[..., Message]:
    """``queue("Hej")``: an outbound message with its job."""

    def do(body: str = "Vi har öppet 10–15.", author_type: str = "ai") -> Message:
        with in_company(company_a):
            return message_queue(conversation=conversation, body=body, author_type=author_type)

    return do


@pytest.fixture
def settle() -> Callable[[], None]:
    """Run what asks the provider about uncertain messages, once."""

    def run() -> None:
        connection.set_schema_to_public()
        Job.objects.update(due_at=timezone.now() - timedelta(milliseconds=1))
        for job in Job.objects.filter(kind="settle"):
            job_run(job.pk)

    return run


@pytest.fixture
def rows(company_a, in_company) -> Callable[[], list[tuple[str, str]]]:
    """(body, status) of the company's messages, oldest first."""

    def read() -> list[tuple[str, str]]:
        with in_company(company_a):
            return [(m.body, m.status) for m in Message.objects.filter(direction="outbound").order_by("id")]

    return read


def only(company, in_company) -> Message:
    with in_company(company):
        return Message.objects.select_related("conversation").get(direction="outbound")
