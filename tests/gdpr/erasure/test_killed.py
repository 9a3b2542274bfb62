"""A worker is killed (SIGKILL) at a step of an erasure; the next one goes on, and it ends the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import ProviderDeletion
from gdpr.erasure.plan import step_keys
from gdpr.erasure.run import point_of
from gdpr.erasure.services import erasure_start
from gdpr.models import Case, Certificate, Erasure
from nexus.outbox.models import Job
from nexus.privacy.ledger import FILE_NAME
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.conftest import ACCOUNTS, NUMBERS, TOKENS
from tests.gdpr.erasure.conftest import keep
from tests.gdpr.erasure.looking import everywhere
from tests.gdpr.people import canaries, full_person
from tests.product import ROOT
from tests.running import is_dead
from tests.standins.twilio import TwilioStandIn

FULL = os.environ.get("NEXUS_FAULTS_FULL") == "1"
#: One after the other, in the order of an erasure's steps: before and in the ledger's entry, between a store's
#: act and its note, between rows, at the provider, in the scan, after the last transaction.
IN_A_ROW = (
    "erasure_after_claim",
    "erasure_in_ledger",
    "erasure_after_crm_identifier",
    "erasure_in_conversations_message",
    "provider_deleted",
    "erasure_in_residue",
    "erasure_after_close",
)


def one_by_one() -> list[str]:
    """Every point there is; for `make faults`. The jobs go in one transaction, which has no inside."""
    stores = [point_of(key) for key in step_keys("command")]
    whole = [f"erasure_{when}_{store}" for store in stores for when in ("in", "after")]
    whole.remove("erasure_in_jobs")
    return [*whole, "provider_deleted", "erasure_after_close"] if FULL else []


@dataclass
class Site:
    """A database, a provider and a folder of faults of the test's own, and a pool of workers' processes."""

    twilio: TwilioStandIn
    folder: Path
    pool: subprocess.Popen[str]

    def work(self) -> tuple[int, int]:
        """One process of a worker, until it ends: its pid, and how (negative: by which signal)."""
        assert self.pool.stdin is not None
        assert self.pool.stdout is not None
        self.pool.stdin.write("work\n")
        self.pool.stdin.flush()
        ended = json.loads(self.pool.stdout.readline())
        return ended["pid"], ended["status"]

    def kill_at(self, point: str) -> None:
        """Run a worker until it kills itself there; prove that it did, and hand its lease back."""
        (self.folder / "faults" / point).write_text("SIGKILL")
        pid, status = self.work()
        assert status == -signal.SIGKILL, "the fault did not fire"
        assert int((self.folder / "faults" / f"{point}.reached").read_text()) == pid
        assert is_dead(pid)
        # What the lease does by itself within six seconds; each case would wait for it.
        Job.objects.filter(kind="erasure").update(lease_until=None)

    def finish(self) -> None:
        assert self.work()[1] == 0


@pytest.fixture
def site(fresh_database: str, tmp_path: Path, settings: Any) -> Iterator[Site]:
    (tmp_path / "faults").mkdir()
    with TwilioStandIn(account_sid=ACCOUNTS["alfa"], auth_token=TOKENS["alfa"]) as twilio:
        twilio.add_number(NUMBERS["alfa"])
        pool = subprocess.Popen(
            [sys.executable, "-m", "tests.gdpr.erasure.worker", str(tmp_path / "ledger")],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": fresh_database,
                "NEXUS_FAULTS": str(tmp_path / "faults"),
                "NEXUS_SMS_GATEWAY": "twilio",
                "TWILIO_API_BASE_URL": twilio.url,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield Site(twilio, tmp_path, pool)
        finally:
            pool.communicate(timeout=30)
        assert not twilio.handler_errors


def outcome(company: Company) -> dict[str, Any]:
    """What an erasure ends in, but for times and ids."""
    with company_context(company.schema_name):
        erasure = Erasure.objects.get(origin="command")
        assert erasure.state == Erasure.State.DONE
        assert (erasure.subject, erasure.steps.exclude(state="done").count()) == (None, 0)
        (certificate,) = Certificate.objects.all()
        providers = certificate.content["providers"]["sms_provider"]
        return {
            "stores": certificate.content["stores"],
            # Killed between the provider's answer and our note of it, the next try finds it gone.
            "at_provider": sum(providers.values()),
            "found": certificate.content["residue"]["found"],
        }


WHOLE = {
    "crm.Identifier": 3, "conversations.Message": 2, "conversations.Conversation": 2, "conversations.DeliveryEvent": 2,
    "conversations.ConversationEvent": 3, "bookings.Booking": 1, "gdpr.PackageChunk": 1, "crm.Contact": 1,
    "sms_provider": 2,
}  # fmt: skip


def erased(site: Site, *points: str) -> None:
    """Erase a person, with a worker killed at each of the points, and see that it ends as if none had been."""
    company = Company.objects.get(slug="alfa")
    person = full_person(company)
    keep(site.twilio, "SMkanariea0123456789", inbound=True)
    with company_context(company.schema_name):
        erasure_start(contact=person, origin=Erasure.Origin.COMMAND, now=timezone.now())
    for point in points:
        site.kill_at(point)
    site.finish()
    ended = outcome(company)
    gone = {row["store"]: row["erased"] for row in ended["stores"]}
    assert {store: gone[store] for store in WHOLE} == WHOLE
    assert (ended["at_provider"], ended["found"]) == (2, 0)
    assert [message.deleted for message in site.twilio.messages.values()] == [True]
    connection.set_schema_to_public()
    assert everywhere(canaries().all().values()) == []
    entries = [json.loads(line) for line in (site.folder / "ledger" / FILE_NAME).read_text().splitlines()]
    # At least once for the contact and each of the three identifiers; killed before it was noted, once more.
    assert len({entry["subject"] for entry in entries}) == 4
    assert len(entries) == (8 if "erasure_in_ledger" in points else 4)
    assert not Job.objects.filter(kind="erasure").exists()


def test_killed_at_one_step_after_another_it_ends_the_same(site: Site) -> None:
    erased(site, *IN_A_ROW)


@pytest.mark.skipif(not FULL, reason="make faults")
@pytest.mark.parametrize("point", one_by_one())
def test_killed_at_any_step_it_ends_the_same(site: Site, point: str) -> None:
    erased(site, point)


@pytest.mark.parametrize("point", ["erasure_in_last_words", "erasure_after_last_words"])
def test_killed_at_the_last_text_it_is_sent_at_most_once(site: Site, point: str) -> None:
    company = Company.objects.get(slug="alfa")
    person = full_person(company)
    keep(site.twilio, "SMkanariea0123456789", inbound=True)
    with company_context(company.schema_name):
        case = Case.objects.create(
            number=90,
            kind="erasure",
            state="in_progress",
            contact=person,
            channel="sms",
            due_at=timezone.now(),
        )
        erasure_start(contact=person, case=case, origin=Erasure.Origin.CASE, now=timezone.now())
    site.kill_at(point)
    site.finish()
    (text,) = site.twilio.outbound(to=canaries().phone)
    assert "(ärende 90)" in text.body
    with company_context(company.schema_name):
        erasure = Erasure.objects.select_related("certificate").get(case=case)
        assert (erasure.state, erasure.subject) == (Erasure.State.DONE, None)
        state = {"erasure_in_last_words": "uncertain", "erasure_after_last_words": "sent"}[point]
        assert erasure.certificate.content["last_words"] == {"how": "sms", "state": state}
        assert erasure.certificate.content["residue"]["found"] == 0
        assert ProviderDeletion.objects.get(external_id=text.sid).origin_id == case.pk
    connection.set_schema_to_public()
    assert everywhere(canaries().all().values()) == []
