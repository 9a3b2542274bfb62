"""What is in a package: all that the inventory says is about the person, nothing of anybody else."""

from __future__ import annotations

import ast
import html
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from pypdf import PdfReader

from gdpr.access.collect import collect
from gdpr.access.printing import MOST_ROWS
from gdpr.access.subject import subject_of
from gdpr.access.words import ACTIONS
from gdpr.registers.record import record
from gdpr.retention.services import policy_change
from nexus.privacy.inventory import Subject, entries
from nexus.privacy.registry import registered_rows
from tests.gdpr.access.help import packed, read_json
from tests.gdpr.people import canaries, full_person

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def archive(person, subject):
    return packed(person)


def held_rows(subject) -> dict[str, int]:
    return {model: entry.about(subject).count() for model, entry in registered_rows().items()}


def test_every_exported_field_of_the_inventory_is_in_the_data_with_its_rows(archive, subject) -> None:
    """Against the inventory and the registry, not against a list of what we thought of."""
    data = read_json(archive, "data.json")["models"]
    exported = {
        (model, name) for model, name, found in entries(subject=Subject.CONTACT) if found.label is not None
    }
    assert exported
    missing = [
        f"{model}.{name}" for model, name in exported if not all(name in row for row in data.get(model, [{}]))
    ]
    assert missing == []
    rows = held_rows(subject)
    assert {model: len(found) for model, found in data.items()} == {
        model: count for model, count in rows.items() if model in {one for one, _ in exported}
    }


def test_every_category_that_the_inventory_has_of_people_is_counted(archive) -> None:
    categories = {found.category.code for _, _, found in entries(subject=Subject.CONTACT) if found.label}
    counts = read_json(archive, "manifest.json")["counts"]
    assert set(counts["categories"]) == categories
    assert all(counts["categories"].values())


def test_each_planted_word_is_in_the_data_the_page_and_the_print(archive, planted) -> None:
    data = archive.read("data.json").decode()
    page = archive.read("index.html").decode()
    read = PdfReader(io.BytesIO(archive.read("registerutdrag.pdf")))
    pages = re.sub(r"\s+", "", "".join(part.extract_text() for part in read.pages)).replace("-", "")
    for what, word in planted.all().items():
        assert word in data, what
        assert word in page, what
        assert re.sub(r"[\s-]+", "", word) in pages, what


def test_nothing_of_another_person_is_in_it(company_a, in_company) -> None:
    mine, other = full_person(company_a), full_person(company_a, 1)
    with in_company(company_a):
        archive = packed(mine)
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
        assert str(other.pk) not in everything
    for what, word in canaries(1).all().items():
        assert word not in everything, what


def test_what_is_not_exported_is_named_with_its_ground_in_both_languages(archive, subject) -> None:
    manifest = read_json(archive, "manifest.json")
    named = {(one["model"], one["field"]) for one in manifest["omissions"] if "field" in one}
    assert named == {
        (model, name) for model, name, found in entries(subject=Subject.CONTACT) if found.label is None
    }
    assert all(one["ground"]["sv"] and one["ground"]["en"] for one in manifest["omissions"])


def test_every_field_and_every_code_of_the_data_is_explained_in_both_languages(archive) -> None:
    data, words = read_json(archive, "data.json")["models"], read_json(archive, "dictionary.json")
    unexplained = []
    for model, rows in data.items():
        for name, said in words["models"][model]["fields"].items():
            assert said["label"]["sv"]
            assert said["label"]["en"]
            for row in rows:
                for code in row[name] if isinstance(row[name], list) else [row[name]]:
                    if "codes" not in said or code in (None, ""):
                        continue
                    text = str(code).lower() if isinstance(code, bool) else str(code)
                    if not all(said["codes"].get(text, {}).get(language) for language in ("sv", "en")):
                        unexplained.append((model, name, code))
    assert unexplained == []


def test_what_the_person_provided_is_portable_and_nothing_else_is(archive, planted) -> None:
    portable = read_json(archive, "portable.json")["models"]
    text = json.dumps(portable, ensure_ascii=False)
    for word in (planted.name, planted.email, planted.phone, planted.text, planted.remark):
        assert word in text
    for word in (planted.answer, planted.reading, planted.review, planted.crm_number, planted.hold_reason):
        assert word not in text
    fields = {
        model: {
            name for _m, name, found in entries(subject=Subject.CONTACT) if _m == model and found.portable
        }
        for model in portable
    }
    for model, rows in portable.items():
        assert rows
        assert all(fields[model] <= set(row) for row in rows)


def test_staff_are_named_by_first_name_and_in_the_access_log_by_role_alone(archive) -> None:
    data = read_json(archive, "data.json")["models"]
    assert {row["actor"] for row in data["audit.Entry"]} == {"owner"}
    assert data["gdpr.Case"][0]["decided_by"] == "Owner"
    everything = archive.read("data.json").decode()
    assert "Owner Alfa" not in everything
    assert "owner@alfa.example" not in everything


