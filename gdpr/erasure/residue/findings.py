"""What a residue scan found: where, in which row, never what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

#: Places that are named; how many there were is counted in full.
NAMED: Final = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """``where`` is ``table.column`` or another place, ``row`` the row's key, ``kinds`` of what stands there."""

    where: str
    row: str
    kinds: tuple[str, ...]


@dataclass
class Findings:
    """``values`` looked at, ``unreadable`` ones that no key opens, and ``mentions`` of the person by others:
    in another customer's messages, in the company's own facts, or at the number's next owner."""

    values: int = 0
    unreadable: int = 0
    mentions: int = 0
    found: int = 0
    hits: list[Hit] = field(default_factory=list)

    def hit(self, where: str, row: object, kinds: Iterable[str]) -> None:
        """Note a place. A key that is a secret itself, as a session's, is shown as its hash."""
        self.found += 1
        if len(self.hits) < NAMED:
            self.hits.append(Hit(where, safe_key(row), tuple(sorted(kinds))))

    def as_json(self) -> dict[str, object]:
        """For ``Erasure.plan``: counts, places and keys."""
        return {
            "values": self.values,
            "unreadable": self.unreadable,
            "mentions": self.mentions,
            "found": self.found,
            "hits": [{"where": hit.where, "row": hit.row, "kinds": list(hit.kinds)} for hit in self.hits],
        }


def safe_key(row: object) -> str:
    """A row's key as it may be shown: ids as they are, anything else as the beginning of its hash."""
    if isinstance(row, UUID | int):
        return str(row)
    return hashlib.sha256(row if isinstance(row, bytes) else str(row).encode()).hexdigest()[:16]
