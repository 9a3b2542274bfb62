"""A purge whose process is killed with SIGKILL goes on where it was, and ends as if nothing had been."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from conversations.models import Conversation, DailyCount, Message, ProviderBacklog
from crm.services import contact_create
from gdpr.certificates import chain_check
from gdpr.models import Certificate, PurgeRun
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import phone
from tests.services import ROOT

COUNT, BATCH = 4500, 2000


def _old_messages() -> None:
    ended = timezone.now() - timedelta(days=400)
    conversation = Conversation.objects.create(
        contact=contact_create(phone=phone(620)),
        channel="sms",
        route_id=ChannelRoute.objects.get(company__slug="alfa").pk,
        state="closed",
        last_message_at=ended,
        closed_at=ended,
    )
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            channel="sms",
            direction="inbound",
            author_type="contact",
            status="received",
            body=f"Hej {number}",
            external_id=f"SM{number:032}",
            created_at=ended,
        )
        for number in range(COUNT)
    )


def noted_for_the_provider() -> int:
    return sum(len(noted.external_ids) for noted in ProviderBacklog.objects.all())


def _purge(database: str, faults: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "purge", "--company", "alfa"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "NEXUS_FAULTS": str(faults)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_killed_in_a_batch_and_between_batches_it_resumes_and_ends_the_same(
    fresh_database: str, tmp_path: Path
) -> None:
    schema = Company.objects.get(slug="alfa").schema_name
    with company_context(schema):
        _old_messages()
    # In the batch: nothing of it has happened. After it: it has, once.
    for point, left in (("purge_in", COUNT), ("purge_after", COUNT - BATCH)):
        (tmp_path / f"{point}_conversations.Message").write_text("SIGKILL")
        killed = _purge(fresh_database, tmp_path)
        assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
        with company_context(schema):
            assert Message.objects.count() == left
            assert noted_for_the_provider() == COUNT - left
            assert sum(DailyCount.objects.values_list("count", flat=True)) == COUNT - left
            run = PurgeRun.objects.get()
            assert run.state == PurgeRun.State.RUNNING
            gone = run.progress["steps"].get("conversations.Message:messages", {}).get("gone", 0)
            assert gone == COUNT - left
            assert not Certificate.objects.exists()
    done = _purge(fresh_database, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["counts"]["conversations.Message"] == COUNT
    with company_context(schema):
        assert not Message.objects.exists()
        assert not Conversation.objects.exists()
        assert noted_for_the_provider() == COUNT
        assert DailyCount.objects.get().count == COUNT
        assert PurgeRun.objects.get().state == PurgeRun.State.DONE
        assert Certificate.objects.get().content["counts"]["conversations.Message"] == {"messages": COUNT}
        assert chain_check() == []
