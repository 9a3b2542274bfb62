"""What is put in, for whom, and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.routes import route_by_id
from conversations.models import Message
from conversations.services.conversations import conversation_hand_over
from conversations.services.delivery import delivery_record
from conversations.services.inbound import sms_receive
from crm.bookings.models import Booking, Service
from crm.bookings.selectors import company_tz
from crm.bookings.services import booking_cancel, booking_confirm, booking_create, booking_move
from crm.choices import contact_restrict, contact_restriction_lift
from crm.merging import contact_merge
from crm.models import Contact
from gdpr.cases.services import case_open
from nexus.tenants.models import ChannelRoute, Company
from nexus.webhooks.events import choosable, kinds
from nexus.webhooks.models import Delivery
from nexus.webhooks.services import event_put, subscription_create
from tests.api.factories import make_contact, make_conversation, make_link, open_day, phone
from tests.nexus.webhooks.conftest import Subscribe, only
from tests.standins.hooked import Hooked

DOCS = Path(__file__).parents[3] / "docs" / "webhooks.md"
Send = Callable[[], int]


def test_nobody_wants_it_so_nothing_is_stored_and_one_look_is_all(in_company_a: Company) -> None:
    contact = make_contact()
    with CaptureQueriesContext(connection) as queries:
        assert event_put("contact.created", contact.pk, contact_id=contact.pk) == 0
    asked = [found["sql"] for found in queries if not found["sql"].startswith("SET search_path")]
    assert len(asked) == 1
    assert not Delivery.objects.exists()


def test_only_who_has_chosen_the_event_is_told(subscribe: Subscribe) -> None:
    wanting, other = subscribe("contact.created"), subscribe("booking.moved")
    make_contact()
    assert only().subscription == wanting
    assert not other.deliveries.exists()


def test_another_companys_receivers_hear_nothing(
    company_b: Company, subscribe: Subscribe, in_company: Callable[..., Any], receiver: Hooked
) -> None:
    subscribe("contact.created")
    with in_company(company_b):
        subscription_create(url=receiver.hook, events=["contact.created"], by=None)
        make_contact()
        assert Delivery.objects.count() == 1
    with in_company(Company.objects.get(slug="alfa")):
        assert Delivery.objects.count() == 0


def test_what_happens_is_undone_with_its_transaction(subscribe: Subscribe) -> None:
    subscribe("contact.created")
    with transaction.atomic():
        make_contact()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_a_new_customer_is_told_of_by_id_with_the_numbers_of_the_receivers_own_register(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe("contact.created", system="bokadirekt")
    contact = make_contact(name="Åsa Öberg", email="asa@example.se")
    make_link(contact, "K-1")
    contact.crm_links.create(system="fortnox", external_id="F-2")
    assert send() == 1
    (event,) = receiver.events
    assert event["type"] == "contact.created"
    assert event["version"] == 1
    assert event["data"] == {
        "contact": {
            "id": str(contact.pk),
            "url": f"http://alfa.localhost:8000/api/v1/contacts/{contact.pk}",
            "crm_links": [{"system": "bokadirekt", "external_id": "K-1"}],
        }
    }
    sent = receiver.requests[0].body.decode()
    assert not any(word in sent for word in ("Åsa", "asa@example", phone(), "F-2"))


def test_a_text_that_comes_in_is_told_of_once_and_without_its_words(
    subscribe: Subscribe, send: Send, receiver: Hooked, route_a: ChannelRoute
) -> None:
    subscribe("message.received")
    route = route_by_id(route_a.pk)
    assert route
    sms = InboundSms("SM" + "1" * 32, phone(), route.number, "Hemligheten är gul")
    for _ in range(2):
        sms_receive(route=route, sms=sms)
    assert send() == 1
    (event,) = receiver.events
    message = Message.objects.get(direction="inbound")
    assert event["data"]["message"]["id"] == str(message.pk)
    assert event["data"]["message"]["url"].endswith(f"/api/v1/messages/{message.pk}")
    assert event["data"]["contact"]["id"] == str(message.conversation.contact_id)
    assert "gul" not in receiver.requests[0].body.decode()
    assert phone() not in receiver.requests[0].body.decode()


def test_a_text_is_sent_when_the_provider_has_taken_it_and_that_is_told_of_once(subscribe: Subscribe) -> None:
    subscribe("message.sent")
    conversation = make_conversation(make_contact())
    message = Message.objects.create(
        conversation=conversation,
        channel="sms",
        direction="outbound",
        author_type="human",
        status="sending",
        body="Hej",
    )
    assert not Delivery.objects.exists()
    for status in ("accepted", "sent", "delivered"):
        delivery_record(message_id=message.pk, external_id="SM1", status=status)
    assert only().object_id == message.pk


def test_what_failed_was_not_sent(subscribe: Subscribe) -> None:
    subscribe("message.sent")
    message = Message.objects.create(
        conversation=make_conversation(make_contact()),
        channel="sms",
        direction="outbound",
        author_type="human",
        status="sending",
        body="Hej",
    )
    delivery_record(message_id=message.pk, external_id="SM1", status="failed", error_code="30005")
    assert not Delivery.objects.exists()


def test_a_handover_is_told_of_with_its_reason(subscribe: Subscribe, send: Send, receiver: Hooked) -> None:
    subscribe("conversation.handed_over")
    conversation_hand_over(conversation=make_conversation(make_contact()), reason="asked_for_human")
    send()
    assert receiver.events[0]["data"]["conversation"]["reason"] == "asked_for_human"


def test_a_booking_is_told_of_when_it_stands_when_it_moves_and_when_it_goes(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe("booking.confirmed", "booking.moved", "booking.cancelled")
    service, now = Service.objects.filter(active=True).earliest("position"), timezone.now()
    start = datetime.combine(open_day(), time(12), company_tz())
    wish: dict[str, Any] = {"now": now, "source": Booking.Source.STAFF}
    first = booking_create(service=service, start=start, contact=make_contact(), **wish)
    send()
    moved = booking_move(booking=first, start=start + timedelta(hours=1), **wish)
    send()
    booking_cancel(booking=moved, **wish)
    send()
    told = [(event["type"], event["data"]["booking"]) for event in receiver.events]
    assert [kind for kind, _ in told] == ["booking.confirmed", "booking.moved", "booking.cancelled"]
    assert told[0][1]["start"] == start.isoformat()
    assert told[1][1]["moved_from"] == str(first.pk)
    assert [booking["state"] for _, booking in told] == ["confirmed", "confirmed", "cancelled"]
    assert told[2][1]["service"] == service.key


def test_what_is_only_proposed_is_told_of_when_it_is_agreed_to(subscribe: Subscribe) -> None:
    subscribe("booking.confirmed")
    service = Service.objects.filter(active=True).earliest("position")
    start = datetime.combine(open_day(), time(12), company_tz())
    booking = booking_create(
        service=service, start=start, contact=make_contact(), now=timezone.now(), source="ai", proposed=True
    )
    assert not Delivery.objects.exists()
    booking_confirm(booking=booking, now=timezone.now(), source="ai")
    assert only().kind == "booking.confirmed"


def test_two_customers_who_are_one_are_told_of_with_both_ids(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    other = Contact.objects.create()
    subscribe("contact.merged")
    keep = make_contact()
    contact_merge(keep=keep, other=other, actor=None)
    send()
    data = receiver.events[0]["data"]
    assert (data["contact"]["id"], data["merged"]["id"]) == (str(keep.pk), str(other.pk))


def test_a_rights_case_is_told_of_when_it_is_opened(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe("rights_request.opened")
    case, _new = case_open(
        kind="access",
        contact=make_contact(),
        phone="",
        channel="portal",
        now=timezone.now(),
        wish="Mitt ärende",
    )
    send()
    told = receiver.events[0]["data"]["rights_request"]
    assert (told["id"], told["kind"], told["number"]) == (str(case.pk), "access", case.number)
    assert "Mitt" not in receiver.requests[0].body.decode()


# --- The document says what is ------------------------------------------------------------------


def test_the_document_lists_every_event_with_the_very_example(in_company_a: Company) -> None:
    text = DOCS.read_text(encoding="utf-8")
    said = {
        name: json.loads(example)
        for name, example in re.findall(
            r"^### `([a-z_.]+)`\n.*?```json\n(.*?)```", text, re.DOTALL | re.MULTILINE
        )
    }
    assert set(said) == set(kinds())
    for name, kind in kinds().items():
        assert said[name] == json.loads(json.dumps(kind.example)), name


def test_examples_have_the_shape_of_what_is_sent(subscribe: Subscribe, send: Send, receiver: Hooked) -> None:
    """A key that is said and not sent, or the other way round, misleads whoever builds a receiver."""
    subscribe(*choosable())
    contact = make_contact()
    make_link(contact)
    conversation_hand_over(conversation=make_conversation(contact), reason="complaint")
    case_open(kind="access", contact=contact, phone="", channel="portal", now=timezone.now())
    contact_restrict(contact=contact, actor=None)
    contact_restriction_lift(contact=contact, actor=None)
    send()
    assert len(receiver.events) == 5
    for event in receiver.events:
        assert _shape(event["data"]) == _shape(kinds()[event["type"]].example), event["type"]


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return type(value).__name__
