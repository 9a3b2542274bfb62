"""A job that never ends: its process is killed, the worker goes on, and the customer is not left in silence."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from django.db import connection

from conversations.models import Conversation, Message
from crm.services import contact_create
from nexus.celery import app as celery_app
from nexus.crypto.ids import uuid7
from nexus.env import ROOT
from nexus.outbox import tasks
from nexus.outbox.services import LEASE, job_put
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import make_conversation, phone
from tests.running import wait_until

LIMIT_SECONDS = 3.0
WORKER = "-m celery -q -A nexus.celery worker -Q interactive --pool prefork --concurrency 1"
WORKER += " --prefetch-multiplier 1 --without-gossip --without-mingle --loglevel WARNING"


@pytest.fixture
def worker(fresh_database: str, own_ledger: Path, tmp_path: Path) -> Iterator[psutil.Process]:
    """A worker of one process on the test's database. What it prints is in ``worker.log``."""
    celery_app.set_default()  # as in every process of the product, so that wake-ups find the broker
    environ = {
        **os.environ,
        "DATABASE_URL": fresh_database,
        "NEXUS_FAULTS": str(tmp_path),
        "NEXUS_LEDGER": str(own_ledger),
    }
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *WORKER.split()], cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT
        )
    yield psutil.Process(process.pid)
    children = psutil.Process(process.pid).children()
    process.kill()
    process.wait()
    for child in children:
        child.kill()


def _id_of(seconds_ago: int) -> UUID:
    """An id as it was made then: for how long a customer has waited is read from the time in it."""
    return UUID(int=uuid7().int - (seconds_ago * 1000 << 80))


def text_from(number: int, *, seconds_ago: int) -> Conversation:
    """A customer's text that has waited for so long, and the job to answer it; called inside a company."""
    route = ChannelRoute.objects.get(company__schema_name=connection.schema_name)
    conversation = make_conversation(contact_create(phone=phone(number)), route_id=route.pk)
    Message.objects.create(
        id=_id_of(seconds_ago),
        conversation=conversation,
        channel="sms",
        direction="inbound",
        author_type="contact",
        status="received",
        body="Hej, när har ni öppet på lördag?",
        external_id=f"SM{number}",
        handled=False,
    )
    job_put(kind="turn", object_id=conversation.pk)
    return conversation


def answered(conversation: Conversation) -> Callable[[], str]:
    """The answer to a conversation, once there is one; asks for what is due, as the clock does every second."""
    schema = connection.schema_name

    def look() -> str:
        connection.set_schema_to_public()
        tasks.sweep()
        with company_context(schema):
            return "".join(
                message.body
                for message in Message.objects.filter(conversation=conversation, direction="outbound")
            )

    return look


def test_a_turn_that_never_ends_is_killed_and_answered_with_a_holding_reply_by_the_same_worker(
    worker: psutil.Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tasks.TIME_LIMITS, "interactive", LIMIT_SECONDS)
    company = Company.objects.get(slug="alfa")
    (tmp_path / "in_ai_call").write_text("SLEEP")
    reached = tmp_path / "in_ai_call.reached"
    with company_context(company.schema_name):
        slow = text_from(605, seconds_ago=60)
        look_slow = answered(slow)
    wait_until(lambda: look_slow() or (reached.exists() and reached.read_text().isdigit()), "hanging")
    hung, begun = psutil.Process(int(reached.read_text())), time.monotonic()
    assert hung.ppid() == worker.pid

    wait_until(lambda: not hung.is_running() or hung.status() == psutil.STATUS_ZOMBIE, "killed", step=0.02)
    assert time.monotonic() - begun > LIMIT_SECONDS / 2
    assert worker.is_running()

    # Its lease runs out, and the next attempt knows how long the customer has waited.
    reply = wait_until(look_slow, "answered", seconds=60 + LEASE.total_seconds(), step=0.2)
    assert "En kollega läser det" in reply
    with company_context(company.schema_name):
        slow.refresh_from_db()
        assert slow.state == Conversation.State.WAITING
        quick = text_from(606, seconds_ago=0)
        look_quick = answered(quick)
    assert "10.00-15.00" in wait_until(look_quick, "the next customer answered", step=0.2)
    assert worker.is_running()
    assert hung.pid not in [child.pid for child in worker.children()]
    with company_context(company.schema_name):
        assert Message.objects.filter(conversation=slow, direction="outbound").count() == 1
