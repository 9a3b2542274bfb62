"""Restriction and objection are obeyed by booking texts, the API, the portal's thread and its lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from conversations.agent.providers.prompt import message_list
from conversations.models import AnswerReview, Conversation, Interpretation, Message
from conversations.rectification import MessageRectifier
from conversations.services.booking_texts import _send
from conversations.services.reviews import NotReviewable, answer_review_store
from conversations.services.turn_input import turn_input
from crm.bookings.models import Booking, Resource, Service
from crm.choices import (
    contact_object,
    contact_objection_lift,
    contact_restrict,
    contact_restriction_lift,
)
from crm.models import Contact
from crm.restricted import reason_needed
from nexus.audit.models import Entry, Instruction
from tests.api.conftest import Api
from tests.api.conftest import api as api
from tests.api.factories import make_ai_answer, make_conversation, make_inbound
from tests.api.test_problems import assert_problem
from tests.gdpr.cases.conftest import Desk

SECRET = "Jag har så ont i axeln"


@pytest.fixture
def thread(karin: Contact, route_a) -> Any:
    conversation = make_conversation(karin, route_id=route_a.pk)
    make_inbound(conversation, SECRET)
    make_ai_answer(conversation, "Ring gärna 1177.")
    return conversation


def booking_of(karin: Contact, source: str = "staff") -> Booking:
    return Booking.objects.create(
        service=Service.objects.first(),
        resource=Resource.objects.first(),
        contact=karin,
        start=timezone.now() + timedelta(days=2),
        end=timezone.now() + timedelta(days=2, minutes=30),
        blocked_until=timezone.now() + timedelta(days=2, minutes=30),
        state=Booking.State.CONFIRMED,
        source=source,
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


def test_staff_write_to_a_restricted_contact_only_after_saying_why(desk: Desk, karin: Contact, thread):
    contact_restrict(contact=karin, actor=None)
    failed = Message.objects.get(author_type="ai")
    Message.objects.filter(pk=failed.pk).update(status="failed")
    reply, resend = f"/c/{thread.pk}/reply/", f"/c/{thread.pk}/messages/{failed.pk}/resend/"
    for path in (reply, resend):
        for headers in ({}, {"hx-request": "true"}):
            refused = desk.post(path, {"body": "Vi hörs."}, **headers)
            page = refused.content.decode()
            assert "Säg varför du behöver titta" in page
            assert SECRET not in page
    assert not Message.objects.filter(author_type="human").exists()
    desk.post(f"/c/{thread.pk}/reason/", {"reason": "request"})
    assert desk.post(reply, {"body": "Vi hörs."}).status_code == 302
    assert Message.objects.filter(author_type="human").count() == 1


def test_one_members_reason_opens_nothing_to_another_and_nothing_of_another_contact(
    desk: Desk, karin: Contact, thread, log_in, client_a, company_a
):
    contact_restrict(contact=karin, actor=None)
    other = desk.conversation(613, "Bo Berg")
    contact_restrict(contact=other.contact, actor=None)
    desk.post(f"/rights/people/{karin.pk}/reason/", {"reason": "claims", "next": f"/c/{thread.pk}/"})
    assert not reason_needed(karin, desk.user.pk)
    assert reason_needed(other.contact, desk.user.pk)
    connection.set_tenant(company_a)
    colleague = log_in(client_a, company_a, role="agent")
    connection.set_tenant(company_a)
    assert reason_needed(karin, colleague.pk)
    assert desk.post(f"/c/{thread.pk}/reply/", {"body": "Hej"}).status_code == 422


def test_the_page_that_asked_for_a_reason_is_gone_back_to_and_no_other_site(desk: Desk, karin: Contact):
    address = f"/rights/people/{karin.pk}/reason/"
    assert desk.post(address, {"reason": "request", "next": "/bookings/"}).url == "/bookings/"
    for elsewhere in ("https://evil.example/", "//evil.example", ""):
        there = desk.post(address, {"reason": "request", "next": elsewhere})
        assert there.url == f"/rights/people/{karin.pk}/"
    assert desk.post(address, {"reason": "nyfiken"}).status_code == 404


def test_the_api_texts_a_restricted_contact_only_with_a_reason(api: Api, karin: Contact, thread):
    contact_restrict(contact=karin, actor=None)
    address = f"conversations/{thread.pk}/messages"
    refused = api.post(address, {"body": "Hej!"})
    assert_problem(refused, 409)
    assert refused.json()["type"] == "urn:nomar-nexus:problem:restricted"
    assert_problem(api.post(f"{address}?reason=nyfiken", {"body": "Hej!"}), 400)
    assert not Message.objects.filter(author_type="human").exists()
    assert api.post(f"{address}?reason=request", {"body": "Hej!"}).status_code == 201
    assert Entry.objects.get(action="read_restricted").details == {"reason": "request"}


def test_a_restricted_contact_is_found_by_number_and_not_by_name(api: Api, karin: Contact, thread):
    def found(query: str) -> list[str]:
        return [
            row["id"]
            for kind in ("contacts", "conversations")
            for row in api.get(f"{kind}?q={query}").json()["results"]
        ]

    both = [str(karin.pk), str(thread.pk)]
    assert found("Karin") == found("karin@example.se") == found("0701740612") == both
    contact_restrict(contact=karin, actor=None)
    assert found("Karin") == found("karin@example.se") == []
    assert found("0701740612") == found("1740612") == both
    assert_problem(api.get(f"conversations?q={'x' * 101}"), 400)


def test_a_restricted_contacts_answers_become_no_case_of_an_evaluation_set(
    desk: Desk, karin: Contact, thread
):
    message = Message.objects.get(author_type="ai")
    address = f"/c/{thread.pk}/messages/{message.pk}/review/"
    contact_restrict(contact=karin, actor=None)
    desk.post(f"/c/{thread.pk}/reason/", {"reason": "request"})
    assert address not in desk.get(f"/c/{thread.pk}/").content.decode()
    for headers in ({}, {"hx-request": "true"}):
        desk.post(address, {"reason": "tone"}, **headers)
    assert not AnswerReview.objects.exists()
    with pytest.raises(NotReviewable):
        answer_review_store(
            message=message, reason="tone", comment="", expected_intent="", actor_id=desk.user.pk
        )


def test_a_disputed_message_shows_what_the_person_says_of_it(desk: Desk, api: Api, karin: Contact, thread):
    message = Message.objects.get(author_type="contact")
    MessageRectifier()(karin.pk, {f"message:{message.pk}": "Det skrev jag aldrig"})
    connection.set_tenant(desk.company)
    page = desk.get(f"/c/{thread.pk}/").content.decode()
    assert "Karin bestrider meddelandet" in page
    own = page[page.index(f'id="m-{message.pk}"') :].partition("</article>")[0]
    assert own.index(SECRET) < own.index("Det skrev jag aldrig")
    shown = {
        row["id"]: row["annotations"]
        for row in api.get(f"conversations/{thread.pk}/messages").json()["results"]
    }
    assert [row["text"] for row in shown.pop(str(message.pk))] == ["Det skrev jag aldrig"]
    assert list(shown.values()) == [[]]
    assert api.get(f"messages/{message.pk}").json()["annotations"][0]["text"] == "Det skrev jag aldrig"


def test_the_ai_is_told_what_the_person_says_of_it(desk: Desk, karin: Contact, thread):
    """Corrections reach later AI context (privacy.md): the message as it was, and the dispute beside it."""
    disputed = Message.objects.get(author_type="contact")
    MessageRectifier()(karin.pk, {f"message:{disputed.pk}": "Det skrev jag aldrig"})
    asked = make_inbound(thread, "Har ni tid?")
    given = message_list(turn_input(desk.company, thread, [asked]))
    (said,) = [text for text in given[0]["content"].splitlines() if "aldrig" in text]
    assert "isputed" in said
    assert SECRET in given[0]["content"].partition(said)[0]
    assert "aldrig" not in given[-1]["content"].partition(said)[2]


@pytest.mark.parametrize("choose", [contact_restrict, contact_object])
def test_the_ai_cannot_be_given_the_conversation_back(desk: Desk, karin: Contact, thread, choose):
    choose(contact=karin, actor=None)
    desk.post(f"/c/{thread.pk}/reason/", {"reason": "request"})
    page = desk.get(f"/c/{thread.pk}/")
    assert page.context["can_hand_back"] is False
    assert 'id="hand-back"' not in page.content.decode()
    before = Conversation.objects.get().state
    desk.post(f"/c/{thread.pk}/take-over/")
    refused = desk.post(f"/c/{thread.pk}/hand-back/")
    assert "AI:n får inte svara den här kunden" in refused.content.decode()
    assert (before, Conversation.objects.get().state) == ("ai", "human")


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
