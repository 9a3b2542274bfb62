"""Certificates: signed proofs of what was erased or let go, in a chain that shows a missing or altered one.

A certificate's digest is the SHA-256 of its canonical JSON (:func:`nexus.privacy.signing.canonical`) over
``sequence``, ``kind``, ``at``, ``content`` and ``previous``, the digest of the one before it (64 zeros at the
start); its signature is Ed25519 over the same bytes. The content is counts, times, codes and ids: whoever is
handed one learns nothing about the person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from gdpr.models import Certificate
from nexus.privacy.signing import canonical, public_key, sign, verify
from nexus.schema import connection

START: Final = "0" * 64
#: How the JSON document says how it is made; a change of the fields or of their form is another version.
FORMAT: Final = "nexus-certificate-1"
#: What stands around the signed part in the document.
_AROUND: Final = frozenset({"format", "digest", "signature", "public_key"})
_PAGE: Final = 500


def certificate_append(*, kind: str, content: Mapping[str, Any], now: datetime) -> Certificate:
    """The next certificate of the company we are in. Call it in the transaction that ends what it proves.

    ``content`` is plain JSON without personal data. Raises RuntimeError outside a transaction, because the
    place in the chain is locked until its end.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A certificate belongs to the transaction that it proves.")
    with connection.cursor() as cursor:
        # Released at the end of the transaction; the table itself stays readable meanwhile.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"certificate:{connection.schema_name}"]
        )
    last = Certificate.objects.order_by("-sequence").values_list("sequence", "digest").first()
    sequence, previous = (last[0] + 1, last[1]) if last else (1, START)
    certificate = Certificate(
        sequence=sequence, kind=kind, at=now, content=dict(content), previous=previous, digest=""
    )
    signed = canonical(_signed_part(certificate))
    certificate.digest = hashlib.sha256(signed).hexdigest()
    certificate.signature = sign(signed)
    certificate.save(force_insert=True)
    return certificate


def certificate_check(certificate: Certificate) -> bool:
    """Whether the certificate is as it was signed. Its place in the chain is :func:`chain_check`'s."""
    try:
        signed = canonical(_signed_part(certificate))
    except (TypeError, ValueError):
        return False
    return hashlib.sha256(signed).hexdigest() == certificate.digest and verify(signed, certificate.signature)


def chain_check() -> list[str]:
    """What is wrong with the company's certificates, one sentence each; nothing when the chain holds."""
    faults: list[str] = []
    sequence, digest = 0, START
    while page := list(Certificate.objects.filter(sequence__gt=sequence).order_by("sequence")[:_PAGE]):
        for certificate in page:
            if certificate.sequence != sequence + 1:
                faults.append(f"Certificate {sequence + 1} is missing.")
            elif certificate.previous != digest:
                faults.append(f"Certificate {certificate.sequence} does not follow the one before it.")
            if not certificate_check(certificate):
                faults.append(f"Certificate {certificate.sequence} is not as it was signed.")
            sequence, digest = certificate.sequence, certificate.digest
    return faults


def certificate_document(certificate: Certificate) -> dict[str, Any]:
    """The certificate as it is handed out: everything that is needed to check it elsewhere."""
    return {
        "format": FORMAT,
        **_signed_part(certificate),
        "digest": certificate.digest,
        "signature": certificate.signature,
        "public_key": public_key(),
    }


def document_faults(document: Any, *, key: str = "") -> list[str]:
    """What is wrong with a document as :func:`certificate_document` gives it; nothing when it is as it was signed.

    ``key`` is the signer's public key in base64, by default this installation's own: the one in the document
    proves nothing by itself.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return [f"It is no certificate in the form {FORMAT}."]
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
