"""Rows as HTML, a piece at a time. By hand and not by templates: a history has a hundred thousand of them.

Every value passes through :func:`html.escape`; nothing here is ever marked safe by somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Final

from gdpr.access.collect import Column, Held, Row
from gdpr.access.dictionary import codes_of, explained
from gdpr.access.inside import Meanings, changed_lines, is_id, label_of
from nexus.privacy.vocabulary import Language, Text

#: What is shown as a thread: who said what, when, and whether it arrived.
THREAD: Final = "conversations.Message"
#: So many columns and no long words: a table reads better than a list of records.
_TABLE_COLUMNS: Final = 4
#: Said by the thread itself.
_IN_THREAD: Final = frozenset(
    ("channel", "direction", "author_type", "author", "body", "num_media", "status", "created_at")
)
#: Where the history says what was put right.
_CHANGES: Final = ("gdpr.CaseEvent", "note")
_MORE: Final = Text("Mer", "More")
_NOTHING: Final = Text("–", "–")
_ATTACHED: Final = Text("bifogade filer", "attachments")


def section(held: Held, rows: Iterable[Row], language: Language, meanings: Meanings) -> Iterator[str]:
    """The section of a model: its rows as a thread, a table or records. ``meanings`` are those of codes inside
    values that are objects.
    """
    yield f'<section id="{held.model}"><h2>{escape(held.title.in_(language))} '
    yield f'<span class="muted small">{held.count}</span></h2>\n'
    if held.model == THREAD:
        yield from _thread(held, rows, language)
    elif is_table(held):
        yield from _table(held, rows, language)
    else:
        yield from _records(held, rows, language, meanings)
    yield "</section>\n"


def is_table(held: Held) -> bool:
    """Whether the rows have few columns and no long words."""
    return len(held.columns) <= _TABLE_COLUMNS and not any(column.words for column in held.columns)


def moment(value: str) -> str:
    """An ISO moment as people read it."""
    return f"{value[:10]} {value[11:16]}"


def said(held: Held, column: Column, value: Any, language: Language) -> str:
    """A plain value in words, not escaped; "" for nothing, and for an id, which says nothing to people."""
    if value is None or value in ("", [], {}) or (isinstance(value, str) and is_id(value)):
        return ""
    if column.moment:
        return moment(value)
    if (held.model, column.name) == _CHANGES:
        return changed_lines(value, language)
    codes = codes_of(held.model, column.name)
    if isinstance(value, list):
        return ", ".join(explained(one, codes, language) for one in value)
    return explained(value, codes, language)


def flat(
    value: Any, language: Language, meanings: Meanings, name: str = "", *, within: str = ""
) -> Iterator[tuple[str, str]]:
    """A JSON value as lines: what it is called, and what it says."""
    label = label_of(name, language, within=within) if name else ""
    if isinstance(value, dict):
        for key, part in value.items():
            for inner, text in flat(part, language, meanings, key, within=name):
                yield (f"{label}: {inner}" if label else inner), text
    elif isinstance(value, list):
        for part in value:
            yield from flat(part, language, meanings, name, within=within)
    elif value not in (None, "") and not is_id(text := explained(value, meanings.get(name, {}), language)):
        yield label, text


def thread_details(held: Held, row: Row, language: Language) -> list[tuple[str, str]]:
    """What a message has besides who said what when: label and words of each field that is not empty."""
    return [
        (column.label.in_(language), text)
        for column in held.columns
        if column.name not in _IN_THREAD
        and row[column.name]
        and (text := said(held, column, row[column.name], language))
    ]


def _thread(held: Held, rows: Iterable[Row], language: Language) -> Iterator[str]:
    more = _MORE.in_(language)
    authors = codes_of(THREAD, "author_type")
    statuses = codes_of(THREAD, "status")
    yield '<ol class="thread">\n'
    day = ""
    for row in rows:
        at = row["created_at"]
        if at[:10] != day:
            day = at[:10]
            yield f'<li class="day">{day}</li>\n'
        who = escape(explained(row["author_type"], authors, language))
        if row["author"]:
            who += f" · {escape(row['author'])}"
        status = "" if row["status"] == "received" else escape(explained(row["status"], statuses, language))
        files = f" · {row['num_media']} {_ATTACHED.in_(language)}" if row["num_media"] else ""
        side = "mine" if row["direction"] == "inbound" else "theirs"
        yield (
            f'<li class="{side}"><p class="meta"><b>{who}</b> <time datetime="{at}">{at[11:16]}</time> '
            f'{status}{files}</p><p class="said">{escape(row["body"] or "")}</p>'
        )
        details = "".join(
            f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>"
            for label, text in thread_details(held, row, language)
        )
        yield f'<details><summary>{more}</summary><dl class="record">{details}</dl></details></li>\n'
    yield "</ol>\n"


def _table(held: Held, rows: Iterable[Row], language: Language) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{escape(one.label.in_(language))}</th>' for one in held.columns)
    yield f'<div class="wide" tabindex="0"><table><thead><tr>{heads}</tr></thead><tbody>\n'
    for row in rows:
        cells = "".join(
            f"<td>{escape(said(held, column, row[column.name], language)) or _NOTHING.in_(language)}</td>"
            for column in held.columns
        )
        yield f"<tr>{cells}</tr>\n"
    yield "</tbody></table></div>\n"


def _records(held: Held, rows: Iterable[Row], language: Language, meanings: Meanings) -> Iterator[str]:
    labels = [(column, escape(column.label.in_(language))) for column in held.columns]
    for row in rows:
        lines = []
        for column, label in labels:
            value = row[column.name]
            if isinstance(value, dict) or (
                isinstance(value, list) and any(isinstance(v, dict) for v in value)
            ):
                inner = "".join(
                    f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>"
                    for name, text in flat(value, language, meanings)
                )
                lines.append(f"<div><dt>{label}</dt><dd><dl>{inner}</dl></dd></div>")
            elif text := said(held, column, value, language):
                lines.append(f"<div><dt>{label}</dt><dd>{escape(text)}</dd></div>")
        yield f'<dl class="record rows">{"".join(lines)}</dl>\n'
