from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models import F
from django.test.utils import isolate_apps
from django_tenants.utils import tenant_context

from crm.models import Contact, Identifier
from nexus.crypto.fields import (
    DecryptionError,
    EncryptedJSONField,
    EncryptedTextField,
    KeyUnavailable,
    Sealed,
)
from nexus.crypto.ids import uuid7
from nexus.crypto.keys import keys_destroy

NAME = "Anna Åkerström"


@pytest.fixture
def anna(company_a: Any, company_b: Any) -> Iterator[Contact]:
    """A stored contact; the test runs inside her company."""
    with tenant_context(company_a):
        contact = Contact(name=NAME, email="anna@example.se")
        contact.save()
        yield contact


def stored(pk: object, column: str = "name") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM crm_contact WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def store(pk: object, data: bytes, column: str = "name") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE crm_contact SET {column} = %s WHERE id = %s", [data, pk])


def fresh(contact: Contact) -> Contact:
    return Contact.objects.get(pk=contact.pk)


def test_a_value_comes_back_and_the_database_holds_none_of_it(anna: Contact) -> None:
    assert fresh(anna).name == NAME
    data = stored(anna.pk)
    assert NAME.encode() not in data
    assert b"Anna" not in data
    assert data[0] == 1


def test_a_read_value_stays_sealed_until_it_is_looked_at(anna: Contact) -> None:
    contact = fresh(anna)
    assert isinstance(contact.__dict__["name"], Sealed)
    assert contact.name == NAME
    assert contact.__dict__["name"] == NAME
    assert isinstance(contact.__dict__["email"], Sealed)


def test_values_yield_nothing_readable(anna: Contact) -> None:
    for value in (
        Contact.objects.values("name").get(pk=anna.pk)["name"],
        Contact.objects.values_list("name", flat=True).get(pk=anna.pk),
        Contact.objects.annotate(other=F("name")).get(pk=anna.pk).other,
    ):
        assert repr(value) == str(value) == f"{value}" == "<sealed>"
        with pytest.raises(TypeError):
            bytes(value)


def test_saving_again_unopened_keeps_the_bytes_and_opened_makes_new_ones(anna: Contact) -> None:
    before = stored(anna.pk)
    contact = fresh(anna)
    contact.save()
    assert stored(anna.pk) == before
    assert contact.name == NAME
    contact.save()
    assert stored(anna.pk) != before
    assert fresh(anna).name == NAME


def test_many_are_created_at_once(anna: Contact) -> None:
    made = Contact.objects.bulk_create([Contact(name=f"Kund {n}") for n in range(3)])
    found = Contact.objects.filter(pk__in=[contact.pk for contact in made]).order_by("pk")
    assert sorted(contact.name for contact in found) == ["Kund 0", "Kund 1", "Kund 2"]


def test_deferred_and_refreshed_values_open(anna: Contact) -> None:
    contact = Contact.objects.defer("name").get(pk=anna.pk)
    assert "name" not in contact.__dict__
    assert contact.name == NAME
    only = Contact.objects.only("language").get(pk=anna.pk)
    only.language = "sv"
    only.save()
    assert fresh(anna).name == NAME
    other = fresh(anna)
    other.name = "Berit"
    other.save(update_fields=["name"])
    contact.refresh_from_db()
    assert contact.name == "Berit"


def test_related_rows_open_as_well(anna: Contact) -> None:
    Identifier.objects.create(contact=anna, kind="phone", value="+46701740605", blind=b"x" * 32)
    found = Identifier.objects.select_related("contact").get(contact=anna)
    assert (found.value, found.contact.name) == ("+46701740605", NAME)


@pytest.mark.parametrize("opened", [True, False])
def test_a_copy_under_a_new_key_is_sealed_anew(anna: Contact, opened: bool) -> None:
    contact = fresh(anna)
    if opened:
        assert contact.name
    contact.pk = uuid7()
    contact._state.adding = True
    contact.save()
    assert fresh(contact).name == fresh(anna).name == NAME


def test_copied_and_pickled_objects_keep_their_seal(anna: Contact) -> None:
    for again in (copy.deepcopy(fresh(anna)), pickle.loads(pickle.dumps(fresh(anna)))):
        assert isinstance(again.__dict__["name"], Sealed)
        assert again.name == NAME


@pytest.mark.parametrize(
    "attempt",
    [
        lambda c: Contact.objects.filter(pk=c.pk).update(name="Berit"),
        lambda c: Contact.objects.filter(pk=c.pk).update(name=b"Berit"),
        lambda c: Contact.objects.filter(pk=c.pk).update(name=F("email")),
        lambda c: Contact.objects.filter(pk=c.pk).update(name=c.__dict__["name"]),
        lambda c: Contact.objects.bulk_update([c], ["name"]),
        lambda c: Contact.objects.bulk_create(
            [Contact(name="B")], update_conflicts=True, unique_fields=["id"], update_fields=["name"]
        ),
        lambda c: Contact.objects.filter(name=NAME).exists(),
        lambda c: Contact.objects.filter(name=None).exists(),
        lambda c: Contact.objects.exclude(name__icontains="a").exists(),
        lambda c: Contact.objects.filter(name__in=["a"]).exists(),
        lambda c: Contact.objects.filter(name__lower="a").exists(),
        lambda c: Contact.objects.get(name=NAME),
        lambda c: Identifier.objects.filter(contact__name=NAME).exists(),
        lambda c: serializers.serialize("json", [c]),
        lambda c: Contact(pk=c.pk, name=F("email")).save(),
    ],
)
def test_every_way_round_the_seal_is_refused(anna: Contact, attempt: Callable[[Contact], Any]) -> None:
    before = stored(anna.pk)
    with pytest.raises(FieldError, match="encrypted"), transaction.atomic():
        attempt(fresh(anna))
    assert stored(anna.pk) == before


