"""Closing a company: everything handed over, nothing left, and a restore brings nothing back."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_tenants.utils import schema_exists

from conversations.models import Message
from crm.models import Contact
from nexus.crypto.models import DataKey
from nexus.outbox.models import Job
from nexus.outbox.services import job_put
from nexus.privacy import gate, ledger
from nexus.privacy.models import LedgerMark
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company, Domain
from tests.conversations.conftest import provider as provider
from tests.conversations.conftest import twilio as twilio
from tests.gdpr.people import full_person
from tests.standins.twilio import TwilioStandIn

SECRET = "Lösenordet är hallonsaft"


@pytest.fixture
def company(fresh_database: str, twilio: TwilioStandIn) -> Company:
    """Salong Alfa with a customer who has something everywhere, in a database of the test's own."""
    found = Company.objects.get(slug="alfa")
    full_person(found)
    return found


def close(company: Company, out: Path) -> dict[str, Any]:
    said = io.StringIO()
    call_command("company_close", "--company", company.slug, "--yes", "--out", str(out), stdout=said)
    answer: dict[str, Any] = json.loads(said.getvalue().splitlines()[-1])
    return answer


def exported(out: Path) -> dict[str, list[dict[str, Any]]]:
    with zipfile.ZipFile(out / "alfa-export.zip") as pack:
        return {
            name.removesuffix(".jsonl"): [json.loads(line) for line in pack.read(name).splitlines()]
            for name in pack.namelist()
            if name.endswith(".jsonl")
        }


def test_nothing_happens_without_yes(company: Company, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("company_close", "--company", "alfa", "--out", str(tmp_path))
    assert Company.objects.get(pk=company.pk).state == Company.State.READY


def test_the_whole_export_is_handed_over_opened_and_signed(company: Company, tmp_path: Path) -> None:
    with company_context(company.schema_name):
        texts = {message.body for message in Message.objects.all()}
        names = {contact.name for contact in Contact.objects.all()}
    answer = close(company, tmp_path)
    tables = exported(tmp_path)
    assert {row["body"] for row in tables["conversations.Message"]} == texts
    assert {row["name"] for row in tables["crm.Contact"]} == names
    assert answer["rows"] == sum(len(rows) for rows in tables.values())
    said = io.StringIO()
    call_command("package_verify", str(tmp_path / "alfa-export.zip"), stdout=said)
    assert json.loads(said.getvalue())["rows"] == answer["rows"]
    whole = (tmp_path / "alfa-export.zip").read_bytes()
    for place in (len(whole) // 3, len(whole) - 200):
        (tmp_path / "changed.zip").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(CommandError):
            call_command("package_verify", str(tmp_path / "changed.zip"))


def test_no_password_key_or_keyed_hash_leaves_with_the_export(company: Company, tmp_path: Path) -> None:
    close(company, tmp_path)
    tables = exported(tmp_path)
    assert not {"password", "last_login_ip"} & set(tables["accounts.User"][0])
    for rows in tables.values():
        for row in rows:
            assert not [
                name for name in row if "blind" in name or name in ("key_hash", "data", "session_data")
            ]


def test_nothing_is_left_here_and_the_others_are_untouched(company: Company, tmp_path: Path) -> None:
    job_put(kind="turn", object_id=company.pk, schema=company.schema_name)
    answer = close(company, tmp_path)
    assert not schema_exists(company.schema_name)
    assert not DataKey.objects.filter(owner=company.schema_name).exists()
    assert answer["keys_destroyed"] >= 2
    assert not Job.objects.filter(schema=company.schema_name).exists()
    assert not ChannelRoute.objects.filter(company=company).exists()
    assert not Domain.objects.filter(tenant=company).exists()
    assert Company.objects.get(pk=company.pk).state == Company.State.CLOSED
    beta = Company.objects.get(slug="beta")
    assert schema_exists(beta.schema_name)
    assert DataKey.objects.filter(owner=beta.schema_name).exists()
    assert ledger.is_erased(company.schema_name, bytes(32))
    assert not ledger.is_erased(beta.schema_name, bytes(32))


def test_the_provider_lets_go_of_everything_of_the_numbers(
    company: Company, tmp_path: Path, twilio: TwilioStandIn
) -> None:
    own = ChannelRoute.objects.get(company=company).number
    twilio.inbound("+46701740612", own, "Gammalt", post=False)
    close(company, tmp_path)
    theirs = [message for message in twilio.messages.values() if own in (message.to, message.sender)]
    assert theirs
    assert all(message.deleted for message in theirs)


def test_a_provider_that_is_away_stops_the_closing_before_anything_is_dropped(
    company: Company, tmp_path: Path, twilio: TwilioStandIn
) -> None:
    own = ChannelRoute.objects.get(company=company).number
    twilio.inbound("+46701740612", own, "Gammalt", post=False)
    twilio.fail_next("500", times=None)
    with pytest.raises(CommandError, match="provider"):
        close(company, tmp_path)
    assert schema_exists(company.schema_name)
    assert DataKey.objects.filter(owner=company.schema_name).exists()
    assert ledger.verify().sequence == 0
    twilio.clear_faults()
    assert close(company, tmp_path)["closed"] == 1


def test_the_certificate_is_signed_and_one_changed_figure_fails(company: Company, tmp_path: Path) -> None:
    answer = close(company, tmp_path)
    path = tmp_path / answer["certificate"]
    text, said = path.read_text(), io.StringIO()
    call_command("certificate_verify", str(path), stdout=said)
    told = json.loads(said.getvalue())
    assert (told["valid"], told["company"]["name"]) == (True, "Salong Alfa")
    certificate = json.loads(text)
    assert certificate["in_backups_until"] > certificate["at"][:10]
    altered = json.dumps(certificate | {"keys_destroyed": 99})
    doubled = text.replace("{", '{"keys_destroyed": 99,', 1)
    for forged in (altered, doubled):
        path.write_text(forged)
        with pytest.raises(CommandError):
            call_command("certificate_verify", str(path))


def test_after_a_restore_the_company_is_closed_again(company: Company, tmp_path: Path) -> None:
    beta = Company.objects.get(slug="beta")
    # What a backup from before the closing brings back: the schema, and a mark that is behind.
    gate.ledger_append(kind="company", owner=beta.schema_name)
    LedgerMark.objects.update(sequence=0)
    gate.forget()
    said = io.StringIO()
    call_command("erasures_replay", stdout=said)
    assert json.loads(said.getvalue().splitlines()[-1]) == {
        "erased": 0,
        "closed": 1,
        "absent": 0,
        "failed": 0,
    }
    assert not schema_exists(beta.schema_name)
    assert not gate.ledger_ahead()
