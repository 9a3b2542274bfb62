"""What people read in a package is words: no field names, codes or ids; and a print that is cut says so."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from conversations.models import Interpretation
from crm.bookings.models import Service
from crm.models import Contact
from gdpr.access import building, printing
from gdpr.access.inside import changed_lines, label_of
from gdpr.cases.services import case_approve, case_open, case_verify_by_staff
from gdpr.models import Case
from nexus.accounts.models import User
from nexus.privacy.inventory import classified
from nexus.privacy.registry import SubjectRef, rectifiers
from tests.gdpr.access.help import packed, read_json
from tests.gdpr.people import Canaries

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
READING = {
    "intent": "book",
    "language": "sv",
    "confidence": 0.9,
    "slots": {"service": "klippning_herr", "start": "2026-12-01T10:00"},
    "sources": [{"id": "01a20696-36df-7641-96ba-10a049675b81", "title": "Betalning"}],
    "tools": [
        {
            "name": "search_knowledge",
            "arguments": {"query": "kort", "language": "sv"},
            "result": [{"title": "Betalning", "rank": 0.9}],
            "milliseconds": 5,
        },
        {"name": "list_services", "arguments": {}, "result": ["klippning_herr"], "milliseconds": 2},
        {"name": "company_facts", "arguments": {"about": "opening_hours"}, "result": {"3": "09:00-18:00"}},
        {"name": "book", "arguments": {"service": "klippning_herr"}, "result": {"error": "taken"}},
    ],
    "reason": "not_known",
}
RAW = (
    "search_knowledge",
    "list_services",
    "company_facts",
    "opening_hours",
    "klippning_herr",
    "rank",
    "not_known",
    "name:",
    "language:",
)


def shown(page: str) -> str:
    """The words of a page's rows, without its markup, style and ids of sections."""
    return html.unescape(re.sub(r"<[^>]+>", "\n", page.split('<h2 class="part">')[1]))


def printed(archive) -> str:
    pages = PdfReader(io.BytesIO(archive.read("registerutdrag.pdf"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def rectified(person: Contact, subject: SubjectRef, planted: Canaries) -> Contact:
    """The AI has looked things up for them, and they have had their name and language put right."""
    reading = Interpretation.objects.get(message__conversation__contact=person)
    reading.content = READING
    reading.save()
    owner, now = User.objects.get(email="owner@alfa.example"), timezone.now()
    case, _new = case_open(
        kind="rectification", contact=person, phone=planted.phone, channel="portal", now=now, opened_by=owner,
        changes={"name": "Kajsa Svartmes", "language": "en"},
    )  # fmt: skip
    case_verify_by_staff(case=case, actor=owner, note="Känd kund", now=now)
    case_approve(case=Case.objects.get(pk=case.pk), actor=owner, now=now)
    return Contact.objects.get(pk=person.pk)


def test_page_and_print_say_in_words_what_was_looked_up_and_put_right(
    rectified: Contact, planted: Canaries
) -> None:
    archive = packed(rectified)
    swedish = shown(archive.read("index.html").decode())
    english = shown(archive.read("index.en.html").decode())
    paper = printed(archive)
    for text in (swedish, english, paper):
        assert [raw for raw in RAW if raw in text] == []
        assert UUID.findall(text.replace("console-", "")) == []
    for words in ("Sökte i företagets texter", "Klippning herr", "Tiden var upptagen.", "Torsdag", "Svenska"):
        assert words in swedish, words
    assert f"Namn: {planted.name} → Kajsa Svartmes" in swedish
    assert "Språk: Svenska → Engelska" in swedish
    assert f"Name: {planted.name} → Kajsa Svartmes" in english
    assert "Language: Swedish → English" in english
    # The print is in the person's language.
    for words in ("Searched the company's texts", "Thursday", "The time was taken."):
        assert words in english, words
        assert words in paper, words


def test_a_service_without_an_english_name_is_called_by_its_swedish_one(rectified: Contact) -> None:
    Service.objects.filter(key="klippning_herr").update(name_en="")
    assert "Klippning herr" in shown(packed(rectified).read("index.en.html").decode())


def test_ids_are_in_the_data_for_programs_and_the_page_says_so(rectified: Contact) -> None:
    archive = packed(rectified)
    data = read_json(archive, "data.json")["models"]
    assert data["conversations.Interpretation"][0]["content"]["sources"] == READING["sources"]
    assert UUID.fullmatch(str(data["audit.Entry"][0]["subject_id"]))
    assert "Interna id-nummer" in archive.read("index.html").decode()


def test_every_field_that_can_be_put_right_is_called_what_the_inventory_calls_it() -> None:
    fields = [name for change in rectifiers() for name in change.fields]
    contact = classified("crm.Contact")
    assert {"name", "email", "language"} <= set(fields)
    for name in fields:
        for language in ("sv", "en"):
            label = label_of(name, language)
            assert label != name
            if name in contact:
                assert label == contact[name].label.in_(language)
    assert changed_lines("Ringde → fick svar", "sv") == "Ringde → fick svar"


def test_a_print_that_is_cut_says_so_on_its_first_page_and_where_it_is_cut(
    person: Contact, subject: SubjectRef, monkeypatch
) -> None:
    for module in (printing, building):
        monkeypatch.setattr(module, "MOST_ROWS", 1)
    archive = packed(person)
    pages = PdfReader(io.BytesIO(archive.read("registerutdrag.pdf"))).pages
    first = " ".join(pages[0].extract_text().split())
    assert "Meddelanden: bara de 1 senaste av 2 är utskrivna. Alla finns i index.html och data.json." in first
    section = printed(archive).split("Meddelanden (2)")[1]
    assert section.strip().startswith(
        "Utskriften är avkortad här: bara de 1 senaste av 2 är med. De 1 äldre finns i index.html och data.json."
    )
    assert len(read_json(archive, "data.json")["models"]["conversations.Message"]) == 2
