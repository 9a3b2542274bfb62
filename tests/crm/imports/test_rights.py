"""What an import leaves behind obeys the person's rights: in the package, erased, and found when it is not."""

from __future__ import annotations

import pytest

from crm.imports.files import ImportFileStore
from crm.models import ImportChunk, RegisterImport
from crm.selectors import contact_by_phone
from crm.services import contact_create
from gdpr.access.subject import subject_of
from gdpr.erasure.person import Person, notes_take, reference_of
from nexus.crypto.ids import uuid7
from nexus.privacy.registry import StoreNotReady, registered_rows
from tests.api.factories import phone
from tests.crm.imports.conftest import Imports
from tests.crm.imports.sheets import table

ROWS = table(("Kundnr", "Namn", "Mobil", "Ort"), ("K-1001-x", "Åsa Öberg", "0701740605", "Stockholm"))


def test_link_and_change_are_rows_about_the_person(imports: Imports) -> None:
    imports.take_in(ROWS)
    contact = contact_by_phone(phone(605))
    assert contact is not None
    subject = subject_of(contact)
    rows = registered_rows()
    assert rows["crm.CrmLink"].about(subject).count() == rows["crm.ImportChange"].about(subject).count() == 1


def test_a_waiting_file_goes_when_anybody_is_erased_and_says_so(imports: Imports) -> None:
    source = imports.upload(ROWS)
    store, subject = ImportFileStore(), subject_of(contact_create(phone=phone(606)))
    assert store.find(subject) == 1
    assert store.erase(subject, uuid7()) == 1
    assert not ImportChunk.objects.exists()
    source.refresh_from_db()
    assert (source.state, source.problem) == ("dropped", "erased")
    assert store.erase(subject, uuid7()) == 0


def test_an_erasure_waits_for_an_import_that_is_running(imports: Imports) -> None:
    source = imports.upload(ROWS)
    RegisterImport.objects.filter(pk=source.pk).update(state="running")
    with pytest.raises(StoreNotReady):
        ImportFileStore().erase(subject_of(contact_create(phone=phone(606))), uuid7())
    assert ImportChunk.objects.exists()


def test_the_scan_looks_for_the_registers_name_and_number_but_not_for_what_many_share(
    imports: Imports,
) -> None:
    imports.take_in(ROWS, Ort="field")
    contact = contact_by_phone(phone(605))
    assert contact is not None
    contact.name = "Åsa Själv"
    contact.save()
    person = Person(ref=reference_of(contact))
    notes_take(person)
    needles = person.needles
    assert needles.find("hälsa Åsa Öberg") == {"name"}
    assert needles.find("kund K-1001-x") == {"id"}
    assert needles.find("Vi finns i Stockholm") == set()
