"""``index.html``: the whole package to read, in one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gdpr.access.collect import Held
from gdpr.access.inside import meanings_here
from gdpr.access.markup import section
from gdpr.access.words import NOT_EXPORTED
from gdpr.models import Case
from gdpr.transfers import transfers
from gdpr.views import controller
from nexus.privacy.notice import notice
from nexus.privacy.registry import SubjectRef
from nexus.privacy.vocabulary import Language, Text
from nexus.tenants.models import Company

#: Where the rows go, section by section, in the page that the template draws.
MARK: Final = "<!--held-->"
#: What the person reads about the package's own files.
FILES: Final[dict[str, Text]] = {
    "index.html": Text(
        "Allt som är sparat, att läsa i en webbläsare.", "All that is held, to read in a browser."
    ),
    "registerutdrag.pdf": Text("Samma sak, att skriva ut.", "The same, to print."),
    "data.json": Text("Allt som är sparat, för ett program.", "All that is held, for a program."),
    "portable.json": Text(
        "Det du själv har lämnat, att ta med till någon annan (artikel 20).",
        "What you provided yourself, to take to somebody else (Article 20).",
    ),
    "dictionary.json": Text("Vad fält och koder betyder.", "What fields and codes mean."),
    "manifest.json": Text(
        "Vad som finns med, vad som är utelämnat och varför, och Nomars underskrift.",
        "What is included, what is left out and why, and Nomar's signature.",
    ),
}


HIDDEN: Final = Text(
    "På {count} {places} är uppgifter om någon annan dolda med ▒▒▒, av hänsyn till deras rättigheter (artikel "
    "15.4).",
    "In {count} {places} data about somebody else is hidden as ▒▒▒, so that their rights are respected (Article "
    "15(4)).",
)
PLACE: Final = Text("ställe", "place")
PLACES: Final = Text("ställen", "places")
IDS: Final = Text(
    "Interna id-nummer, som bara har betydelse för program, står i data.json.",
    "Internal ids, which mean something to programs only, are in data.json.",
)
REGION: Final = Text(
    "Vid varje AI-tolkning nedan står i vilken region den gjordes.",
    "Each AI interpretation below says in which region it was made.",
)


@dataclass(frozen=True)
class About:
    """Whose package it is and why it was made.

    ``case`` is None for one that the company made by itself; ``language`` is the person's.
    """

    company: Company
    subject: SubjectRef
    case: Case | None
    at: datetime
    language: str = ""

    @property
    def portable_first(self) -> bool:
        """Whether the person asked for their data to take with them."""
        return self.case is not None and self.case.kind == Case.Kind.PORTABILITY


def page_pieces(
    about: About, held: list[Held], language: Language, *, hidden: Mapping[str, int]
) -> Iterator[str]:
    """The page piece by piece. ``hidden`` counts what is blackened, by kind."""
    with translation.override(language):
        frame = render_to_string(
            "gdpr/access_package.html", frame_context(about, held, language, hidden=hidden)
        )
    start, _mark, end = frame.partition(MARK)
    meanings = meanings_here()
    yield start
    for one in held:
        if one.columns and one.count:
            yield from section(one, one.rows(), language, meanings)
    yield end


def frame_context(
    about: About, held: list[Held], language: Language, *, hidden: Mapping[str, int]
) -> dict[str, Any]:
    """What the page and the print say besides the rows. Called in the language."""
    reasons = {NOT_EXPORTED[left.why].in_(language) for one in held if one.count for left in one.left_out}
    return {
        "language": language,
        "company": about.company,
        "portable_first": about.portable_first,
        "who": _who(about),
        "notice": notice(language, controller(about.company)),
        "transfers": _transfers(about.company, language),
        "held": [
            {"model": one.model, "title": one.title.in_(language), "count": one.count}
            for one in held
            if one.columns and one.count
        ],
        "left_out": sorted(reasons),
        "hidden_text": _hidden_text(sum(hidden.values()), language),
        "ids_text": IDS.in_(language),
        "files": [(name, text.in_(language)) for name, text in FILES.items()],
    }


def _transfers(company: Company, language: Language) -> list[str]:
    lines = transfers(company, language)
    return [*lines, REGION.in_(language)] if company.transfer_instruction_at else lines


def _hidden_text(count: int, language: Language) -> str:
    places = PLACE if count == 1 else PLACES
    return HIDDEN.in_(language).format(count=count, places=places.in_(language)) if count else ""


def _who(about: About) -> list[tuple[str, str]]:
    lines = [
        (_("Name"), ", ".join(about.subject.names)),
        (_("Phone number"), ", ".join(about.subject.phones)),
        (_("E-mail address"), ", ".join(about.subject.emails)),
        (_("Made"), f"{timezone.localtime(about.at):%Y-%m-%d %H:%M}"),
        (_("Case"), str(about.case.number) if about.case else ""),
    ]
    return [(label, value) for label, value in lines if value]
