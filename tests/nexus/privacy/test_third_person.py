"""To the person the texts say "you", to staff and auditors they speak of the customer."""

from __future__ import annotations

import re

import pytest

from gdpr.registers.record import record
from nexus.privacy.notice import category_rows
from nexus.privacy.third_person import of_customers
from nexus.privacy.vocabulary import Category, Subject
from nexus.tenants.models import Company

SECOND = {
    "sv": re.compile(r"\b(?:du|dig|din|ditt|dina)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE),
}
both = pytest.mark.parametrize("language", ["sv", "en"])
PARTS = ("name", "what", "why", "source")


@both
@pytest.mark.parametrize("category", list(Category), ids=lambda category: category.code)
def test_no_text_about_a_category_calls_its_reader_you(category: Category, language) -> None:
    said = of_customers(category)
    for part in PARTS:
        assert not SECOND[language].search(getattr(said, part).in_(language)), part


@both
def test_what_is_said_of_the_customer_is_said_in_both_persons(language) -> None:
    """A text that speaks to the person has another for staff, and the person's own stays as it is."""
    to_person = {row.code: row for row in category_rows(language, Subject.CONTACT)}
    to_staff = {row.code: row for row in category_rows(language, Subject.CONTACT, to_staff=True)}
    assert SECOND[language].search(to_person["contact_details"].what)
    assert to_person.keys() == to_staff.keys()
    for code, row in to_staff.items():
        for part in PARTS:
            spoken = getattr(to_person[code], part)
            assert (getattr(row, part) != spoken) or not SECOND[language].search(spoken)


@both
def test_the_record_speaks_of_customers(in_company_a: Company, language) -> None:
    for row in record(language)["categories"]:
        for part in ("name", "what", "source"):
            assert not SECOND[language].search(row[part]), row
