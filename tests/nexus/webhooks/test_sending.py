"""Trying, giving up, pausing, sending again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.choices import contact_restrict
from nexus.alarms import alarms_counted
from nexus.outbox.models import Job
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.sending import WAITS, wait_after
from nexus.webhooks.services import (
    WebhookRefused,
    delivery_replay,
    subscription_change,
    test_send,
)
from tests.api.factories import make_contact
from tests.nexus.webhooks.conftest import Clock, Subscribe, only
from tests.standins.hooked import Hooked

Send = Callable[[], int]
test_send.__test__ = False  # type: ignore[attr-defined]  # it is no test


def test_a_delivered_event_is_done_and_its_line_says_how(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe("contact.created")
    make_contact()
    assert only().state == "pending"
    assert send() == 1
    row = only()
    assert (row.state, row.tries, row.next_attempt_at) == ("delivered", 1, None)
    assert row.delivered_at
    (attempt,) = row.attempts
    assert (attempt["status"], attempt["error"]) == (200, "")
    assert attempt["milliseconds"] >= 0
    assert not Job.objects.filter(kind="webhook").exists()
    assert send() == 0


def test_a_failing_receiver_is_tried_nine_times_over_22_hours_and_then_it_has_failed(
    subscribe: Subscribe, send: Send, receiver: Hooked, clock: Clock
) -> None:
    subscribe("contact.created")
    receiver.fail_next("status", code=500, times=None)
    began = clock.now()
    make_contact()
    moments = []
    for tries in range(1, 10):
        assert only().state == "pending", tries
        assert send() == 1
        moments.append(clock.now() - began)
        row = only()
        assert row.tries == tries
        if row.state == "pending":
            assert row.next_attempt_at is not None
            assert send() == 0, "not before its time"
            clock.forward(row.next_attempt_at - clock.now() + timedelta(seconds=1))
    assert only().state == "failed"
    assert len(receiver.requests) == 9
    for earlier, later, wait in zip(moments, moments[1:], WAITS, strict=False):
        assert 0.8 * wait <= later - earlier <= 1.2 * wait + timedelta(seconds=2)
    assert timedelta(hours=17) < moments[-1] < timedelta(hours=27)
    clock.forward(timedelta(days=2))
    assert send() == 0
    # Every try was the same event, signed anew at its own time.
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    assert len({request.headers["webhook-timestamp"] for request in receiver.requests}) == 9


def test_waits_are_spread_by_chance() -> None:
    found = {wait_after(1) for _ in range(50)}
    assert len(found) > 10
    assert timedelta(seconds=8) <= min(found)
    assert max(found) <= timedelta(seconds=12)


def test_what_failed_at_first_is_delivered_when_the_receiver_is_back(
    subscribe: Subscribe, send: Send, receiver: Hooked, clock: Clock
) -> None:
    own = subscribe("contact.created")
    receiver.refuse_connections()
    make_contact()
    send()
    assert only().attempts[0]["error"] == "connect"
    own.refresh_from_db()
    assert own.failing_since
    receiver.accept_connections()
    clock.forward(timedelta(seconds=15))
    send()
    assert only().state == "delivered"
    own.refresh_from_db()
    assert own.failing_since is None


@pytest.mark.parametrize(
    ("fault", "options", "error", "status"),
    [
        ("redirect", {"to": "http://127.0.0.1:1/"}, "redirect", 302),
        ("close", {}, "protocol", None),
        ("junk", {}, "protocol", None),
        ("status", {"code": 404}, "", 404),
        ("status", {"code": 410}, "", 410),
        ("status", {"code": 503}, "", 503),
    ],
)
def test_every_failure_is_in_the_log_and_tried_again(
    subscribe: Subscribe,
    send: Send,
    receiver: Hooked,
    fault: str,
    options: dict[str, Any],
    error: str,
    status: int | None,
) -> None:
    subscribe("contact.created")
    receiver.fail_next(fault, **options)
    make_contact()
    send()
    row = only()
    assert (row.state, row.attempts[-1]["error"], row.attempts[-1]["status"]) == ("pending", error, status)


def test_a_receiver_that_fails_for_three_days_is_paused_with_one_alarm_and_started_again(
    subscribe: Subscribe, send: Send, receiver: Hooked, clock: Clock
) -> None:
    own = subscribe("contact.created")
    receiver.fail_next("status", code=500, times=None)
    for day in range(3):
        make_contact(605 + day)
        send()
        clock.forward(timedelta(days=1))
    own.refresh_from_db()
    assert own.state == "active"
    assert alarms_counted()["webhooks"] == 0
    make_contact(620)
    send()
    own.refresh_from_db()
    assert own.state == "failing"
    assert alarms_counted()["webhooks"] == 1
    tried = len(receiver.requests)
    clock.forward(timedelta(days=1))
    send()
    assert len(receiver.requests) == tried, "what waited is not sent to a paused one"
    assert {row.reason for row in Delivery.objects.filter(state="refused")} == {"paused"}
    make_contact(621)
    assert not Delivery.objects.filter(state="pending").exists()
    receiver.clear_faults()
    subscription_change(subscription=own, values={"state": "active"}, by=None)
    make_contact(622)
    send()
    own.refresh_from_db()
    assert (own.state, own.failing_since) == ("active", None)
    assert Delivery.objects.filter(state="delivered").count() == 1


def test_notices_are_tried_at_a_receiver_that_was_paused_for_failing(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    """It may have the person's data (GDPR art. 19)."""
    own = subscribe("contact.created", "contact.restricted")
    Subscription.objects.filter(pk=own.pk).update(state="failing", failing_since=timezone.now())
    contact_restrict(contact=make_contact(), actor=None)
    send()
    assert [event["type"] for event in receiver.events] == ["contact.restricted"]


# --- Sending again ------------------------------------------------------------------------------


def test_what_was_sent_can_be_sent_again_under_the_same_id(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    subscribe("contact.created")
    make_contact()
    send()
    delivery_replay(delivery=only())
    assert send() == 1
    assert len(receiver.requests) == 2
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    row = only()
    assert (row.state, row.tries, len(row.attempts)) == ("delivered", 1, 2)


def test_what_has_failed_gets_all_its_tries_anew(
    subscribe: Subscribe, send: Send, receiver: Hooked, clock: Clock
) -> None:
    subscribe("contact.created")
    make_contact()
    Delivery.objects.update(state="failed", tries=9)
    Job.objects.filter(kind="webhook").delete()
    receiver.fail_next("status", code=500)
    delivery_replay(delivery=only())
    send()
    assert (only().state, only().tries) == ("pending", 1)
    clock.forward(timedelta(seconds=15))
    send()
    assert only().state == "delivered"


def test_what_is_on_its_way_or_for_a_paused_receiver_is_not_sent_again(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    own = subscribe("contact.created")
    make_contact()
    with pytest.raises(WebhookRefused) as refused:
        delivery_replay(delivery=only())
    assert refused.value.code == "pending"
    send()
    subscription_change(subscription=own, values={"state": "paused"}, by=None)
    with pytest.raises(WebhookRefused) as refused:
        delivery_replay(delivery=only())
    assert refused.value.code == "not_active"


def test_a_test_reaches_the_receiver_whatever_it_has_chosen(
    subscribe: Subscribe, send: Send, receiver: Hooked
) -> None:
    own = subscribe("booking.moved")
    test_send(subscription=own)
    send()
    (event,) = receiver.events
    assert (event["type"], event["data"]) == ("webhook.test", {"message": "Hej från Nomar Nexus"})
