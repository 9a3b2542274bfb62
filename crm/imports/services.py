"""What the company does with an import: upload, say how to read it, check, carry out, drop, undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from crm.imports.files import LARGEST_FILE, WAITING, WAITS, file_content, file_delete, file_store
from crm.imports.layout import EMAIL, EXTERNAL, MEANINGS, PROBE, Layout, layout_guess
from crm.imports.reader import Row, Unreadable
from crm.imports.running import IMPORT, afresh
from crm.imports.tables import PREVIEW_SECONDS, table_open
from crm.imports.undoing import may_undo, undo_order
from crm.models import RegisterImport
from crm.registers import LONGEST_SYSTEM, register_link
from nexus.accounts.models import User
from nexus.audit.services import entry_append
from nexus.outbox.services import Claim, RetryLater, job_put
from nexus.outbox.tasks import job_now

EXPIRE: Final = "register_file"
State = RegisterImport.State


class ImportRefused(Exception):
    """``code``: ``state`` (it is not where it would have to be), ``gone`` (its file is), ``no_phone``, ``twice``,
    ``fields`` (too many are linked), or a code of :class:`crm.imports.reader.Unreadable`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reading:
    """How somebody wants the file read; "" and None: as guessed."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int | None = None


def import_upload(*, content: bytes, system: str, actor: User | None, now: datetime) -> RegisterImport:
    """Take a file in, sealed, with a guess at how it is to be read. Nothing else happens yet.

    Raises :class:`crm.imports.reader.Unreadable`; then nothing is stored.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large")
    kind, layout, _rows = _look(content, Reading())
    with transaction.atomic():
        source = RegisterImport.objects.create(
            system=" ".join(system.split())[:LONGEST_SYSTEM],
            kind=kind,
            size=len(content),
            layout=layout.as_json(),
            actor=actor,
            created_at=now,
            file_expires_at=now + WAITS,
        )
        file_store(source, content)
        job_put(kind=EXPIRE, object_id=source.pk, delay=WAITS)
        _log(source, "register_import.uploaded", actor)
    return source


def import_look(*, source: RegisterImport, most: int = PROBE) -> list[Row]:
    """The file's first rows, as the layout has them read. Raises :class:`ImportRefused`."""
    layout = Layout.from_json(source.layout)
    reading = Reading(layout.encoding, layout.delimiter, layout.sheet, layout.header)
    try:
        return _look(_content(source), reading, most=most)[2]
    except Unreadable as unreadable:
        raise ImportRefused(unreadable.code) from unreadable


def import_layout(
    *, source: RegisterImport, reading: Reading, columns: Sequence[str] | None, take_up_again: bool = False
) -> RegisterImport:
    """Read it otherwise from now on. ``columns`` (one meaning a column) counts where the file is read as before;
    else what they mean is guessed anew. Raises :class:`ImportRefused`."""
    try:
        _kind, layout, _rows = _look(_content(source), reading)
    except Unreadable as unreadable:
        raise ImportRefused(unreadable.code) from unreadable
    before = Layout.from_json(source.layout)
    same = replace(layout, columns=(), labels=()) == replace(before, columns=(), labels=())
    if same and columns is not None and len(columns) == len(layout.columns):
        # What looks like personnummer stays so, whatever anybody says.
        layout = replace(
            layout,
            columns=tuple(
                guessed if guessed == "personnummer" else said if said in MEANINGS else "skip"
                for guessed, said in zip(layout.columns, columns, strict=True)
            ),
        )
    with transaction.atomic():
        current = _locked(source.pk, *WAITING)
        current.layout, current.state = layout.as_json(), State.MAPPING
        current.take_up_again = take_up_again
        current.save(update_fields=["layout", "state", "take_up_again"])
        afresh(current)
    return current


