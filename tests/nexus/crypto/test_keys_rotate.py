from __future__ import annotations

import io
import json
from typing import Any

import encrypted_model_fields.fields
import pytest
from cryptography.fernet import Fernet, MultiFernet
from django.core.management import CommandError, call_command
from django.db import connection
from django_tenants.utils import tenant_context

from crm.models import Contact
from nexus.crypto import keys, rotation
from nexus.crypto.envelope import key_number
from nexus.crypto.keys import field_key_add
from nexus.crypto.models import DataKey

pytestmark = pytest.mark.django_db


def rotate(*, fails: bool = False, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    if fails:
        with pytest.raises(SystemExit) as stop:
            call_command("keys_rotate", stdout=out, stderr=io.StringIO(), **options)
        assert stop.value.code == 1
    else:
        call_command("keys_rotate", stdout=out, stderr=io.StringIO(), **options)
    result: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return result


def numbers() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM crm_contact UNION ALL SELECT email FROM crm_contact")
        return {key_number(bytes(data)) for (data,) in cursor.fetchall()}


def newest(owner: str) -> int:
    return max(DataKey.objects.filter(owner=owner, purpose="field").values_list("number", flat=True))


@pytest.fixture
def contacts(company_a: Any, monkeypatch: pytest.MonkeyPatch) -> list[Contact]:
    """Seven contacts, in batches of three."""
    monkeypatch.setattr(rotation, "BATCH_ROWS", 3)
    with tenant_context(company_a):
        return Contact.objects.bulk_create(
            [Contact(name=f"Kund {n}", email="k@example.se") for n in range(7)]
        )


def test_everything_moves_to_a_new_key_and_still_reads(company_a: Any, contacts: list[Contact]) -> None:
    before = newest(company_a.schema_name)
    result = rotate(company=company_a.slug)
    assert result["complete"]
    assert result["keys_created"] == 1
    assert result["rotated"] >= 14
    with tenant_context(company_a):
        assert numbers() == {before + 1}
        assert Contact.objects.get(pk=contacts[6].pk).name == "Kund 6"
    old = DataKey.objects.get(owner=company_a.schema_name, purpose="field", number=before)
    assert old.retired_at is not None


def test_a_rotation_that_was_cut_short_is_taken_up_again(company_a: Any, contacts: list[Contact]) -> None:
    field_key_add(owner=company_a.schema_name)
    number = newest(company_a.schema_name)
    with tenant_context(company_a):
        Contact.objects.create(name="Under den nya", email="ny@example.se")
    result = rotate(company=company_a.slug)
    assert result["keys_created"] == 0
    assert newest(company_a.schema_name) == number
    assert result["values"] - result["rotated"] >= 2
    with tenant_context(company_a):
        assert numbers() == {number}


def test_a_damaged_row_is_reported_and_does_not_stop_the_others(
    company_a: Any, contacts: list[Contact]
) -> None:
    with tenant_context(company_a), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE crm_contact SET name = set_byte(name, length(name) - 1, "
            "255 - get_byte(name, length(name) - 1)) WHERE id = %s",
            [contacts[3].pk],
        )
    result = rotate(fails=True, company=company_a.slug)
    assert (result["damaged"], result["complete"]) == (1, False)
    with tenant_context(company_a):
        for contact in contacts[:3] + contacts[4:]:
            assert Contact.objects.get(pk=contact.pk).name == contact.name


def test_every_company_and_the_platform_are_rotated(company_a: Any, company_b: Any) -> None:
    owners = (company_a.schema_name, company_b.schema_name, "public")
    before = [newest(owner) for owner in owners]
    assert rotate()["owners"] >= 3
    assert [newest(owner) for owner in owners] == [number + 1 for number in before]


def test_data_keys_are_wrapped_anew_under_the_newest_outer_key(
    company_a: Any, contacts: list[Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Fernet(Fernet.generate_key())
    both = MultiFernet([new, *encrypted_model_fields.fields.CRYPTER._fernets])
    monkeypatch.setattr(encrypted_model_fields.fields, "CRYPTER", both)
    assert rotate()["keys_rewrapped"] == DataKey.objects.count()
    monkeypatch.setattr(encrypted_model_fields.fields, "CRYPTER", MultiFernet([new]))
    keys.forget()
    with tenant_context(company_a):
        assert Contact.objects.get(pk=contacts[0].pk).name == "Kund 0"


def test_a_key_that_does_not_open_fails_the_command_and_is_not_overwritten(
    company_a: Any, company_b: Any
) -> None:
    lost = DataKey.objects.filter(owner=company_b.schema_name, purpose="field")
    lost.update(wrapped="not a key")
    result = rotate(fails=True)
    assert result["failed"] == [company_b.schema_name]
    assert result["keys_unreadable"] == lost.count()
    assert set(lost.values_list("wrapped", flat=True)) == {"not a key"}


def test_an_unknown_company_is_an_error() -> None:
    with pytest.raises(CommandError, match="ingen-sadan"):
        call_command("keys_rotate", company="ingen-sadan")
