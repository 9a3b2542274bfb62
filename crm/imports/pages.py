"""What the pages about the customer register show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count
from django.template.defaultfilters import filesizeformat
from django.utils import formats

from crm.bookings.words import moment_short
from crm.imports.files import LARGEST_FILE
from crm.imports.layout import PERSONNUMMER, SKIP, Layout, column_letter
from crm.imports.privacy import IMPORT_DAYS
from crm.imports.rows import row_read
from crm.imports.services import ImportRefused, import_look
from crm.imports.undoing import may_undo
from crm.imports.words import (
    COUNTS,
    DELIMITERS,
    ENCODINGS,
    MEANINGS,
    ROWS,
    TONES,
    UNDONE,
    linked_text,
    problem_text,
)
from crm.models import CrmLink, ImportIssue, Register, RegisterImport
from crm.selectors import phone_display

State = RegisterImport.State
#: Imports in the list, rows in a preview, and rows of a report on the page; the report has them all.
LATEST: Final = 20
PREVIEWED: Final = 10
REPORTED: Final = 20
#: Where there is no register yet, this is what it is called until somebody says otherwise.
_EXAMPLES: Final = 2


def number(count: int) -> str:
    """A count as the language groups it."""
    return formats.number_format(count, decimal_pos=0, use_l10n=True, force_grouping=True)


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list."""

    source: RegisterImport
    when: str
    size: str
    state: str
    tone: str
    counts: str


def list_context() -> dict[str, Any]:
    """The registers with what is linked, and the latest imports."""
    counts = dict(CrmLink.objects.values_list("system").annotate(Count("pk")))
    registers = [
        {
            "name": register.name,
            "fields": ", ".join([str(MEANINGS["name"]), *(linked_text(field) for field in register.fields)]),
            "links": number(counts.get(register.name, 0)),
            "since": moment_short(register.updated_at),
        }
        for register in Register.objects.order_by("name")
    ]
    latest = RegisterImport.objects.order_by("-created_at").select_related("actor")[:LATEST]
    return {
        "registers": registers,
        "imports": [_line(source) for source in latest],
        "largest": LARGEST_FILE,
    }


def _line(source: RegisterImport) -> ImportLine:
    shown = [
        f"{number(source.counts[name])} {str(label).lower()}"
        for name, label in COUNTS.items()
        if name not in ("noted", "contacts") and source.counts.get(name)
    ]
    return ImportLine(
        source=source,
        when=moment_short(source.created_at),
        size=filesizeformat(source.size),
        state=str(source.get_state_display()),
        tone=TONES.get(source.state, ""),
        counts=", ".join(shown),
    )


def import_context(source: RegisterImport) -> dict[str, Any]:
    """One import, with what can be done about it now."""
    context: dict[str, Any] = {
        "source": source,
        "line": _line(source),
        "waiting": source.state in (State.MAPPING, State.CHECKED),
        "working": source.state in (State.CHECKING, State.RUNNING, State.UNDOING),
        "checked": source.state == State.CHECKED,
        "totals": _totals(source.counts, COUNTS),
        "undone": _totals(source.counts, UNDONE) if source.state == State.UNDONE else [],
        "may_undo": may_undo(source),
        "undo_until": moment_short(source.created_at + timedelta(days=IMPORT_DAYS)),
        "expires": moment_short(source.file_expires_at),
        "problem": problem_text(source.problem, source.problem_row) if source.problem else "",
        **progress_context(source),
    }
    if not context["working"]:
        context |= _report(source)
    if context["waiting"]:
        try:
            context |= _preview(source)
        except ImportRefused as refused:
            context |= {"problem": problem_text(refused.code), "preview": []}
    return context


def progress_context(source: RegisterImport) -> dict[str, Any]:
    """How far it has come. While it is undone the rows are counted down by what has been put back."""
    done = source.position
    if source.state == State.UNDOING:
        done = sum(source.counts.get(name, 0) for name in ("removed", "restored", "kept"))
    return {
        "source": source,
        "doing": str(source.get_state_display()),
        "done": done,
        "done_text": number(done),
        "total": source.total,
        "total_text": number(source.total),
    }


def _totals(counts: Mapping[str, int], labels: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(label), number(counts.get(name, 0))) for name, label in labels.items()]


def _report(source: RegisterImport) -> dict[str, Any]:
    issues = ImportIssue.objects.filter(source=source).order_by("-refused", "row", "code")
    found = list(issues[: REPORTED + 1])
    return {
        "issues": [report_row(issue) for issue in found[:REPORTED]],
        "more_issues": len(found) > REPORTED,
        "erased": ImportIssue.objects.filter(source=source, code="erased").count(),
    }


def report_row(issue: ImportIssue) -> tuple[int, bool, str, str]:
    """A line of the report: row, whether it was left out, why, and the row that it repeats."""
    return issue.row, issue.refused, str(ROWS.get(issue.code, issue.code)), str(issue.other_row or "")


def _preview(source: RegisterImport) -> dict[str, Any]:
    layout = Layout.from_json(source.layout)
    rows = [(row, cells) for row, cells in import_look(source=source) if row > layout.header]
    columns = [
        {
            "name": f"column_{place}",
            "label": label,
            "letter": column_letter(place),
            "examples": [
                cells[place][:40] for _row, cells in rows if place < len(cells) and cells[place].strip()
            ][:_EXAMPLES],
            "meaning": meaning,
            "personnummer": meaning == PERSONNUMMER,
        }
        for place, (label, meaning) in enumerate(zip(layout.labels, layout.columns, strict=True))
    ]
    for column in columns:
        if column["personnummer"]:
            column["examples"] = []
    return {
        "layout": layout,
        "columns": columns,
        "meanings": MEANINGS.items(),
        "encodings": ENCODINGS.items(),
        "delimiters": DELIMITERS.items(),
        "imported": sum(meaning not in (SKIP, PERSONNUMMER) for meaning in layout.columns),
        "layout_problem": problem_text(layout.problem()) if layout.problem() else "",
        "preview": [_previewed(row, cells, layout) for row, cells in rows[:PREVIEWED]],
    }


def _previewed(row: int, cells: list[str], layout: Layout) -> dict[str, Any]:
    """A row as it would be taken in, with what there is to say about it."""
    read = row_read(cells, layout)
    entry = read.entry
    return {
        "row": row,
        "phone": phone_display(entry.phones[0]) if entry else "",
        "name": entry.name if entry else "",
        "external_id": entry.external_id if entry and "external_id" in layout.columns else "",
        "email": (entry.email or "") if entry else "",
        "fields": ", ".join(f"{label}: {value}" for label, value in (entry.fields or {}).items())
        if entry
        else "",
        "error": str(ROWS[read.code]) if read.code else "",
        "notes": [str(ROWS[code]) for code in dict.fromkeys(read.notes)],
    }
