from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nexus.crypto import keys
from nexus.crypto.envelope import DecryptionError, key_number, seal, unseal
from nexus.crypto.index import blind_index, blind_phone

from .conftest import ring_of

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
PLACE = {"label": "crm.Contact.name", "pk": "1"}


@relaxed
@given(plain=st.binary(max_size=4000))
def test_what_is_sealed_opens_in_its_place_and_shows_nothing(
    two_owners: tuple[str, str], plain: bytes
) -> None:
    data = seal(plain, owner=two_owners[0], **PLACE)
    assert unseal(data, owner=two_owners[0], **PLACE) == plain
    assert len(data) == 33 + len(plain)
    assert len(plain) < 4 or plain not in data


@relaxed
@given(plain=st.binary(min_size=1, max_size=50), data=st.data())
def test_any_changed_bit_is_noticed(two_owners: tuple[str, str], plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(plain, owner=two_owners[0], **PLACE))
    # The key's number (bytes 1 to 4) is left alone: another number asks the database for that key.
    at = data.draw(st.sampled_from([0, *range(5, len(sealed))]))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DecryptionError):
        unseal(bytes(sealed), owner=two_owners[0], **PLACE)


@relaxed
@given(st.binary(max_size=32))
def test_what_is_too_short_to_be_sealed_is_refused(two_owners: tuple[str, str], data: bytes) -> None:
    with pytest.raises(DecryptionError):
        unseal(data, owner=two_owners[0], **PLACE)


@pytest.mark.parametrize("moved", [{"label": "crm.Contact.email"}, {"pk": "2"}])
def test_a_value_moved_to_another_field_or_row_does_not_open(
    two_owners: tuple[str, str], moved: dict[str, str]
) -> None:
    data = seal(b"Anna", owner=two_owners[0], **PLACE)
    with pytest.raises(DecryptionError):
        unseal(data, owner=two_owners[0], **{**PLACE, **moved})


def test_a_value_moved_to_another_company_does_not_open_even_under_the_same_key(
    two_owners: tuple[str, str],
) -> None:
    first, second = two_owners
    data = seal(b"Anna", owner=first, **PLACE)
    with pytest.raises(DecryptionError):
        unseal(data, owner=second, **PLACE)
    keys._rings[second] = keys._rings[first]
    with pytest.raises(DecryptionError):
        unseal(data, owner=second, **PLACE)


def test_new_values_use_the_newest_key_and_old_ones_still_open(two_owners: tuple[str, str]) -> None:
    owner = two_owners[0]
    old = seal(b"Anna", owner=owner, **PLACE)
    ring = ring_of(2)
    before = keys._rings[owner]
    ring.ciphers[1], ring.field_keys[1] = before.ciphers[1], before.field_keys[1]
    keys._rings[owner] = ring
    new = seal(b"Anna", owner=owner, **PLACE)
    assert (key_number(old), key_number(new)) == (1, 2)
    assert unseal(old, owner=owner, **PLACE) == unseal(new, owner=owner, **PLACE) == b"Anna"


@relaxed
@given(value=st.text(max_size=100))
def test_a_blind_index_depends_on_value_label_and_company(two_owners: tuple[str, str], value: str) -> None:
    value = value.encode("utf-8", "replace").decode()
    first, second = two_owners
    blind = blind_index(value, label="phone", owner=first)
    assert len(blind) == 32
    assert blind == blind_index(value, label="phone", owner=first)
    assert blind != blind_index(value + "x", label="phone", owner=first)
    assert blind != blind_index(value, label="email", owner=first)
    assert blind != blind_index(value, label="phone", owner=second)


@relaxed
@given(first=st.text(min_size=1, max_size=8), second=st.text(min_size=1, max_size=8))
def test_label_and_value_never_run_into_each_other(
    two_owners: tuple[str, str], first: str, second: str
) -> None:
    owner = two_owners[0]
    first, second = (text.encode("utf-8", "replace").decode().replace("\0", "?") for text in (first, second))
    assert blind_index(second + "x", label=first, owner=owner) != blind_index(
        "x", label=first + second, owner=owner
    )


def test_a_phone_number_is_found_whatever_its_surrounding_spaces(two_owners: tuple[str, str]) -> None:
    owner = two_owners[0]
    assert blind_phone(" +46701740605 ", owner=owner) == blind_phone("+46701740605", owner=owner)
    with pytest.raises(ValueError, match="empty"):
        blind_phone("  ", owner=owner)