def import_check(*, source: RegisterImport) -> None:
    """Go through all rows in the background and say what would become of each. Raises :class:`ImportRefused`."""
    with transaction.atomic():
        current = _locked(source.pk, State.MAPPING, State.CHECKED)
        if problem := Layout.from_json(current.layout).problem():
            raise ImportRefused(problem)
        current.state = State.CHECKING
        current.save(update_fields=["state"])
        job_now(kind=IMPORT, object_id=current.pk)


def import_carry_out(*, source: RegisterImport, actor: User, now: datetime) -> None:
    """Take the rows in, in the background. What is linked from now on is logged as the company's instruction.

    Raises :class:`ImportRefused`, and :class:`crm.registers.TooManyFields`.
    """
    with transaction.atomic():
        current = _locked(source.pk, State.CHECKED)
        layout = Layout.from_json(current.layout)
        fields = [meaning for meaning in (EXTERNAL, EMAIL) if meaning in layout.columns] + layout.fields
        current.register = register_link(name=current.system, fields=fields, actor=actor)
        current.state, current.actor, current.started_at = State.RUNNING, actor, now
        current.total = current.position
        current.save(update_fields=["register", "state", "actor", "started_at", "total"])
        afresh(current)
        job_now(kind=IMPORT, object_id=current.pk)
        _log(current, "register_import.started", actor, take_up_again=current.take_up_again)


def import_drop(*, source: RegisterImport, actor: User | None) -> None:
    """Let the file go without taking anything of it in. Raises :class:`ImportRefused`."""
    with transaction.atomic():
        current = _locked(source.pk, *WAITING, State.CHECKING)
        current.state, current.finished_at = State.DROPPED, timezone.now()
        current.save(update_fields=["state", "finished_at"])
        file_delete(current)
        _log(current, "register_import.dropped", actor)


def import_undo_start(*, source: RegisterImport, actor: User) -> None:
    """Put back what the import did, in the background. Raises :class:`ImportRefused`."""
    with transaction.atomic():
        current = _locked(source.pk, State.DONE)
        if not may_undo(current):
            raise ImportRefused("state")
        current.state, current.actor = State.UNDOING, actor
        current.save(update_fields=["state", "actor"])
        undo_order(current)
        _log(current, "register_import.undo", actor)


def file_expire(claim: Claim) -> None:
    """The job ``register_file``: a file that nobody has imported in time goes."""
    with transaction.atomic():
        claim.hold()
        source = RegisterImport.objects.select_for_update().filter(pk=claim.object_id).first()
        if source is None or source.state not in WAITING:
            return
        if (left := source.file_expires_at - timezone.now()) > timedelta():
            raise RetryLater(left, "not yet")
        source.state, source.problem, source.finished_at = State.DROPPED, "expired", timezone.now()
        source.save(update_fields=["state", "problem", "finished_at"])
        file_delete(source)
        _log(source, "register_import.dropped", None)


def _look(content: bytes, reading: Reading, *, most: int = PROBE) -> tuple[str, Layout, list[Row]]:
    with table_open(
        content,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        sheet=reading.sheet,
        most=most,
        seconds=PREVIEW_SECONDS,
    ) as table:
        rows = list(table.rows)
    layout = replace(
        layout_guess(rows, header=reading.header),
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        sheets=table.sheets,
    )
    return table.kind, layout, rows


def _content(source: RegisterImport) -> bytes:
    content = file_content(source)
    if not content:
        raise ImportRefused("gone")
    return content


def _locked(source_id: UUID, *states: str) -> RegisterImport:
    source = RegisterImport.objects.select_for_update().filter(pk=source_id).first()
    if source is None or source.state not in states:
        raise ImportRefused("state")
    return source


def _log(source: RegisterImport, action: str, actor: User | None, **details: bool) -> None:
    entry_append(
        action=action,
        subject_type="crm.RegisterImport",
        subject_id=source.pk,
        actor_id=actor.pk if actor else None,
        actor_kind="staff" if actor else "clock",
        details={"bytes": source.size, "rows": source.total, **details},
    )
