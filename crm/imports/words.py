"""What an import's codes mean, for people."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.imports import layout
from crm.models import RegisterImport

State = RegisterImport.State

#: Why a whole file cannot be taken in.
PROBLEMS: Final[dict[str, str | Promise]] = {
    "too_large": _("The file is larger than 20 MB. Divide it, or take out columns that are not needed."),
    "no_file": _("Choose a file."),
    "empty": _("There are no rows in the file."),
    "unknown_kind": _(
        "This is neither a CSV file nor an Excel workbook (.xlsx). Export your register as one of them."
    ),
    "old_excel": _(
        "This workbook is locked with a password or in an older format. Open it in Excel and save it as an Excel"
        " workbook (.xlsx) without a password."
    ),
    "nul": _("There are NUL characters in the file, so it is no text. Export it again as CSV or .xlsx."),
    "damaged": _("The file is damaged or is not finished. Export it again."),
    "bomb": _("The workbook unpacks into far more than a customer register is, so it is not opened."),
    "many_columns": _("There are more than 100 columns. Take out those that are not needed."),
    "many_rows": _("There are more than 200,000 rows. Divide the file."),
    "long_cell": _("A cell is longer than 10,000 characters. Is a quotation mark missing?"),
    "slow": _("The file takes too long to read. Divide it, or save it as CSV."),
    "gone": _("The file has been deleted. Upload it again."),
    "expired": _("Nobody carried the import out within 24 hours, so its file was deleted."),
    "erased": _(
        "A customer was erased, and with them all files that waited. Upload a new one from your register."
    ),
    "no_phone": _("Say which column holds the phone numbers."),
    "twice": _("Name, first name, last name, customer number and e-mail can each be one column only."),
    "fields": _("At most 12 columns of a register can be linked. Leave out what no conversation needs."),
    "state": _("This has been done already, or is going on."),
}

#: Why a row is left out, and what is noted about one that is not.
ROWS: Final[dict[str, str | Promise]] = {
    "no_phone": _("There is no phone number in the row."),
    "bad_phone": _("The phone number is not one that anybody can have."),
    "digits_lost": _(
        "The spreadsheet has shortened the phone number (such as 4.67E+10). Make the column wider, or format it as"
        " text, and export again."
    ),
    "no_number": _("There is no customer number in the row."),
    "number_long": _("The customer number is too long."),
    "name_long": _("The name is longer than 80 characters."),
    "personnummer": _("The customer number is a personnummer, which is not stored here."),
    "duplicate": _("The same customer number or phone number is in an earlier row."),
    "erased": _(
        "The person has been erased on request. Tick that they are to be taken up again if that is right."
    ),
    "restricted": _("The customer's data is restricted and is not changed."),
    "name_differs": _("The register has another name than the customer or your staff gave. Theirs stays."),
    "masked": _("A personnummer in the row was masked."),
    "more_phones": _("There are several phone numbers; the first mobile number is used."),
    "part_phone": _("A part of the phone number field is no number and was left out."),
    "bad_email": _("The e-mail address is not valid and was left out."),
    "cut": _("A value was longer than 200 characters and was shortened."),
}

MEANINGS: Final[dict[str, str | Promise]] = {
    layout.SKIP: _("Do not import"),
    layout.PHONE: _("Phone number"),
    layout.NAME: pgettext_lazy("column", "Name"),
    layout.FIRST: _("First name"),
    layout.LAST: _("Last name"),
    layout.EXTERNAL: _("Customer number"),
    layout.EMAIL: _("E-mail"),
    layout.FIELD: _("Own field"),
}
ENCODINGS: Final[dict[str, str]] = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}
DELIMITERS: Final[dict[str, str | Promise]] = {
    ";": _("Semicolon ;"),
    ",": _("Comma ,"),
    "\t": pgettext_lazy("delimiter", "Tab"),
    "|": _("Bar |"),
}
COUNTS: Final[dict[str, str | Promise]] = {
    "new": pgettext_lazy("rows", "New"),
    "changed": pgettext_lazy("rows", "Changed"),
    "unchanged": pgettext_lazy("rows", "Unchanged"),
    "refused": pgettext_lazy("rows", "With errors"),
    "duplicates": pgettext_lazy("rows", "Duplicates"),
    "noted": pgettext_lazy("rows", "With a remark"),
    "contacts": _("New contacts"),
}
UNDONE: Final[dict[str, str | Promise]] = {
    "removed": _("Links removed"),
    "restored": _("Links put back"),
    "contacts_removed": _("Contacts removed"),
    "kept": _("Left, changed since"),
}
#: The badge of each state.
TONES: Final[dict[str, str]] = {
    State.MAPPING: "badge--wait",
    State.CHECKED: "badge--wait",
    State.CHECKING: "badge--info",
    State.RUNNING: "badge--info",
    State.UNDOING: "badge--info",
    State.DONE: "badge--pine",
    State.FAILED: "badge--bad",
}


def problem_text(code: str, row: int = 0) -> str:
    """Why a file cannot be taken in, with the row where there is one."""
    text = str(PROBLEMS.get(code, PROBLEMS["damaged"]))
    return str(_("Row %(row)d: %(text)s") % {"row": row, "text": text}) if row else text


def linked_text(field: str) -> str:
    """A linked field as people call it."""
    return str(MEANINGS[field]) if field in (layout.EXTERNAL, layout.EMAIL) else field