def test_what_a_row_points_at_is_shown_by_its_name(archive) -> None:
    booking = read_json(archive, "data.json")["models"]["bookings.Booking"][0]
    assert booking["service"] == "Klippning herr"
    assert booking["resource"] in ("Lina", "Samira")
    assert booking["start"].endswith(("+01:00", "+02:00"))


def test_the_page_needs_nothing_else_and_tells_what_the_law_asks_for(archive) -> None:
    page = archive.read("index.html").decode()
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import|<script|<img', page)
    for word in ("Salong Alfa", "IMY", "artikel 15", "Nomar Tech AB", "12 månader", "En AI svarar", "EU/EES"):
        assert word in page, word
    assert '<html lang="sv">' in page
    assert "index.en.html" not in archive.namelist()


def test_what_it_says_about_transfers_is_what_the_record_of_processing_says(
    person, subject, company_a, settings
) -> None:
    settings.NEXUS = replace(settings.NEXUS, sms_gateway="twilio", ai_provider="bedrock")
    archive = packed(person)
    page = html.unescape(archive.read("index.html").decode())
    said = record("sv")["transfers"]
    assert any("Twilio" in line and "USA" in line for line in said)
    for line in said:
        assert f"<p>{line}</p>" in page
    assert "Inga uppgifter om dig förs över" not in page
    printed = _text(archive.read("registerutdrag.pdf"))
    assert "Twilio Ireland Limited: Irland." in printed
    for text in (re.sub(r"<[^>]*>", " ", page), printed):
        assert not re.search(r"\w\.\.(?!\.)", text), "a sentence ends once"


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_somebody_who_writes_english_gets_the_page_in_english_too(person, subject) -> None:
    person.language = "en"
    person.save()
    archive = packed(person)
    assert '<html lang="en">' in archive.read("index.en.html").decode()
    assert "What we hold about you" in archive.read("index.en.html").decode()
    assert '<html lang="sv">' in archive.read("index.html").decode()


def test_what_people_write_is_text_and_never_markup(person, subject) -> None:
    person.name = '<script>alert(1)</script> #set text(red) "$x$ \\ *fet*'
    person.save()
    archive = packed(person)
    assert "<script>" not in archive.read("index.html").decode()
    assert "&lt;script&gt;" in archive.read("index.html").decode()
    assert read_json(archive, "data.json")["models"]["crm.Contact"][0]["name"] == person.name
    pages = PdfReader(io.BytesIO(archive.read("registerutdrag.pdf"))).pages
    assert "#set text(red)" in " ".join(page.extract_text() for page in pages)


def test_a_field_that_is_new_in_the_inventory_is_in_the_package_without_more_code(
    subject, monkeypatch
) -> None:
    from nexus.privacy import inventory

    known = inventory.classified("conversations.Conversation")
    changed = {**known, "unread": known["state"]}
    monkeypatch.setitem(inventory._inventory, "conversations.Conversation", changed)
    held = next(one for one in collect(subject) if one.model == "conversations.Conversation")
    assert "unread" in next(held.rows())


def test_a_long_history_is_printed_in_part_and_says_so(person, subject, monkeypatch) -> None:
    from gdpr.access import building, printing

    monkeypatch.setattr(printing, "MOST_ROWS", 1)
    monkeypatch.setattr(building, "MOST_ROWS", 1)
    monkeypatch.setattr(printing, "VOLUME_LINES", 15)
    archive = packed(person)
    volumes = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(volumes) > 1
    left = [one for one in read_json(archive, "manifest.json")["omissions"] if "file" in one]
    assert {(one["model"], one["count"]) for one in left} >= {("conversations.Message", 1)}
    text = " ".join(PdfReader(io.BytesIO(archive.read(volumes[-1]))).pages[0].extract_text().split())
    assert text
    assert MOST_ROWS > 1000


def test_a_subject_is_collected_the_same_however_it_was_found(person, subject) -> None:
    assert [one.count for one in collect(subject)] == [one.count for one in collect(subject_of(person))]


def test_every_act_that_is_logged_about_a_person_is_explained() -> None:
    """Whoever logs a new act with a person's id says in gdpr/access/words.py what it means."""
    unexplained = set()
    for folder in ("nexus", "crm", "conversations", "gdpr"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "entry_append":
                    continue
                given = {word.arg: word.value for word in call.keywords}
                action = given.get("action")
                if "contact_id" in given and isinstance(action, ast.Constant):
                    unexplained |= {action.value} - set(ACTIONS)
    assert unexplained == set()


def test_the_dictionary_tells_the_company_s_own_periods(person, subject) -> None:
    def kept() -> dict[str, str]:
        fields = read_json(packed(person), "dictionary.json")["models"]["conversations.Message"]["fields"]
        return fields["body"]["kept"]

    assert "12 månader" in kept()["sv"]
    policy_change(wish={"messages": 500}, now=timezone.now(), actor=None)
    assert "500 dagar" in kept()["sv"]
    assert "500 days" in kept()["en"]
