"""The gate after a restore: a database older than the erasure ledger serves nobody."""

from __future__ import annotations

import pytest

from nexus.crypto.index import blind_phone
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.outbox.services import job_put
from nexus.privacy import gate, ledger
from nexus.privacy.gate import ledger_ahead, ledger_append, ledger_seen, unseen_from
from nexus.privacy.ledger import LedgerError
from nexus.privacy.models import LedgerMark
from nexus.tenants import hosts
from nexus.tenants.context import company_context, company_context_restored, company_context_trusted
from nexus.tenants.readiness import NotReady

pytestmark = pytest.mark.django_db
SUBJECT = bytes(range(32))


def restore(sequence: int = 0) -> None:
    """As after a backup from when the database had seen ``sequence`` entries."""
    LedgerMark.objects.update_or_create(pk=True, defaults={"sequence": sequence, "pending": None})
    gate.forget()


@pytest.fixture
def erased(company_a) -> int:
    return ledger_append(kind="subject", owner=company_a.schema_name, subject=SUBJECT)


def test_a_database_that_knows_the_ledger_is_served(erased, client_a):
    assert not ledger_ahead()
    assert client_a.get("/login/").status_code == 200


def test_after_a_restore_every_door_is_shut(erased, company_a, client_a, public_client):
    restore()
    assert ledger_ahead()
    assert client_a.get("/login/").status_code == 503
    assert client_a.get("/api/v1/contacts").status_code == 503
    for door in (company_context, company_context_trusted):
        with pytest.raises(NotReady), door(company_a.schema_name):
            pass


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ("sv", "sv", "återställts från en säkerhetskopia"),
        ("en-GB,en;q=0.9", "en", "restored from a backup"),
        ("", "sv", "återställts från en säkerhetskopia"),
    ],
)
def test_after_a_restore_the_api_says_so_and_when_to_try_again(erased, client_a, asked, language, words):
    restore()
    answer = client_a.get("/api/v1/contacts", headers={"accept-language": asked})
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["type"]) == (503, "urn:nomar-nexus:problem:restoring")
    assert words in problem["detail"]
    assert "load" not in problem["detail"]
    assert answer["Content-Language"] == language
    assert 0 < int(answer["Retry-After"]) <= 120
    page = client_a.get("/login/", headers={"accept-language": asked}).content.decode()
    assert words in page


def test_another_pause_is_said_in_the_apis_usual_words(client_a, company_a):
    type(company_a).objects.filter(pk=company_a.pk).update(state="creating")
    hosts._companies.clear()
    problem = client_a.get("/api/v1/contacts", headers={"accept-language": "sv"}).json()
    assert problem["detail"] == "Tjänsten är inte tillgänglig just nu. Försök igen om en stund."


def test_after_a_restore_no_job_runs_and_none_uses_up_an_attempt(erased, company_a):
    job_id = job_put(kind="turn", object_id=company_a.pk, schema=company_a.schema_name)
    restore()
    assert not job_run(job_id)
    assert Job.objects.get(pk=job_id).attempts == 0


def test_health_says_that_the_ledger_is_ahead(erased):
    from nexus.health import check_ledger

    assert check_ledger()
    restore()
    assert not check_ledger()


def test_what_replays_the_ledger_may_enter(erased, company_a):
    restore()
    assert unseen_from() == 1
    with company_context_restored(company_a):
        assert blind_phone("+46701740601")
    ledger_seen(erased)
    assert not ledger_ahead()


def test_a_fresh_database_beside_an_old_ledger_is_a_restore(erased):
    LedgerMark.objects.all().delete()
    gate.forget()
    assert ledger_ahead()


def test_a_crash_between_the_file_and_the_database_is_no_restore(erased):
    LedgerMark.objects.update(sequence=erased - 1, pending=erased)
    gate.forget()
    assert not ledger_ahead()
    assert ledger_append(kind="subject", owner="c_saxen", subject=SUBJECT) == erased + 1


def test_a_restore_to_the_middle_of_an_older_erasure_is_one(erased):
    ledger_append(kind="subject", owner="c_saxen", subject=SUBJECT)
    LedgerMark.objects.update(sequence=erased - 1, pending=erased)
    gate.forget()
    assert ledger_ahead()


def test_nothing_is_erased_on_a_database_that_is_behind(erased):
    restore()
    with pytest.raises(LedgerError):
        ledger_append(kind="subject", owner="c_saxen", subject=SUBJECT)
    assert ledger.verify().sequence == erased


def test_nothing_is_erased_when_the_ledger_has_lost_entries(erased):
    restore(sequence=5)
    with pytest.raises(LedgerError):
        ledger_append(kind="subject", owner="c_saxen", subject=SUBJECT)
