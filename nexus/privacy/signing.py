"""Nomar's signature: Ed25519 with ``NEXUS_SIGNING_KEY``, over bytes or over an object's one canonical form.

The erasure ledger, certificates and access packages are signed with it. Who checks one needs the public key
alone (:func:`public_key`) and any Ed25519 implementation (RFC 8032).
"""

from __future__ import annotations

import base64
import binascii
import json
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def canonical(obj: Any) -> bytes:
    """An object of plain JSON values as the bytes that are signed and hashed: ASCII, sorted keys, no spaces.

    The same content gives the same bytes, whatever order it was put together in. Raises TypeError for what
    JSON does not have, and ValueError for a number that is none.
    """
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.encode("ascii")


def sign(data: bytes) -> str:
    """The signature over ``data``, in base64."""
    return base64.b64encode(_private_key().sign(data)).decode("ascii")


def verify(data: bytes, signature: str, *, key: str = "") -> bool:
    """Whether ``signature`` (base64) is over exactly ``data``.

    ``key`` is the signer's public key as :func:`public_key` gives it; by default our own.
    """
    try:
        raw = base64.b64decode(signature.encode("ascii"), validate=True)
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True)) if key else None
        (public or _private_key().public_key()).verify(raw, data)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def public_key() -> str:
    """The public half of ``NEXUS_SIGNING_KEY``: 32 bytes in base64."""
    return base64.b64encode(_private_key().public_key().public_bytes_raw()).decode("ascii")


def _private_key() -> Ed25519PrivateKey:
    return _opened(settings.NEXUS.signing_key)


@lru_cache(maxsize=1)
def _opened(key: str) -> Ed25519PrivateKey:
    """A ledger is verified line by line: the key is not derived anew for each."""
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(key))
