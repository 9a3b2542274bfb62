"""Restriction and objection are obeyed by booking texts, the API, the portal's thread and its lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Interpretation, Message
from conversations.services.booking_texts import _send
from crm.bookings.models import Booking, Resource, Service
from crm.choices import (
    contact_object,
    contact_objection_lift,
    contact_restrict,
    contact_restriction_lift,
)
from crm.models import Contact
from nexus.audit.models import Entry, Instruction
from tests.api.conftest import Api
from tests.api.conftest import api as api
from tests.api.factories import make_ai_answer, make_conversation, make_inbound
from tests.gdpr.cases.conftest import Desk

SECRET = "Jag har så ont i axeln"


@pytest.fixture
def thread(karin: Contact, route_a) -> Any:
    conversation = make_conversation(karin, route_id=route_a.pk)
    make_inbound(conversation, SECRET)
    make_ai_answer(conversation, "Ring gärna 1177.")
    return conversation


def booking_of(karin: Contact) -> Booking:
    return Booking.objects.create(
        service=Service.objects.first(),
        resource=Resource.objects.first(),
        contact=karin,
        start=timezone.now() + timedelta(days=2),
        end=timezone.now() + timedelta(days=2, minutes=30),
        blocked_until=timezone.now() + timedelta(days=2, minutes=30),
        state=Booking.State.CONFIRMED,
        source=Booking.Source.STAFF,
    )


def test_no_booking_text_or_reminder_goes_to_a_restricted_contact(karin: Contact, thread):
    booking = booking_of(karin)
    assert _send(booking, "Välkommen i morgon!")
    contact_restrict(contact=karin, actor=None)
    booking.refresh_from_db()
    assert not _send(booking, "Välkommen i morgon!")


def test_both_choices_can_be_ended_and_each_change_is_in_the_ledger(karin: Contact):
    assert contact_restrict(contact=karin, actor=None, case_number=7)
    assert not contact_restrict(contact=karin, actor=None)
    assert contact_restriction_lift(contact=karin, actor=None)
    assert contact_object(contact=karin, actor=None)
    assert contact_objection_lift(contact=karin, actor=None)
    karin.refresh_from_db()
    assert (karin.restricted, karin.objected) == (False, False)
    given = (
        Instruction.objects.filter(setting__startswith="contact.")
        .order_by("sequence")
        .values_list("setting", "after")
    )
    assert list(given) == [
        ("contact.restricted", {"restricted": True, "case": 7}),
        ("contact.restricted", {"restricted": False}),
        ("contact.objected", {"objected": True}),
        ("contact.objected", {"objected": False}),
    ]


def test_the_api_withholds_a_restricted_contacts_texts_until_a_reason_is_given(
    api: Api, karin: Contact, thread
):
    contact_restrict(contact=karin, actor=None)
    address = f"conversations/{thread.pk}/messages"
    rows = api.get(address).json()["results"]
    assert [(row["body"], row["interpretation"]) for row in rows] == [(None, None)] * 2
    assert {row["author_type"] for row in rows} == {"ai", "contact"}
    assert SECRET not in api.get(f"messages/{rows[0]['id']}").content.decode()
    assert not Entry.objects.filter(action__in=("read", "read_restricted")).exists()
    assert api.get(f"{address}?reason=nyfiken").status_code == 400
    shown = api.get(f"{address}?reason=claims").json()["results"]
    assert SECRET in [row["body"] for row in shown]
    entry = Entry.objects.get(action="read_restricted")
    assert (entry.details, entry.contact_id, entry.actor_kind) == ({"reason": "claims"}, karin.pk, "api")


def test_staff_see_a_restricted_thread_only_after_saying_why(desk: Desk, karin: Contact, thread):
    contact_restrict(contact=karin, actor=None)
    address = f"/c/{thread.pk}/"
    for path in (address, f"{address}messages/", "/"):
        page = desk.get(path).content.decode()
        assert SECRET not in page
        assert "1177" not in page
    assert not Entry.objects.filter(action="read").exists()
    assert desk.post(f"{address}reason/", {"reason": "nyfiken"}).status_code == 404
    assert desk.post(f"{address}reason/", {"reason": "request"}).status_code == 302
    assert SECRET in desk.get(address).content.decode()
    assert Entry.objects.get(action="read_restricted").details == {"reason": "request"}
    Entry.objects.filter(action="read_restricted").update(at=timezone.now() - timedelta(hours=1))
    assert SECRET not in desk.get(address).content.decode()


def test_staff_may_write_to_a_restricted_contact_themselves(desk: Desk, karin: Contact, thread):
    contact_restrict(contact=karin, actor=None)
    desk.post(f"/c/{thread.pk}/reason/", {"reason": "request"})
    assert desk.post(f"/c/{thread.pk}/reply/", {"body": "Vi hörs."}).status_code == 302
    assert Message.objects.filter(author_type="human").count() == 1


@pytest.mark.parametrize("choose", [contact_restrict, contact_object])
def test_the_ai_cannot_be_given_the_conversation_back(desk: Desk, karin: Contact, thread, choose):
    choose(contact=karin, actor=None)
    desk.post(f"/c/{thread.pk}/reason/", {"reason": "request"})
    page = desk.get(f"/c/{thread.pk}/")
    assert page.context["can_hand_back"] is False
    assert 'id="hand-back"' not in page.content.decode()


def test_rehearsals_know_no_real_contact(company_a, karin: Contact):
    from conversations.services.rehearsal import conversation_rehearse
    from gdpr.models import Case

    connection.set_tenant(company_a)
    (done,) = conversation_rehearse(
        company=company_a, messages=["REGISTERUTDRAG"], now=timezone.now(), channel="sms"
    )
    assert (done.outcome.interpretation["intent"], done.outcome.decision) == ("rights_access", "acted")
    assert not Case.objects.exists()
    assert not Interpretation.objects.exists()
