"""The record, the ledger and the certificates as PDF: what stands there, and that it can be checked."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from gdpr.certificates import certificate_append
from gdpr.models import Certificate
from gdpr.registers import printing
from nexus.audit.instructions import instruction_append
from nexus.audit.models import Instruction
from nexus.privacy.signing import canonical
from nexus.tenants.context import company_context
from nexus.tenants.models import Company

FOOT = re.compile(r"SalongAlfa·[^·]*·Framtaget[\d:]+Sida\d+/\d+$")


def opened(response) -> tuple[PdfReader, str]:
    """The PDF, and all its words without the spaces and the pages' feet, for lines and pages break where they like."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    return pdf, "".join(FOOT.sub("", close(page.extract_text())) for page in pdf.pages)


def close(text: str) -> str:
    return re.sub(r"[\s\u200b\xad-]+", "", text)


def printed(sentence: str, text: str) -> bool:
    """Whether a cell's sentence stands there, in one piece or in two where a page ends within its row."""
    words = sentence.split()
    return any(
        close("".join(words[:at])) in text and close("".join(words[at:])) in text for at in range(len(words))
    )


def within(pdf: PdfReader, name: str):
    """The file that travels within the PDF."""
    (content,) = pdf.attachments[name]
    return json.loads(content)


@pytest.fixture
def certificates(company_a: Company) -> list[Certificate]:
    content = {
        "case": 7,
        "stores": [
            {"store": "conversations.Message", "erased": 41, "kept": 0, "grounds": []},
            {"store": "gdpr.Case", "erased": 0, "kept": 2, "grounds": ["legal_claims"]},
        ],
        "residue": {"found": 0, "values_searched": 3209},
        "backups": {"until": "2027-01-01"},
    }
    with company_context(company_a.schema_name), transaction.atomic():
        return [certificate_append(kind="erasure", content=content, now=timezone.now()) for _ in range(2)]


def test_a_certificate_names_the_company_what_went_and_what_it_is_checked_by(keeper, certificates) -> None:
    last = certificates[1]
    pdf, text = opened(keeper.get(f"/rights/certificates/{last.pk}/certificate.pdf"))
    assert "Salong Alfa" in pdf.metadata.author
    for page, sheet in enumerate(pdf.pages, start=1):
        assert close(f"Sida {page} / {len(pdf.pages)}") in close(sheet.extract_text())
        assert close(f"Salong Alfa · Intyg {last.sequence}") in close(sheet.extract_text())
    for word in (
        last.digest,
        last.previous,
        last.signature,
        "Meddelanden41",
        "17.3 e",
        "3209",
        "certificate_verify",
    ):
        assert close(word) in text, word
    assert last.previous == certificates[0].digest
    # Paper is read on another day: nothing on it is "today", and every day has its year.
    assert close(f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}") in text
    assert close("1 januari 2027") in text
    assert "idag" not in text


def test_the_document_within_the_certificate_is_checked_by_the_command_and_without_us(
    keeper, certificates, tmp_path: Path, capsys
) -> None:
    pdf, _text = opened(keeper.get(f"/rights/certificates/{certificates[1].pk}/certificate.pdf"))
    document = within(pdf, f"certificate-{certificates[1].sequence}.json")
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(document))
    call_command("certificate_verify", str(path))
    assert json.loads(capsys.readouterr().out) == {
        "valid": True,
        "format": "nexus-certificate-1",
        **{name: document[name] for name in ("sequence", "kind", "at", "digest", "previous")},
    }
    # As the steps in the PDF tell it.
    around = ("format", "digest", "signature", "public_key")
    signed = canonical({name: value for name, value in document.items() if name not in around})
    assert hashlib.sha256(signed).hexdigest() == document["digest"]
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(document["public_key"]))
    key.verify(base64.b64decode(document["signature"]), signed)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"content": {"stores": []}}, "fingerprint"),
        ({"signature": base64.b64encode(bytes(64)).decode()}, "signature"),
        ({"format": "another"}, "no certificate"),
    ],
    ids=["content", "signature", "format"],
)
def test_a_certificate_that_was_changed_is_refused(
    company_a, certificates, tmp_path: Path, change, says
) -> None:
    from gdpr.certificates import certificate_document

    with company_context(company_a.schema_name):
        document = {**certificate_document(certificates[0]), **change}
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(document))
    with pytest.raises(CommandError, match=says):
        call_command("certificate_verify", str(path))
    path.write_text("{")
    with pytest.raises(CommandError, match="no JSON"):
        call_command("certificate_verify", str(path))


def test_the_page_of_a_certificate_says_how_it_is_checked(keeper, certificates) -> None:
    page = keeper.get(f"/rights/certificates/{certificates[0].pk}/").content.decode()
    for word in (certificates[0].signature, "certificate_verify", "certificate.pdf", "certificate.json"):
        assert word in page.replace("&#x3D;", "="), word


def test_the_record_is_printed_whole_with_the_company_on_every_page(keeper) -> None:
    found = keeper.get("/rights/registers/record.json").json()
    pdf, text = opened(keeper.get("/rights/registers/record.pdf"))
    for row in found["categories"]:
        assert close(row["name"]) in text, row["name"]
        assert printed(row["what"], text), row["what"]
    for words in (*found["security"], *found["transfers"], *found["processing"], found["backups"]["text"]):
        assert close(words) in text, words
    assert all("Salong Alfa" in page.extract_text() for page in pdf.pages)
    attached = within(pdf, printing.RECORD_NAME)
    assert attached | {"made_at": ""} == found | {"made_at": ""}


def test_the_ledger_is_printed_in_words_with_its_chain_signed(keeper, company_a) -> None:
    with company_context(company_a.schema_name):
        instruction_append(setting="retention_policy", before={"ip": 30}, after={"ip": 7})
        last = Instruction.objects.order_by("-sequence").first()
    pdf, text = opened(keeper.get("/rights/registers/instructions.pdf"))
    whole = within(pdf, printing.LEDGER_NAME)
    assert whole["last"] == whole["instructions"][-1]["digest"] == last.digest
    assert "idag" not in text
    for word in (
        "Gallring",
        "7 dagar",
        f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}",
        last.digest,
        whole["signature"],
        "kedjan",
    ):
        assert close(word) in text, word
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(whole["public_key"]))
    key.verify(base64.b64decode(whole["signature"]), last.digest.encode())


def test_a_ledger_that_was_tampered_with_says_so_in_print(keeper, company_a) -> None:
    with company_context(company_a.schema_name):
        instruction_append(setting="agent.tone", before="kort", after="varm")
        Instruction.objects.order_by("-sequence").update(after="sträng")
    _pdf, text = opened(keeper.get("/rights/registers/instructions.pdf"))
    assert close("håller INTE") in text


def test_a_long_ledger_says_where_the_rest_is(keeper, company_a, monkeypatch) -> None:
    monkeypatch.setattr(printing, "MOST_LINES", 1)
    with company_context(company_a.schema_name):
        for word in ("varm", "kort"):
            instruction_append(setting="agent.tone", before=None, after=word)
        count = Instruction.objects.count()
    pdf, text = opened(keeper.get("/rights/registers/instructions.pdf"))
    assert close(f"1 senaste av {count}") in text
    assert len(within(pdf, printing.LEDGER_NAME)["instructions"]) == count
