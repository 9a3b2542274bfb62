"""A worker that is killed in the middle of an import, or of its undo: the next goes on, and it ends the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from crm.imports.running import BATCH
from crm.imports.services import import_carry_out, import_check, import_undo_start, import_upload
from crm.models import Contact, CrmLink, Identifier, ImportChange, ImportIssue, RegisterImport
from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.services import ROOT

ROWS = 3 * BATCH + 100
_WORKER = """
import django
django.setup()
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
for job in Job.objects.filter(kind__startswith="register_").exclude(kind="register_file"):
    assert job_run(job.pk)
"""


def _work(database: str, faults: Path) -> int:
    """A worker of its own takes the job whose lease has run out."""
    connection.set_schema_to_public()
    now = timezone.now()
    Job.objects.update(lease_until=None, due_at=now - timedelta(seconds=1))
    done = subprocess.run(
        [sys.executable, "-c", _WORKER],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "NEXUS_FAULTS": str(faults)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode


def _table() -> bytes:
    """Every hundredth row is no good, and the last one repeats the first."""
    rows = [
        f"K-{number};Kund {number};{'fel' if number % 100 == 99 else f'0701{740000 + number:06}'}"
        for number in range(ROWS - 1)
    ]
    return "\n".join(["Kundnr;Namn;Mobil", *rows, "K-0;Kund 0;0701740000"]).encode()


def test_killed_between_batches_it_goes_on_and_is_undone_whole(fresh_database: str, tmp_path: Path) -> None:
    schema = Company.objects.get(slug="alfa").schema_name
    with company_context(schema):
        user = User.objects.get(email="owner@alfa.example")
        source = import_upload(content=_table(), system="Kassan", actor=user, now=timezone.now())
        import_check(source=source)
    assert _work(fresh_database, tmp_path) == 0
    with company_context(schema):
        source.refresh_from_db()
        checked = source.counts
        import_carry_out(source=source, actor=user, now=timezone.now())
    for done in (1, 2):
        (tmp_path / "register_import_batch").write_text("SIGKILL")
        assert _work(fresh_database, tmp_path) == -signal.SIGKILL
        with company_context(schema):
            source.refresh_from_db()
            assert (source.state, source.position) == (RegisterImport.State.RUNNING, done * BATCH)
            assert CrmLink.objects.count() == source.counts["new"] == done * BATCH * 99 // 100
    assert _work(fresh_database, tmp_path) == 0
    good = ROWS - 1 - (ROWS - 1) // 100
    with company_context(schema):
        source.refresh_from_db()
        assert source.state == RegisterImport.State.DONE
        assert (
            source.counts
            == checked
            == {
                "new": good,
                "contacts": good,
                "refused": (ROWS - 1) // 100,
                "duplicates": 1,
            }
        )
        assert CrmLink.objects.count() == Contact.objects.count() == Identifier.objects.count() == good
        assert ImportChange.objects.count() == good
        assert ImportIssue.objects.count() == (ROWS - 1) // 100 + 1
        import_undo_start(source=source, actor=user)
    (tmp_path / "register_undo_batch").write_text("SIGKILL")
    assert _work(fresh_database, tmp_path) == -signal.SIGKILL
    with company_context(schema):
        assert CrmLink.objects.count() == good - BATCH
    assert _work(fresh_database, tmp_path) == 0
    with company_context(schema):
        source.refresh_from_db()
        assert source.state == RegisterImport.State.UNDONE
        assert (source.counts["removed"], source.counts["contacts_removed"]) == (good, good)
        assert not CrmLink.objects.exists()
        assert not Contact.objects.exists()
