"""The Article 30 record and the instruction ledger to print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from crm.bookings.selectors import company_here
from gdpr.registers.instructions import instruction_lines, instructions_document
from gdpr.registers.pages import language
from gdpr.typeset.document import Attachment, Document, Pair, Part, Table, document_pdf, printed_at
from nexus.audit.models import Instruction
from nexus.privacy.notice_texts import NOMAR

#: Lines that are printed, the newest: measured, they take a second and 200 MB. The file within has them all.
MOST_LINES: Final = 2000
RECORD_NAME: Final = "record-of-processing.json"
LEDGER_NAME: Final = "instructions.json"


def record_pdf(found: dict[str, Any], now: datetime) -> bytes:
    """The record that :func:`gdpr.registers.record.record` gives, as PDF, in the language of now."""
    controller, processor = found["controller"], found["processor"]
    who = filter(None, (controller["name"], controller["org_number"], controller["address"]))
    document = Document(
        title=_("Record of processing"),
        lead=_("The record that a processor keeps of what it does for a controller (GDPR, Article 30(2))."),
        company=controller["name"],
        language=language(),
        facts=[
            (_("Controller"), ", ".join(who)),
            *_contacts(controller["contacts"]),
            (
                _("Processor"),
                ", ".join((processor["name"], processor["org_number"], processor["email"], processor["web"])),
            ),
            # Nomar's own periods have no version: nobody has decided on them here.
            *_version(found["retention_policy_version"]),
        ],
        parts=[
            Part(
                _("Processing on behalf of the controller"),
                points=[*found["processing"], *filter(None, [found["special_categories"]])],
            ),
            _categories(found, "contact", _("Data about customers")),
            _categories(found, "staff", _("Data about staff")),
            Part(_("Backups"), paragraphs=[found["backups"]["text"]]),
            _helpers(found["sub_processors"]),
            Part(_("Transfers to third countries"), points=found["transfers"]),
            Part(_("Security measures"), points=found["security"]),
        ],
        attachment=Attachment(RECORD_NAME, "application/json", json.dumps(found, ensure_ascii=False)),
    )
    return document_pdf(document, made=now)


def ledger_pdf(faults: list[str], now: datetime) -> bytes:
    """The instruction ledger as PDF. ``faults`` are what :func:`instructions_check` found."""
    company, whole = company_here(), instructions_document(faults)
    count = Instruction.objects.count()
    first, last = (
        Instruction.objects.order_by(order).values_list("at", flat=True).first()
        for order in ("sequence", "-sequence")
    )
    facts: list[Pair] = [
        (_("Company"), ", ".join(filter(None, (company.name, company.org_number)))),
        (_("Processor"), NOMAR.name),
        (_("Instructions"), str(count)),
    ]
    if first and last:
        facts.append((_("From and until"), f"{printed_at(first)} – {printed_at(last)}"))
    document = Document(
        title=_("Instructions"),
        lead=_("What the company has told Nomar to do with its customers' data, from what to what."),
        company=company.name,
        language=language(),
        facts=facts,
        parts=[_lines(count), _proof(faults, whole), Part(_("How to verify it"), steps=_steps())],
        attachment=Attachment(LEDGER_NAME, "application/json", json.dumps(whole, ensure_ascii=False)),
    )
    return document_pdf(document, made=now)


def _version(number: int) -> Iterator[Pair]:
    if number:
        yield _("Version of the policy"), str(number)


def _contacts(people: list[dict[str, str]]) -> Iterator[Pair]:
    if people:
        yield _("Contacts"), "; ".join(f"{person['name']}, {person['email']}" for person in people)


def _categories(found: dict[str, Any], subjects: str, title: str) -> Part:
    rows = [
        (f"{row['name']}\n{row['what']}", ", ".join(row["purposes"]), "; ".join(row["kept"]))
        for row in found["categories"]
        if row["subjects"] == subjects
    ]
    return Part(title, table=Table((_("Category"), _("Why"), _("How long")), (5, 4, 4), rows))


def _helpers(rows: list[dict[str, str]]) -> Part:
    if not rows:
        return Part(_("Sub-processors"), paragraphs=[_("None is used for you.")])
    heads = (_("Name"), _("Gets"), _("Where"), _("How long"))
    cells = [(row["name"], row["gets"], row["where"], row["keeps"]) for row in rows]
    return Part(_("Sub-processors"), table=Table(heads, (3, 5, 3, 4), cells))


def _lines(count: int) -> Part:
    shown = [
        (str(line.sequence), printed_at(line.at), line.setting, line.before, line.after, line.who)
        for line in instruction_lines(most=MOST_LINES)
    ]
    notes = []
    if count > MOST_LINES:
        notes = [
            _("These are the latest %(most)d of %(count)d. All of them are in the file within this PDF.")
            % {"most": MOST_LINES, "count": count}
        ]
    if not shown:
        return Part(_("Ledger"), paragraphs=[_("No setting has been changed yet.")])
    heads = (_("No."), _("When"), _("Setting"), _("Before"), _("After"), _("Who"))
    return Part(_("Ledger"), paragraphs=notes, table=Table(heads, (2, 5, 6, 6, 6, 4), shown))


def _proof(faults: list[str], whole: dict[str, Any]) -> Part:
    said = (
        _("When this was printed the chain was checked, and it does NOT hold. Tell Nomar.")
        if faults
        else _("When this was printed the chain was checked, and it holds.")
    )
    return Part(
        _("The chain"),
        paragraphs=[said],
        points=faults,
        codes=[
            (_("Fingerprint of the last line (SHA-256)"), whole["last"]),
            (_("Nomar's signature over it (Ed25519, base64)"), whole["signature"]),
            (_("Nomar's public key (base64)"), whole["public_key"]),
        ],
    )


def _steps() -> list[str]:
    return [
        _(
            "This PDF holds the file %(name)s with the whole ledger. Each line has the fingerprint of the one before "
            "it (previous) and its own (digest)."
        )
        % {"name": LEDGER_NAME},
        _(
            "Take digest out of a line and write what is left as JSON in ASCII, with sorted keys and without spaces. "
            "Its SHA-256 is the digest."
        ),
        _(
            "The first line's previous is 64 zeros, and every other line's is the digest of the line before. The last "
            "digest is the one above."
        ),
        _(
            "The signature is over the 64 characters of the last digest, in ASCII (Ed25519, RFC 8032). Get the public "
            "key from Nomar in another way than with this file: info@nomar.se."
        ),
    ]
