"""The Article 30 record as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _


def record_markdown(found: dict[str, Any]) -> str:
    """The record that :func:`gdpr.registers.record.record` gives, for people, in the language of now."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    controller, processor = found["controller"], found["processor"]
    yield f"# {_('Record of processing')} – {controller['name']}"
    yield ""
    yield f"{_('GDPR, Article 30(2)')} · {found['made_at']}"
    yield ""
    yield f"## {_('Processor')}"
    yield ""
    yield f"{processor['name']}, {processor['org_number']}, {processor['email']}, {processor['web']}"
    yield ""
    yield f"## {_('Controller')}"
    yield ""
    parts = (controller["name"], controller["org_number"], controller["address"])
    yield ", ".join(part for part in parts if part)
    for person in controller["contacts"]:
        yield f"- {person['name']}, {person['email']}"
    yield ""
    yield f"## {_('Processing on behalf of the controller')}"
    yield ""
    yield from (f"- {purpose}" for purpose in found["processing"])
    if found["special_categories"]:
        yield f"- {found['special_categories']}"
    yield ""
    for subject, title in (("contact", _("Data about customers")), ("staff", _("Data about staff"))):
        yield f"## {title}"
        yield ""
        yield from _table(
            [_("Category"), _("What"), _("Why"), _("How long")],
            (
                [row["name"], row["what"], ", ".join(row["purposes"]), "; ".join(row["kept"])]
                for row in found["categories"]
                if row["subjects"] == subject
            ),
        )
        yield ""
    yield found["backups"]["text"]
    yield ""
    yield f"## {_('Sub-processors')}"
    yield ""
    yield from _table(
        [_("Name"), _("Gets"), _("Where"), _("How long")],
        ([row["name"], row["gets"], row["where"], row["keeps"]] for row in found["sub_processors"]),
    )
    yield ""
    yield f"## {_('Transfers to third countries')}"
    yield ""
    yield from (f"- {line}" for line in found["transfers"])
    yield ""
    yield f"## {_('Security measures')}"
    yield ""
    yield from (f"- {measure}" for measure in found["security"])


def _table(header: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    yield _row(header)
    yield _row(["---"] * len(header))
    yield from (_row(cells) for cells in rows)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
