"""A document for auditors: parts with paragraphs, facts, tables and long codes, and the signed file within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gdpr.typeset.press import typeset
from nexus.privacy.vocabulary import Language

_TEMPLATE: Final = Path(__file__).parent / "document.typ"
#: Somebody waits for it in a browser.
_SECONDS: Final = 60
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """``widths`` are the columns' shares of the line."""

    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with any of the kinds of content, in this order. ``codes`` are fingerprints, signatures and
    keys by what they are called, ``steps`` is counted.
    """

    title: str
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()
    facts: Sequence[Pair] = ()
    table: Table | None = None
    codes: Sequence[Pair] = ()
    steps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels within the PDF: what can be checked by a program, beside what people read."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """``company`` is whose it is; it stands with the day and the page's number on every page."""

    title: str
    lead: str
    company: str
    language: Language
    facts: Sequence[Pair]
    parts: Sequence[Part]
    attachment: Attachment | None = None


def document_pdf(document: Document, *, made: datetime) -> bytes:
    """The document as PDF. Raises :class:`gdpr.typeset.press.PrintFailed`."""
    data = asdict(document) | {
        "made": printed_at(made),
        "made_label": _("Made"),
        "page_label": _("Page"),
    }
    return typeset(_TEMPLATE, data, seconds=_SECONDS)


def printed_at(moment: datetime) -> str:
    """A moment on paper: it is read on another day, so never "today", and always with its year."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def pdf_response(name: str, pdf: bytes) -> HttpResponse:
    """The PDF as a file called ``name``."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
