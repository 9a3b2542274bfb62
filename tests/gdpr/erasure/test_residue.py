"""An eraser that is broken on purpose is caught by the scan, which says where and never what."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from conversations.channels.sms.erasure import ProviderStore
from conversations.models import Article, Message
from crm.models import Contact, CrmLink
from gdpr.erasure import run as run_module
from gdpr.erasure.services import erasure_run_now
from gdpr.models import Case, Erasure
from nexus.audit.services import entry_append
from nexus.crypto.terms import name_terms, text_terms
from nexus.outbox.erasure import JobStore
from nexus.outbox.models import Job
from nexus.privacy.needles import Needles
from nexus.tenants.context import company_context
from nexus.tenants.erasure import CacheStore
from nexus.tenants.models import Company
from tests.gdpr.erasure.conftest import Erase, keep
from tests.gdpr.people import Canaries
from tests.standins.twilio import TwilioStandIn

Break = Callable[[pytest.MonkeyPatch, Contact, Canaries], None]


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> None:
    """Files of the test's own: the run's other worker erases people too."""
    settings.NEXUS = replace(settings.NEXUS, home=tmp_path / "home")
    (tmp_path / "home").mkdir()


def forgets_to_empty_a_field(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    kept = run_module.rows_empty

    def lazy(model: Any, keys: Any, names: Any) -> None:
        kept(model, keys, [name for name in names if name != "verify_note"])

    monkeypatch.setattr(run_module, "rows_empty", lazy)
    case = Case.objects.get()
    case.verify_note = f"Ringde från {planted.phone}"
    case.save()


def forgets_a_table_without_a_key(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    entry_append(action="x", subject_type="x", details={"note": f"hos {planted.email}"})


def skips_a_model(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    """Its rows are cut loose from the contact, as a careless eraser might do to please the database."""
    whole = run_module.rows_delete

    def lazy(cursor: Any, model: Any, keys: Any, **how: Any) -> Any:
        if model is CrmLink:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE crm_crmlink ALTER contact_id DROP NOT NULL")
            cursor.execute("UPDATE crm_crmlink SET contact_id = NULL")
            return len(keys), {}
        return whole(cursor, model, keys, **how)

    monkeypatch.setattr(run_module, "rows_delete", lazy)


def forgets_the_cache(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    cache.set("recent", [f"0{planted.phone[3:5]}-{planted.phone[5:]}"], timeout=60)
    monkeypatch.setattr(CacheStore, "erase", lambda *_: 0)


def forgets_the_jobs(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    now = timezone.now()
    Job.objects.create(
        schema=connection.schema_name, kind="turn", object_id=person.pk, due_at=now, first_due_at=now, created_at=now
    )  # fmt: skip
    monkeypatch.setattr(JobStore, "erase", lambda *_: 0)


def forgets_a_mail(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    folder = settings.NEXUS.home / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    quoted = planted.name.replace("å", "=C3=A5")
    (folder / "20261123.log").write_bytes(f"Subject: Nytt\n\nHej,\n{quoted} har h=C3=B6rt av sig\n".encode())


def forgets_a_copied_text(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    Article.objects.create(title="Fågel", body=f"**Exempel**\n\n{planted.text.upper()}", language="sv")
    text = Message.objects.get(body__isnull=False, direction="inbound")
    text.body = planted.text + ", för jag har fått låna en kikare av min granne"
    text.save()
    Article.objects.update(body=f"En kund skrev: {text.body}")


def keeps_what_a_text_was_found_by(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    """An index's row lives on under another key, in a table that no model knows: nothing in it is readable."""
    terms = "{" + ",".join(map(str, text_terms(planted.text))) + "}"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE old_index (id int PRIMARY KEY, terms bigint[])")
        cursor.execute("INSERT INTO old_index VALUES (1, '{5,6,7}'), (2, %s)", [terms])


