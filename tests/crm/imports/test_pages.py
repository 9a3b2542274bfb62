"""The pages about the customer register, as an owner uses them: over HTTP, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from crm.imports import services
from crm.models import CrmLink, ImportChunk, RegisterImport
from nexus.accounts.models import User
from nexus.audit.models import Entry
from tests.api.factories import make_contact, make_conversation
from tests.crm.imports.conftest import Imports
from tests.crm.imports.sheets import table, workbook

LIST = "/settings/register/"
ROWS = table(
    ("Kundnr", "Namn", "Mobil", "Personnr", "Stamkund"),
    ("K-1", "Åsa Öberg", "0701740605", "811228-9874", "ja"),
    ("K-2", "=cmd|' /C calc'!A0", "fel", "", ""),
)


@pytest.fixture
def owner(imports: Imports, client_a: Client, log_in: Callable[..., User]) -> Client:
    log_in(client_a, imports.company)
    connection.set_tenant(imports.company)
    return client_a


def upload(owner: Client, content: bytes, system: str = "Kassan") -> Any:
    file = SimpleUploadedFile("kunder.csv", content)
    return owner.post(f"{LIST}upload/", {"system": system, "file": file})


def there(imports: Imports) -> RegisterImport:
    connection.set_tenant(imports.company)
    return RegisterImport.objects.latest("created_at")


def form_of(source: RegisterImport, **change: str) -> dict[str, str]:
    layout = source.layout
    columns = {f"column_{place}": meaning for place, meaning in enumerate(layout["columns"])}
    return {
        "encoding": layout["encoding"],
        "delimiter": layout["delimiter"],
        "sheet": layout["sheet"],
        "header": str(layout["header"]),
        **columns,
        **change,
    }


def test_a_file_is_shown_checked_and_taken_in_page_by_page(owner: Client, imports: Imports) -> None:
    answer = upload(owner, ROWS.encode("cp1252"))
    source = there(imports)
    where = f"{LIST}{source.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, where)
    page = owner.get(where).content.decode()
    assert "Åsa Öberg" in page
    assert "070-174 06 05" in page
    assert "811228" not in page  # not even as an example
    assert "Telefonnumret är inget giltigt nummer." in page
    owner.post(f"{where}layout/", form_of(source, column_4="field", act="check"))
    assert there(imports).state == "checking"
    assert "every 1s" in owner.get(where).content.decode()
    imports.work()
    page = owner.get(where).content.decode()
    assert "Importera raderna" in page
    owner.post(f"{where}carry-out/")
    going = owner.get(f"{where}progress/?state=running")
    assert "HX-Refresh" not in going.headers
    imports.work()
    assert owner.get(f"{where}progress/?state=running")["HX-Refresh"] == "true"
    there(imports)
    assert CrmLink.objects.get().fields == {"Stamkund": "ja"}
    assert "Ångra importen" in owner.get(where).content.decode()
    owner.post(f"{where}undo/")
    imports.work()
    assert there(imports).state == "undone"
    assert not CrmLink.objects.exists()


def test_the_report_has_every_row_and_no_cell_of_the_file(owner: Client, imports: Imports) -> None:
    source = imports.take_in(ROWS)
    report = owner.get(f"{LIST}{source.pk}/report.csv").content.decode("utf-8-sig").splitlines()
    assert report[0] == "Rad,Vad det blev av den,Varför,Samma som rad"
    assert report[1:] == ["3,Inte importerad,Telefonnumret är inget giltigt nummer.,"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Det finns inga rader i filen."),
        (b" \n", "Det finns inga rader i filen."),
        (b"\x00\x01junk", "nolltecken"),
        (b"a;" * 500, "fler än 100 kolumner"),
        (workbook([["Mobil"]], more={"xl/b.xml": bytes(30_000_000)}), "packas upp till mycket mer"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(
    owner: Client, imports: Imports, content: bytes, said: str
) -> None:
    answer = upload(owner, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_wrong_guess_is_put_right_by_the_form(owner: Client, imports: Imports) -> None:
    upload(owner, "Kund;Nr\nÅsa;0701740605\n".encode("cp1252"))
    source = there(imports)
    where = f"{LIST}{source.pk}/"
    owner.post(f"{where}layout/", form_of(source, encoding="mac_roman", act="look"))
    assert "Åsa" not in owner.get(where).content.decode()
    owner.post(f"{where}layout/", form_of(there(imports), encoding="cp1252", act="look"))
    assert "Åsa" in owner.get(where).content.decode()
    refused = owner.post(f"{where}layout/", form_of(there(imports), column_1="skip", act="check"))
    assert refused.status_code == 422
    assert "Välj vilken kolumn som har telefonnumren." in refused.content.decode()


def test_personnummer_stay_out_whatever_the_form_says(owner: Client, imports: Imports) -> None:
    upload(owner, ROWS.encode())
    source = there(imports)
    owner.post(f"{LIST}{source.pk}/layout/", form_of(source, column_3="field", act="look"))
    assert there(imports).layout["columns"][3] == "personnummer"


def test_a_file_that_nobody_wants_goes(owner: Client, imports: Imports) -> None:
    upload(owner, ROWS.encode())
    source = there(imports)
    assert owner.post(f"{LIST}{source.pk}/drop/")["Location"] == LIST
    assert there(imports).state == "dropped"
    assert not ImportChunk.objects.exists()
    assert Entry.objects.filter(action="register_import.dropped", subject_id=source.pk).exists()


def test_a_file_that_nobody_imports_is_gone_after_a_day(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "WAITS", services.timedelta(seconds=-1))
    source = imports.upload(ROWS)
    imports.work()
    source.refresh_from_db()
    assert (source.state, source.problem) == ("dropped", "expired")
    assert not ImportChunk.objects.exists()


def test_a_file_lies_sealed_in_the_companys_own_schema(imports: Imports) -> None:
    imports.upload(ROWS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM crm_importchunk")
        stored = b"".join(bytes(data) for (data,) in cursor.fetchall())
    assert b"Mobil" not in stored
    assert ImportChunk.objects.get().data == ROWS.encode()


@pytest.mark.parametrize("role", ["agent", "data_protection"])
def test_only_owners_see_it(
    imports: Imports, client_a: Client, log_in: Callable[..., User], role: str
) -> None:
    source = imports.upload(ROWS)
    log_in(client_a, imports.company, role)
    assert client_a.get(LIST).status_code == 403
    assert client_a.get(f"{LIST}{source.pk}/").status_code == 403
    assert upload(client_a, ROWS.encode()).status_code == 403
    assert client_a.get(f"{LIST}{source.pk}/report.csv").status_code == 403


def test_an_upload_without_the_forms_token_is_refused(imports: Imports, log_in: Callable[..., User]) -> None:
    strict = Client(headers={"host": "alfa.localhost"}, enforce_csrf_checks=True)
    log_in(strict, imports.company)
    assert upload(strict, ROWS.encode()).status_code == 403
    connection.set_tenant(imports.company)
    assert not RegisterImport.objects.exists()


def test_the_contact_card_shows_what_the_register_says(owner: Client, imports: Imports) -> None:
    contact = make_contact(605, "Åsa Själv")
    conversation = make_conversation(contact)
    imports.take_in(ROWS, Stamkund="field")
    page = owner.get(f"/c/{conversation.pk}/").content.decode()
    assert "#K-1" in page
    assert "Namn i registret: Åsa Öberg" in page
    assert "Stamkund: ja" in page
