"""Sending one delivery: what may be sent now, in which words, and what becomes of the answer.

Nothing is kept between tries but ids, so each try looks again whether the receiver is on, whether the event
may be told, and what there is to tell. The request itself runs outside every transaction.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from nexus.alarms import alarm
from nexus.faults import crash_point
from nexus.outbox.services import Claim, RetryLater
from nexus.privacy.logfilter import Code
from nexus.webhooks import client
from nexus.webhooks.client import Outcome
from nexus.webhooks.events import TEST, Event, NothingToTell, delivered_act, kinds, silence_about
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.signing import signed_headers

logger = logging.getLogger(__name__)

#: How long after a failed try the next one comes; after the last of them it has failed. About 22 hours in all.
WAITS: Final = (
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
#: Each wait is up to a fifth shorter or longer, so that what failed together does not come back together.
_JITTER: Final = 0.2
#: A receiver with which nothing has gone well for so long is paused.
PATIENCE: Final = timedelta(days=3)
#: Tries that a row remembers.
_REMEMBERED: Final = 30
_CHANCE: Final = random.SystemRandom()
State = Delivery.State


def webhook_send(claim: Claim) -> None:
    """The job ``webhook``: send the delivery, or try again later."""
    delivery = (
        Delivery.objects.select_related("subscription")
        .filter(pk=claim.object_id, state=State.PENDING)
        .first()
    )
    if delivery is None:
        return
    delivery_try(delivery, hold=claim.hold)
    if delivery.state == State.PENDING and delivery.next_attempt_at is not None:
        wait = max(delivery.next_attempt_at - timezone.now(), timedelta())
        raise RetryLater(wait, "receiver")


def delivery_try(delivery: Delivery, *, hold: Callable[[], None]) -> None:
    """One try. Afterwards the row says what came of it. ``hold`` runs first in the transaction that stores, and
    raises when the caller has lost its right to."""
    subscription = delivery.subscription
    why = _why_not(delivery, subscription)
    data: dict[str, Any] = {}
    if not why:
        try:
            data = _data(delivery, subscription)
        except NothingToTell:
            why = "gone"
    if why:
        with transaction.atomic():
            hold()
            _settle(delivery, State.REFUSED, reason=why)
        return
    now = timezone.now()
    body = _body(delivery, data)
    headers = signed_headers(_secrets(subscription, now), message_id=message_id(delivery), at=now, body=body)
    outcome = client.post(subscription.url, body=body, headers=headers)
    crash_point("webhook_after_answer")
    with transaction.atomic():
        hold()
        _store(delivery, subscription, outcome, now)


def message_id(delivery: Delivery) -> str:
    """The ``webhook-id``: the same for an event at every try, also when it is sent again by hand."""
    return f"evt_{delivery.event_id.hex}"


def _why_not(delivery: Delivery, subscription: Subscription) -> str:
    """Why this must not be sent; "" when it may."""
    kind = kinds().get(delivery.kind)
    if kind is None:
        return "unknown"  # a version before this one, or after it, knew the event
    if subscription.state == Subscription.State.PAUSED:
        return "paused"
    if subscription.state == Subscription.State.FAILING and not kind.notice and delivery.kind != TEST:
        return "paused"
    if delivery.contact_id is not None and not kind.notice:
        return silence_about(delivery.contact_id)
    return ""


def _data(delivery: Delivery, subscription: Subscription) -> dict[str, Any]:
    event = Event(
        kind=delivery.kind,
        object_id=delivery.object_id,
        contact_id=delivery.contact_id,
        at=delivery.created_at,
        system=subscription.system,
    )
    return kinds()[delivery.kind].build(event)


def _body(delivery: Delivery, data: dict[str, Any]) -> bytes:
    return json.dumps(
        {
            "type": delivery.kind,
            "version": kinds()[delivery.kind].version,
            "id": message_id(delivery),
            "timestamp": timezone.localtime(delivery.created_at).isoformat(timespec="milliseconds"),
            "data": data,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _secrets(subscription: Subscription, now: datetime) -> list[str]:
    """Those that sign now, the newest first. One that has had its time is forgotten."""
    valid = [str(subscription.secret)]
    if subscription.previous_until is not None:
        if subscription.previous_until > now:
            valid.append(str(subscription.previous_secret))
        else:
            Subscription.objects.filter(pk=subscription.pk, previous_until__lte=now).update(
                previous_secret=None, previous_until=None
            )
    return valid


def _store(delivery: Delivery, subscription: Subscription, outcome: Outcome, began: datetime) -> None:
    delivery.tries += 1
    delivery.attempts = [
        *delivery.attempts,
        {
            "at": began.isoformat(timespec="seconds"),
            "status": outcome.status,
            "error": outcome.error,
            "milliseconds": outcome.milliseconds,
        },
    ][-_REMEMBERED:]
    if outcome.delivered:
        delivery.delivered_at = timezone.now()
        _settle(delivery, State.DELIVERED)
        Subscription.objects.filter(pk=subscription.pk, failing_since__isnull=False).update(
            failing_since=None
        )
        act = delivered_act(delivery.kind)
        if act is not None:
            act(delivery.pk)
        return
    logger.info(
        "webhook not delivered",
        extra={"delivery": delivery.pk, "status": outcome.status, "cause": Code(outcome.error)},
    )
    if delivery.tries > len(WAITS):
        _settle(delivery, State.FAILED)
    else:
        delivery.next_attempt_at = timezone.now() + wait_after(delivery.tries)
        delivery.save(update_fields=["tries", "attempts", "next_attempt_at"])
    _note_failure(subscription, began)


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries, from one."""
    return WAITS[tries - 1] * _CHANCE.uniform(1 - _JITTER, 1 + _JITTER)


def _settle(delivery: Delivery, state: str, *, reason: str = "") -> None:
    delivery.state, delivery.reason, delivery.next_attempt_at = state, reason, None
    delivery.save(update_fields=["state", "reason", "tries", "attempts", "next_attempt_at", "delivered_at"])


def _note_failure(subscription: Subscription, now: datetime) -> None:
    """Since when nothing goes well; after days of that the receiver is paused, and somebody is told."""
    rows = Subscription.objects.filter(pk=subscription.pk)
    if rows.filter(failing_since__isnull=True).update(failing_since=now):
        return
    paused = rows.filter(state=Subscription.State.ACTIVE, failing_since__lte=now - PATIENCE)
    if paused.update(state=Subscription.State.FAILING):
        logger.warning("webhook paused", extra={"subscription": subscription.pk})
        alarm("webhooks")
