from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nexus.crypto import keys


def ring_of(*numbers: int) -> keys._Ring:
    """Keys made up on the spot, the last number being the newest."""
    ring = keys._Ring(read_at=time.monotonic(), index_number=1, index_keys={1: os.urandom(32)})
    for number in numbers:
        ring.field_keys[number] = os.urandom(32)
        ring.ciphers[number] = AESGCM(ring.field_keys[number])
        ring.field_number = number
    return ring


@pytest.fixture
def two_owners() -> Iterator[tuple[str, str]]:
    """Two owners whose keys exist in this process's memory alone: no database is asked."""
    owners = ("test_saxen", "test_verkstan")
    for owner in owners:
        keys._rings[owner] = ring_of(1)
    yield owners
    for owner in owners:
        keys.forget(owner)


@pytest.fixture(autouse=True)
def _forget_keys() -> Iterator[None]:
    """Keys that a test changed must not be remembered once its transaction is rolled back."""
    yield
    keys.forget()
