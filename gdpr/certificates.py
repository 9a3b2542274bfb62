"""Certificates: signed proofs of what was erased or let go, in a chain that shows a missing or altered one.

A certificate's digest is the SHA-256 of its canonical JSON (:func:`nexus.privacy.signing.canonical`) over
``sequence``, ``kind``, ``at``, ``content`` and ``previous``, the digest of the one before it (64 zeros at the
start); its signature is Ed25519 over the same bytes. The content is counts, times, codes and ids: whoever is
handed one learns nothing about the person.

Number and digest of each are noted outside the database too (:mod:`nexus.privacy.handed_out`): a restored
backup then knows what had been handed out, and goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction

from gdpr.models import Certificate
from nexus.privacy.handed_out import Note, notes, notes_append
from nexus.privacy.signing import canonical, public_key, sign, verify
from nexus.schema import connection

logger = logging.getLogger(__name__)
START: Final = "0" * 64
#: How the JSON document says how it is made; a change of the fields or of their form is another version.
FORMAT: Final = "nexus-certificate-1"
#: The closing of a company; it has no place in a chain, for that goes with the company.
CLOSING: Final = "nexus-closing-1"
FORMATS: Final = (FORMAT, CLOSING)
#: What stands around the signed part in the document.
_AROUND: Final = frozenset({"format", "digest", "signature", "public_key"})
_PAGE: Final = 500


def certificate_append(*, kind: str, content: Mapping[str, Any], now: datetime) -> Certificate:
    """The next certificate of the company we are in. Call it in the transaction that ends what it proves.

    ``content`` is plain JSON without personal data. Raises RuntimeError outside a transaction, because the
    place in the chain is locked until its end.
    """
    chain_mend(now=now)
    last = _last()
    sequence, previous = (last.sequence + 1, last.digest) if last else (1, START)
    return _issue(sequence=sequence, kind=kind, content=content, previous=previous, now=now)


def chain_mend(*, now: datetime) -> Certificate | None:
    """After a restore: go on from the last certificate that was handed out, not from the last in the backup.

    Certificates that the backup does not have are named, by number and digest, in one of kind ``restored`` that
    takes its place after them, so that no number is given twice. In a transaction; None where there is nothing
    to mend.
    """
    _lock()
    last = _last()
    lost = _handed_out(after=last.sequence if last else 0)
    if not lost:
        return None
    return _issue(
        sequence=lost[-1].sequence + 1,
        kind=Certificate.Kind.RESTORED,
        content={"lost": [asdict(note) for note in lost]},
        previous=lost[-1].digest,
        now=now,
    )


def _issue(
    *, sequence: int, kind: str, content: Mapping[str, Any], previous: str, now: datetime
) -> Certificate:
    certificate = Certificate(
        sequence=sequence, kind=kind, at=now, content=dict(content), previous=previous, digest=""
    )
    signed = canonical(_signed_part(certificate))
    certificate.digest = hashlib.sha256(signed).hexdigest()
    certificate.signature = sign(signed)
    certificate.save(force_insert=True)
    _note_handed_out(certificate)
    return certificate


def _lock() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A certificate belongs to the transaction that it proves.")
    with connection.cursor() as cursor:
        # Released at the end of the transaction; the table itself stays readable meanwhile.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"certificate:{connection.schema_name}"]
        )


def _last() -> Certificate | None:
    return Certificate.objects.order_by("-sequence").only("sequence", "digest").first()


def _handed_out(*, after: int) -> list[Note]:
    """What is noted outside the database. Notes that cannot be read hold up no proof."""
    try:
        return notes(connection.schema_name, after=after)
    except OSError as error:
        logger.error("the notes of certificates cannot be read", extra={"cause": type(error)})
        return []


def _note_handed_out(certificate: Certificate) -> None:
    """Once it is committed, for only then can anybody be handed it; with whatever could not be noted before."""
    owner = connection.schema_name
    known = {note.sequence for note in _handed_out(after=0)}
    missing = [_note_of(row) for row in Certificate.objects.exclude(sequence__in=known).order_by("sequence")]

    def write() -> None:
        try:
            notes_append(owner, missing)
        except OSError as error:
            logger.error("a certificate could not be noted", extra={"cause": type(error)})

    transaction.on_commit(write)


def _note_of(certificate: Certificate) -> Note:
    return Note(
        sequence=certificate.sequence,
        kind=certificate.kind,
        at=certificate.at.astimezone(UTC).isoformat(),
        previous=certificate.previous,
        digest=certificate.digest,
    )


def certificate_check(certificate: Certificate) -> bool:
    """Whether the certificate is as it was signed. Its place in the chain is :func:`chain_check`'s."""
    try:
        signed = canonical(_signed_part(certificate))
    except (TypeError, ValueError):
        return False
    return hashlib.sha256(signed).hexdigest() == certificate.digest and verify(signed, certificate.signature)


