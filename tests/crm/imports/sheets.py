"""Workbooks and tables for tests, made by hand: good ones, and ones that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/styles.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="{target}"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>{more}</Relationships>"""
_STYLES_REL = (
    '<Relationship Id="r2" Target="styles.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/>'
)
_BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Kunder" sheetId="1" r:id="r1"/></sheets></workbook>"""
# Style 1 is a day.
_STYLES = """<?xml version="1.0" encoding="UTF-8"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"""


@dataclass(frozen=True)
class Formula:
    """A cell with a formula and the value that the spreadsheet program saved with it."""

    formula: str
    value: str = ""


@dataclass(frozen=True)
class Day:
    """A day as Excel counts them."""

    number: int


Cell = str | int | float | Formula | Day | None


def workbook(rows: Sequence[Sequence[Cell]], *, more: dict[str, bytes] | None = None) -> bytes:
    """An XLSX file with one sheet. ``more`` are other parts to put into it."""
    body = "".join(
        f'<row r="{number}">{"".join(map(_cell, row))}</row>' for number, row in enumerate(rows, start=1)
    )
    sheet = (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet'
        f' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'
    )
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS.format(target="xl/workbook.xml", kind="officeDocument", more=""),
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _RELS.format(
                target="worksheets/sheet1.xml", kind="worksheet", more=_STYLES_REL
            ),
            "xl/styles.xml": _STYLES,
            "xl/worksheets/sheet1.xml": sheet,
            **(more or {}),
        }.items():
            package.writestr(name, content)
    return into.getvalue()


def _cell(value: Cell) -> str:
    match value:
        case None:
            return "<c/>"
        case Formula():
            saved = f"<v>{escape(value.value)}</v>" if value.value else ""
            return f'<c t="str"><f>{escape(value.formula)}</f>{saved}</c>'
        case Day():
            return f'<c s="1"><v>{value.number}</v></c>'
        case str():
            return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case _:
            return f"<c><v>{value!r}</v></c>"


def table(*rows: Sequence[str], delimiter: str = ";") -> str:
    """The rows as CSV."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows)
