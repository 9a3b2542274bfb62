"""Blind index: equality look-ups on encrypted values, by keyed hash.

What it leaks to someone who holds the database but no key: that two rows of the same company and label
hold the same value, and how often. Companies' indexes cannot be compared with each other.
"""

from __future__ import annotations

import hmac

from nexus.crypto.keys import current_owner, index_key


def blind_index(value: str, *, label: str, owner: str | None = None) -> bytes:
    """HMAC-SHA256 (32 bytes) of ``value`` under the owner's index key; labels do not mix.

    ``owner`` is a schema name, by default the company this thread is in. Raises KeyUnavailable.
    """
    if not label or "\0" in label:
        raise ValueError("A blind index needs a label without NUL.")
    message = label.encode() + b"\0" + value.encode()
    return hmac.digest(index_key(owner or current_owner()), message, "sha256")


def blind_phone(e164: str, *, owner: str | None = None) -> bytes:
    """Blind index of a phone number in E.164 (or a sender id as the provider gave it; case is ignored)."""
    number = e164.strip().casefold()
    if not number:
        raise ValueError("An empty phone number has no blind index.")
    return blind_index(number, label="phone", owner=owner)
