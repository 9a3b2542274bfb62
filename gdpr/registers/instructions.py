"""The instruction ledger as the company reads it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from gdpr.registers.labels import Values, actor_kind_text, setting_text
from nexus.audit.instructions import START, instruction_facts
from nexus.audit.models import Instruction
from nexus.privacy.signing import public_key, sign
from nexus.schema import connection

PAGE: Final = 50
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """An instruction in words."""

    sequence: int
    at: datetime.datetime
    who: str
    setting: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LinePage:
    """Instructions, newest first, and the sequence that the next page is below (0 when there is none)."""

    lines: list[Line]
    next_before: int


def instructions_page(*, before: int = 0) -> LinePage:
    found = Instruction.objects.order_by("-sequence")
    if before:
        found = found.filter(sequence__lt=before)
    rows = list(found[: PAGE + 1])
    values = Values()
    return LinePage(
        [_line(row, values) for row in rows[:PAGE]], rows[PAGE - 1].sequence if len(rows) > PAGE else 0
    )


def instruction_lines(*, most: int) -> list[Line]:
    """The last ``most`` instructions in words, oldest first."""
    values = Values()
    rows = list(Instruction.objects.order_by("-sequence")[:most])
    return [_line(row, values) for row in reversed(rows)]


def instruction_rows() -> Iterator[tuple[object, ...]]:
    """The whole ledger for a table, oldest first, as it was hashed."""
    for row in Instruction.objects.order_by("sequence").iterator(chunk_size=_BATCH):
        yield (
            row.sequence,
            timezone.localtime(row.at).isoformat(timespec="seconds"),
            row.actor_kind,
            row.actor_name,
            row.setting,
            _json(row.before),
            _json(row.after),
            row.previous,
            row.digest,
        )


def instructions_document(faults: list[str]) -> dict[str, Any]:
    """The whole ledger with what is needed to check it elsewhere: a line's ``digest`` is the SHA-256 of the
    canonical JSON (ASCII, sorted keys, no spaces) of the line without it. ``signature`` is Nomar's, over the last
    line's digest in ASCII, so that the newest lines cannot be left out of a copy unnoticed.
    """
    last = Instruction.objects.order_by("-sequence").values_list("digest", flat=True).first() or START
    return {
        "format": "nexus-instructions-1",
        "company": connection.schema_name,
        "first_previous": START,
        "faults": faults,
        "last": last,
        "signature": sign(last.encode("ascii")),
        "public_key": public_key(),
        "instructions": [
            {**instruction_facts(row), "digest": row.digest}
            for row in Instruction.objects.order_by("sequence").iterator(chunk_size=_BATCH)
        ],
    }


def _line(row: Instruction, values: Values) -> Line:
    kind = actor_kind_text(row.actor_kind)
    return Line(
        sequence=row.sequence,
        at=row.at,
        who=f"{row.actor_name} ({kind})"
        if row.actor_name and row.actor_kind == "ops"
        else row.actor_name or kind,
        setting=setting_text(row.setting),
        before=values.text(row.setting, row.before),
        after=values.text(row.setting, row.after),
    )


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
