"""A certificate to print: what it says in words, its signature and how to check it. The signed document itself
travels within the PDF.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from conversations.presenters import date_text
from crm.bookings.selectors import company_here
from gdpr.certificates import FORMAT, certificate_check, certificate_document
from gdpr.erasure.selectors import StoreRow, certificate_context, language
from gdpr.models import Certificate
from gdpr.retention.classes import BY_CODE, bounds, period_words
from gdpr.typeset.document import Attachment, Document, Pair, Part, Table, document_pdf, printed_at
from nexus.privacy.signing import public_key

COMMAND: Final = "python manage.py certificate_verify"


def certificate_file_name(certificate: Certificate, kind: str) -> str:
    """The name of the certificate as a file; without a word about anybody."""
    return f"certificate-{certificate.sequence}.{kind}"


def certificate_text(certificate: Certificate) -> str:
    """The signed document, as it is handed out."""
    return json.dumps(certificate_document(certificate), indent=2, ensure_ascii=False) + "\n"


def certificate_pdf(certificate: Certificate, now: datetime) -> bytes:
    """The certificate as PDF, in the language of now. Raises :class:`gdpr.typeset.press.PrintFailed`."""
    company, context = company_here(), certificate_context(certificate)
    name = certificate_file_name(certificate, "json")
    document = Document(
        title=_("Certificate %(number)d") % {"number": certificate.sequence},
        lead=_lead(certificate),
        company=company.name,
        language=language(),
        facts=_facts(certificate, context, company.org_number),
        parts=[
            _lost(context["lost"]) if context["lost"] else _went(context["rows"]),
            *([Part(_("Afterwards"), facts=list(_afterwards(context)))] if context["residue"] else []),
            *_periods(certificate),
            Part(
                _("Signature"),
                paragraphs=[_checked(good=certificate_check(certificate))],
                codes=codes_of(certificate),
            ),
            Part(_("How to verify it"), steps=_steps(name, within=True)),
        ],
        attachment=Attachment(name, "application/json", certificate_text(certificate)),
    )
    return document_pdf(document, made=now)


def _went(rows: list[StoreRow]) -> Part:
    return Part(
        _("What went, and what stayed"),
        paragraphs=[] if rows else [_("Nothing was due.")],
        table=_stores(rows) if rows else None,
    )


def _lost(lost: list[tuple[int, str]]) -> Part:
    return Part(
        _("Issued before the restore"),
        codes=[(_("Certificate %(number)d") % {"number": number}, digest) for number, digest in lost],
    )


def codes_of(certificate: Certificate) -> list[Pair]:
    """Fingerprints, signature and key by what they are called."""
    return [
        (_("Fingerprint (SHA-256)"), certificate.digest),
        (_("Fingerprint of the certificate before it"), certificate.previous),
        (_("Signature (Ed25519, base64)"), certificate.signature),
        (_("Nomar's public key (base64)"), public_key()),
    ]


def verification(certificate: Certificate) -> dict[str, Any]:
    """For the page: what the certificate is checked by, and how."""
    name = certificate_file_name(certificate, "json")
    return {"codes": codes_of(certificate), "steps": _steps(name, within=False)}


def _lead(certificate: Certificate) -> str:
    if certificate.kind == Certificate.Kind.ERASURE:
        return _(
            "One person's data has been erased. This is what went, what stays and on which ground; it names "
            "nobody."
        )
    if certificate.kind == Certificate.Kind.RESTORED:
        return _(
            "The database was restored from a backup that does not have these certificates. Whoever holds one holds a "
            "good one: it has the number and the fingerprint that stand here, and the numbers go on after them."
        )
    return _("Data whose time was over has been deleted. This is how much of what; it names nobody.")


def _facts(certificate: Certificate, context: dict[str, Any], org_number: str) -> list[Pair]:
    company = company_here()
    facts = [
        (_("Company"), ", ".join(filter(None, (company.name, org_number)))),
        (_("About"), certificate.get_kind_display()),
        (_("Signed"), printed_at(certificate.at)),
        (_("Case"), str(context["case_number"] or "")),
        (_("In our backups until"), context["backups_until"]),
        (_("In the operator's backups until"), context["provider_backups_until"]),
    ]
    return [(label, value) for label, value in facts if value]


def _stores(rows: list[StoreRow]) -> Table:
    return Table(
        heads=(_("Where"), _("Gone"), _("Stays"), _("Ground")),
        widths=(5, 2, 2, 6),
        rows=[(row.title, str(row.goes), str(row.stays), row.grounds or "–") for row in rows],
    )


def _afterwards(context: dict[str, Any]) -> Iterator[Pair]:
    residue = context["residue"]
    yield (
        _("Found afterwards"),
        _("%(found)d, in %(values)d values that were opened and searched")
        % {"found": residue["found"], "values": residue["values_searched"]},
    )
    if residue.get("mentions_by_others"):
        yield _("Mentioned by others"), str(residue["mentions_by_others"])
    for title, counts in context["providers"]:
        yield title, _("%(done)d deleted, %(gone)d gone already, %(redacted)d emptied") % counts
    yield from context["receivers"]
    if context["last_words"]:
        yield _("Word to the person"), context["last_words"]


def _periods(certificate: Certificate) -> Iterator[Part]:
    """By which policy a run of the retention went, and what was older than what."""
    content = certificate.content
    if "periods" not in content:
        return
    rows = [
        (
            str(bounds(BY_CODE[code]).label),
            period_words(days),
            date_text(datetime.fromisoformat(content["ended_before"][code]), "j F Y"),
        )
        for code, days in content["periods"].items()
        if code in BY_CODE
    ]
    yield Part(
        _("The periods"),
        facts=[
            (_("Version of the policy"), str(content["policy_version"])),
            (_("People whose data a hold kept"), str(content.get("excepted_persons", 0))),
        ],
        table=Table(heads=(_("What"), _("How long"), _("Ended before")), widths=(4, 3, 3), rows=rows),
    )


def _checked(*, good: bool) -> str:
    if good:
        return _("When this was printed the signature was checked, and it is right.")
    return _("When this was printed the signature was checked, and it is WRONG. Tell Nomar.")


def _steps(name: str, *, within: bool) -> list[str]:
    signed = (
        _("This PDF holds the file %(name)s, in the form %(format)s. That file is what is signed.")
        if within
        else _("Download the file %(name)s, in the form %(format)s. That file is what is signed.")
    )
    return [
        signed % {"name": name, "format": FORMAT},
        _("With Nomar Nexus: %(command)s %(name)s --key, followed by the public key.")
        % {"command": COMMAND, "name": name},
        _(
            "Without it: take format, digest, signature and public_key out of the object, and write what is left as "
            "JSON in ASCII, with sorted keys and without spaces. Its SHA-256 is the fingerprint, and the signature is "
            "over the same bytes (Ed25519, RFC 8032)."
        ),
        _("Get the public key from Nomar in another way than with this file: info@nomar.se."),
        _(
            "Each certificate holds the fingerprint of the one before it. The page with all certificates checks that "
            "none is missing."
        ),
    ]
