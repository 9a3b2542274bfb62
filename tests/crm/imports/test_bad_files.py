"""Whatever is uploaded ends in a clear word, and nothing of it stays half-done."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from crm.imports import reader
from crm.imports.reader import Unreadable
from crm.models import Contact, CrmLink, ImportChunk, RegisterImport
from crm.selectors import contact_by_phone
from nexus.tenants.models import Company
from tests.api.factories import phone
from tests.crm.imports.conftest import Imports
from tests.crm.imports.sheets import Day, Formula, table, workbook

GOOD = workbook([["Namn", "Mobil"], ["Åsa", "0701740605"]])
SPARSE = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    b"</sheetData></worksheet>"
)
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
    b'<c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


def with_sheet(sheet: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return into.getvalue()


def lying_about_its_size() -> bytes:
    """A workbook whose directory says that a part of 60 MB is one byte long."""
    large = b"<a>" + b"0" * 60_000_000
    made = bytearray(with_sheet(large))
    size = len(large).to_bytes(4, "little")
    for at in [place for place in range(len(made) - 4) if made[place : place + 4] == size]:
        made[at : at + 4] = (1).to_bytes(4, "little")
    return bytes(made)


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "a byte-order mark alone": (lambda: b"\xef\xbb\xbf", "empty"),
    "blanks alone": (lambda: b" \r\n\t\r\n", "empty"),
    "empty cells alone": (lambda: b";;;\r\n;;;\r\n", "empty"),
    "NUL bytes": (lambda: b"Namn;Mobil\r\n\xc3\x85sa\x00;0701740605\r\n", "nul"),
    "junk": (lambda: bytes(range(1, 256)) * 40, "unknown_kind"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "nul"),
    "a thousand columns": (lambda: b";".join([b"x"] * 1000), "many_columns"),
    "a thousand columns in a workbook": (lambda: workbook([["x"] * 1000]), "many_columns"),
    "a cell of a megabyte": (lambda: b"Namn;Mobil\r\n" + b"x" * 1_000_000 + b";0701740605\r\n", "long_cell"),
    "a cell of a megabyte in a workbook": (lambda: workbook([["Mobil"], ["x" * 1_000_000]]), "long_cell"),
    "a quotation mark that never ends": (lambda: b'Namn;Mobil\r\n"x;1\r\n' + b"y;2\r\n" * 9000, "long_cell"),
    "an old workbook": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4000), "old_excel"),
    "half a workbook": (lambda: GOOD[: len(GOOD) // 2], "damaged"),
    "a zip of something else": (lambda: _zip({"hej.txt": b"hej"}), "unknown_kind"),
    "an empty workbook": (lambda: workbook([]), "empty"),
    "a zip bomb": (lambda: workbook([["Mobil"]], more={"xl/media/b.xml": bytes(50_000_000)}), "bomb"),
    "a thousand parts too many": (lambda: workbook([], more={f"x/{n}": b"" for n in range(3000)}), "bomb"),
    "a cell at the far end of the sheet": (lambda: with_sheet(SPARSE), "damaged"),
    "entities that multiply": (lambda: with_sheet(ENTITIES), "damaged"),
    "a size that lies": (lying_about_its_size, "damaged"),
    "more than is taken": (lambda: b"Mobil\r\n" + b"0701740605\r\n" * 2_000_000, "too_large"),
}


def _zip(parts: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return into.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_with_its_reason_and_nothing_is_stored(name: str, imports: Imports) -> None:
    make, code = FILES[name]
    with pytest.raises(Unreadable) as refused:
        imports.upload(make())
    assert refused.value.code == code
    assert not RegisterImport.objects.exists()
    assert not ImportChunk.objects.exists()


def test_more_rows_than_are_taken_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_ROWS", 3)
    rows = reader.rows_checked(iter([(number, ["0701740605"]) for number in range(1, 9)]), None)
    with pytest.raises(Unreadable) as refused:
        list(rows)
    assert (refused.value.code, refused.value.row) == ("many_rows", 4)


def test_what_is_wrong_far_down_is_found_at_the_check_and_the_file_goes(imports: Imports) -> None:
    rows = [f"Kund {number};0701{740000 + number}" for number in range(700)]
    checked = imports.check("\n".join(["Namn;Mobil", *rows, "x" * 20_000]))
    assert (checked.state, checked.problem, checked.problem_row) == ("failed", "long_cell", 702)
    assert not Contact.objects.exists()
    assert not ImportChunk.objects.exists()


def test_headings_alone_are_an_import_of_nothing(imports: Imports) -> None:
    checked = imports.check("Namn;Mobil\r\n")
    assert (checked.state, checked.counts) == (RegisterImport.State.CHECKED, {})


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
def test_every_usual_encoding_is_guessed(encoding: str, imports: Imports) -> None:
    rows = table(("Kundnr", "Namn", "Mobil"), ("1", "Åsa Öberg-Ärlig é", "0701740605"))
    imports.take_in(rows.encode(encoding))
    assert CrmLink.objects.get().name == "Åsa Öberg-Ärlig é"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_usual_delimiter_is_guessed(delimiter: str, imports: Imports) -> None:
    imports.take_in(
        table(("Namn", "Mobil"), ('"Åsa\r\nÖberg; med, allt"', "0701740605"), delimiter=delimiter)
    )
    assert CrmLink.objects.get().name == "Åsa Öberg; med, allt"


def test_one_column_of_numbers_is_enough(imports: Imports) -> None:
    done = imports.take_in("0701740605\n070-174 06 06\n")
    assert done.counts == {"new": 2, "contacts": 2}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "no_phone"),
        ("saknas", "bad_phone"),
        ("070-123", "bad_phone"),
        ("0000000", "bad_phone"),
        ("4.67E+10", "digits_lost"),
        ("4,6702E+10", "digits_lost"),
        ("#REF!", "no_phone"),
        ("=HYPERLINK(1)", "bad_phone"),
    ],
)
def test_a_row_without_a_usable_number_says_why(written: str, code: str, imports: Imports) -> None:
    done = imports.take_in(table(("Namn", "Mobil"), ("Åsa", written), ("Bo", "0701740606")))
    assert imports.issues(done) == {2: code}
    assert done.counts == {"new": 1, "contacts": 1, "refused": 1}


@pytest.mark.parametrize(
    "written",
    [
        "0701-74 06 05",
        "+46 (0)70 174 06 05",
        "0046701740605",
        "46701740605",
        "701740605",
        "070\u2009174\u202f06\u00a005",
        "070‑174–06—05",
        "070.174.06.05",
        '="0701740605"',
        "'+46701740605",
        "\u202a0701740605\u202c",
        "0701740605; 08-123 456 78",
        "08-123 456 78 / 0701740605",
        "0701740605 eller 0701740607",
    ],
)
def test_every_spelling_of_a_number_meets(written: str, imports: Imports) -> None:
    imports.take_in(f"Namn\tMobil\r\nÅsa\t{written}\r\n")
    assert contact_by_phone(phone(605)) is not None
    assert Contact.objects.count() == 1


def test_numbers_days_and_formulas_of_a_workbook_are_what_they_show(imports: Imports) -> None:
    imports.take_in(
        workbook(
            [
                ["Kundnr", "Namn", "Mobil", "Kund sedan", "Poäng"],
                [1001, "Åsa", 701740605, Day(45000), 12.5],
                [1002, "Bo", 46701740606, None, Formula("1+1", "2")],
                [
                    1003,
                    Formula('HYPERLINK("http://x.example")', ""),
                    Formula("B9", "070-1740607"),
                    None,
                    None,
                ],
            ]
        ),
        **{"Kund sedan": "field", "Poäng": "field"},
    )
    found = {link.external_id: (link.name, link.fields) for link in CrmLink.objects.all()}
    assert found == {
        "1001": ("Åsa", {"Kund sedan": "2023-03-15", "Poäng": "12.5"}),
        "1002": ("Bo", {"Poäng": "2"}),
        "1003": ("", {}),
    }
    assert contact_by_phone(phone(607)) is not None


def test_a_file_that_is_too_large_is_refused_by_what_the_request_says_of_itself(
    client_a: Client, company_a: Company, log_in: Any
) -> None:
    log_in(client_a, company_a)
    with translation.override("sv"):
        answer = client_a.generic(
            "POST", "/settings/register/upload/", bytes(21 * 1024 * 1024), "multipart/form-data; boundary=x"
        )
    assert answer.status_code == 413
    assert "större än 20 MB" in answer.content.decode()
