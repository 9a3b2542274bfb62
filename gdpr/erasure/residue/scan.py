"""The whole scan, in one order: rows, cache, files, and the stores that can be asked again."""

from __future__ import annotations

from typing import Protocol, runtime_checkable
from uuid import UUID

from gdpr.erasure.person import Person
from gdpr.erasure.residue.findings import Findings
from gdpr.erasure.residue.places import cache_scan, files_scan
from gdpr.erasure.residue.rows import RowScan
from gdpr.models import Erasure
from nexus.privacy.registry import SubjectRef, registered_stores


@runtime_checkable
class Inspectable(Protocol):
    """A store outside our own house that can be asked whether it still has something."""

    key: str

    def left(self, subject: SubjectRef, origin_id: UUID) -> int: ...

    def outcome(self, origin_id: UUID) -> dict[str, int]: ...

    def forget(self, origin_id: UUID) -> int: ...


def inspectable_stores() -> list[Inspectable]:
    return [store for store in registered_stores().values() if isinstance(store, Inspectable)]


def residue_scan(person: Person, erasure: Erasure) -> Findings:
    """Look for the person everywhere, inside their company; reads alone, and streams.

    Raises :class:`nexus.privacy.registry.StoreNotReady` or :class:`gdpr.erasure.errors.StepFailed` when a
    place cannot be looked into now.
    """
    findings = Findings()
    RowScan(person, erasure, findings).run()
    cache_scan(person, findings)
    files_scan(person, findings)
    for store in inspectable_stores():
        if left := store.left(person.known, erasure.pk):
            findings.found += left - 1
            findings.hit(store.key, erasure.pk, ("left",))
    return findings
