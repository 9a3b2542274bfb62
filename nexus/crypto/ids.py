"""Primary keys: UUID version 7 (RFC 9562), not enumerable and roughly ordered by time."""

import uuid

import uuid_utils.compat


def uuid7() -> uuid.UUID:
    """A new UUIDv7 as the standard library's ``uuid.UUID``."""
    return uuid_utils.compat.uuid7()
