"""Sealing short texts outside encrypted fields, such as a second factor's secret in a JSON column."""

from __future__ import annotations

import base64
import binascii

from nexus.crypto.envelope import DecryptionError, seal, unseal
from nexus.crypto.keys import current_owner


def seal_text(text: str, *, context: str) -> str:
    """``text`` under the current owner's newest key, as URL-safe base64; it opens in the same context only.

    Raises KeyUnavailable.
    """
    sealed = seal(text.encode(), owner=current_owner(), label=context, pk="")
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def open_text(sealed: str, *, context: str) -> str:
    """What :func:`seal_text` was given. Raises KeyUnavailable or DecryptionError; never gives ciphertext."""
    try:
        data = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise DecryptionError(f"A sealed text of {context} does not open.") from None
    return unseal(data, owner=current_owner(), label=context, pk="").decode()
