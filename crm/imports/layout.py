"""How a file is understood: where its header is, and what each column means. Guessed, shown, and changeable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from crm.imports.reader import Row
from crm.registers import LONGEST_LABEL
from crm.selectors import phone_normalise
from nexus.privacy.screening import screen

#: What a column can be. ``personnummer`` is recognised, said, and never imported.
SKIP, PHONE, NAME, FIRST, LAST, EXTERNAL, EMAIL, FIELD, PERSONNUMMER = (
    "skip",
    "phone",
    "name",
    "first_name",
    "last_name",
    "external_id",
    "email",
    "field",
    "personnummer",
)
MEANINGS: Final = (SKIP, PHONE, NAME, FIRST, LAST, EXTERNAL, EMAIL, FIELD, PERSONNUMMER)
#: Meanings that one column alone can have.
SINGLE: Final = (NAME, FIRST, LAST, EXTERNAL, EMAIL)
#: So many rows are looked at for a guess, and so many may stand above a header.
PROBE: Final = 200
_HEADER_WITHIN: Final = 10
#: From this part of a column's values on they say what it is.
_MOSTLY: Final = 0.5
_SOME: Final = 0.2

#: Headings in Swedish and English, folded (see :func:`folded`).
_HEADINGS: Final[Mapping[str, str]] = {
    PHONE: "mobil mobilnr mobilnummer mobiltelefon mobiltelefonnummer mobiltel telefon telefonnr telefonnummer tel"
    " telnr telnummer tfn phone phonenumber mobile mobilenumber mobilephone cell cellphone sms smsnummer"
    " hemtelefon telefonmobil telefonhem telefonarbete telefon1 telefon2 mobil1 mobil2 phone1 phone2 telephone"
    " telephonenumber msisdn",
    NAME: "namn kund kundnamn kundensnamn fullständigtnamn kontaktnamn kontaktperson name fullname customer"
    " customername contactname förochefternamn",
    FIRST: "förnamn fornamn tilltalsnamn firstname givenname forename first",
    LAST: "efternamn lastname surname familyname last",
    EXTERNAL: "kundnr kundnummer kundid kundkod id customerid customerno customernumber customernr medlemsnr"
    " medlemsnummer medlemsid externtid externalid clientid contactid klientnr patientnr",
    EMAIL: "epost epostadress mejl mejladress mail mailadress email emailaddress epost1 email1",
    PERSONNUMMER: "personnummer personnr persnr pnr pnummer samordningsnummer samordningsnr födelsenummer"
    " födelsenr ssn socialsecuritynumber personalidentitynumber nationalid personorgnr personorganisationsnummer",
}
_WORDS: Final = {word: meaning for meaning, words in _HEADINGS.items() for word in words.split()}


@dataclass(frozen=True)
class Layout:
    """``header`` is the number of the row with the headings, 0 where there is none; ``labels`` what the columns
    are called, and ``columns`` what each means."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header: int = 0
    labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "sheets": list(self.sheets),
            "header": self.header,
            "labels": list(self.labels),
            "columns": list(self.columns),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Layout:
        return cls(
            encoding=stored["encoding"],
            delimiter=stored["delimiter"],
            sheet=stored["sheet"],
            sheets=tuple(stored["sheets"]),
            header=stored["header"],
            labels=tuple(stored["labels"]),
            columns=tuple(stored["columns"]),
        )

    def places(self, meaning: str) -> list[int]:
        """The columns that mean this, the first one first."""
        return [place for place, column in enumerate(self.columns) if column == meaning]

    @property
    def fields(self) -> list[str]:
        """Labels of what is linked beside name, e-mail address and number."""
        return [self.labels[place] for place in self.places(FIELD)]

    def problem(self) -> str:
        """Why nothing can be imported like this: ``no_phone``, ``twice``, or nothing."""
        if PHONE not in self.columns:
            return "no_phone"
        if any(len(self.places(meaning)) > 1 for meaning in SINGLE):
            return "twice"
        return ""


def layout_guess(rows: Sequence[Row], *, header: int | None = None) -> Layout:
    """What the first rows look like. ``header``: the row that somebody says has the headings, 0 for none."""
    width = max((len(cells) for _number, cells in rows), default=0)
    if header is None:
        header = _header(rows)
    heading = next((cells for number, cells in rows if number == header), [])
    below = [cells for number, cells in rows if number > header]
    labels = _labels(heading, width)
    columns = tuple(
        _meaning(heading[place] if place < len(heading) else "", _values(below, place))
        for place in range(width)
    )
    return replace(Layout(), header=header, labels=labels, columns=_once(columns))


def _header(rows: Sequence[Row]) -> int:
    """The row with the most words that headings have, where it has one and no number to call."""
    best, number_of_best = 0, 0
    for number, cells in rows[:_HEADER_WITHIN]:
        if any(_looks_like_phone(cell) for cell in cells):
            continue
        known = sum(folded(cell) in _WORDS for cell in cells)
        if known > best:
            best, number_of_best = known, number
    if number_of_best:
        return number_of_best
    # Headings in words that nobody knows: a first row of text above a column of phone numbers.
    first, below = rows[0] if rows else (0, []), rows[1:]
    phones = any(
        _share(_values([cells for _number, cells in below], place), _looks_like_phone) > _MOSTLY
        for place in range(len(first[1]))
    )
    return first[0] if phones and not any(map(_looks_like_phone, first[1])) else 0


def _meaning(heading: str, values: list[str]) -> str:
    known = _WORDS.get(folded(heading), "")
    # Whatever it is called: what is mostly that is no customer number.
    if known == PERSONNUMMER or (known != PHONE and _share(values, _looks_like_personnummer) > _SOME):
        return PERSONNUMMER
    if known:
        return known
    if _share(values, _looks_like_phone) > _MOSTLY:
        return PHONE
    if _share(values, lambda value: "@" in value and "." in value) > _MOSTLY:
        return EMAIL
    # Anything else is left where it is until somebody says that it is needed (art. 5(1)(c)).
    return SKIP


def _once(columns: tuple[str, ...]) -> tuple[str, ...]:
    """What one column alone can be is the first one; a whole name beside its parts is not needed."""
    seen: set[str] = set()
    found = []
    for column in columns:
        twice = column in SINGLE and column in seen
        seen.add(column)
        found.append(SKIP if twice else column)
    if FIRST in seen and LAST in seen:
        found = [SKIP if column == NAME else column for column in found]
    return tuple(found)


def _labels(heading: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for each column: its heading, or its letter as in a spreadsheet; each of them once."""
    labels: list[str] = []
    for place in range(width):
        said = screen(" ".join(heading[place].split())).text[:LONGEST_LABEL] if place < len(heading) else ""
        label = own = said or column_letter(place)
        number = 1
        while label in labels:
            number += 1
            label = f"{own[: LONGEST_LABEL - 4]} {number}"
        labels.append(label)
    return tuple(labels)


def column_letter(place: int) -> str:
    """A column as spreadsheet programs call it: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def folded(heading: str) -> str:
    """A heading without case, blanks and punctuation: ``E-post adress:`` is ``epostadress``."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).casefold())


def _values(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [cells[place] for cells in rows if place < len(cells) and cells[place].strip()]


def _share(values: Sequence[str], looks: Any) -> float:
    return sum(map(looks, values)) / len(values) if values else 0.0


def _looks_like_phone(value: str) -> bool:
    digits = sum(sign.isdigit() for sign in value)
    return 8 <= digits <= 15 and phone_normalise(value) is not None and not _looks_like_personnummer(value)


def _looks_like_personnummer(value: str) -> bool:
    return screen(value).masked
