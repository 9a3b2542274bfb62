"""The job ``register_import``: goes through a file's rows, to check them or to take them in.

Five hundred rows a transaction, which also says how far it has come: a worker that is killed leaves whole batches,
and the next goes on behind them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.imports.files import file_content, file_delete
from crm.imports.layout import Layout
from crm.imports.reader import Row, Unreadable
from crm.imports.rows import RowRead, row_read
from crm.imports.tables import table_open
from crm.imports.undoing import undo_order
from crm.links import Outcome, links_put
from crm.models import CrmLink, ImportChange, ImportIssue, RegisterImport
from nexus.audit.services import entry_append
from nexus.crypto.ids import uuid7
from nexus.faults import crash_point
from nexus.outbox.services import Claim

IMPORT: Final = "register_import"
BATCH: Final = 500
#: Somebody else may make one of a batch's contacts at the same moment; it is found at the next try.
_TRIES: Final = 5
State = RegisterImport.State
#: How outcomes are counted.
COUNTS: Final = {"created": "new", "changed": "changed", "unchanged": "unchanged", "refused": "refused"}


@dataclass(slots=True)
class Numbered:
    """A row by its place among the rows (from 1) and its number in the file; ``repeats`` the row of which it is
    a repetition, 0 when it is none."""

    place: int
    number: int
    read: RowRead
    repeats: int = 0


def import_run(claim: Claim) -> None:
    """Check an import, or carry it out, whichever it waits for."""
    source = RegisterImport.objects.filter(
        pk=claim.object_id, state__in=(State.CHECKING, State.RUNNING)
    ).first()
    if source is None:
        return
    if source.state == State.CHECKING:
        with transaction.atomic():
            claim.hold()
            afresh(source)
    layout = Layout.from_json(source.layout)
    try:
        with table_open(
            file_content(source), encoding=layout.encoding, delimiter=layout.delimiter, sheet=layout.sheet
        ) as table:
            rows = rows_numbered(table.rows, layout)
            while batch := list(islice(rows, BATCH)):
                if batch[-1].place > source.position:
                    _batch(claim, source, [one for one in batch if one.place > source.position])
                    crash_point("register_import_batch")
    except Unreadable as unreadable:
        _stopped(claim, source, unreadable)
    except _Gone:
        return
    else:
        _finished(claim, source)


class _Gone(Exception):
    """The import was dropped meanwhile."""


def afresh(source: RegisterImport) -> None:
    """Forget what an earlier pass through the rows has said. In a transaction."""
    source.position, source.counts, source.problem, source.problem_row = 0, {}, "", 0
    source.save(update_fields=["position", "counts", "problem", "problem_row"])
    ImportIssue.objects.filter(source=source).delete()


def rows_numbered(rows: Iterator[Row], layout: Layout) -> Iterator[Numbered]:
    """The rows below the header; the later of two with the same customer or number repeats the first."""
    seen: dict[str, int] = {}
    place = 0
    for number, cells in rows:
        if number <= layout.header:
            continue
        place += 1
        one = Numbered(place, number, row_read(cells, layout))
        if entry := one.read.entry:
            keys = ("".join(entry.external_id.split()).casefold(), f"tel {entry.phones[0]}")
            one.repeats = min((seen[key] for key in keys if key in seen), default=0)
            for key in keys:
                seen.setdefault(key, number)
        yield one


def _batch(claim: Claim, source: RegisterImport, batch: list[Numbered]) -> None:
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                claim.hold()
                _rows(source, batch)
            return
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise


def _rows(source: RegisterImport, batch: list[Numbered]) -> None:
    current = RegisterImport.objects.select_for_update().get(pk=source.pk)
    if current.state != source.state:
        raise _Gone
    dry, now = source.state == State.CHECKING, timezone.now()
    wanted = [one for one in batch if one.read.entry is not None and not one.repeats]
    outcomes = links_put(
        [one.read.entry for one in wanted if one.read.entry is not None],
        system=source.system,
        source=CrmLink.Source.IMPORT,
        now=now,
        imported=source,
        take_up_again=source.take_up_again,
        dry=dry,
    )
    counts, issues = Counter(current.counts), list[ImportIssue]()
    for one in batch:
        if one.read.entry is None or one.repeats:
            counts["duplicates" if one.repeats else "refused"] += 1
            code = "duplicate" if one.repeats else one.read.code
            issues.append(ImportIssue(source=source, row=one.number, code=code, other_row=one.repeats))
    for one, outcome in zip(wanted, outcomes, strict=True):
        counts[COUNTS[outcome.status]] += 1
        counts["contacts"] += outcome.made_contact
        issues += _issues(source, one, outcome)
    ImportIssue.objects.bulk_create(issues)
    if not dry:
        ImportChange.objects.bulk_create(
            _change(source, outcome) for outcome in outcomes if outcome.status in ("created", "changed")
        )
    counts["noted"] += len({issue.row for issue in issues if not issue.refused})
    current.counts, current.position = (
        {name: count for name, count in counts.items() if count},
        batch[-1].place,
    )
    current.save(update_fields=["counts", "position"])
    source.counts, source.position = current.counts, current.position


def _issues(source: RegisterImport, one: Numbered, outcome: Outcome) -> Iterator[ImportIssue]:
    if outcome.status == "refused":
        yield ImportIssue(source=source, row=one.number, code=outcome.code)
        return
    notes = [*one.read.notes, *(["name_differs"] if outcome.name_differs else [])]
    for code in dict.fromkeys(notes):
        yield ImportIssue(source=source, row=one.number, code=code, refused=False)


def _change(source: RegisterImport, outcome: Outcome) -> ImportChange:
    link = outcome.link
    assert link is not None
    return ImportChange(
        id=uuid7(),
        source=source,
        contact_id=link.contact_id,
        link_id=link.pk,
        made_contact=link.contact_id if outcome.made_contact else None,
        before={"link": outcome.before, "name": list(outcome.name) if outcome.name else None},
        stamp=link.updated_at,
    )


def _finished(claim: Claim, source: RegisterImport) -> None:
    with transaction.atomic():
        claim.hold()
        current = RegisterImport.objects.select_for_update().get(pk=source.pk)
        if current.state != source.state:
            return
        current.total = current.position
        if current.state == State.CHECKING:
            current.state = State.CHECKED
        else:
            current.state, current.finished_at = State.DONE, timezone.now()
            file_delete(current)
            _log(current, "register_import.done")
        current.save(update_fields=["state", "total", "finished_at"])
        claim.finish()


def _stopped(claim: Claim, source: RegisterImport, unreadable: Unreadable) -> None:
    """The file cannot be read to its end. What has been taken in of it goes out again: nothing is half-done."""
    with transaction.atomic():
        claim.hold()
        current = RegisterImport.objects.select_for_update().get(pk=source.pk)
        if current.state != source.state:
            return
        current.problem, current.problem_row = unreadable.code, unreadable.row
        running = current.state == State.RUNNING
        current.state = State.UNDOING if running else State.FAILED
        current.finished_at = timezone.now()
        current.save(update_fields=["state", "problem", "problem_row", "finished_at"])
        file_delete(current)
        if running:
            undo_order(current)
        claim.finish()


def _log(source: RegisterImport, action: str) -> None:
    entry_append(
        action=action,
        subject_type="crm.RegisterImport",
        subject_id=source.pk,
        actor_id=source.actor_id,
        details={"rows": source.position, **source.counts},
    )
