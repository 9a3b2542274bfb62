"""The registry: whoever keeps something about a person says how it is found and when it goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import models
from django.test.utils import isolate_apps

from nexus.privacy import inventory, registry
from nexus.privacy.checks import unregistered
from nexus.privacy.inventory import (
    Category,
    Erase,
    Ground,
    Purpose,
    RetentionClass,
    classify,
    personal,
    technical,
)
from nexus.privacy.registry import SubjectRows, expires, registered_rows, rows_in_order, subject_rows
from nexus.privacy.vocabulary import Text

LABEL = "crm.Leaflet"


def _name(**changed: object):
    given = {
        "purpose": Purpose.IDENTIFYING,
        "retention": RetentionClass.CONTACTS,
        "sv": "Namn",
        "en": "Name",
        **changed,
    }
    return personal(Category.CONTACT_DETAILS, **given)


@pytest.fixture(autouse=True)
def _withdrawn() -> Iterator[None]:
    yield
    inventory.withdraw(LABEL)
    registry.withdraw_rows(LABEL)


def codes() -> list[str]:
    return [error.id for error in unregistered()]


def test_everything_about_contacts_is_in_the_registry_and_expires() -> None:
    assert codes() == []


def test_a_new_personal_field_without_a_handler_is_an_error() -> None:
    classify(LABEL, {"id": technical("row"), "name": _name()})
    assert codes() == ["privacy.E003"]


def test_a_registered_model_without_personal_fields_is_an_error() -> None:
    subject_rows(SubjectRows(LABEL, Text("Blad", "Leaflets"), contact="contact"))
    assert codes() == ["privacy.E003"]


def test_a_period_that_never_ends_is_an_error() -> None:
    classify(LABEL, {"name": _name()})
    subject_rows(SubjectRows(LABEL, Text("Blad", "Leaflets"), contact="contact"))
    assert codes() == ["privacy.E004"]


def test_a_row_that_would_be_both_kept_and_deleted_is_an_error() -> None:
    kept = _name(erase=Erase.KEEP, ground=Ground.LEGAL_CLAIMS)
    classify(LABEL, {"name": _name(), "address": kept})
    due = {RetentionClass.CONTACTS: expires(lambda before: models.Q(created_at__lt=before))}
    subject_rows(SubjectRows(LABEL, Text("Blad", "Leaflets"), contact="contact", expiry=due))
    assert codes() == ["privacy.E005"]


def test_a_model_is_entered_once_and_in_one_way() -> None:
    with pytest.raises(ValueError, match="twice"):
        subject_rows(SubjectRows("crm.Contact", Text("a", "b"), contact=""))
    with pytest.raises(ValueError, match="either"):
        subject_rows(SubjectRows(LABEL, Text("a", "b")))


def test_rows_that_hang_on_others_come_before_them() -> None:
    order = {entry.model: place for place, entry in enumerate(rows_in_order())}
    assert set(order) == set(registered_rows())
    for entry in rows_in_order():
        for field in entry.table._meta.local_concrete_fields:
            other = field.related_model._meta.label if field.is_relation else ""
            if other in order and other != entry.model:
                assert order[entry.model] < order[other], f"{entry.model} hangs on {other}"


@isolate_apps("tests")
def test_the_paths_of_the_registry_are_fields() -> None:
    for entry in registered_rows().values():
        rows = entry.table._base_manager.all()
        for path in filter(None, (entry.contact, entry.at)):
            rows.filter(**{f"{path}__isnull": False})
