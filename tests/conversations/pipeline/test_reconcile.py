"""What was missed comes back: the provider's list against ours, both ways."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from conversations.channels.sms.reconcile import reconcile_all, want_reconcile
from conversations.models import Conversation, Message
from conversations.services.messages import message_queue
from conversations.tasks import reconcile_if_wanted
from crm.models import OptOut
from crm.services import contact_create
from nexus.crypto.index import blind_phone
from nexus.outbox.models import Job
from nexus.privacy import gate
from nexus.privacy.gate import ledger_append, ledger_seen
from nexus.privacy.models import LedgerMark
from nexus.tenants.models import ChannelRoute
from tests.conversations.pipeline.conftest import KARIN

ERIK = "+46701740613"


@pytest.fixture
def texts(company_a, in_company):
    """The bodies of what came in, oldest first."""

    def read() -> list[str]:
        with in_company(company_a):
            return [m.body for m in Message.objects.filter(direction="inbound").order_by("id")]

    return read


@pytest.fixture
def stuck(company_a, route_a, in_company, twilio, work):
    """``stuck("sent")``: a message that the provider took a while ago, and has moved on without telling."""

    def make(status: str, *, theirs: str, minutes: int = 5) -> Message:
        with in_company(company_a):
            contact = contact_create(phone=KARIN)
            conversation = Conversation.objects.create(contact=contact, channel="sms", route_id=route_a.pk)
            message = message_queue(conversation=conversation, body="Hej", author_type="ai")
        twilio.fail_next("stuck", operation="create")
        work()
        (record,) = twilio.outbound()
        record.status = theirs
        record.error_code = 30003 if theirs == "undelivered" else None
        with in_company(company_a):
            then = timezone.now() - timedelta(minutes=minutes)
            Message.objects.filter(pk=message.pk).update(status=status, created_at=then)
        return message

    return make


def status_of(message: Message, company, in_company) -> tuple[str, str]:
    with in_company(company):
        found = Message.objects.get(pk=message.pk)
        return found.status, found.error_code


def test_missed_texts_are_taken_in_once_in_their_order_and_answered(
    twilio, texts, route_a, work, company_a, in_company
):
    start = timezone.now() - timedelta(minutes=10)
    for minute, body in enumerate(("Hej", "när har ni öppet", "på lördag?")):
        twilio.inbound(KARIN, route_a.number, body, post=False, sent_at=start + timedelta(minutes=minute))
    assert reconcile_all()["taken_in"] == 3
    assert reconcile_all()["taken_in"] == 0
    assert texts() == ["Hej", "när har ni öppet", "på lördag?"]
    with in_company(company_a):
        first = Message.objects.order_by("id").first()
        assert first is not None
        assert abs((first.created_at - start).total_seconds()) < 1
    work()
    assert len(twilio.outbound(to=KARIN)) == 1


def test_what_a_webhook_brought_is_not_taken_in_again(twilio, texts, route_a, sms_hook):
    known = twilio.inbound(KARIN, route_a.number, "Ett", post=False)
    twilio.inbound(KARIN, route_a.number, "Två", post=False)
    sms_hook("Ett", sid=known.sid)
    assert reconcile_all()["taken_in"] == 1
    assert texts() == ["Ett", "Två"]
    sms_hook("Ett", sid=known.sid)
    assert len(texts()) == 2


def test_a_webhook_that_comes_after_all_stores_nothing_twice(twilio, texts, route_a, sms_hook):
    missed = twilio.inbound(KARIN, route_a.number, "Ett", post=False)
    reconcile_all()
    assert sms_hook("Ett", sid=missed.sid).status_code == 200
    assert texts() == ["Ett"]


def test_who_was_erased_is_not_taken_in_again(twilio, texts, route_a, company_a, in_company):
    twilio.inbound(KARIN, route_a.number, "Glöm mig", post=False)
    twilio.inbound(ERIK, route_a.number, "Hej", post=False)
    with in_company(company_a):
        ledger_append(kind="subject", owner=company_a.schema_name, subject=blind_phone(KARIN))
    assert reconcile_all()["taken_in"] == 1
    assert texts() == ["Hej"]


def test_what_somebody_writes_after_their_erasure_is_taken_in(twilio, texts, route_a, company_a, in_company):
    before = timezone.now() - timedelta(hours=2)
    with in_company(company_a):
        ledger_append(kind="subject", owner=company_a.schema_name, subject=blind_phone(KARIN))
    twilio.inbound(KARIN, route_a.number, "Glömt", post=False, sent_at=before)
    twilio.inbound(
        KARIN, route_a.number, "Hej igen", post=False, sent_at=timezone.now() + timedelta(seconds=2)
    )
    assert reconcile_all()["taken_in"] == 1
    assert texts() == ["Hej igen"]


def test_an_erasure_at_one_company_is_none_at_another(twilio, texts, route_a, company_b, in_company):
    with in_company(company_b):
        ledger_append(kind="subject", owner=company_b.schema_name, subject=blind_phone(KARIN))
    twilio.inbound(KARIN, route_a.number, "Hej", post=False)
    assert reconcile_all()["taken_in"] == 1


def test_texts_of_long_ago_are_left_alone(twilio, texts, route_a):
    twilio.inbound(KARIN, route_a.number, "Igår", post=False, sent_at=timezone.now() - timedelta(hours=25))
    twilio.inbound(KARIN, route_a.number, "Nyss", post=False, sent_at=timezone.now() - timedelta(hours=5))
    reconcile_all()
    assert texts() == ["Nyss"]


def test_a_missed_opt_out_is_obeyed_and_a_missed_personnummer_masked(
    twilio, texts, route_a, work, company_a, in_company
):
    twilio.inbound(KARIN, route_a.number, "Mitt är 19900118-9811", post=False)
    twilio.inbound(KARIN, route_a.number, "STOPP", post=False)
    reconcile_all()
    work()
    assert texts() == ["Mitt är 900118-****", "STOPP"]
    assert twilio.outbound() == []
    with in_company(company_a):
        assert OptOut.objects.count() == 1


def test_more_than_a_page_is_taken_in(twilio, texts, route_a, monkeypatch):
    monkeypatch.setattr("conversations.channels.sms.twilio.PAGE", 3)
    start = timezone.now() - timedelta(minutes=30)
    for n in range(8):
        twilio.inbound(KARIN, route_a.number, f"Text {n}", post=False, sent_at=start + timedelta(seconds=n))
    assert reconcile_all()["taken_in"] == 8
    assert texts() == [f"Text {n}" for n in range(8)]


@pytest.mark.parametrize(
    ("before", "theirs", "ends", "code"),
    [
        ("accepted", "sent", "sent", ""),
        ("accepted", "delivered", "delivered", ""),
        ("sent", "delivered", "delivered", ""),
        ("sent", "undelivered", "undelivered", "30003"),
        ("sent", "queued", "sent", ""),
    ],
)
def test_what_stands_still_is_asked_about(before, theirs, ends, code, stuck, company_a, in_company):
    message = stuck(before, theirs=theirs)
    reconcile_all()
    assert status_of(message, company_a, in_company) == (ends, code)


def test_what_is_new_or_final_is_not_asked_about(stuck, twilio, company_a, in_company):
    message = stuck("accepted", theirs="delivered", minutes=0)
    reconcile_all()
    assert status_of(message, company_a, in_company)[0] == "accepted"
    with in_company(company_a):
        Message.objects.update(status="delivered", created_at=timezone.now() - timedelta(minutes=5))
    reconcile_all()
    assert not [r for r in twilio.requests if "/Messages/" in r.path]


def test_a_message_that_the_provider_has_no_more_stays_as_it_is(stuck, twilio, company_a, in_company):
    message = stuck("sent", theirs="delivered")
    twilio.outbound()[0].deleted = True
    reconcile_all()
    assert [r.status for r in twilio.requests if "/Messages/" in r.path] == [404]
    assert status_of(message, company_a, in_company)[0] == "sent"


def test_an_uncertain_one_is_looked_for_again(stuck, twilio, company_a, in_company):
    message = stuck("uncertain", theirs="delivered")
    with in_company(company_a):
        Message.objects.update(external_id=None)
    connection.set_schema_to_public()
    Job.objects.all().delete()
    reconcile_all()
    connection.set_schema_to_public()
    job = Job.objects.get()
    assert (job.kind, job.object_id, job.schema) == ("settle", message.pk, company_a.schema_name)


@pytest.mark.parametrize("kind", ["429", "500", "close", "hang"])
def test_one_number_s_failing_provider_does_not_stop_the_others(
    kind, twilio, texts, route_a, route_b, in_company
):
    twilio.add_account(route_b.account_sid, route_b.auth_token)
    twilio.add_number(route_b.number, account_sid=route_b.account_sid)
    twilio.inbound(KARIN, route_a.number, "Till Alfa", post=False)
    twilio.inbound(KARIN, route_b.number, "Till Beta", post=False)
    routes = list(ChannelRoute.objects.order_by("number"))
    assert routes[0] == route_a  # the first one fails
    twilio.fail_next(kind, operation="list", matches=lambda r: route_a.account_sid in r.path)
    counts = reconcile_all()
    assert (counts["failed"], counts["taken_in"]) == (1, 1)
    assert texts() == []
    assert reconcile_all() == {"taken_in": 1, "moved": 0, "failed": 0}
    assert texts() == ["Till Alfa"]
    with in_company(route_b.company):
        assert [m.body for m in Message.objects.all()] == ["Till Beta"]


def test_a_wish_to_reconcile_is_granted_once(twilio, texts, route_a):
    reconcile_if_wanted()
    twilio.requests.clear()
    want_reconcile()
    twilio.inbound(KARIN, route_a.number, "Hej", post=False)
    reconcile_if_wanted()
    assert texts() == ["Hej"]
    asked = len(twilio.requests)
    reconcile_if_wanted()
    assert len(twilio.requests) == asked


def test_after_a_restore_a_text_is_told_to_come_again_and_comes(
    twilio, texts, company_a, in_company, sms_hook, route_a
):
    with in_company(company_a):
        sequence = ledger_append(kind="subject", owner=company_a.schema_name, subject=blind_phone(ERIK))
    LedgerMark.objects.update(sequence=0)
    gate.forget()
    missed = twilio.inbound(KARIN, route_a.number, "Hej", post=False)
    assert sms_hook("Hej", sid=missed.sid).status_code == 503
    ledger_seen(sequence)
    reconcile_all()
    assert texts() == ["Hej"]
