"""Sealing bytes: AES-256-GCM under an owner's data key, bound to a place.

Sealed bytes::

    1 byte    format, 0x01
    4 bytes   number of the data key, big-endian
    12 bytes  nonce
    n bytes   ciphertext and 16-byte tag

Associated data is ``owner|app.Model.field|pk``: a value moved to another row, column or company does not
open. Nothing here ever answers with ciphertext: a wrong key or a damaged value raises. The length of the
content is not hidden. A random nonce bounds a key to some 2^32 values; ``keys_rotate`` makes a new one.
"""

from __future__ import annotations

import os
import struct
from typing import Final

from cryptography.exceptions import InvalidTag

from nexus.crypto.keys import opening_cipher, sealing_cipher

_FORMAT: Final = 1
_HEAD: Final = struct.Struct(">BI")
_NONCE_BYTES: Final = 12
_PREFIX_BYTES: Final = _HEAD.size + _NONCE_BYTES
_TAG_BYTES: Final = 16


class DecryptionError(Exception):
    """The value does not open: damaged, or moved from another row, field or company."""


class Sealed:
    """A value as it came from the database. Shows nothing; the field's descriptor opens it."""

    __slots__ = ("data", "label", "owner", "pk")

    def __init__(self, data: bytes, owner: str, label: str, pk: str | None = None) -> None:
        self.data = data
        self.owner = owner
        self.label = label
        self.pk = pk

    def __repr__(self) -> str:
        return "<sealed>"

    def __deepcopy__(self, memo: object) -> Sealed:
        return Sealed(self.data, self.owner, self.label, self.pk)


def key_number(data: bytes) -> int:
    """Number of the data key that sealed ``data``. Raises DecryptionError when it has no such header."""
    if len(data) < _PREFIX_BYTES + _TAG_BYTES or data[0] != _FORMAT:
        raise DecryptionError("The stored value has no known header.")
    number: int = _HEAD.unpack_from(data)[1]
    return number


def seal(plain: bytes, *, owner: str, label: str, pk: str) -> bytes:
    """Encrypt under the owner's newest key, for exactly this field and row. Raises KeyUnavailable."""
    number, cipher = sealing_cipher(owner)
    nonce = os.urandom(_NONCE_BYTES)
    aad = f"{owner}|{label}|{pk}".encode()
    return _HEAD.pack(_FORMAT, number) + nonce + cipher.encrypt(nonce, plain, aad)


def unseal(data: bytes, *, owner: str, label: str, pk: str) -> bytes:
    """Open what :func:`seal` made. Raises KeyUnavailable or DecryptionError."""
    cipher = opening_cipher(owner, key_number(data))
    aad = f"{owner}|{label}|{pk}".encode()
    try:
        return cipher.decrypt(data[_HEAD.size : _PREFIX_BYTES], data[_PREFIX_BYTES:], aad)
    except InvalidTag:
        raise DecryptionError(f"A value of {label} does not open.") from None
