"""Certificates: signed, in a chain, and shown."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.models import Contact
from gdpr.certificates import certificate_append, certificate_check, certificate_document, chain_check
from gdpr.models import Case, Certificate, Erasure, Hold
from nexus.api.models import ApiKey
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.gdpr.erasure.conftest import Erase
from tests.gdpr.people import Canaries


def three() -> list[Certificate]:
    with transaction.atomic():
        return [
            certificate_append(kind="purge", content={"deleted": number}, now=timezone.now())
            for number in range(3)
        ]


def test_certificates_are_numbered_chained_and_verify(in_company_a: Company) -> None:
    first, second, third = three()
    assert [c.sequence for c in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("0" * 64, first.digest, second.digest)
    assert all(certificate_check(certificate) for certificate in Certificate.objects.all())
    assert chain_check() == []


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"deleted": 7}},
        {"kind": "erasure"},
        {"previous": "f" * 64},
        {"signature": base64.b64encode(bytes(64)).decode()},
        {"signature": "?"},
        {"at": timezone.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_one_changed_value_fails(in_company_a: Company, change: dict[str, Any]) -> None:
    three()
    Certificate.objects.filter(sequence=2).update(**change)
    assert not certificate_check(Certificate.objects.get(sequence=2))
    assert "Certificate 2 is not as it was signed." in chain_check()


def test_one_taken_away_is_missed(in_company_a: Company) -> None:
    three()
    Certificate.objects.filter(sequence=2).delete()
    assert chain_check() == ["Certificate 2 is missing."]


def test_one_signed_anew_in_the_middle_breaks_the_chain(in_company_a: Company) -> None:
    _first, second, _third = three()
    with transaction.atomic():
        Certificate.objects.filter(sequence__gte=2).delete()
        certificate_append(kind="purge", content={"deleted": 9}, now=second.at)
        certificate_append(kind="purge", content={"deleted": 2}, now=second.at)
    assert chain_check() == []  # whoever has the key and rewrites everything after it: kept copies show it
    Certificate.objects.filter(sequence=3).update(previous=second.digest)
    assert len(chain_check()) == 2


def test_the_document_is_checked_with_the_public_key_alone(in_company_a: Company) -> None:
    """As somebody else would, from the file: nothing of ours but the description of its form."""
    document = json.loads(json.dumps(certificate_document(three()[1])))
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(document["public_key"]))
    signed = {name: document[name] for name in ("sequence", "kind", "at", "content", "previous")}
    data = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    assert hashlib.sha256(data).hexdigest() == document["digest"]
    key.verify(base64.b64decode(document["signature"]), data)
    with pytest.raises(InvalidSignature):
        key.verify(base64.b64decode(document["signature"]), data.replace(b'"deleted":1', b'"deleted":2'))


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def case(person: Contact, company_a: Company) -> Case:
    """The person's wish to be erased, approved but not carried out."""
    with company_context(company_a.schema_name):
        return Case.objects.create(
            number=90, kind="erasure", state="in_progress", contact=person, channel="portal", due_at=timezone.now()
        )  # fmt: skip


def test_the_plan_names_what_goes_what_stays_and_the_times_to_come(
    case: Case, planted: Canaries, client_a: Client, company_a: Company, log_in: Callable[..., Any]
) -> None:
    log_in(client_a, company_a, role="data_protection")
    page = client_a.get(f"/rights/cases/{case.pk}/erasure/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Meddelanden" in text
    assert "Rättsliga anspråk (artikel 17.3 e)" in text
    assert "Kommande bokningar" in text
    assert planted.name not in text
    assert "hx-get" not in text.split("<main", 1)[1]
    with company_context(company_a.schema_name):
        Hold.objects.create(contact_id=case.contact_id, reason="Tvist", review_on=timezone.localdate())
    assert (
        "Ett rättsligt skäl håller kvar" in client_a.get(f"/rights/cases/{case.pk}/erasure/").content.decode()
    )


def test_progress_is_shown_while_it_waits_and_the_certificate_when_done(
    case: Case, person: Contact, client_a: Client, company_a: Company, log_in: Callable[..., Any], erase: Erase,
    kept_there: Any,
) -> None:  # fmt: skip
    log_in(client_a, company_a)
    address = f"/rights/cases/{case.pk}/erasure/"
    kept_there.fail_next("503", times=None, operation="delete")
    erasure = erase(person, case=case, origin=Erasure.Origin.CASE)
    page = client_a.get(f"{address}progress/")
    assert "hx-trigger" in page.content.decode()
    assert "Det nekades: 20503." in page.content.decode()
    assert "HX-Refresh" not in page.headers
    kept_there.clear_faults()
    erasure = erase(person, case=case, origin=Erasure.Origin.CASE)
    page = client_a.get(f"{address}progress/")
    assert page.headers["HX-Refresh"] == "true"
    text = client_a.get(address).content.decode()
    assert f"/rights/certificates/{erasure.certificate_id}/" in text
    proof = client_a.get(f"/rights/certificates/{erasure.certificate_id}/").content.decode()
    assert "Verifierat" in proof
    assert "Stämmer inte" not in proof
    assert "1 raderade, 1 redan borta, 0 tömda" in proof
    listed = client_a.get("/rights/certificates/").content.decode()
    assert "Verifierat" in listed
    file = client_a.get(f"/rights/certificates/{erasure.certificate_id}/certificate.json")
    assert file.headers["Content-Disposition"] == 'attachment; filename="certificate-1.json"'
    assert json.loads(file.content)["content"]["case"] == 90
    with company_context(company_a.schema_name):
        key = ApiKey.issue(name="Kassan")[1]
    headers = {"authorization": f"Api-Key {key}"}
    known = client_a.get(f"/api/v1/certificates/{erasure.certificate_id}", headers=headers)
    assert known.json() == json.loads(file.content)
    shown = client_a.get(f"/api/v1/rights-requests/{case.pk}", headers=headers).json()
    assert shown["certificate_url"].endswith(f"/api/v1/certificates/{erasure.certificate_id}")


def test_agents_see_neither(
    case: Case, client_a: Client, company_a: Company, log_in: Callable[..., Any]
) -> None:
    log_in(client_a, company_a, role="agent")
    for address in (f"/rights/cases/{case.pk}/erasure/", "/rights/certificates/"):
        assert client_a.get(address).status_code == 403
    assert reverse("rights:certificates", urlconf="nexus.urls") == "/rights/certificates/"
