from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from nexus.privacy import inventory
from nexus.privacy.client_storage import client_items
from nexus.privacy.inventory import (
    Category,
    Purpose,
    RetentionClass,
    Subject,
    classify,
    entries,
    personal,
)
from nexus.privacy.notice import NoticeCompany, notice

COMPANY = NoticeCompany(
    name="Salong Saxen", org_number="556000-0000", address="Storgatan 1, Örebro", email="hej@saxen.example"
)
both = pytest.mark.parametrize("language", ["sv", "en"])
# Who receives the data is read from the register.
pytestmark = pytest.mark.django_db
Language = Literal["sv", "en"]


@both
def test_every_category_held_about_contacts_is_in_the_notice(language: Language) -> None:
    rows = notice(language, COMPANY).section("data").categories
    held = {found.category.code for _, _, found in entries(subject=Subject.CONTACT)}
    assert {row.code for row in rows} == held
    assert len(rows) == len(held)
    assert all(row.what and row.why and row.how_long and row.source and row.purposes for row in rows)


@pytest.fixture
def unused(monkeypatch: pytest.MonkeyPatch) -> Iterator[Category]:
    """A category, none of whose fields is about contacts."""
    category = Category.RIGHTS_CASES
    for model, name, found in list(entries(subject=Subject.CONTACT)):
        if found.category is category:
            monkeypatch.delitem(inventory._inventory[model], name)
    yield category
    inventory.withdraw("test.Thing")


@both
def test_classifying_a_new_category_makes_it_appear(unused: Category, language: Language) -> None:
    def codes() -> set[str]:
        return {row.code for row in notice(language, COMPANY).section("data").categories}

    assert unused.code not in codes()
    field = personal(unused, purpose=Purpose.RIGHTS, retention=RetentionClass.CASES, sv="Ärende", en="Case")
    classify("test.Thing", {"case": field})
    assert unused.code in codes()
    row = next(r for r in notice(language, COMPANY).section("data").categories if r.code == unused.code)
    assert row.how_long == (RetentionClass.CASES.value.text.in_(language),)
    assert row.purposes == (Purpose.RIGHTS.value.in_(language),)


@both
def test_the_notice_names_controller_processor_and_authority(language: Language) -> None:
    found = notice(language, COMPANY)
    text = "\n".join(line for section in found.sections for line in (*section.paragraphs, *section.points))
    for words in ("Salong Saxen", "556000-0000", "hej@saxen.example", "Nomar Tech AB", "559552-9586"):
        assert words in text
    for words in ("info@nomar.se", "nomar.se", "IMY", "imy.se", "EU/"):
        assert words in text


@both
def test_what_the_chat_keeps_in_the_browser_is_told_with_when_why_and_how_long(language: Language) -> None:
    section = notice(language, COMPANY).section("browser")
    items = client_items(Subject.CONTACT)
    assert len(section.points) == len(items) >= 3
    for point, item in zip(section.points, items, strict=True):
        for text in (item.holds, item.when, item.why, item.until):
            assert text.in_(language) in point
    assert "2022:482" in " ".join(section.paragraphs)


@both
def test_what_is_stored_of_a_chats_device_is_named_one_by_one(language: Language) -> None:
    row = next(r for r in notice(language, COMPANY).section("data").categories if r.code == "device")
    stored = inventory.classified("conversations.Visitor")
    for field in ("ip", "browser", "os", "device", "origin"):
        label = stored[field].label
        assert label is not None
        assert label.in_(language).lower() in row.what.lower(), field


@both
def test_nobody_is_told_that_the_chat_cannot_answer_without_a_number(language: Language) -> None:
    said = " ".join(notice(language, COMPANY).section("legal_basis").paragraphs)
    assert ("utan ditt nummer" if language == "sv" else "without your number") not in said
    assert ("webbchatten" if language == "sv" else "web chat") in said


@both
def test_recipients_follow_what_is_configured(language: Language) -> None:
    def names(gateway: str, provider: str) -> list[str]:
        company = NoticeCompany(name="Saxen", sms_gateway=gateway, ai_provider=provider)
        return [recipient.name for recipient in notice(language, company).section("recipients").recipients]

    assert names("console", "embedded") == ["Nomar Tech AB"]
    assert names("twilio", "anthropic") == ["Nomar Tech AB", "Twilio Ireland Limited", "Anthropic, PBC"]


@both
def test_only_a_company_that_handles_health_data_says_so(language: Language) -> None:
    clinic = NoticeCompany(name="Kliniken", handles_health_data=True)
    assert "health" in {section.key for section in notice(language, clinic).sections}
    assert "health" not in {section.key for section in notice(language, COMPANY).sections}


@both
def test_the_platforms_own_notice_covers_staff_and_names_no_company(language: Language) -> None:
    found = notice(language, None)
    held = {field.category.code for _, _, field in entries(subject=Subject.STAFF)}
    assert {row.code for row in found.section("staff_data").categories} == held
    assert found.title.endswith("Nomar Nexus")


def test_both_languages_have_the_same_sections_with_different_words() -> None:
    swedish, english = notice("sv", COMPANY), notice("en", COMPANY)
    assert [section.key for section in swedish.sections] == [section.key for section in english.sections]
    assert all(
        a.title != b.title or a.key == "contact"
        for a, b in zip(swedish.sections, english.sections, strict=True)
    )
