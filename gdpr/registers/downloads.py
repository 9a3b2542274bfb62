"""Registers as files. A streamed one enters its company itself: the page that began it is long over by then."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Any, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation

from nexus.schema import connection
from nexus.tenants.context import company_context

#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
#: Excel reads UTF-8 only behind this.
_BOM: Final = "\ufeff"
Row = Sequence[object]


class _Line:
    """What the CSV writer writes to: it keeps the line that was written last."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def csv_download(name: str, header: Row, rows: Callable[[], Iterable[Row]]) -> StreamingHttpResponse:
    """A CSV file with semicolons, as spreadsheets in Sweden expect, written while ``rows`` are read.

    ``rows`` is called inside the company, in the language and the time zone of now.
    """
    response = StreamingHttpResponse(
        _stream(
            connection.schema_name,
            translation.get_language() or "sv",
            timezone.get_current_timezone(),
            header,
            rows,
        ),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name(name, "csv")}"'
    return response


def json_download(name: str, content: Any) -> HttpResponse:
    """A JSON file, for people and programs."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(name, "json")}"'
    return response


def text_download(name: str, text: str) -> HttpResponse:
    """A Markdown file."""
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(name, "md")}"'
    return response


def file_name(name: str, kind: str) -> str:
    return f"{name}-{timezone.localdate().isoformat()}.{kind}"


def _stream(
    schema: str, language: str, zone: tzinfo, header: Row, rows: Callable[[], Iterable[Row]]
) -> Iterator[str]:
    line = _Line()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    with company_context(schema), translation.override(language), timezone.override(zone):
        writer.writerow(header)
        yield _BOM + line.text
        for row in rows():
            writer.writerow([_cell(value) for value in row])
            yield line.text


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula; a telephone number is left as it is."""
    text = "" if value is None else str(value)
    if text.startswith(_FORMULA) and not (text[0] == "+" and text[1:].isdigit()):
        return f"'{text}"
    return text
