"""Data keys: one set per company and one for the platform, cached per process.

An *owner* is a schema name; ``"public"`` is the platform itself. Every owner has a ``field`` key, which
may be rotated (rows name the key they were sealed with), and an ``index`` key, which may not: a blind
index computed under another key finds nothing.
"""

from __future__ import annotations

import base64
import binascii
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Final, Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.utils import timezone

Purpose = Literal["field", "index"]

PLATFORM: Final = "public"
KEY_BYTES: Final = 32

# How long a process may go on with the keys it has read. Bounds how long a rotated or destroyed key
# lives on in the memory of other processes.
CACHE_SECONDS: Final = 300.0


class KeyUnavailable(Exception):
    """The key is missing, destroyed, or wrapped under a FIELD_ENCRYPTION_KEY this process lacks."""


@dataclass(slots=True)
class _Ring:
    """All keys of one owner, unwrapped, as read at ``read_at`` (monotonic seconds)."""

    read_at: float
    field_number: int = 0
    field_keys: dict[int, bytes] = field(default_factory=dict)
    ciphers: dict[int, AESGCM] = field(default_factory=dict)
    index_number: int = 0
    index_keys: dict[int, bytes] = field(default_factory=dict)

    def key(self, purpose: Purpose, number: int | None) -> tuple[int, bytes | None]:
        """The key of that number, by default the newest, and None where there is none."""
        keys, newest = (
            (self.field_keys, self.field_number)
            if purpose == "field"
            else (self.index_keys, self.index_number)
        )
        number = newest if number is None else number
        return number, keys.get(number)


_rings: dict[str, _Ring] = {}
_lock = threading.Lock()
_uncommitted = threading.local()


def current_owner() -> str:
    """Schema name of the company this thread is in, or ``"public"``."""
    return getattr(connection, "schema_name", None) or PLATFORM


def data_key(owner: str, purpose: Purpose, key_id: int | None = None) -> tuple[int, bytes]:
    """Number and 32 bytes of a key; the newest ``field`` key, or the one ``index`` key, without ``key_id``.

    Raises KeyUnavailable.
    """
    ring = _ring(owner)
    number, key = ring.key(purpose, key_id)
    if key is None:
        number, key = _ring(owner, reload=True).key(purpose, key_id)
        if key is None:
            raise KeyUnavailable(f"No {purpose} key {number} for {owner}.")
    return number, key


def sealing_cipher(owner: str) -> tuple[int, AESGCM]:
    """Number and cipher of the owner's newest field key. Raises KeyUnavailable."""
    ring = _ring(owner)
    cipher = ring.ciphers.get(ring.field_number)
    if cipher is None:
        ring = _ring(owner, reload=True)
        cipher = ring.ciphers.get(ring.field_number)
        if cipher is None:
            raise KeyUnavailable(f"No field key for {owner}.")
    return ring.field_number, cipher


def opening_cipher(owner: str, number: int) -> AESGCM:
    """Cipher of a given field key; an unknown number makes the process read the keys anew once."""
    cipher = _ring(owner).ciphers.get(number)
    if cipher is None:
        cipher = _ring(owner, reload=True).ciphers.get(number)
        if cipher is None:
            raise KeyUnavailable(f"No field key {number} for {owner}.")
    return cipher


def index_key(owner: str) -> bytes:
    """The owner's blind-index key, 32 bytes. Raises KeyUnavailable."""
    return data_key(owner, "index")[1]


def keys_create(*, owner: str) -> None:
    """Give an owner its first field and index keys; keys that exist are left alone."""
    from nexus.crypto.models import DataKey

    _mark_uncommitted(owner)
    with transaction.atomic():
        for purpose in ("field", "index"):
            if not DataKey.objects.filter(owner=owner, purpose=purpose).exists():
                DataKey.objects.create(owner=owner, purpose=purpose, number=1, wrapped=_new_wrapped())
    forget(owner)


def field_key_add(*, owner: str) -> int:
    """Add a newer field key, which new rows use from now on (other processes: within CACHE_SECONDS)."""
    from nexus.crypto.models import DataKey

    _mark_uncommitted(owner)
    with transaction.atomic():
        newest = (
            DataKey.objects.select_for_update()
            .filter(owner=owner, purpose="field")
            .order_by("-number")
            .values_list("number", flat=True)
            .first()
        )
        if newest is None:
            raise KeyUnavailable(f"No field key for {owner}.")
        DataKey.objects.create(owner=owner, purpose="field", number=newest + 1, wrapped=_new_wrapped())
    forget(owner)
    return newest + 1


def field_keys_retire(*, owner: str, before: int) -> int:
    """Mark field keys older than number ``before`` as retired; they still open, nothing new uses them."""
    from nexus.crypto.models import DataKey

    return DataKey.objects.filter(owner=owner, purpose="field", number__lt=before, retired_at=None).update(
        retired_at=timezone.now()
    )


def keys_destroy(*, owner: str) -> int:
    """Delete every key of an owner: what it sealed can never be read again. Answers how many went.

    Other processes forget theirs within CACHE_SECONDS.
    """
    from nexus.crypto.models import DataKey

    deleted, _ = DataKey.objects.filter(owner=owner).delete()
    forget(owner)
    return deleted


def forget(owner: str | None = None) -> None:
    """Drop one owner's keys, or everyone's, from this process's cache."""
    with _lock:
        if owner is None:
            _rings.clear()
        else:
            _rings.pop(owner, None)


def unwrapped(wrapped: object) -> bytes:
    """The 32 key bytes of a ``DataKey.wrapped`` as read; anything but their base64 raises KeyUnavailable.

    The package hands the ciphertext back when no configured key fits, so the shape is the proof.
    """
    if not isinstance(wrapped, str) or len(wrapped) != 44:
        raise KeyUnavailable("A data key does not open under FIELD_ENCRYPTION_KEY.")
    try:
        key = base64.b64decode(wrapped.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise KeyUnavailable("A data key does not open under FIELD_ENCRYPTION_KEY.") from None
    if len(key) != KEY_BYTES:
        raise KeyUnavailable("A data key does not open under FIELD_ENCRYPTION_KEY.")
    return key


def _new_wrapped() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def _ring(owner: str, *, reload: bool = False) -> _Ring:
    ring = _rings.get(owner)
    if ring is not None and not reload and time.monotonic() - ring.read_at < CACHE_SECONDS:
        return ring
    ring = _read_ring(owner)
    if _may_cache(owner):
        with _lock:
            _rings[owner] = ring
    return ring


def _read_ring(owner: str) -> _Ring:
    from nexus.crypto.models import DataKey

    ring = _Ring(read_at=time.monotonic())
    rows = DataKey.objects.filter(owner=owner).order_by("number").values_list("purpose", "number", "wrapped")
    for purpose, number, wrapped in rows:
        key = unwrapped(wrapped)
        if purpose == "field":
            ring.field_keys[number] = key
            ring.ciphers[number] = AESGCM(key)
            ring.field_number = number
        else:
            ring.index_keys[number] = key
            ring.index_number = number
    return ring


def _mark_uncommitted(owner: str) -> None:
    """A key made inside an open transaction may vanish with it: it is not cached until that has ended."""
    if connection.in_atomic_block:
        owners: set[str] = getattr(_uncommitted, "owners", set())
        owners.add(owner)
        _uncommitted.owners = owners


def _may_cache(owner: str) -> bool:
    owners: set[str] | None = getattr(_uncommitted, "owners", None)
    if not owners:
        return True
    if not connection.in_atomic_block:
        owners.clear()
        return True
    return owner not in owners
