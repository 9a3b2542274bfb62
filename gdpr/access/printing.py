"""``registerutdrag.pdf``: what the page says, to print, in volumes of a size that can be set and read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gdpr.access.collect import Column, Held, Row
from gdpr.access.dictionary import codes_of, explained
from gdpr.access.inside import Meanings, meanings_here
from gdpr.access.markup import THREAD, flat, is_table, moment, said, thread_details
from gdpr.access.page import About, frame_context
from gdpr.typeset.press import typeset
from nexus.privacy.vocabulary import Language, Text

#: Of each kind so many rows are printed, the newest: nobody prints a hundred thousand. All are in the other
#: files; the first page, the place of the cut and the manifest say so. Measured: ten thousand messages are
#: 3 MB, set in 2.4 s, volume after volume.
MOST_ROWS: Final = 10_000
#: Lines of a volume: it is set in a third of a second, and the typesetter needs 130 MB for it at most.
VOLUME_LINES: Final = 2500
_TEMPLATE: Final = Path(__file__).parent / "print.typ"
#: Where it is cut, and on the first page.
SHORTENED: Final = Text(
    "Utskriften är avkortad här: bara de {most} senaste av {count} är med. De {left} äldre finns i index.html och "
    "data.json.",
    "The print is cut here: it has only the latest {most} of {count}. The {left} older ones are in index.html and "
    "data.json.",
)
CUT: Final = Text(
    "{title}: bara de {most} senaste av {count} är utskrivna. Alla finns i index.html och data.json.",
    "{title}: only the latest {most} of {count} are printed. All of them are in index.html and data.json.",
)
GLYPHS: Final = Text(
    "Tecken som inte går att skriva ut, som en del symboler, visas som en ruta. De finns i index.html.",
    "Characters that cannot be printed, such as some symbols, are shown as a box. They are in index.html.",
)
_LEAD: Final = Text(
    "Det här är alla personuppgifter som vi har om dig, vad vi använder dem till och vad du kan göra.",
    "This is all the personal data that we hold about you, what we use it for, and what you can do.",
)


def file_name(volume: int) -> str:
    """Volumes count from 1; the first has no number."""
    return "registerutdrag.pdf" if volume == 1 else f"registerutdrag-{volume}.pdf"


def shortened(held: list[Held]) -> dict[str, int]:
    """How many rows of which models are not printed."""
    return {one.model: one.count - MOST_ROWS for one in held if one.columns and one.count > MOST_ROWS}


def volumes(
    about: About, held: list[Held], language: Language, *, hidden: Mapping[str, int]
) -> Iterator[bytes]:
    """Each volume as a PDF. Raises :class:`gdpr.typeset.press.PrintFailed`."""
    with translation.override(language):
        frame = _frame(about, held, language, hidden)
    meanings = meanings_here()
    sections, lines = [], 0
    for one in held:
        if not one.columns or not one.count:
            continue
        rows: list[Any] = []
        for row in one.newest(MOST_ROWS):
            shown, weight = _row(one, row, language, meanings)
            if lines and lines + weight > VOLUME_LINES:
                if rows:
                    sections.append(_section(one, rows, language))
                yield typeset(_TEMPLATE, frame | {"sections": sections})
                frame = frame | {"lead": "", "who": [], "notes": [], "left-out": [], "notice": []}
                sections, lines, rows = [], 0, []
            rows.append(shown)
            lines += weight
        sections.append(_section(one, rows, language))
    yield typeset(_TEMPLATE, frame | {"sections": sections})


def _frame(about: About, held: list[Held], language: Language, hidden: Mapping[str, int]) -> dict[str, Any]:
    context = frame_context(about, held, language, hidden=hidden)
    return {
        "language": language,
        "title": _("What we hold about you"),
        "company": about.company.name,
        "made": f"{timezone.localtime(about.at):%Y-%m-%d}",
        "lead": _LEAD.in_(language),
        "who": context["who"],
        "notes": [
            text
            for text in (
                *_cuts(held, language),
                GLYPHS.in_(language),
                context["ids_text"],
                context["hidden_text"],
                _("Not included:") if context["left_out"] else "",
            )
            if text
        ],
        "left-out": context["left_out"],
        "notice": [
            {
                "title": part.title,
                "paragraphs": [*part.paragraphs, *(context["transfers"] if part.recipients else [])],
                "points": part.points,
                "categories": [
                    {
                        "name": row.name,
                        "what": row.what,
                        "lines": [
                            (_("Why"), row.why),
                            (_("Purposes"), "; ".join(row.purposes)),
                            (_("How long"), "; ".join(row.how_long)),
                            (_("From where"), row.source),
                        ],
                    }
                    for row in part.categories
                ],
                "recipients": [(one.name, one.sentence) for one in part.recipients],
            }
            for part in context["notice"].sections
        ],
    }


def _cuts(held: list[Held], language: Language) -> Iterator[str]:
    left = shortened(held)
    for one in held:
        if one.model in left:
            yield CUT.in_(language).format(title=one.title.in_(language), most=MOST_ROWS, count=one.count)


def _section(held: Held, rows: list[Any], language: Language) -> dict[str, Any]:
    kind = "thread" if held.model == THREAD else "table" if is_table(held) else "records"
    note = SHORTENED.in_(language) if held.count > MOST_ROWS else ""
    return {
        "title": f"{held.title.in_(language)} ({held.count})",
        "note": note.format(most=MOST_ROWS, count=held.count, left=held.count - MOST_ROWS),
        "kind": kind,
        "heads": [column.label.in_(language) for column in held.columns],
        "rows": rows,
    }


def _row(held: Held, row: Row, language: Language, meanings: Meanings) -> tuple[Any, int]:
    """The row as the template takes it, and how many lines it has or so."""
    if held.model == THREAD:
        return _said(held, row, language)
    if is_table(held):
        return [said(held, one, row[one.name], language) or "–" for one in held.columns], 1
    lines = list(
        chain.from_iterable(_lines(held, one, row[one.name], language, meanings) for one in held.columns)
    )
    return lines, len(lines) + 1


def _said(held: Held, row: Row, language: Language) -> tuple[list[Any], int]:
    who = explained(row["author_type"], codes_of(THREAD, "author_type"), language)
    status = explained(row["status"], codes_of(THREAD, "status"), language)
    parts = [
        moment(row["created_at"]),
        who,
        row["author"] or "",
        "" if row["status"] == "received" else status,
    ]
    body = row["body"] or ""
    more = " · ".join(f"{label}: {text}" for label, text in thread_details(held, row, language))
    shown = [" · ".join(part for part in parts if part), body, more, row["direction"] == "inbound"]
    return shown, 3 + len(body) // 90


def _lines(
    held: Held, column: Column, value: Any, language: Language, meanings: Meanings
) -> Iterator[tuple[str, str]]:
    label = column.label.in_(language)
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
        for name, inner in flat(value, language, meanings):
            yield label, f"{name}: {inner}"
            label = ""
    elif text := said(held, column, value, language):
        yield label, text