def keeps_what_a_name_was_found_by(monkeypatch: Any, person: Contact, planted: Canaries) -> None:
    terms = "{" + ",".join(map(str, name_terms(planted.name))) + "}"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE old_index (id int PRIMARY KEY, terms bigint[])")
        cursor.execute("INSERT INTO old_index VALUES (1, '{5,6,7}'), (2, %s)", [terms])


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (keeps_what_a_text_was_found_by, "old_index.terms"),
        (keeps_what_a_name_was_found_by, "old_index.terms"),
        (forgets_to_empty_a_field, "gdpr_case.verify_note"),
        (forgets_a_table_without_a_key, "audit_entry.details"),
        (skips_a_model, "crm_crmlink.external_id"),
        (forgets_the_cache, "cache"),
        (forgets_the_jobs, "outbox_job.object_id"),
        (forgets_a_mail, "file mail"),
        (forgets_a_copied_text, "conversations_article.body"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_an_eraser_forgot_is_found_and_named(
    broken: Break,
    where: str,
    person: Contact,
    planted: Canaries,
    company_a: Company,
    erase: Erase,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with company_context(company_a.schema_name):
        broken(monkeypatch, person, planted)
    with caplog.at_level(logging.INFO):
        erasure = erase(person)
    assert erasure.state == Erasure.State.WAITING
    assert erasure.certificate is None
    with company_context(company_a.schema_name):
        (failed,) = erasure.steps.exclude(state="done")
    assert (failed.store, failed.error) == ("residue", "residue")
    assert where in [hit["where"] for hit in erasure.plan["residue"]["hits"]]
    told = json.dumps(erasure.plan, ensure_ascii=False) + caplog.text
    assert not [word for word in planted.all().values() if word in told]


def test_an_eraser_that_forgets_the_provider_is_caught(
    person: Contact,
    planted: Canaries,
    company_a: Company,
    kept_there: TwilioStandIn,
    erase: Erase,
    monkeypatch,
) -> None:
    monkeypatch.setattr(ProviderStore, "erase", lambda *_: 2)
    erasure = erase(person)
    assert erasure.state == Erasure.State.WAITING
    assert [hit["where"] for hit in erasure.plan["residue"]["hits"]] == ["sms_provider"]
    assert not any(message.deleted for message in kept_there.messages.values())


def test_once_it_has_been_put_right_the_next_check_passes(
    person: Contact, planted: Canaries, company_a: Company, erase: Erase
) -> None:
    with company_context(company_a.schema_name):
        article = Article.objects.create(title="Ring", body=f"Ring {planted.phone}", language="sv")
    erasure = erase(person)
    assert erasure.state == Erasure.State.WAITING
    with company_context(company_a.schema_name):
        article.delete()
        erasure_run_now(erasure=erasure)
        erasure.refresh_from_db()
        assert erasure.state == Erasure.State.DONE
        assert "residue" not in erasure.plan


@pytest.mark.parametrize(
    "text",
    [
        "070-174 06 40", "0701740640", "+46 (0)70 174 06 40", "0046701740640", "tel:+46-70-174-06-40", "46701740640",
        "%2B46701740640", "070\u00a0174\u00a006\u00a040", "\\u002b46701740640", "KzQ2NzAxNzQwNjQw!", "ring 070/1740640",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    needles = Needles(phones=["+46701740640"])
    if text.endswith("!"):
        text = f"innan {text[:-1]} efter"
        assert needles.find(f"prefix {text}") == {"phone"}
        return
    assert needles.find(text) == {"phone"}


@pytest.mark.parametrize(
    "text", ["070-174 06 41", "0701740640123", "1740640", "Anna", "20261123", "701 740 64"]
)
def test_what_only_looks_alike_is_not_found(text: str) -> None:
    assert Needles(phones=["+46701740640"], names=["Anna"], emails=["a@b.example"]).find(text) == set()


def test_names_and_addresses_are_found_in_any_case_and_only_whole() -> None:
    needles = Needles(names=["Kajsa  Åberg"], emails=["kajsa@aberg.example"])
    assert needles.find("KAJSA ÅBERG") == {"name"}
    assert needles.find("Kajsa\nA\u030aberg") == {"name"}
    assert needles.find("Kajsa Åbergsson") == set()
    assert needles.find("<Kajsa@Aberg.example>") == {"email"}
    assert needles.find("okajsa@aberg.example") == set()
    assert needles.find_json({"a": ["x", {"Kajsa Åberg": 1}]}) == {"name"}


def test_the_number_s_next_owner_is_no_residue(
    person: Contact,
    planted: Canaries,
    company_a: Company,
    erase: Erase,
    kept_there: TwilioStandIn,
    monkeypatch,
) -> None:
    """Somebody writes from the number while the erasure runs: a new customer, untouched."""
    from conversations.channels.sms.port import InboundSms
    from conversations.channels.sms.routes import route_by_id
    from conversations.services.inbound import sms_receive
    from nexus.tenants.models import ChannelRoute

    route = route_by_id(ChannelRoute.objects.get(company=company_a).pk)
    before = run_module.Run._notes
    sid = "SM" + "c" * 32

    def notes(self: Any, step: Any) -> None:
        before(self, step)
        arrives.append(step)

    arrives: list[Any] = []
    whole = run_module.Run._rows_delete

    def rows(self: Any, step: Any, entry: Any) -> None:
        if entry.model == "conversations.ConversationEvent" and arrives:
            arrives.clear()
            sms_receive(
                route=route,
                sms=InboundSms(
                    external_id=sid, sender=planted.phone, recipient=route.number, body="Hej, ny här"
                ),
            )
            keep(kept_there, sid, inbound=True)
        whole(self, step, entry)

    monkeypatch.setattr(run_module.Run, "_notes", notes)
    monkeypatch.setattr(run_module.Run, "_rows_delete", rows)
    erasure = erase(person)
    assert erasure.state == Erasure.State.DONE
    with company_context(company_a.schema_name):
        message = Message.objects.get()
        assert (message.body, message.external_id) == ("Hej, ny här", sid)
        assert message.conversation.contact_id != person.pk
    assert not kept_there.messages[sid].deleted


def test_a_text_that_was_under_way_to_the_old_contact_goes_too(
    person: Contact, company_a: Company, erase: Erase, monkeypatch
) -> None:
    """Its sender had been looked up before the number went, and it lands when its table is done already."""
    from conversations.models import Conversation

    whole, late = run_module.Run._rows_delete, ["SM" + "d" * 32]

    def rows(self: Any, step: Any, entry: Any) -> None:
        if entry.table is Conversation and late:
            Message.objects.create(
                conversation=Conversation.objects.get(contact=person, channel="sms"),
                channel="sms", direction="inbound", author_type="contact",
                body="Sent i sista stund", status="received", external_id=late.pop(),
            )  # fmt: skip
        whole(self, step, entry)

    monkeypatch.setattr(run_module.Run, "_rows_delete", rows)
    erasure = erase(person)
    assert erasure.state == Erasure.State.DONE
    with company_context(company_a.schema_name):
        assert not Message.objects.exists()
        assert not Conversation.objects.exists()
        assert erasure.steps.get(store="conversations.Message").erased == 3
        assert erasure.certificate.content["providers"]["sms_provider"] == {"gone": 3}