def chain_check() -> list[str]:
    """What is wrong with the company's certificates, one sentence each; nothing when the chain holds.

    It holds over a restore too, where a certificate names those that the backup did not have
    (:func:`chain_restored`).
    """
    faults: list[str] = []
    sequence, digest = 0, START
    outside = {note.sequence: note for note in _handed_out(after=0)}
    while page := list(Certificate.objects.filter(sequence__gt=sequence).order_by("sequence")[:_PAGE]):
        for certificate in page:
            for lost in lost_in(certificate):
                if lost.sequence == sequence + 1 and lost.previous == digest:
                    sequence, digest = lost.sequence, lost.digest
            if certificate.sequence != sequence + 1:
                faults.append(f"Certificate {sequence + 1} is missing.")
            elif certificate.previous != digest:
                faults.append(f"Certificate {certificate.sequence} does not follow the one before it.")
            if not certificate_check(certificate):
                faults.append(f"Certificate {certificate.sequence} is not as it was signed.")
            known = outside.get(certificate.sequence)
            if known is not None and known.digest != certificate.digest:
                faults.append(
                    f"Certificate {certificate.sequence} is another than the one that was handed out."
                )
            sequence, digest = certificate.sequence, certificate.digest
    faults += [f"Certificate {gone} was handed out, and is not here." for gone in outside if gone > sequence]
    return faults


def chain_restored() -> list[tuple[Certificate, list[Note]]]:
    """Each restore that the chain has seen: the certificate that notes it, and those that it names as issued
    before the restore and not in the backup."""
    found = Certificate.objects.filter(kind=Certificate.Kind.RESTORED).order_by("sequence")
    return [(certificate, lost_in(certificate)) for certificate in found]


def lost_in(certificate: Certificate) -> list[Note]:
    """Those that a certificate of kind ``restored`` names, in order; nothing for another kind."""
    if certificate.kind != Certificate.Kind.RESTORED:
        return []
    try:
        return [Note(**entry) for entry in certificate.content["lost"]]
    except (KeyError, TypeError):
        return []  # not as it was signed, which is said of it


def certificate_document(certificate: Certificate) -> dict[str, Any]:
    """The certificate as it is handed out: everything that is needed to check it elsewhere."""
    return {
        "format": FORMAT,
        **_signed_part(certificate),
        "digest": certificate.digest,
        "signature": certificate.signature,
        "public_key": public_key(),
    }


def document_signed(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """``content`` as a signed document of the form ``kind``, for what stands in no chain."""
    signed = canonical(dict(content))
    return {
        "format": kind,
        **content,
        "digest": hashlib.sha256(signed).hexdigest(),
        "signature": sign(signed),
        "public_key": public_key(),
    }


def document_read(text: str | bytes) -> Any:
    """A document's JSON. Raises ValueError, also where a key stands twice: readers could see different values."""
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A key stands twice.")
    return found


def document_faults(document: Any, *, key: str = "") -> list[str]:
    """What is wrong with a document as :func:`certificate_document` or :func:`document_signed` gives it.

    Nothing when it is as it was signed.

    ``key`` is the signer's public key in base64, by default this installation's own: the one in the document
    proves nothing by itself.
    """
    if not isinstance(document, dict) or document.get("format") not in FORMATS:
        return [f"It is no certificate in the form {' or '.join(FORMATS)}."]
    try:
        signed = canonical({name: value for name, value in document.items() if name not in _AROUND})
        digest, signature = str(document["digest"]), str(document["signature"])
    except (KeyError, TypeError, ValueError):
        return ["It lacks its fingerprint or its signature."]
    faults = []
    if hashlib.sha256(signed).hexdigest() != digest:
        faults.append("The fingerprint does not fit what the certificate says.")
    if not verify(signed, signature, key=key):
        faults.append("The signature is wrong, or another's.")
    return faults


def _signed_part(certificate: Certificate) -> dict[str, Any]:
    return {
        "sequence": certificate.sequence,
        "kind": certificate.kind,
        "at": certificate.at.astimezone(UTC).isoformat(),
        "content": certificate.content,
        "previous": certificate.previous,
    }
