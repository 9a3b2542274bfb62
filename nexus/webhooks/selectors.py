"""Reading receivers and their logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from nexus.webhooks.models import Delivery, Subscription

#: Deliveries on one page of the log.
PAGE = 50


def subscriptions() -> QuerySet[Subscription]:
    """The company's receivers, the newest first."""
    return Subscription.objects.order_by("-id")


def deliveries(subscription: Subscription) -> QuerySet[Delivery]:
    """What the receiver has been sent, or should have been, the newest first."""
    return Delivery.objects.filter(subscription=subscription).order_by("-id")


def deliveries_page(subscription: Subscription, *, before: UUID | None) -> tuple[list[Delivery], UUID | None]:
    """A page of the log, and the key after which the next begins (None: there is no more)."""
    rows = deliveries(subscription)
    page = list((rows if before is None else rows.filter(pk__lt=before))[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def receivers_of(kind: str, object_id: UUID) -> list[dict[str, Any]]:
    """Who was to be told of this event, by name, and what became of it, as plain values for a certificate."""
    rows = Delivery.objects.filter(kind=kind, object_id=object_id).select_related("subscription")
    return [
        {
            "receiver": row.subscription.host,
            "told": row.state == Delivery.State.DELIVERED,
            "at": row.delivered_at.isoformat(timespec="seconds") if row.delivered_at else None,
            "tries": row.tries,
            "delivery": str(row.pk),
        }
        for row in rows.order_by("id")
    ]


def delivery_of(delivery_id: UUID) -> Delivery:
    """A delivery with its receiver."""
    return Delivery.objects.select_related("subscription").get(pk=delivery_id)


def names_waiting(kind: str, object_ids: Iterable[UUID]) -> set[str]:
    """Who is still to be told of these events: registers, or names of receivers that keep none."""
    rows = Delivery.objects.filter(kind=kind, object_id__in=object_ids, state=Delivery.State.PENDING)
    return {system or host for system, host in rows.values_list("subscription__system", "subscription__host")}
