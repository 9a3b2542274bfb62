"""Text out of a document: run as a program of its own, with a strange file on standard input.

It answers with one JSON object: ``{"text": Markdown}`` or ``{"problem": code}``. It has no Django, no
database and no keys, so that a document made to harm meets a process with nothing in it, and with little
memory and little time. What kind of file it is, its content says.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter
from html.parser import HTMLParser
from typing import Any

MOST_PAGES = 100
MOST_CHARACTERS = 200_000
#: A Word file's parts, unpacked.
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 2000
#: Of the processor, and of memory. The kernel keeps both.
SECONDS = 4
MEMORY = 384 * 1024 * 1024

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1")
#: A line in letters this much larger than the text's is a heading.
_LARGER = 1.12
_LONGEST_HEADING = 120
#: Lines of one paragraph are at most so many times their letters' size apart, and so nearly full.
_LINE_SPACING = 1.65
_FULL = 0.6


class Unreadable(Exception):
    """No text can be had from it; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def document_text(content: bytes) -> str:
    """The document as Markdown. Raises :class:`Unreadable` and whatever the libraries raise."""
    if b"%PDF-" in content[:1024]:
        text = _pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        text = _docx(content)
    elif content.startswith(_OLD_WORD):
        raise Unreadable("old_word")
    else:
        text = _plain(content)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")).strip()
    if not text:
        raise Unreadable("empty")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_long")
    return text


def _plain(content: bytes) -> str:
    """Text in UTF-8 or UTF-16, or as older Windows programs save it."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if _CONTROL.search(content.decode("latin-1")):
        raise Unreadable("unknown_kind")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


# --- Word ---------------------------------------------------------------------------------------


def _docx(content: bytes) -> str:
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if "word/document.xml" not in package.namelist():
                raise Unreadable("unknown_kind")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too_large_inside")
            # The sizes above are what the file says of itself; reading stops at what it said.
            for part in parts:
                if (
                    part.filename.lower().endswith((".xml", ".rels"))
                    and b"<!DOCTYPE" in package.read(part)[:4096]
                ):
                    raise Unreadable("damaged")
    except zipfile.BadZipFile as error:
        raise Unreadable("damaged") from error
    result = mammoth.convert_to_html(io.BytesIO(content), convert_image=_nothing)
    reader = _WordHtml()
    reader.feed(result.value)
    reader.close()
    return reader.markdown()


class _WordHtml(HTMLParser):
    """The HTML that mammoth makes of a Word file, as Markdown: headings, paragraphs, lists, table rows."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.text = ""
        self.lists: list[list[int]] = []  # of each open list: whether it counts, and how far
        self.cells: list[str] | None = None
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self._end_block()
            self.lists.append([int(tag == "ol"), 0])
        elif tag == "li":
            self._end_block()
            self.lists[-1][1] += 1
        elif tag == "tr":
            self.cells = []
        elif tag == "br":
            self.text += "\n"
        elif tag in ("strong", "em"):
            self.text += "**" if tag == "strong" else "*"
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""
            self.text += "[" if self._links() else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.cells is not None:
            self.cells.append(" ".join(self.text.split()))
            self.text = ""
        elif tag == "tr" and self.cells is not None:
            self.blocks.append(": ".join(cell for cell in self.cells if cell))
            self.cells = None
        elif tag in ("strong", "em"):
            self.text += "**" if tag == "strong" else "*"
        elif tag == "a":
            self.text += f"]({self.href})" if self._links() else ""
            self.href = ""
        elif re.fullmatch(r"h[1-6]", tag):
            self._end_block("#" * int(tag[1]) + " ")
        elif tag in ("p", "li") and self.cells is None:
            self._end_block()
        elif tag in ("ul", "ol"):
            self._end_block()
            self.lists.pop()

    def handle_data(self, data: str) -> None:
        self.text += data

    def markdown(self) -> str:
        """All of it; items of one list stand together."""
        self._end_block()
        found = ""
        for block in self.blocks:
            tight = found and _is_item(block) and _is_item(found.rsplit("\n", 1)[-1])
            found += ("\n" if tight else "\n\n") + block
        return found.strip()

    def _links(self) -> bool:
        return self.href.startswith(("http://", "https://", "mailto:", "tel:"))

    def _end_block(self, mark: str = "") -> None:
        text, self.text = self.text.strip(), ""
        if not text:
            return
        if mark:
            text = " ".join(text.replace("*", "").split())
        elif self.lists:
            counts, number = self.lists[-1]
            mark = "  " * (len(self.lists) - 1) + (f"{number}. " if counts else "- ")
        self.blocks.append(mark + text)


