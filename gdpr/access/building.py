"""Everything that is in a package, written into an archive as it is read: no file of it is ever whole in memory.

Called inside the company and, so that all files tell of the same moment, inside :func:`snapshot`.
"""

from __future__ import annotations

import json
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from gdpr.access.archive import Archive
from gdpr.access.collect import Held, Hidden, Row, categories_of, collect
from gdpr.access.dictionary import dictionary
from gdpr.access.hiding import Others
from gdpr.access.naming import names_known
from gdpr.access.page import FILES, About, page_pieces
from gdpr.access.printing import MOST_ROWS, file_name, shortened, volumes
from gdpr.access.words import FOUND_KINDS, NOT_EXPORTED, OTHERS_RIGHTS
from nexus.privacy.signing import public_key
from nexus.privacy.vocabulary import Language, Text
from nexus.tenants.models import ChannelRoute, Company

SCHEMA_VERSION: Final = 1
Write = Callable[[str | bytes], None]
#: Characters in a row: (model, key, the very characters).
Place = tuple[str, str, str]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody else's identifier in a row, for a human to decide about."""

    model: str
    row_id: str
    found: str
    kind: str


class Undecided(Exception):
    """The package cannot be made before a human has decided about other people's identifiers in it."""

    def __init__(self, proposals: list[Proposal]) -> None:
        super().__init__("undecided")
        self.proposals = proposals


@dataclass(frozen=True)
class Decisions:
    """What was decided about others: what to hide in which row, and what has been seen by a human at all.

    ``kinds`` says what each looks like that is to be hidden; ``not_looked_at`` counts what is shown without
    anybody's decision.
    """

    hide: Hidden = field(default_factory=dict)
    seen: frozenset[Place] = frozenset()
    kinds: Mapping[Place, str] = field(default_factory=dict)
    not_looked_at: int = 0


@dataclass(frozen=True)
class Made:
    """A finished package: its bytes' number and SHA-256, how many rows of what it holds, and how often something
    about others is hidden in its data, by kind.
    """

    size: int
    sha256: str
    models: dict[str, int]
    categories: dict[str, int]
    hidden: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.models.values())


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that sees one moment, however long it takes; a caller's own keeps its level."""
    own = not connection.in_atomic_block
    with transaction.atomic():
        if own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def package_write(about: About, decisions: Decisions, into: Callable[[bytes], object]) -> Made:
    """Write the package's bytes part by part into ``into``.

    Raises :class:`Undecided`, after everything has been looked through, when somebody else's identifier is
    found that nobody has decided about.
    """
    with timezone.override(zoneinfo.ZoneInfo(about.company.timezone)):
        held = collect(about.subject, hide=decisions.hide)
        archive = Archive(into, at=timezone.localtime(about.at))
        models, categories, hidden = _data(archive, about, held, decisions)
        _portable(archive, held)
        languages = languages_of(about)
        for language in languages:
            with archive.file(page_name(language)) as write:
                for piece in page_pieces(about, held, language, hidden=hidden):
                    write(piece)
        printed = volumes(about, held, languages[-1], hidden=hidden)
        for number, volume in enumerate(printed, start=1):
            with archive.file(file_name(number)) as write:
                write(volume)
        with archive.file("dictionary.json") as write:
            write(json.dumps(dictionary(held, files=_files(archive)), ensure_ascii=False, indent=1) + "\n")
        counts = {"models": models, "categories": categories}
        manifest = _manifest(about, held, counts, hidden, not_looked_at=decisions.not_looked_at)
        sha256 = archive.finish(manifest)
    return Made(archive.stream.size, sha256, models, categories, hidden)


def languages_of(about: About) -> tuple[Language, ...]:
    """Swedish, and the person's own language where that is English; the print is in the last."""
    return ("sv", "en") if about.language == "en" else ("sv",)


def page_name(language: Language) -> str:
    return "index.html" if language == "sv" else f"index.{language}.html"


def own_numbers(company: Company) -> list[str]:
    """The company's own numbers: in a message they are nobody else's."""
    routes = ChannelRoute.objects.filter(company=company).values_list("number", "forward_to")
    return [number for pair in routes for number in pair if number]


