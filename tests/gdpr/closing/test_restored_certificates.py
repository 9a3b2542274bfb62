"""Certificates that were handed out after the backup was made: named after a restore, and their numbers not given
again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from crm.services import contact_create
from gdpr.certificates import (
    certificate_append,
    certificate_check,
    chain_check,
    chain_restored,
)
from gdpr.models import Certificate
from nexus.accounts.models import User
from nexus.privacy.handed_out import notes, notes_path
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import phone
from tests.conftest import sign_in
from tests.conversations.conftest import provider as provider
from tests.conversations.conftest import twilio as twilio
from tests.gdpr.closing.test_restore import Backup, erase, replay
from tests.gdpr.closing.test_restore import backup as backup
from tests.standins.twilio import TwilioStandIn


@pytest.fixture
def company(backup: Backup) -> Company:
    return Company.objects.get(slug="alfa")


def issue(company: Company) -> Certificate:
    with company_context(company.schema_name), transaction.atomic():
        return certificate_append(kind="purge", content={"deleted": 1}, now=timezone.now())


def chain(company: Company) -> list[tuple[int, str]]:
    with company_context(company.schema_name):
        return list(Certificate.objects.order_by("sequence").values_list("sequence", "kind"))


def faults(company: Company) -> list[str]:
    with company_context(company.schema_name):
        return chain_check()


def test_a_replay_names_the_lost_certificates_and_no_number_comes_twice(
    backup: Backup, company: Company, twilio: TwilioStandIn
) -> None:
    first = issue(company)
    with company_context(company.schema_name):
        contact_create(phone=phone(624), name="Karin Ek")
    backup.take()
    second = issue(company)
    erase(company, phone(624))
    with company_context(company.schema_name):
        third = Certificate.objects.get(sequence=3)

    backup.restore()
    assert replay()["erased"] == 1
    assert chain(company) == [(1, "purge"), (4, "restored"), (5, "erasure")]
    assert faults(company) == []
    with company_context(company.schema_name):
        ((note, lost),) = chain_restored()
        assert [(one.sequence, one.digest, one.previous) for one in lost] == [
            (2, second.digest, first.digest),
            (3, third.digest, second.digest),
        ]
        assert note.previous == third.digest, "it goes on from what was handed out"
        assert certificate_check(note)
    assert replay()["erased"] == 0
    assert len(chain(company)) == 3, "once is enough"


def test_the_next_certificate_names_them_where_nobody_had_to_be_erased_again(
    backup: Backup, company: Company
) -> None:
    issue(company)
    backup.take()
    lost = issue(company)
    backup.restore()
    assert faults(company) == ["Certificate 2 was handed out, and is not here."]
    issue(company)
    assert chain(company) == [(1, "purge"), (3, "restored"), (4, "purge")]
    assert faults(company) == []
    with company_context(company.schema_name):
        assert [one.digest for _note, named in chain_restored() for one in named] == [lost.digest]


def test_a_chain_that_was_lost_from_its_start_goes_on_too(backup: Backup, company: Company) -> None:
    backup.take()
    for _ in range(2):
        issue(company)
    backup.restore()
    issue(company)
    assert chain(company) == [(3, "restored"), (4, "purge")]
    assert faults(company) == []


def test_the_pages_say_which_were_issued_before_the_restore(backup: Backup, company: Company) -> None:
    issue(company)
    backup.take()
    lost = issue(company)
    backup.restore()
    issue(company)
    client = Client(headers={"host": "alfa.localhost"})
    with company_context(company.schema_name):
        sign_in(client, User.objects.get(email="owner@alfa.example"))
        note = Certificate.objects.get(kind="restored")
    page = client.get("/rights/certificates/").content.decode()
    assert f"Återställning: certifikat 2 ({lost.digest[:8]}…) utfärdades före återställningen." in page
    assert "Kedjan håller inte" not in page
    one = client.get(f"/rights/certificates/{note.pk}/").content.decode()
    assert lost.digest in one
    assert client.get(f"/rights/certificates/{note.pk}/certificate.pdf").status_code == 200


@pytest.mark.parametrize("how", ["gone", "digest", "nothing", "twice"])
def test_a_note_that_was_tampered_with_holds_up_nothing(backup: Backup, company: Company, how: str) -> None:
    issue(company)
    backup.take()
    issue(company)
    backup.restore()
    issue(company)
    with company_context(company.schema_name):
        note = Certificate.objects.get(kind="restored")
        if how == "gone":
            note.delete()
        elif how == "digest":
            note.content["lost"][0]["digest"] = "0" * 64
            note.save()
        elif how == "nothing":
            note.content = {}
            note.save()
        else:
            note.content["lost"] *= 2
            note.save()
    assert faults(company)


def test_one_that_is_replaced_by_another_of_the_same_number_is_seen(backup: Backup, company: Company) -> None:
    """Whoever has the key and the database, and not the file."""
    issue(company)
    last = issue(company)
    with company_context(company.schema_name):
        Certificate.objects.filter(pk=last.pk).delete()
        path = notes_path(company.schema_name)
        kept = path.read_bytes()
        path.write_bytes(kept.split(b"\n")[0] + b"\n")
        with transaction.atomic():
            certificate_append(kind="purge", content={"deleted": 0}, now=last.at + timedelta(seconds=1))
        path.write_bytes(kept)
    assert faults(company) == ["Certificate 2 is another than the one that was handed out."]


def test_what_could_not_be_noted_is_noted_with_the_next(
    backup: Backup, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    issue(company)
    with monkeypatch.context() as patched:
        patched.setattr("gdpr.certificates.notes_append", full)
        issue(company)
    assert [note.sequence for note in notes(company.schema_name)] == [1]
    third = issue(company)
    assert [note.sequence for note in notes(company.schema_name)] == [1, 2, 3]
    assert notes(company.schema_name)[-1].digest == third.digest


def test_what_is_rolled_back_was_never_handed_out(backup: Backup, company: Company) -> None:
    issue(company)
    with company_context(company.schema_name), transaction.atomic():
        certificate_append(kind="purge", content={}, now=timezone.now())
        transaction.set_rollback(True)
    assert [note.sequence for note in notes(company.schema_name)] == [1]
    issue(company)
    assert chain(company) == [(1, "purge"), (2, "purge")]


def test_a_line_that_does_not_verify_says_nothing(backup: Backup, company: Company) -> None:
    issue(company)
    path = notes_path(company.schema_name)
    line = path.read_bytes()
    forged = line.replace(b'"sequence":1', b'"sequence":9')
    assert forged != line
    path.write_bytes(line + forged + b"rubbish\n" + line[:40])
    assert [note.sequence for note in notes(company.schema_name)] == [1]
    issue(company)
    assert chain(company) == [(1, "purge"), (2, "purge")]
    assert [note.sequence for note in notes(company.schema_name)] == [1, 2]


def test_another_companys_line_says_nothing_here(backup: Backup, company: Company) -> None:
    other = Company.objects.get(slug="beta")
    issue(company)
    notes_path(other.schema_name).write_bytes(notes_path(company.schema_name).read_bytes())
    issue(other)
    assert chain(other) == [(1, "purge")]
