"""Rows out of a table that somebody saved as CSV or XLSX: run as a program of its own, the file on standard input.

It answers with lines of JSON: a head (``{"kind", "encoding", "delimiter", "sheets", "sheet"}``), one
``[number, [cells]]`` a row, and ``{"rows": n}`` at the end; or ``{"problem": code, "row": n}`` wherever it has to
stop. It has no Django, no database and no keys, so that a file made to harm meets a process with nothing in it,
and with little memory and little time. What kind of file it is, its content says.

A formula is never reckoned: of a cell with one, the value is taken that the spreadsheet program saved with it.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

MOST_ROWS = 200_000
MOST_COLUMNS = 100
#: Characters of one cell; nothing that belongs in a customer register is longer.
LONGEST_CELL = 10_000
#: A workbook's parts: how many, how large unpacked, and how much larger than packed a large one may be.
MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 150
RATIO_FROM = 4 * 1024 * 1024
#: Of the processor, and of memory. The kernel keeps both.
SECONDS = 60
MEMORY = 1536 * 1024 * 1024

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "mac_roman")
DELIMITERS = (";", ",", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
#: å ä ö Å Ä Ö é É ü as older programs on a Mac and on Windows save them.
_MAC, _WINDOWS = bytes.fromhex("8c8a9a8180858e839f"), bytes.fromhex("e5e4f6c5c4d6e9c9fc")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_PROBE_BYTES, _PROBE_ROWS = 256 * 1024, 60
Row = tuple[int, list[str]]


class Unreadable(Exception):
    """No rows can be had from it; ``code`` says why, ``row`` where, 0 when it is about the whole file."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.row = row


def table_read(content: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Row]]:
    """The head and the rows, numbered as a spreadsheet program numbers them. Raises :class:`Unreadable`."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content, wish)
    if content.startswith(_OLE):
        raise Unreadable("old_excel")
    return _text(content, wish)


# --- Text ---------------------------------------------------------------------------------------


def _text(content: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Row]]:
    encoding = wish.get("encoding") or encoding_guess(content)
    if encoding not in ENCODINGS:
        raise Unreadable("unknown_kind")
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    if "\x00" in text:
        raise Unreadable("nul", text.count("\n", 0, text.index("\x00")) + 1)
    if len(_CONTROL.findall(text[:_PROBE_BYTES])) > len(text[:_PROBE_BYTES]) // 200:
        raise Unreadable("unknown_kind")
    said = re.match(r"sep=(.)\r?\n", text)
    delimiter = wish.get("delimiter") or (said[1] if said else delimiter_guess(text))
    if delimiter not in DELIMITERS:
        raise Unreadable("unknown_kind")
    head: dict[str, Any] = {
        "kind": "csv",
        "encoding": encoding,
        "delimiter": delimiter,
        "sheets": [],
        "sheet": "",
    }
    return head, _csv_rows(text, delimiter, skip=1 if said else 0)


def encoding_guess(content: bytes) -> str:
    """The encoding: what a byte-order mark says, UTF-16 by its NULs, UTF-8 where it fits, or an older one."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    probe = content[:_PROBE_BYTES]
    nuls = probe[1::2].count(0), probe[::2].count(0)
    if max(nuls) * 2 > len(probe) * 0.4:
        return "utf-16-le" if nuls[0] >= nuls[1] else "utf-16-be"
    if b"\x00" in content:
        raise Unreadable("nul", content.count(b"\n", 0, content.index(b"\x00")) + 1)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        found = Counter(content)
        mac, windows = (sum(found[byte] for byte in letters) for letters in (_MAC, _WINDOWS))
        return "mac_roman" if mac > windows else "cp1252"
    return "utf-8"


def delimiter_guess(text: str) -> str:
    """What stands between the cells: what divides the first rows most evenly into more than one."""
    probe = text[:_PROBE_BYTES]

    def evenness(delimiter: str) -> tuple[float, int]:
        widths: Counter[int] = Counter()
        try:
            for row in islice(csv.reader(io.StringIO(probe, newline=""), delimiter=delimiter), _PROBE_ROWS):
                if any(cell.strip() for cell in row):
                    widths[len(row)] += 1
        except csv.Error:
            return 0.0, 0
        if not widths:
            return 0.0, 0
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        return (count / sum(widths.values()), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=evenness) if any(evenness(one)[1] for one in DELIMITERS) else ";"


def _csv_rows(text: str, delimiter: str, *, skip: int) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if number > skip:
                yield number, row
    except csv.Error as error:
        raise Unreadable("long_cell" if "limit" in str(error) else "damaged", number + 1) from error


# --- Workbooks ----------------------------------------------------------------------------------


def _workbook(content: bytes, wish: dict[str, Any]) -> tuple[dict[str, Any], Iterator[Row]]:
    _look_inside(content)
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        if not names:
            raise Unreadable("empty")
        chosen = wish.get("sheet") if wish.get("sheet") in names else None
        for name in [chosen] if chosen else names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                break
    except CalamineError as error:
        raise Unreadable("damaged") from error
    if not sheet.height or sheet.start is None:
        raise Unreadable("empty")
    if sheet.total_width > MOST_COLUMNS:
        raise Unreadable("many_columns")
    head = {"kind": "xlsx", "encoding": "", "delimiter": "", "sheets": names, "sheet": sheet.name}
    return head, _sheet_rows(sheet)


def _look_inside(content: bytes) -> None:
    """Refuse what would unpack into more than a customer register is, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Unreadable("old_excel" if "xl/workbook.bin" in names else "unknown_kind")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("bomb")
    if any(
        part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * part.compress_size for part in parts
    ):
        raise Unreadable("bomb")


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    first_row, first_column = sheet.start
    before = [""] * first_column
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first_row + 1):
        cells = [*before, *map(cell_text, row)]
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Unreadable("long_cell", number)
        yield number, cells


def cell_text(value: Any) -> str:
    """A spreadsheet's value as a person would write it: 701740605.0 as 701740605, a day as 2026-11-23."""
    match value:
        case bool():
            return "ja" if value else "nej"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return repr(value)
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(" ", timespec="minutes")
        case _:
            return str(value)


# --- The program --------------------------------------------------------------------------------


def rows_checked(rows: Iterator[Row], most: int | None) -> Iterator[Row]:
    """The rows with anything in them, at most ``most``. Raises :class:`Unreadable` beyond what is taken."""
    found = 0
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS and any(cell.strip() for cell in cells[MOST_COLUMNS:]):
            raise Unreadable("many_columns", number)
        cells = cells[:MOST_COLUMNS]
        if not any(cell.strip() for cell in cells):
            continue
        found += 1
        if found > MOST_ROWS:
            raise Unreadable("many_rows", number)
        yield number, cells
        if most is not None and found >= most:
            return


def main() -> None:
    """Give up what is not needed, read the file, write what is in it."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    wish = json.loads(sys.argv[1])
    write, encode = sys.stdout.write, json.JSONEncoder(separators=(",", ":")).encode
    found = 0
    try:
        head, rows = table_read(sys.stdin.buffer.read(), wish)
        write(encode(head) + "\n")
        for number, cells in rows_checked(rows, wish.get("most")):
            write(encode([number, cells]) + "\n")
            found += 1
        end: dict[str, Any] = {"rows": found} if found else {"problem": "empty", "row": 0}
    except Unreadable as error:
        end = {"problem": error.code, "row": error.row}
    except MemoryError:
        end = {"problem": "bomb", "row": 0}
    write(encode(end) + "\n")


if __name__ == "__main__":
    main()