def _nothing(_picture: Any) -> list[Any]:
    return []


def _is_item(line: str) -> bool:
    return bool(re.match(r"\s*(?:- |\d+\. )", line))


# --- PDF ----------------------------------------------------------------------------------------


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("locked")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable("too_many_pages")
        lines: list[_Line] = []
        for number, page in enumerate(reader.pages):
            lines += _page_lines(page, number)
            if sum(len(line.text) for line in lines) > MOST_CHARACTERS:
                raise Unreadable("too_long")
    except PyPdfError as error:
        raise Unreadable("damaged") from error
    if not lines:
        raise Unreadable("no_text")
    return _flow(lines)


class _Line:
    """A line of a page: its text, its letters' size and its height on the page, in points."""

    def __init__(self, page: int) -> None:
        self.page, self.y, self.size, self.text = page, 0.0, 0.0, ""


def _page_lines(page: Any, number: int) -> list[_Line]:
    """The lines of one page, top to bottom as the file has them."""
    lines: list[_Line] = []

    def take(text: str, page_matrix: list[float], matrix: list[float], _font: Any, size: float) -> None:
        height = abs(float(size) * float(matrix[3]) * float(page_matrix[3]))
        y = float(page_matrix[1] * matrix[4] + page_matrix[3] * matrix[5] + page_matrix[5])
        for part in re.split(r"(\n)", text):
            if part == "\n" or not lines:
                lines.append(_Line(number))
            if part.strip():
                line = lines[-1]
                line.y, line.size = (line.y if line.text.strip() else y), max(line.size, height)
            if part != "\n":
                lines[-1].text += part

    page.extract_text(visitor_text=take)
    for line in lines:
        line.text = " ".join(line.text.split())
    return [line for line in lines if line.text]


def _flow(lines: list[_Line]) -> str:
    """Lines joined to paragraphs: a gap, a line cut short or other letters begin a new one."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body, widest = sizes.most_common(1)[0][0], max(len(line.text) for line in lines)
    found: list[str] = []
    above: _Line | None = None
    for line in lines:
        if line.size >= body * _LARGER and len(line.text) <= _LONGEST_HEADING:
            found.append(f"## {line.text}")
            above = None
            continue
        if above and len(above.text) >= widest * _FULL and _follows(above, line):
            found[-1] = _joined(found[-1], line.text)
        else:
            found.append(line.text)
        above = line
    return "\n\n".join(found)


def _follows(above: _Line, line: _Line) -> bool:
    """Whether the line stands right below the other one and is no item of a list."""
    if re.match(r"[-–•*]\s|\d+[.)]\s", line.text):
        return False
    if above.page != line.page:
        return not above.text.endswith((".", "!", "?", ":"))
    return 0 <= above.y - line.y <= line.size * _LINE_SPACING


def _joined(text: str, more: str) -> str:
    """Two lines as one; a word that was divided between them is whole again."""
    if re.search(r"[^\W\d]-$", text) and more[:1].islower():
        return text[:-1] + more
    return f"{text} {more}"


def main() -> None:
    """Give up what is not needed, read standard input, write the answer."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = {"text": document_text(sys.stdin.buffer.read())}
    except Unreadable as error:
        answer = {"problem": error.code}
    except MemoryError:
        answer = {"problem": "too_large_inside"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
