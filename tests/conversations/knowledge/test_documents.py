"""Reading documents: by what they are, within limits, and with an answer for whatever is wrong."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress

import pytest

from conversations.knowledge import documents
from conversations.knowledge.documents import MOST_CHARACTERS, MOST_PAGES, Unreadable
from conversations.knowledge.imports import DEADLINE_SECONDS, LARGEST_FILE, articles_proposed, document_read
from tests.conversations.knowledge.files import pdf_bomb, pdf_file, word_file, word_file_of


def problem(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        document_read(content)
    return refused.value.code


@pytest.mark.parametrize(
    "content",
    [
        "# Öppet\r\n\r\nVi har öppet.".encode(),
        "# Öppet\n\nVi har öppet.".encode("utf-8-sig"),
        "# Öppet\n\nVi har öppet.".encode("utf-16"),
        "# Öppet\n\nVi har öppet.\n".encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "cp1252"],
)
def test_text_is_read_in_the_encodings_that_programs_save_it_in(content: bytes) -> None:
    assert document_read(content) == "# Öppet\n\nVi har öppet."


def test_a_word_file_keeps_its_headings_and_its_signs() -> None:
    content = word_file([(1, "Priser"), (0, "Klippning <400> & uppåt"), (2, "Färg"), (0, "900 kr")])
    assert document_read(content) == "# Priser\n\nKlippning <400> & uppåt\n\n## Färg\n\n900 kr"


def test_a_pdfs_larger_letters_are_headings_and_its_lines_are_joined() -> None:
    page = [
        (18, 780, "Avbokning"),
        (11, 750, "Du avbokar senast ett dygn före din tid, annars tar vi halva pri-"),
        (11, 736, "set för besöket (sjukdom ursäktas)."),
        (11, 700, "Ring oss gärna."),
        (18, 660, "Betalning"),
        (11, 630, "Kort och Swish."),
    ]
    assert document_read(pdf_file([page])) == (
        "## Avbokning\n\nDu avbokar senast ett dygn före din tid, annars tar vi halva priset för besöket "
        "(sjukdom ursäktas).\n\nRing oss gärna.\n\n## Betalning\n\nKort och Swish."
    )


def test_a_paragraph_goes_on_over_the_page() -> None:
    first = [(11, 60, "Här börjar en mening som är så lång att den inte får plats")]
    second = [(11, 780, "utan går vidare på nästa sida.")]
    assert "plats utan går" in document_read(pdf_file([first, second]))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"x" * (LARGEST_FILE + 1), "too_large"),
        (b"x" * (MOST_CHARACTERS + 1), "too_long"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "unknown_kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "unknown_kind"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "old_word"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"%PDF-1.4\nthis is no PDF", "damaged"),
        (pdf_file([[]]), "no_text"),
        (pdf_file([[(11, 700, "Sida")]] * (MOST_PAGES + 1)), "too_many_pages"),
        (pdf_file([[(11, 700, "Hemligt")]], encrypt=True), "locked"),
    ],
    ids=[
        "nothing",
        "blanks",
        "large",
        "long",
        "program",
        "picture",
        "doc",
        "zip",
        "pdf",
        "scan",
        "pages",
        "lock",
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert problem(content) == code


def test_a_zip_file_of_another_kind_is_no_word_file() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert problem(buffer.getvalue()) == "unknown_kind"


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused() -> None:
    bomb = word_file([(0, "hej")], **{"word/media.xml": "0" * (documents.MOST_UNPACKED + 1)})
    assert len(bomb) < 100_000
    assert problem(bomb) == "too_large_inside"


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(word_file([(0, "hej")], **{"word/media.xml": "0" * (30 * 1024 * 1024)}))
    real, claimed = (size.to_bytes(4, "little") for size in (30 * 1024 * 1024, 1000))
    assert bomb.count(real) == 2, "the size stands before the part and in the table at the end"
    assert problem(bytes(bomb.replace(real, claimed))) == "damaged"


def test_entities_that_multiply_are_refused() -> None:
    entities = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert problem(word_file([(0, "hej")], prolog=f"<!DOCTYPE w [{entities}]>")) == "damaged"


HOSTILE = {
    "three million empty paragraphs": lambda: word_file_of("<w:p/>" * 3_000_000),
    "tables in tables in tables": lambda: word_file_of(
        "<w:tbl><w:tr><w:tc>" * 20_000 + "</w:tc></w:tr></w:tbl>" * 20_000
    ),
    "a page without an end": lambda: pdf_bomb(b"q Q\n", 5_000_000),
    "a million letters, one at a time": lambda: pdf_bomb(b"BT /F1 9 Tf 1 0 Td (a) Tj ET\n", 1_000_000),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_small_file_that_is_made_to_harm_holds_nobody_for_longer_than_the_deadline(make) -> None:
    content = make()
    assert len(content) < 100_000
    began = time.monotonic()
    assert problem(content) in ("too_slow", "too_large_inside", "damaged")
    # The deadline, and the little that starting and burying the process takes.
    assert time.monotonic() - began < DEADLINE_SECONDS + 1.5


def test_a_process_whose_time_is_up_was_too_slow(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from conversations.knowledge import imports

    busy = imports.Path(str(tmp_path)) / "busy.py"
    source = imports.READER.read_text(encoding="utf-8").replace(
        f"SECONDS = {documents.SECONDS}", "SECONDS = 1"
    )
    busy.write_text(
        source.replace("text = _plain(content)", "text = _for_ever()").replace(
            "def main()", "def _for_ever():\n    while True:\n        pass\n\n\ndef main()"
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(imports, "READER", busy)
    # Not the clock ended it: on a machine with other work that would have been later.
    monkeypatch.setattr(imports, "DEADLINE_SECONDS", 60)
    assert problem(b"hej") == "too_slow"


@pytest.mark.parametrize(
    "text", ["# " + "[" * 150_000 + "\nx", "[" * 19_000 + "\n", "# " + "[a](" * 40_000 + "\nx"]
)
def test_a_line_of_nothing_but_brackets_is_made_articles_of_at_once(text: str) -> None:
    began = time.monotonic()
    with suppress(Unreadable):
        articles_proposed(text + "\n\nVi har öppet.")
    assert time.monotonic() - began < 2


def test_a_reader_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from conversations.knowledge import imports

    sleeper = imports.Path(str(tmp_path)) / "sleeper.py"
    sleeper.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(imports, "READER", sleeper)
    monkeypatch.setattr(imports, "DEADLINE_SECONDS", 1)
    assert problem(b"hej") == "too_slow"


def test_the_reader_has_little_memory_and_none_of_our_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from conversations.knowledge import imports

    source = imports.READER.read_text(encoding="utf-8")
    greedy = imports.Path(str(tmp_path)) / "greedy.py"
    # The reader itself, but what it reads is its environment and how much memory it can get.
    greedy.write_text(
        source.replace("text = _plain(content)", "text = _tried()").replace(
            "def main()",
            "def _tried():\n    import os\n    bytearray(MEMORY)\n    return str(dict(os.environ))\n\n\ndef main()",
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(imports, "READER", greedy)
    monkeypatch.setenv("SECRET_KEY", "hemligt")
    assert problem(b"hej") == "too_large_inside"
    greedy.write_text(greedy.read_text().replace("bytearray(MEMORY)", "pass"))
    assert "hemligt" not in document_read(b"hej")