def _data(
    archive: Archive, about: About, held: list[Held], decisions: Decisions
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """``data.json``, and on the way a look at every text for other people: rows by model and by category, and
    what stands hidden in them by kind.
    """
    names = names_known(about.subject, about.company)
    others = Others(about.subject, own_numbers(about.company), names=names)
    proposals: dict[Proposal, None] = {}
    models: dict[str, int] = {}
    categories: Counter[str] = Counter()
    kinds: Counter[str] = Counter()

    def hidden_here(place: tuple[str, str], counts: Counter[str]) -> None:
        for characters, times in counts.items():
            kinds[decisions.kinds[(*place, characters)]] += times

    with archive.file("data.json") as write:
        write(f'{{"schema_version":{SCHEMA_VERSION},"made":{_encode(_made(about))},"models":{{')
        before = ""
        for one in held:
            if not one.columns:
                continue
            write(f"{before}\n{_encode(one.model)}:[")
            texts = [column.name for column in one.columns if column.words]
            count = 0
            for row in one.rows(hidden_here):
                for name in texts:
                    if row[name]:
                        _look(one, row, row[name], others, decisions, proposals)
                write(("," if count else "") + "\n" + _encode(row))
                count += 1
            write("]")
            before = ","
            if count:
                models[one.model] = count
                categories.update({category.code: count for category in categories_of(one)})
        write("}}\n")
    # What the person says is theirs may come after the first time that it stands somewhere.
    left = [one for one in proposals if not others.is_own(one.found, one.kind)]
    if left:
        raise Undecided(left)
    return models, dict(categories), dict(+kinds)


def _look(
    held: Held,
    row: Row,
    value: Any,
    others: Others,
    decisions: Decisions,
    proposals: dict[Proposal, None],
) -> None:
    for found in others.found(value, theirs=row.get("author_type") == "contact"):
        if (held.model, row["id"], found.characters) not in decisions.seen:
            proposals[Proposal(held.model, row["id"], found.characters, found.kind)] = None


def _portable(archive: Archive, held: list[Held]) -> None:
    with archive.file("portable.json") as write:
        write(f'{{"schema_version":{SCHEMA_VERSION},"models":{{')
        before = ""
        for one in held:
            if not any(column.portable for column in one.columns):
                continue
            write(f"{before}\n{_encode(one.model)}:[")
            comma = ""
            for row in one.provided():
                write(f"{comma}\n{_encode(row)}")
                comma = ","
            write("]")
            before = ","
        write("}}\n")


def _manifest(
    about: About,
    held: list[Held],
    counts: dict[str, dict[str, int]],
    hidden: dict[str, int],
    *,
    not_looked_at: int,
) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "made": _made(about),
        "counts": counts,
        "omissions": [
            *_fields_left_out(held),
            *(
                {
                    "what": _both(FOUND_KINDS[kind]),
                    "ground": _both(OTHERS_RIGHTS),
                    "count": count,
                    "shown_as": "▒▒▒",
                }
                for kind, count in sorted(hidden.items())
            ),
            *(
                {
                    "what": {"sv": "Rader som inte är utskrivna", "en": "Rows that are not printed"},
                    "model": model,
                    "file": file_name(1),
                    "ground": {
                        "sv": f"Bara de {MOST_ROWS} senaste skrivs ut; alla finns i index.html och data.json.",
                        "en": f"Only the latest {MOST_ROWS} are printed; index.html and data.json have all.",
                    },
                    "count": count,
                }
                for model, count in shortened(held).items()
            ),
        ],
        "others_not_looked_at": not_looked_at,
        "public_key": public_key(),
    }


def _fields_left_out(held: list[Held]) -> Iterator[dict[str, Any]]:
    for one in held:
        for left in one.left_out:
            if one.count:
                yield {
                    "what": _both(one.title),
                    "model": left.model,
                    "field": left.field,
                    "ground": _both(NOT_EXPORTED[left.why]),
                    "count": one.count,
                }


def _made(about: About) -> dict[str, Any]:
    return {
        "at": timezone.localtime(about.at).isoformat(timespec="seconds"),
        "company": about.company.name,
        "org_number": about.company.org_number,
        "case": about.case.number if about.case else None,
        "kind": about.case.kind if about.case else "access",
        "contact": str(about.subject.contact_id),
    }


def _files(archive: Archive) -> dict[str, Text]:
    known = {**FILES, "index.en.html": FILES["index.html"]}
    return {
        name: known.get(name, FILES["registerutdrag.pdf"])
        for name in (*archive.files, "dictionary.json", "manifest.json")
    }


def _both(text: Text) -> dict[str, str]:
    return {"sv": text.sv, "en": text.en}