def test_whether_there_is_a_value_may_be_asked(anna: Contact) -> None:
    assert Contact.objects.filter(name__isnull=False, pk=anna.pk).exists()
    assert not Contact.objects.filter(name__isnull=True, pk=anna.pk).exists()


def test_a_fixture_cannot_bring_plain_text_in(anna: Contact) -> None:
    text = f'[{{"model": "crm.contact", "pk": "{uuid7()}", "fields": {{"name": "Berit"}}}}]'
    with pytest.raises(FieldError, match="encrypted"):
        next(iter(serializers.deserialize("json", text))).save()


def test_swapped_ciphertexts_do_not_open(anna: Contact) -> None:
    berit = Contact.objects.create(name="Berit", email="berit@example.se")
    store(anna.pk, stored(berit.pk))
    with pytest.raises(DecryptionError):
        _ = fresh(anna).name
    store(berit.pk, stored(berit.pk, "email"), "name")
    with pytest.raises(DecryptionError):
        _ = fresh(berit).name


def test_a_row_copied_into_another_company_does_not_open_there(anna: Contact, company_b: Any) -> None:
    data = stored(anna.pk)
    with tenant_context(company_b):
        Contact(pk=anna.pk, name="Berit").save()
        store(anna.pk, data)
        with pytest.raises(DecryptionError):
            _ = fresh(anna).name


def test_an_object_of_one_company_cannot_be_saved_unopened_into_another(
    anna: Contact, company_b: Any
) -> None:
    contact = fresh(anna)
    with tenant_context(company_b), pytest.raises(DecryptionError, match="another owner"):
        contact.save()


def test_without_its_key_a_value_raises(anna: Contact, company_a: Any) -> None:
    contact = fresh(anna)
    keys_destroy(owner=company_a.schema_name)
    with pytest.raises(KeyUnavailable):
        _ = contact.name
    with pytest.raises(KeyUnavailable):
        Contact(name="Berit").save()


@pytest.mark.parametrize("damage", [b"", b"\x01", b"not sealed at all, but long enough for a header"])
@pytest.mark.parametrize("how", ["row", "queryset"])
def test_a_damaged_row_cannot_be_read_but_can_be_deleted(anna: Contact, damage: bytes, how: str) -> None:
    store(anna.pk, damage)
    contact = fresh(anna)
    with pytest.raises(DecryptionError):
        _ = contact.name
    if how == "row":
        contact.delete()
    else:
        Contact.objects.filter(pk=anna.pk).delete()
    assert not Contact.objects.filter(pk=anna.pk).exists()


def test_a_value_cannot_be_sealed_before_its_row_has_a_key(anna: Contact) -> None:
    anna.pk = None
    with pytest.raises(ValueError, match="primary key"):
        Contact._meta.get_field("name").pre_save(anna, True)


def test_only_text_is_taken_as_text(anna: Contact) -> None:
    anna.name = b"Berit"  # type: ignore[assignment]  # the wrong type is what is tried
    with pytest.raises(TypeError):
        anna.save()


def test_platform_values_open_inside_a_company(anna: Contact, company_a: Any) -> None:
    from nexus.tenants.models import ChannelRoute

    route = ChannelRoute.objects.create(company=company_a, number="+46701740699", auth_token="hemlig")
    assert ChannelRoute.objects.get(pk=route.pk).auth_token == "hemlig"


@isolate_apps("crm")
def test_json_and_null_go_in_and_out_as_they_are(two_owners: tuple[str, str]) -> None:
    class Note(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid7)
        content = EncryptedJSONField(default=dict)
        text = EncryptedTextField(null=True)

        class Meta:
            app_label = "crm"

        def __str__(self) -> str:
            return "note"

    field: Any = Note._meta.get_field("content")
    field.owner = lambda connection=None: two_owners[0]
    content = {"intent": "opening_hours", "slots": [1, 2.5, None, "å"]}
    note = Note(content=content)
    assert note.text is None
    assert Note._meta.get_field("text").pre_save(note, True) is None
    again = Note.from_db(
        "default", ["id", "content"], [note.pk, field.from_db_value(field.pre_save(note, True), None, None)]
    )
    assert again.content == content


@isolate_apps("crm")
def test_a_unique_or_indexed_encrypted_field_fails_the_checks() -> None:
    class Note(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid7)
        text = EncryptedTextField(unique=True)
        other = EncryptedTextField(db_index=True)

        class Meta:
            app_label = "crm"

        def __str__(self) -> str:
            return "note"

    assert [error.id for error in Note.check()].count("crypto.E001") == 2


def test_a_migration_can_rebuild_the_field() -> None:
    field: EncryptedTextField[Any, Any] = EncryptedTextField(
        scope="platform", bound_as="crm.Old.name", null=True
    )
    _, path, args, kwargs = field.deconstruct()
    assert path == "nexus.crypto.fields.EncryptedTextField"
    again: EncryptedTextField[Any, Any] = EncryptedTextField(*args, **kwargs)
    assert (again.scope, again.bound_as, again.null) == ("platform", "crm.Old.name", True)
    assert field.db_type(connection) == "bytea"


def test_a_form_shows_and_takes_text(anna: Contact) -> None:
    from django.forms import modelform_factory

    form = modelform_factory(Contact, fields=["name"])({"name": "Berit"}, instance=fresh(anna))
    assert form.initial["name"] == NAME
    form.save()
    assert fresh(anna).name == "Berit"
