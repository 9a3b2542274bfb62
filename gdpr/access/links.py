"""The secret in a person's link to their package: a keyed hash, so that nothing that opens it is stored."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Final

from gdpr.models import Package
from nexus.crypto.index import blind_index

#: 160 bits, in letters and digits that survive a text message.
TOKEN_LENGTH: Final = 32


def package_token(package: Package) -> str:
    """The token in the package's link; another company's is nothing here."""
    digest = blind_index(str(package.pk), label="package.token")
    return base64.b32encode(digest)[:TOKEN_LENGTH].decode("ascii").lower()


def link_blind(token: str) -> bytes:
    """What is stored of a token, to find its package by."""
    return blind_index(token, label="package.link")


def package_by_token(token: str) -> Package | None:
    """The package behind a link, expired or not; None for any other text."""
    if len(token) != TOKEN_LENGTH:
        return None
    return Package.objects.select_related("case__contact").filter(link_blind=link_blind(token)).first()


def is_open(package: Package, now: datetime) -> bool:
    """Whether it can be fetched now: it is built, its time is not over, and there is somebody to fetch it."""
    return (
        package.state == Package.State.READY
        and now < package.expires_at
        and package.case.contact_id is not None
    )
