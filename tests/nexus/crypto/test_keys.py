from __future__ import annotations

import base64
from typing import Any

import encrypted_model_fields.fields
import pytest
from cryptography.fernet import Fernet, MultiFernet
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from nexus.crypto import keys
from nexus.crypto.keys import (
    KeyUnavailable,
    data_key,
    field_key_add,
    keys_create,
    keys_destroy,
    unwrapped,
)
from nexus.crypto.models import DataKey

OWNER = "test_nyckel"


@given(
    st.one_of(
        st.none(), st.text(max_size=200), st.binary(max_size=60).map(base64.b64encode).map(bytes.decode)
    )
)
def test_only_base64_of_exactly_32_bytes_passes_as_a_key(wrapped: object) -> None:
    try:
        key = unwrapped(wrapped)
    except KeyUnavailable:
        return
    assert isinstance(wrapped, str)
    assert len(key) == 32
    assert base64.b64encode(key).decode() == wrapped


def test_a_key_wrapped_under_another_key_raises_instead_of_answering_with_its_ciphertext(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys_create(owner=OWNER)
    other = MultiFernet([Fernet(Fernet.generate_key())])
    monkeypatch.setattr(encrypted_model_fields.fields, "CRYPTER", other)
    with pytest.raises(KeyUnavailable, match="FIELD_ENCRYPTION_KEY"):
        data_key(OWNER, "field")


def test_the_database_holds_keys_wrapped_only(db: None) -> None:
    keys_create(owner=OWNER)
    key = data_key(OWNER, "field")[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM public.crypto_datakey WHERE owner = %s", [OWNER])
        for (stored,) in cursor.fetchall():
            assert base64.b64encode(key).decode() not in stored
            assert len(stored) > 100


def test_creating_keys_twice_changes_nothing(db: None) -> None:
    keys_create(owner=OWNER)
    first = data_key(OWNER, "field"), data_key(OWNER, "index")
    keys_create(owner=OWNER)
    assert (data_key(OWNER, "field"), data_key(OWNER, "index")) == first
    assert first[0][1] != first[1][1]


def test_destroyed_keys_are_gone(db: None) -> None:
    keys_create(owner=OWNER)
    assert keys_destroy(owner=OWNER) == 2
    with pytest.raises(KeyUnavailable):
        data_key(OWNER, "field")


def test_a_key_number_this_process_has_not_seen_makes_it_read_again(transactional_keys: str) -> None:
    data_key(transactional_keys, "field")
    DataKey.objects.create(
        owner=transactional_keys, purpose="field", number=2, wrapped=base64.b64encode(b"k" * 32).decode()
    )
    assert data_key(transactional_keys, "field")[0] == 1
    assert data_key(transactional_keys, "field", 2) == (2, b"k" * 32)
    assert data_key(transactional_keys, "field")[0] == 2


def test_cached_keys_cost_no_query(transactional_keys: str, django_assert_num_queries: Any) -> None:
    data_key(transactional_keys, "field")
    with django_assert_num_queries(0):
        data_key(transactional_keys, "field")
        data_key(transactional_keys, "index")


def test_keys_are_read_again_after_their_time(
    transactional_keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_key(transactional_keys, "field")
    DataKey.objects.filter(owner=transactional_keys).delete()
    assert data_key(transactional_keys, "field")[0] == 1
    monkeypatch.setattr(keys, "CACHE_SECONDS", 0.0)
    with pytest.raises(KeyUnavailable):
        data_key(transactional_keys, "field")


def test_a_key_that_was_rolled_back_is_not_remembered(transactional_keys: str) -> None:
    data_key(transactional_keys, "field")
    with transaction.atomic():
        field_key_add(owner=transactional_keys)
        assert data_key(transactional_keys, "field")[0] == 2
        transaction.set_rollback(True)
    assert data_key(transactional_keys, "field")[0] == 1
    with pytest.raises(KeyUnavailable):
        data_key(transactional_keys, "field", 2)


@pytest.fixture
def transactional_keys(django_db_blocker: Any, django_db_setup: None) -> Any:
    """An owner whose keys are committed, as in production, and removed afterwards."""
    with django_db_blocker.unblock():
        keys_create(owner=OWNER)
        yield OWNER
        DataKey.objects.filter(owner=OWNER).delete()
    keys.forget(OWNER)
