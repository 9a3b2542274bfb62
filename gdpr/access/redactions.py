"""What a human decides about other people's identifiers in a person's messages, before a package is built."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gdpr.access.building import Decisions, Place, Proposal
from gdpr.access.hiding import same_as
from gdpr.models import Case, Package, Redaction
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.outbox.tasks import job_now

#: The job that builds a package.
PACKAGE = "package"
Decision = Redaction.Decision


@dataclass
class Somebody:
    """One identifier, however it is written and wherever it stands. ``key`` names it on the page."""

    key: str
    found: str
    kind: str
    decision: str
    rows: list[Redaction] = field(default_factory=list)


def propose(*, case: Case, proposals: Iterable[Proposal]) -> int:
    """Put identifiers before a human; what they decided of the same one elsewhere in the case goes for these
    too. How many are new. In a transaction.
    """
    rows = list(Redaction.objects.filter(case=case))
    decided = {same_as(str(row.found), row.kind): row for row in rows if row.decision != Decision.PROPOSED}
    known = {(row.model, str(row.row_id), str(row.found)) for row in rows}
    count = 0
    for one in proposals:
        if (one.model, one.row_id, one.found) in known:
            continue
        before = decided.get(same_as(one.found, one.kind))
        Redaction.objects.create(
            case=case,
            model=one.model,
            row_id=UUID(one.row_id),
            found=one.found,
            kind=one.kind,
            decision=before.decision if before else Decision.PROPOSED,
            decided_at=before.decided_at if before else None,
            decided_by_id=before.decided_by_id if before else None,
        )
        count += 1
    if not undecided_count(case):
        _build_again(case)
    return count


def undecided_count(case: Case) -> int:
    """How many places wait for a decision."""
    return Redaction.objects.filter(case=case, decision=Decision.PROPOSED).count()


def decisions_of(case: Case) -> Decisions:
    """All that was decided in the case, as the package needs it."""
    hide: dict[tuple[str, str], tuple[str, ...]] = {}
    kinds: dict[Place, str] = {}
    seen = set()
    for row in Redaction.objects.filter(case=case).order_by("pk"):
        found, place = str(row.found), (row.model, str(row.row_id))
        if row.decision != Decision.PROPOSED:
            seen.add((*place, found))
        if row.decision == Decision.REDACT:
            # The longest first: a number that is part of another must not leave half of it.
            hide[place] = tuple(sorted((*hide.get(place, ()), found), key=len, reverse=True))
            kinds[(*place, found)] = row.kind
    return Decisions(hide=hide, seen=frozenset(seen), kinds=kinds)


def hiding(proposals: Iterable[Proposal], *, hide: bool) -> Decisions:
    """As if somebody had decided to hide all of them, or none: for a package without a case."""
    places: dict[tuple[str, str], tuple[str, ...]] = {}
    kinds: dict[Place, str] = {}
    found = list(proposals)
    for one in found if hide else ():
        place = (one.model, one.row_id)
        places[place] = tuple(sorted((*places.get(place, ()), one.found), key=len, reverse=True))
        kinds[(*place, one.found)] = one.kind
    return Decisions(
        hide=places,
        seen=frozenset((one.model, one.row_id, one.found) for one in found),
        kinds=kinds,
        not_looked_at=0 if hide else len(found),
    )


def people_of(case: Case) -> list[Somebody]:
    """Every identifier of the case once, those to be decided first. ``key`` is the id of its first place."""
    found: dict[tuple[str, str], Somebody] = {}
    for row in Redaction.objects.filter(case=case).order_by("pk"):
        same = (row.kind, same_as(str(row.found), row.kind))
        somebody = found.setdefault(same, Somebody(str(row.pk), str(row.found), row.kind, row.decision))
        somebody.rows.append(row)
        if row.decision == Decision.PROPOSED:
            somebody.decision = row.decision
    return sorted(found.values(), key=lambda one: one.decision != Decision.PROPOSED)


def redaction_decide(
    *, case: Case, redaction: Redaction, decision: str, actor: User | None, now: datetime
) -> int:
    """Hide an identifier, or show it, wherever it stands in the case. How many places that were. ``actor`` is
    None where the company's own system says so.

    When it was the last, the package is built. Raises ValueError for another decision, or once the package
    has been built.
    """
    if decision not in (Decision.REDACT, Decision.KEEP):
        raise ValueError("Hide or show.")
    same = same_as(str(redaction.found), redaction.kind)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if locked.closed_at is not None:
            raise ValueError("The package has been built.")
        rows = [
            row
            for row in Redaction.objects.filter(case=case, kind=redaction.kind)
            if same_as(str(row.found), row.kind) == same
        ]
        Redaction.objects.filter(pk__in=[row.pk for row in rows]).update(
            decision=decision, decided_at=now, decided_by=actor
        )
        entry_append(
            action="redaction.decided",
            subject_type="gdpr.Redaction",
            subject_id=redaction.pk,
            actor_id=actor.pk if actor else None,
            actor_kind="staff" if actor else "api",
            contact_id=case.contact_id,
            details={"case": case.number, "decision": decision, "kind": redaction.kind, "places": len(rows)},
        )
        if not undecided_count(case):
            _build_again(case)
    return len(rows)


def _build_again(case: Case) -> None:
    package = Package.objects.filter(case=case, state=Package.State.BUILDING).first()
    if package is not None:
        job_now(kind=PACKAGE, object_id=package.pk)
