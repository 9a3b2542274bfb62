"""Receivers, and what is put in for them. How it is sent stands in :mod:`nexus.webhooks.sending`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from nexus.accounts.models import User
from nexus.audit.instructions import instruction_append
from nexus.crypto.ids import uuid7
from nexus.outbox.tasks import job_now
from nexus.webhooks.addresses import target_of
from nexus.webhooks.events import TEST, choosable, kinds, silence_about
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.signing import secret_make

#: The job that sends a delivery.
SEND: Final = "webhook"
MOST_SUBSCRIPTIONS: Final = 10
#: After a change both secrets sign for so long, so that a receiver can change over without losing anything.
BOTH_SECRETS: Final = timedelta(hours=24)
#: In a statement that looks something up anyway: whether anybody here wants the event ``%(event)s``.
WANTED_SQL: Final = (
    "EXISTS (SELECT 1 FROM webhooks_subscription w WHERE w.state = 'active' AND %(event)s = ANY(w.events))"
)
_State = Subscription.State


class WebhookRefused(Exception):
    """It cannot be done. ``code``: ``too_many``, ``unknown_event``, ``no_event``, ``pending`` (it is on its way
    already), ``not_active``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def wanting(kind: str) -> Q:
    """The receivers that an event of this kind goes to. One that has not answered for days is still told of
    rights: it may have the person's data, and is tried once more (GDPR art. 19)."""
    on = [_State.ACTIVE, _State.FAILING] if kinds()[kind].notice else [_State.ACTIVE]
    return Q(state__in=on, events__contains=[kind])


def event_put(kind: str, object_id: UUID, *, contact_id: UUID | None = None) -> int:
    """Something has happened with the row ``object_id``: put it in for every receiver that wants to know.

    In the caller's transaction and in the company that we are in; one look where nobody wants it. Nothing but
    notices is put in about a restricted contact (GDPR art. 18). Answers for how many it was put in. Raises
    KeyError for a kind that nobody registered.
    """
    found = kinds()[kind]
    receivers = list(Subscription.objects.filter(wanting(kind)).values_list("pk", flat=True))
    if not receivers or (contact_id is not None and not found.notice and silence_about(contact_id)):
        return 0
    event_id, now = uuid7(), timezone.now()
    rows = Delivery.objects.bulk_create(
        Delivery(
            subscription_id=receiver,
            event_id=event_id,
            kind=kind,
            object_id=object_id,
            contact_id=contact_id,
            created_at=now,
            next_attempt_at=now,
        )
        for receiver in receivers
    )
    for row in rows:
        job_now(kind=SEND, object_id=row.pk)
    return len(rows)


def contact_moved(*, contact_id: UUID, to: UUID) -> None:
    """Two contacts have become one: what was put in about the one is about the other from now on."""
    Delivery.objects.filter(contact_id=contact_id).update(contact_id=to)


def subscription_create(
    *,
    url: str,
    events: Collection[str],
    description: str = "",
    system: str = "",
    by: User | None,
) -> Subscription:
    """A new receiver with a secret of its own. ``by`` is None for the company's own system.

    Raises :class:`WebhookRefused` and :class:`nexus.webhooks.addresses.AddressRefused`.
    """
    target, chosen = target_of(url), _chosen(events)
    with transaction.atomic():
        if Subscription.objects.count() >= MOST_SUBSCRIPTIONS:
            raise WebhookRefused("too_many")
        made = Subscription.objects.create(
            secret_url=url,
            host=target.host[:253],
            description=description,
            system=system,
            events=chosen,
            secret=secret_make(),
            created_by=by,
        )
        _instruct(made, None, by)
    return made


