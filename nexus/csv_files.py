"""CSV downloads that a spreadsheet opens as text, never as a formula (OWASP, "CSV Injection")."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse

#: A cell that begins so is read as a formula, or splits the line.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """A cell as text; what a spreadsheet would reckon with gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_lines(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file's lines. Begins with a byte-order mark, without which Excel reads å as Ã¥."""
    yield "\ufeff" + _line(head)
    for row in rows:
        yield _line(row)


def csv_response(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download called ``name``."""
    # Whole, not streamed: rows are read inside the company, and a stream would be read outside it.
    response = HttpResponse("".join(csv_lines(head, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _line(row: Sequence[object]) -> str:
    into = io.StringIO()
    csv.writer(into, lineterminator="\r\n").writerow([safe_cell(cell) for cell in row])
    return into.getvalue()
