"""The person whom the tests of rights and retention are about has something in every table."""

from __future__ import annotations

import pytest

from gdpr.access.subject import subject_by_phone, subject_of
from nexus.privacy.registry import registered_rows
from tests.gdpr.people import canaries, full_person


@pytest.fixture
def held(company_a, in_company) -> dict[str, int]:
    """How many rows the person has, by model."""
    contact = full_person(company_a)
    with in_company(company_a):
        subject = subject_of(contact)
        return {model: entry.about(subject).count() for model, entry in registered_rows().items()}


def test_the_person_has_a_row_in_every_registered_model(held) -> None:
    """Fails for a model that is registered anew: give tests/gdpr/people.py a row of it."""
    assert [model for model, count in held.items() if not count] == []


def test_two_people_share_no_row(company_a, in_company) -> None:
    first, second = full_person(company_a), full_person(company_a, 1)
    with in_company(company_a):
        for entry in registered_rows().values():
            assert not (
                {row.pk for row in entry.about(subject_of(first))}
                & {row.pk for row in entry.about(subject_of(second))}
            ), entry.model


def test_a_person_is_found_by_any_of_their_numbers_however_written(company_a, in_company) -> None:
    contact = full_person(company_a)
    with in_company(company_a):
        for written in (canaries().phone, "070-174 06 40", canaries().second_phone):
            found = subject_by_phone(written)
            assert found is not None
            assert found.contact_id == contact.pk
        assert subject_by_phone("+46701740699") is None
        assert subject_by_phone("hej") is None


def test_a_reference_knows_everything_a_person_is_known_by_and_shows_nothing_of_it(
    company_a, in_company
) -> None:
    contact = full_person(company_a)
    with in_company(company_a):
        subject = subject_of(contact)
    planted = canaries()
    assert subject.phones == (planted.phone, planted.second_phone)
    assert subject.emails == (planted.email,)
    assert subject.names == (planted.name,)
    assert len(subject.blinds) == 3
    assert not any(word in repr(subject) for word in planted.all().values())