def subscription_change(*, subscription: Subscription, values: dict[str, Any], by: User | None) -> bool:
    """Change ``url``, ``events``, ``description``, ``system`` or ``state`` (``active`` or ``paused``). True when
    anything is another. Raises as :func:`subscription_create`."""
    with transaction.atomic():
        own = Subscription.objects.select_for_update().get(pk=subscription.pk)
        before = _said(own)
        wanted = dict(values)
        if "url" in wanted:
            wanted["secret_url"] = wanted.pop("url")
            wanted["host"] = target_of(wanted["secret_url"]).host[:253]
        if "events" in wanted:
            wanted["events"] = _chosen(wanted["events"])
        if wanted.get("state") == _State.ACTIVE and own.state != _State.ACTIVE:
            wanted["failing_since"] = None
        changed = [name for name, value in wanted.items() if getattr(own, name) != value]
        for name in changed:
            setattr(own, name, wanted[name])
        if changed:
            own.save(update_fields=changed)
        if _said(own) != before:
            _instruct(own, before, by)
    subscription.refresh_from_db()
    return bool(changed)


def subscription_delete(*, subscription: Subscription, by: User | None) -> None:
    """The receiver is told nothing more; its log goes with it."""
    with transaction.atomic():
        own = Subscription.objects.select_for_update().filter(pk=subscription.pk).first()
        if own is not None:
            instruction_append(
                setting=f"webhook.{own.pk}", before=_said(own), after=None, actor=by, actor_kind=_kind(by)
            )
            own.delete()


def secret_rotate(*, subscription: Subscription, by: User | None) -> str:
    """A new secret, shown this once; the one before it signs beside it for :data:`BOTH_SECRETS`."""
    with transaction.atomic():
        own = Subscription.objects.select_for_update().get(pk=subscription.pk)
        own.previous_secret, own.previous_until = str(own.secret), timezone.now() + BOTH_SECRETS
        own.secret = secret_make()
        own.save(update_fields=["secret", "previous_secret", "previous_until"])
        instruction_append(
            setting=f"webhook.{own.pk}.secret",
            before="issued",
            after="renewed",
            actor=by,
            actor_kind=_kind(by),
        )
    subscription.refresh_from_db()
    return str(own.secret)


def test_send(*, subscription: Subscription) -> Delivery:
    """Send the receiver a test, which says nothing about anybody. Raises :class:`WebhookRefused`
    (``not_active``)."""
    if subscription.state == _State.PAUSED:
        raise WebhookRefused("not_active")
    with transaction.atomic():
        now = timezone.now()
        row = Delivery.objects.create(
            subscription=subscription,
            event_id=uuid7(),
            kind=TEST,
            object_id=subscription.pk,
            created_at=now,
            next_attempt_at=now,
        )
        job_now(kind=SEND, object_id=row.pk)
    return row


def delivery_replay(*, delivery: Delivery) -> Delivery:
    """Send it once more, with all its tries anew and under the same id. What is sent is what holds now.

    Raises :class:`WebhookRefused` (``pending``, ``not_active``).
    """
    with transaction.atomic():
        own = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("subscription")
            .get(pk=delivery.pk)
        )
        if own.state == Delivery.State.PENDING:
            raise WebhookRefused("pending")
        if own.subscription.state == _State.PAUSED:
            raise WebhookRefused("not_active")
        own.state, own.reason, own.tries = Delivery.State.PENDING, "", 0
        own.next_attempt_at = timezone.now()
        own.save(update_fields=["state", "reason", "tries", "next_attempt_at"])
        job_now(kind=SEND, object_id=own.pk)
    return own


def _chosen(events: Collection[str]) -> list[str]:
    unknown = sorted(set(events) - set(choosable()))
    if unknown:
        raise WebhookRefused("unknown_event", unknown[0][:40])
    if not events:
        raise WebhookRefused("no_event")
    return sorted(set(events))


def _kind(by: User | None) -> str:
    return "staff" if by is not None else "api"


def _instruct(own: Subscription, before: dict[str, Any] | None, by: User | None) -> None:
    """That its customers' events are sent to this address is the company's instruction to us (art. 28(3)(a))."""
    instruction_append(
        setting=f"webhook.{own.pk}", before=before, after=_said(own), actor=by, actor_kind=_kind(by)
    )


def _said(own: Subscription) -> dict[str, Any]:
    """The receiver as the ledger has it. The address beyond its name may be a secret, so only a mark shows that
    it has changed."""
    return {
        "receiver": own.host,
        "address": hashlib.sha256(own.url.encode()).hexdigest()[:12],
        "events": list(own.events),
        "register": own.system,
        "state": str(own.state),
    }
