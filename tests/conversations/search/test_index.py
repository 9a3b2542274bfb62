"""The index follows the company's setting, and what is stored, by whatever road."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.routes import route_by_id
from conversations.models import Message, MessageTerms, SearchSettings
from conversations.search import jobs
from conversations.search.services import search_settings_store
from conversations.services.inbound import sms_receive
from conversations.services.messages import staff_reply
from crm.models import Contact
from nexus.audit.models import Instruction
from nexus.crypto.terms import text_terms
from nexus.outbox.models import Job
from nexus.tenants.models import ChannelRoute, Company
from tests.api.factories import make_contact, make_conversation, make_inbound, phone
from tests.conversations.conftest import Desk
from tests.conversations.search.conftest import Say, found
from tests.conversations.search.test_pages import rows_of, shown


def receive(company: Company, body: str) -> None:
    route = route_by_id(ChannelRoute.objects.get(company=company).pk)
    sms = InboundSms(external_id=f"SM{uuid4().hex}", sender=phone(640), recipient=route.number, body=body)
    assert sms_receive(route=route, sms=sms).new


def job(company: Company) -> None:
    """Run the job that somebody asked for, as a worker does."""
    from nexus.outbox.runner import job_run

    waiting = Job.objects.get(kind=jobs.INDEX)
    assert (waiting.schema, waiting.object_id) == (company.schema_name, company.pk)
    with connection.cursor() as cursor:
        # What a test stores is checked at a commit that never comes; a table with checks to come stays.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    job_run(waiting.pk)
    connection.set_tenant(company)


def test_a_text_that_comes_in_is_found_at_once(company_a: Company, in_company_a: Company) -> None:
    receive(company_a, "Hej, har ni pärlsocker? \0 \ud800 Mitt nummer är 19121212-1212")
    (text,) = found("pärlsocker")
    assert "121212-****" in text.replace("1912", "12") or "****" in text
    assert found("19121212") == [], "what was masked is found by nothing"


def test_what_staff_write_is_found_at_once(desk: Desk) -> None:
    thread = desk.conversation()
    make_inbound(thread, "Hej")
    staff_reply(conversation=thread, author=desk.user, body="Vi har pärlsocker")
    assert found("pärlsocker") == ["Vi har pärlsocker"]


def test_what_was_stored_before_there_was_an_index_gets_one(
    say: Say, in_company_a: Company, monkeypatch: Any
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    for number in range(5):
        say(f"Klippning {number}")
    MessageTerms.objects.all().delete()
    Contact.objects.update(name_terms=None)
    assert found("klippning") == []
    assert jobs.messages_index() == 5
    assert jobs.messages_index() == 0
    assert len(found("klippning")) == 5
    assert jobs.names_index() == Contact.objects.count()
    assert jobs.names_index() == 0


def test_a_job_that_was_killed_goes_on_where_it_was(say: Say, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    for number in range(5):
        say(f"Klippning {number}")
    MessageTerms.objects.all().delete()
    jobs._batch_index(None)
    assert MessageTerms.objects.count() == 2
    assert jobs.messages_index() == 3


def test_a_damaged_message_stops_no_one_else_s(say: Say) -> None:
    broken, whole = say("Kanel"), say("Pärlsocker")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conversations_message SET body = '\\x01' WHERE id = %s", [broken.pk])
    MessageTerms.objects.all().delete()
    jobs.messages_index()
    assert MessageTerms.objects.get(message=broken).terms == []
    assert found("pärlsocker") == [whole.body]


def test_a_damaged_name_stops_no_one_else_s(in_company_a: Company) -> None:
    broken, whole = make_contact(606, "Olle Ek"), make_contact(607, "Kajsa Åberg")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE crm_contact SET name = '\\x01', name_terms = NULL WHERE id = %s", [broken.pk])
    Contact.objects.filter(pk=whole.pk).update(name_terms=None)
    jobs.names_index()
    assert Contact.objects.get(pk=broken.pk).name_terms == []
    assert Contact.objects.get(pk=whole.pk).name_terms


def test_switched_off_nothing_is_found_by_words_and_nothing_new_is_kept(
    desk: Desk, company_a: Company
) -> None:
    thread = desk.conversation(605, "Kajsa Åberg")
    make_inbound(thread, "Pärlsocker")
    assert desk.post("/settings/search/").status_code == 302
    html = shown(desk, "pärlsocker")
    assert rows_of(html) == []
    assert "inte ska gå att söka på ord" in html
    assert "<mark>Åberg</mark>" in shown(desk, "åberg")
    assert "070-174 06 05" in shown(desk, "0701740605")
    make_inbound(thread, "Kanel")
    receive(company_a, "Kardemumma")
    assert MessageTerms.objects.count() == 1, "what was there, until the job has run"
    job(company_a)
    assert not MessageTerms.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('conversations_messageterms')")
        assert cursor.fetchone() == (0,), "nor in what a DELETE would leave behind"
    (told,) = Instruction.objects.filter(setting="search.words")
    assert (told.before, told.after, told.actor_id) == (True, False, desk.user.pk)


def test_switched_on_again_everything_is_found(desk: Desk, company_a: Company) -> None:
    thread = desk.conversation()
    make_inbound(thread, "Pärlsocker")
    desk.post("/settings/search/")
    job(company_a)
    make_inbound(thread, "Mer pärlsocker")
    assert desk.post("/settings/search/", {"words": "on"}).status_code == 302
    job(company_a)
    assert found("pärlsocker") == ["Mer pärlsocker", "Pärlsocker"]
    assert Job.objects.filter(kind=jobs.AGAIN).exists(), "once more, for what was being stored meanwhile"
    assert Instruction.objects.filter(setting="search.words").count() == 2


def test_nothing_changes_when_nothing_is_changed(desk: Desk) -> None:
    desk.post("/settings/search/", {"words": "on"})
    assert not Instruction.objects.filter(setting="search.words").exists()
    assert not Job.objects.filter(kind=jobs.INDEX).exists()
    assert not SearchSettings.objects.exists()


@pytest.mark.parametrize("role", ["agent", "data_protection"])
def test_only_the_owner_may_switch(client_a: Any, company_a: Company, log_in: Any, role: str) -> None:
    log_in(client_a, company_a, role=role)
    assert client_a.post("/settings/search/").status_code in (403, 404)


def test_the_terms_of_a_text_are_those_that_storing_it_gives(say: Say) -> None:
    message = say("Kan jag boka klippning?")
    assert MessageTerms.objects.get(message=message).terms == text_terms(str(message.body))


def test_a_message_that_is_stored_twice_is_found_once(company_a: Company, in_company_a: Company) -> None:
    route = route_by_id(ChannelRoute.objects.get(company=company_a).pk)
    sms = InboundSms(external_id="SM1", sender=phone(640), recipient=route.number, body="Pärlsocker")
    assert [sms_receive(route=route, sms=sms).new for _ in range(2)] == [True, False]
    assert found("pärlsocker") == ["Pärlsocker"]


def test_the_setting_is_another_company_s_own(
    company_b: Company, in_company: Any, say: Say, company_a: Company
) -> None:
    from nexus.accounts.models import User

    with in_company(company_a):
        say("Pärlsocker")
    with in_company(company_b):
        owner = User.objects.filter(role="owner").first()
        assert owner is not None
        search_settings_store(company=company_b, words=False, actor=owner)
        make_inbound(make_conversation(make_contact(650, "Olle Ek")), "Motorolja")
        assert not MessageTerms.objects.exists()
    with in_company(company_a):
        assert found("pärlsocker") == ["Pärlsocker"]
        assert Message.objects.count() == MessageTerms.objects.count()
