"""A row of a file as an entry of the register, or why it is none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from crm.imports.layout import EMAIL, EXTERNAL, FIELD, FIRST, LAST, NAME, PHONE, Layout
from crm.links import Entry
from crm.rectification import LONGEST_EMAIL, LONGEST_NAME
from crm.registers import LONGEST_EXTERNAL_ID, LONGEST_VALUE
from crm.selectors import is_swedish_mobile, phone_normalise
from nexus.privacy.screening import make_safe, screen

#: What stands in a cell that a spreadsheet could not reckon.
_BROKEN: Final = re.compile(r"#(REF|N/A|VALUE|DIV/0|NAME|NULL|NUM|SPILL|CALC)[!?]?", re.IGNORECASE)
#: A text dressed up as a formula, so that Excel keeps its zeros: ="0701740605".
_DRESSED: Final = re.compile(r'="([^"]*)"')
#: A long number as a spreadsheet shows it when its column is narrow: the digits are gone.
_POWER: Final = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[;,/|\n]|\s(?:eller|och|or|and)\s", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(slots=True)
class RowRead:
    """``code`` of a row that cannot be taken in; ``notes`` are codes of what was left out of one that can."""

    entry: Entry | None = None
    code: str = ""
    notes: list[str] = field(default_factory=list)


def cell_clean(cell: str) -> str:
    """A cell's text: safe to store, in one line, without what a spreadsheet put around it or could not reckon."""
    text = unicodedata.normalize("NFC", " ".join(_CONTROL.sub(" ", make_safe(cell)).split()))
    dressed = _DRESSED.fullmatch(text)
    if dressed:
        text = dressed[1].strip()
    return "" if _BROKEN.fullmatch(text) else text.removeprefix("'")


def row_read(cells: list[str], layout: Layout) -> RowRead:
    """The row as an entry. Never raises: whatever is in a row, there is a code for it."""
    read = RowRead()
    phones, read.code = _phones([_at(cells, place) for place in layout.places(PHONE)], read.notes)
    if read.code:
        return read
    name = _text(
        _first(cells, layout, NAME)
        or " ".join(filter(None, (_first(cells, layout, FIRST), _first(cells, layout, LAST)))),
        read.notes,
    )
    if len(name) > LONGEST_NAME:
        read.code = "name_long"
        return read
    external = cell_clean(_first(cells, layout, EXTERNAL))
    if len(external) > LONGEST_EXTERNAL_ID:
        read.code = "number_long"
    elif screen(external).masked:
        read.code = "personnummer"
    elif EXTERNAL in layout.columns and not external:
        read.code = "no_number"
    if read.code:
        return read
    values = {layout.labels[place]: _value(cells, place, read.notes) for place in layout.places(FIELD)}
    read.entry = Entry(
        # Where the register has no numbers of its own, the phone number is what tells its customers apart.
        external_id=external or phones[0],
        phones=phones,
        name=name,
        email=_email(_first(cells, layout, EMAIL), read.notes) if EMAIL in layout.columns else None,
        fields={label: value for label, value in values.items() if value},
    )
    return read


def _phones(written: list[str], notes: list[str]) -> tuple[tuple[str, ...], str]:
    """The numbers in a row, the one to text first: E.164; or a code. What is no number beside one is noted."""
    found: dict[str, None] = {}
    wrong = power = False
    for cell in written:
        text = cell_clean(cell) if "\n" not in cell else cell
        if not text.strip():
            continue
        if _POWER.fullmatch(text.replace(" ", "")):
            power = True
            continue
        whole = phone_valid(text)
        for part in [text] if whole else _BETWEEN.split(text):
            number = whole or phone_valid(part)
            if number:
                found[number] = None
            elif part.strip():
                wrong = True
    if not found:
        return (), "digits_lost" if power else "bad_phone" if wrong else "no_phone"
    if wrong or power:
        notes.append("part_phone")
    phones = sorted(found, key=lambda number: not is_swedish_mobile(number))
    if len(phones) > 1:
        notes.append("more_phones")
    return tuple(phones), ""


def phone_valid(text: str) -> str | None:
    """A number that somebody can have, in E.164: one that is only long enough may be any number of digits."""
    e164 = phone_normalise(text)
    return e164 if e164 and phonenumbers.is_valid_number(phonenumbers.parse(e164, None)) else None


def _email(cell: str, notes: list[str]) -> str:
    address = cell_clean(cell).casefold()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        address = ""
        notes.append("bad_email")
    if len(address) > LONGEST_EMAIL:
        notes.append("bad_email")
        return ""
    return address


def _value(cells: list[str], place: int, notes: list[str]) -> str:
    value = _text(_at(cells, place), notes)
    if len(value) > LONGEST_VALUE:
        notes.append("cut")
    return value[:LONGEST_VALUE]


def _text(cell: str, notes: list[str]) -> str:
    """What may be stored of a cell: personnummer in it are masked."""
    screened = screen(cell_clean(cell))
    if screened.masked and "masked" not in notes:
        notes.append("masked")
    return screened.text


def _first(cells: list[str], layout: Layout, meaning: str) -> str:
    places = layout.places(meaning)
    return _at(cells, places[0]) if places else ""


def _at(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
