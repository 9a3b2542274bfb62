"""A person is erased, and found nowhere afterwards."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.core.management import call_command

from conversations.models import Conversation, Message, ProviderDeletion
from crm.models import Contact, Identifier, OptOut
from gdpr.certificates import certificate_check, chain_check
from gdpr.models import Case, CaseEvent, Erasure, IdentityCode
from nexus.audit.models import Entry
from nexus.crypto.index import blind_phone
from nexus.outbox.models import Job
from nexus.outbox.services import job_put
from nexus.privacy import ledger
from nexus.privacy.registry import registered_rows
from nexus.tenants.context import company_context
from nexus.tenants.models import Company
from tests.gdpr.erasure.conftest import Erase, keep
from tests.gdpr.erasure.looking import everywhere
from tests.gdpr.people import Canaries, full_person
from tests.standins.twilio import TwilioStandIn


def test_nothing_that_was_planted_is_found_anywhere_afterwards(
    person: Contact, planted: Canaries, company_a: Company, kept_there: TwilioStandIn, erase: Erase, capfd
) -> None:
    with company_context(company_a.schema_name):
        cache.set(f"handset:{blind_phone(planted.phone).hex()}", "något", timeout=60)
        cache.set("last-seen", f"ring {planted.phone}", timeout=60)
        job_put(kind="turn", object_id=Conversation.objects.get(contact=person, channel="sms").pk)
    before = everywhere(planted.all().values())
    assert len(set(before)) >= 15, "the search itself finds what is there"
    erasure = erase(person)
    assert erasure.state == Erasure.State.DONE, [(s.store, s.error) for s in erasure.steps.all() if s.error]
    out = capfd.readouterr()
    assert everywhere(planted.all().values(), log=out.out + out.err) == []
    assert all(message.deleted for message in kept_there.messages.values())
    assert {r.method for r in kept_there.requests} >= {"DELETE", "GET"}
    with company_context(company_a.schema_name):
        assert cache.get("last-seen") is None
        assert not Job.objects.filter(schema=company_a.schema_name, kind="turn").exists()


def test_what_stays_has_a_ground_and_names_nobody(
    person: Contact, planted: Canaries, company_a: Company, erase: Erase
) -> None:
    erasure = erase(person)
    with company_context(company_a.schema_name):
        case = Case.objects.get()
        assert (case.contact_id, case.phone, case.stated_name, case.wish, case.changes) == (
            None,
            "",
            "",
            "",
            None,
        )
        assert case.kind == Case.Kind.RECTIFICATION
        assert [event.note for event in CaseEvent.objects.filter(case=case)] == [""]
        assert OptOut.objects.filter(blind=blind_phone(planted.second_phone)).exists()
        assert Entry.objects.filter(contact_id=person.pk).exists()
        kept = {step.store: step.ground for step in erasure.steps.all() if step.kept}
        assert kept["gdpr.Case"] == "legal_claims"
        assert kept["crm.OptOut"] == "objection"
        assert kept["audit.Entry"] == "accountability"
        gone = [label for label, entry in registered_rows().items() if entry.deleted]
        assert [label for label in gone if registered_rows()[label].table.objects.exists()] == []


def test_the_certificate_names_every_store_and_nobody(
    person: Contact, planted: Canaries, company_a: Company, kept_there: TwilioStandIn, erase: Erase
) -> None:
    erasure = erase(person)
    certificate = erasure.certificate
    assert certificate is not None
    with company_context(company_a.schema_name):
        assert certificate_check(certificate)
        assert chain_check() == []
    content = certificate.content
    stores = {row["store"]: row for row in content["stores"]}
    assert set(registered_rows()) | {"jobs", "cache", "sms_provider", "residue", "ledger"} <= set(stores)
    assert stores["conversations.Message"]["erased"] == 2
    assert stores["sms_provider"]["erased"] == 2
    assert content["providers"]["sms_provider"] == {"done": 1, "gone": 1}
    assert content["residue"]["found"] == 0
    assert content["residue"]["values_searched"] > 100
    assert content["ledger_sequence"] == ledger.verify().sequence > 0
    assert content["backups"]["until"] > content["finished_at"][:10]
    text = json.dumps(content, ensure_ascii=False)
    assert not [word for word in planted.all().values() if word in text]


def test_the_erasure_itself_remembers_nobody_when_it_is_done(
    person: Contact, planted: Canaries, company_a: Company, erase: Erase
) -> None:
    erasure = erase(person)
    with company_context(company_a.schema_name):
        erasure = Erasure.objects.get(pk=erasure.pk)
        assert erasure.subject is None
        assert planted.phone not in json.dumps(erasure.plan)
        assert ProviderDeletion.objects.count() == 0
        assert ledger.is_erased(company_a.schema_name, blind_phone(planted.phone))


def test_others_and_other_companies_keep_what_is_theirs(
    person: Contact, company_a: Company, company_b: Company, planted: Canaries, erase: Erase
) -> None:
    other = full_person(company_a, 1)
    same_number = full_person(company_b, 0)
    with company_context(company_a.schema_name):
        about = {
            label: entry.table.objects.filter(**{f"{entry.contact}": other.pk}).count()
            for label, entry in registered_rows().items()
            if entry.contact
        }
        own = Message.objects.get(external_id="SMkanarieb0123456789")
        own.body = f"Ring min vän på {planted.phone}, hon heter {planted.name}"
        own.save()
    erasure = erase(person)
    assert erasure.state == Erasure.State.DONE
    # The thread, and the review's copy of it is older.
    assert erasure.certificate.content["residue"]["mentions_by_others"] == 1
    with company_context(company_a.schema_name):
        after = {
            label: entry.table.objects.filter(**{f"{entry.contact}": other.pk}).count()
            for label, entry in registered_rows().items()
            if entry.contact
        }
        assert after == about
        assert planted.phone in Message.objects.get(pk=own.pk).body
    with company_context(company_b.schema_name):
        assert Contact.objects.get(pk=same_number.pk).name == planted.name
        assert Message.objects.count() == 2


def test_a_damaged_row_is_erased_like_any_other(
    person: Contact, company_a: Company, django_db_blocker, erase: Erase
) -> None:
    from django.db import connection

    with company_context(company_a.schema_name), connection.cursor() as cursor:
        cursor.execute(r"UPDATE conversations_message SET body = '\x01deadbeef'::bytea")
        cursor.execute(r"UPDATE crm_contact SET name = '\x00'::bytea, email = '\x01'::bytea")
        cursor.execute(r"UPDATE gdpr_case SET stated_name = '\x01'::bytea")
    erasure = erase(person)
    assert erasure.state == Erasure.State.DONE
    with company_context(company_a.schema_name):
        assert not Message.objects.exists()
        assert not Contact.objects.exists()
        assert Case.objects.get().stated_name == ""


def test_the_case_of_the_erasure_is_closed_with_it(person: Contact, company_a: Company, erase: Erase) -> None:
    with company_context(company_a.schema_name):
        first = Case.objects.get()
        case = Case.objects.create(
            number=first.number + 1,
            kind=Case.Kind.ERASURE,
            state=Case.State.IN_PROGRESS,
            contact=person,
            phone="+46701740640",
            channel="sms",
            due_at=first.due_at,
        )
        IdentityCode.objects.create(case=case, purpose="verify", expires_at=first.due_at)
    erasure = erase(person, case=case, origin=Erasure.Origin.CASE)
    with company_context(company_a.schema_name):
        case = Case.objects.get(pk=case.pk)
        assert (case.state, case.phone, case.contact) == (Case.State.DONE, "", None)
        assert case.closed_at is not None
        kinds = list(case.events.values_list("kind", flat=True))
        assert {"started", "done"} <= set(kinds)
        assert erasure.certificate.content["case"] == case.number


def test_the_command_says_what_it_did(
    person: Contact, planted: Canaries, company_a: Company, kept_there: TwilioStandIn, capsys
) -> None:
    call_command("subject_erase", company="alfa", phone="070-174 06 40", yes=True)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["state"], told["residue"], told["found"]) == ("done", 0, 1)
    assert told["stores"]["conversations.Message"]["erased"] == 2
    with company_context(company_a.schema_name):
        assert not Identifier.objects.exists()
    call_command("subject_erase", company="alfa", phone=planted.phone, yes=True)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["found"] == 0


def test_the_command_fails_while_a_store_is_left(
    person: Contact, planted: Canaries, kept_there: TwilioStandIn, monkeypatch, capsys
) -> None:
    kept_there.fail_next("503", times=None, operation="delete")
    with pytest.raises(SystemExit) as ended:
        call_command("subject_erase", company="alfa", phone=planted.phone, yes=True)
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["state"] == "waiting"
    assert told["stores"]["sms_provider"] == {
        "state": "failed", "erased": 0, "kept": 0, "grounds": [], "error": "20503",
    }  # fmt: skip
    assert told["certificate"] is None
    # The number is nobody's any more, and the command goes on where it stopped all the same.
    kept_there.clear_faults()
    call_command("subject_erase", company="alfa", phone=planted.phone, yes=True)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["state"] == "done"
    assert all(message.deleted for message in kept_there.messages.values())
    keep(kept_there, "SM" + "0" * 32, inbound=True)  # whoever has the number now
    assert not kept_there.messages["SM" + "0" * 32].deleted
