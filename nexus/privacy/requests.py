"""How a wish to exercise a right, seen in a conversation, reaches whoever keeps the cases.

The agent sits below the cases' app and must not know it, so the app registers its opener here.
"""

from __future__ import annotations

from typing import Literal, Protocol
from uuid import UUID

RequestKind = Literal["access", "rectification", "erasure", "restriction", "objection", "portability"]


class Opener(Protocol):
    """Opens a case, or joins the open one of the same kind, inside the company's context."""

    def __call__(self, *, kind: RequestKind, contact_id: UUID, channel: str) -> UUID: ...


_openers: list[Opener] = []


def rights_opener(opener: Opener) -> Opener:
    """Register the one function that opens cases."""
    _openers[:] = [opener]
    return opener


def rights_request_open(*, kind: RequestKind, contact_id: UUID, channel: str) -> UUID | None:
    """The case's id; ``None`` when no app keeps cases, and staff must see to the wish themselves."""
    return _openers[0](kind=kind, contact_id=contact_id, channel=channel) if _openers else None
