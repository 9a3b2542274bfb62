"""What is not told: of restricted people, of what is gone, to receivers that are off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from conversations.services.conversations import conversation_hand_over
from crm.choices import contact_restrict, contact_restriction_lift
from gdpr.cases.services import case_open
from nexus.tenants.models import Company
from nexus.webhooks.events import choosable
from nexus.webhooks.models import Delivery
from nexus.webhooks.services import WebhookRefused, event_put, subscription_change, subscription_create
from tests.api.factories import make_contact, make_conversation, make_inbound, make_link, phone
from tests.nexus.webhooks.conftest import Subscribe, only
from tests.standins.hooked import Hooked

DOCS = Path(__file__).parents[3] / "docs" / "webhooks.md"
Send = Callable[[], int]


# --- Restricted people: nothing but the notices themselves ----------------------------------------


def test_of_a_restricted_customer_nothing_is_put_in_but_that_they_are_restricted(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe(*choosable())
    contact = make_contact()
    Delivery.objects.all().delete()
    contact_restrict(contact=contact, actor=None)
    conversation_hand_over(conversation=make_conversation(contact), reason="restricted")
    case_open(kind="access", contact=contact, phone="", channel="portal", now=timezone.now())
    assert [row.kind for row in Delivery.objects.all()] == ["contact.restricted"]
    contact_restriction_lift(contact=contact, actor=None)
    send()
    assert sorted(event["type"] for event in receiver.events) == [
        "contact.restricted",
        "contact.unrestricted",
    ]


def test_who_is_restricted_before_it_is_sent_is_not_told_of_any_more(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe("conversation.handed_over")
    contact = make_contact()
    conversation_hand_over(conversation=make_conversation(contact), reason="asked_for_human")
    contact_restrict(contact=contact, actor=None)
    send()
    assert receiver.requests == []
    assert (only().state, only().reason) == ("refused", "restricted")


def test_what_is_gone_when_it_is_sent_is_not_told_of(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe("message.received")
    message = make_inbound(make_conversation(make_contact()))
    event_put("message.received", message.pk, contact_id=message.conversation.contact_id)
    message.delete()
    send()
    assert receiver.requests == []
    assert (only().state, only().reason) == ("refused", "gone")


def test_what_is_sent_is_what_holds_then(subscribe: Subscribe, send: Send, receiver: Hooked) -> None:
    """Nothing of the content was kept: a link that came meanwhile is there."""
    subscribe("contact.created")
    contact = make_contact()
    make_link(contact, "K-77")
    send()
    assert receiver.events[0]["data"]["contact"]["crm_links"][0]["external_id"] == "K-77"


def test_the_log_holds_ids_and_codes_alone(subscribe: Subscribe, send: Send, receiver: Hooked) -> None:
    subscribe("contact.created")
    contact = make_contact(name="Åsa Öberg")
    make_link(contact, "K-1007")
    receiver.fail_next("status", code=500)
    send()
    row = json.dumps(list(Delivery.objects.values()), default=str)
    assert not any(word in row for word in ("Åsa", "K-1007", phone(), "nej"))


# --- Choosing -----------------------------------------------------------------------------------


def test_there_is_no_receiver_without_events_or_of_unknown_ones(in_company_a: Company) -> None:
    for events in ([], ["contact.exploded"], ["webhook.test"]):
        with pytest.raises(WebhookRefused):
            subscription_create(url="http://127.0.0.1/", events=events, by=None)


def test_a_company_has_ten_receivers_at_most(subscribe: Subscribe) -> None:
    for _ in range(10):
        subscribe("contact.created")
    with pytest.raises(WebhookRefused) as refused:
        subscribe("contact.created")
    assert refused.value.code == "too_many"


def test_a_paused_receiver_is_told_nothing(subscribe: Subscribe) -> None:
    own = subscribe(*choosable())
    subscription_change(subscription=own, values={"state": "paused"}, by=None)
    contact = make_contact()
    contact_restrict(contact=contact, actor=None)
    assert not Delivery.objects.exists()
