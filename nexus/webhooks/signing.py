"""Signatures as the Standard Webhooks specification has them, version 1.0.0 (standardwebhooks.com).

What is signed is ``id.timestamp.body``, under HMAC-SHA256; the secret is 24 to 64 random bytes, written in
base64 after ``whsec_``. While two secrets are valid there are two signatures, with a space between.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
_BYTES: Final = 32


def secret_make() -> str:
    """A new secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode("ascii")


def signature(secret: str, *, message_id: str, at: datetime, body: bytes) -> str:
    """One signature: ``v1,`` and base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join([message_id.encode(), str(int(at.timestamp())).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")


def signed_headers(valid: Sequence[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of the specification. ``valid`` are the secrets, the newest first."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(
            signature(secret, message_id=message_id, at=at, body=body) for secret in valid
        ),
    }
