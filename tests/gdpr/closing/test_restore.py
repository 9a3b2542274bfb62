"""A backup from before an erasure is restored: nobody is served until the person has been erased again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from crm.models import Contact, Identifier
from crm.selectors import contact_by_phone, contact_phone
from crm.services import contact_create
from gdpr.erasure.services import erasure_run_now, erasure_start
from gdpr.models import Case, Erasure
from nexus.crypto.index import blind_phone
from nexus.privacy import gate, ledger
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.api.factories import phone as phone_number
from tests.conftest import _create, _forget
from tests.conversations.conftest import provider as provider
from tests.conversations.conftest import twilio as twilio
from tests.gdpr.people import full_person
from tests.standins.twilio import TwilioStandIn


class Backup:
    """A copy of the whole database, as a dump is, that can be put back."""

    def __init__(self, url: str) -> None:
        self.name = urlsplit(url).path.strip("/")

    def take(self) -> None:
        connections.close_all()
        _create(f"{self.name}_backup", self.name)

    def restore(self) -> None:
        connections.close_all()
        _create(self.name, f"{self.name}_backup")
        _forget()
        gate.forget()


@pytest.fixture
def backup(fresh_database: str) -> Iterator[Backup]:
    yield Backup(fresh_database)
    connections.close_all()


def planted(company: Company) -> tuple[Contact, str]:
    """A customer with something everywhere, and their number."""
    person = full_person(company)
    with company_context(company.schema_name):
        return person, contact_phone(person)


def erase(company: Company, phone: str) -> None:
    with company_context(company.schema_name):
        contact = contact_by_phone(phone)
        assert contact is not None
        started = erasure_start(contact=contact, origin=Erasure.Origin.COMMAND, now=timezone.now())
        assert erasure_run_now(erasure=started).finished_at is not None


def replay() -> dict[str, int]:
    said = io.StringIO()
    call_command("erasures_replay", stdout=said)
    counts: dict[str, int] = json.loads(said.getvalue().splitlines()[-1])
    return counts


def test_who_was_erased_stays_erased_after_a_restore(backup: Backup, twilio: TwilioStandIn) -> None:
    company = Company.objects.get(slug="alfa")
    person, phone = planted(company)
    backup.take()
    erase(company, phone)
    written = ledger.verify().sequence
    page = Client(headers={"host": "alfa.localhost"})
    assert page.get("/login/").status_code == 200

    backup.restore()
    assert gate.ledger_ahead()
    assert page.get("/login/").status_code == 503

    done = replay()
    assert (done["erased"], done["failed"]) == (1, 0)
    assert page.get("/login/").status_code == 200
    with company_context(company.schema_name):
        assert contact_by_phone(phone) is None
        assert not Contact.objects.filter(pk=person.pk).exists()
        again = Erasure.objects.get(origin=Erasure.Origin.REPLAY)
        assert again.certificate is not None
        assert again.ledger_sequence == 1
        assert all(case.phone == "" for case in Case.objects.all())
    assert ledger.verify().sequence == written
    assert replay() == {"erased": 0, "closed": 0, "absent": 0, "failed": 0}


def test_an_older_releases_backup_is_brought_up_to_date_behind_the_shut_gate(
    backup: Backup, twilio: TwilioStandIn, settings: LazySettings
) -> None:
    """The order in docs/operations.md: the tables first, also on a machine with demo companies, then the replay."""
    company = Company.objects.get(slug="alfa")
    _, phone = planted(company)
    backup.take()
    erase(company, phone)
    backup.restore()
    settings.NEXUS = replace(settings.NEXUS, demo=True)
    said = io.StringIO()
    call_command("nexus_prepare", stdout=said)
    assert json.loads(said.getvalue().splitlines()[-1])["companies_seeded"] == 0
    assert Client(headers={"host": "alfa.localhost"}).get("/login/").status_code == 503
    assert replay()["erased"] == 1


def test_who_came_back_after_their_erasure_is_left_alone(backup: Backup, twilio: TwilioStandIn) -> None:
    company = Company.objects.get(slug="alfa")
    _, phone = planted(company)
    erase(company, phone)
    full_person(company)
    backup.take()
    backup.restore()
    assert not gate.ledger_ahead()
    with company_context(company.schema_name):
        assert contact_by_phone(phone) is not None


def test_a_backup_without_the_person_opens_again_too(backup: Backup, twilio: TwilioStandIn) -> None:
    company = Company.objects.get(slug="alfa")
    backup.take()
    _, phone = planted(company)
    erase(company, phone)
    backup.restore()
    done = replay()
    assert (done["erased"], done["failed"]) == (0, 0)
    assert done["absent"] > 0
    assert not gate.ledger_ahead()


def test_a_contact_without_a_number_stays_erased_too(backup: Backup, twilio: TwilioStandIn) -> None:
    company = Company.objects.get(slug="alfa")
    with company_context(company.schema_name):
        nameless = Contact.objects.create(name="Bara ett namn")
        other = Contact.objects.create(name="En annan")
    backup.take()
    with company_context(company.schema_name):
        started = erasure_start(contact=nameless, origin=Erasure.Origin.COMMAND, now=timezone.now())
        assert erasure_run_now(erasure=started).finished_at is not None
    backup.restore()
    assert replay() == {"erased": 1, "closed": 0, "absent": 0, "failed": 0}
    with company_context(company.schema_name):
        assert list(Contact.objects.all()) == [other]


def test_whoever_had_another_number_in_the_backup_stays_erased_too(
    backup: Backup, twilio: TwilioStandIn
) -> None:
    company = Company.objects.get(slug="alfa")
    with company_context(company.schema_name):
        person = contact_create(phone=phone_number(624))
    backup.take()
    with company_context(company.schema_name):
        person.identifiers.all().delete()
        changed = phone_number(625)
        Identifier.objects.create(contact=person, kind="phone", value=changed, blind=blind_phone(changed))
    erase(company, phone_number(625))
    backup.restore()
    assert replay()["erased"] == 1
    with company_context(company.schema_name):
        assert not Contact.objects.exists()
