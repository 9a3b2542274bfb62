"""The receivers of webhooks are told that somebody is erased, as a store of the erasure (GDPR art. 17, 19).

They are told after everything has gone here, so that nobody's data waits for a receiver that is down, and
with numbers that the erasure itself remembers until it is done. It is not done before they are told, or have
failed to answer for as long as any other event is tried; the certificate says which.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from nexus.crypto.ids import uuid7
from nexus.privacy.registry import StoreNotReady, SubjectRef
from nexus.privacy.vocabulary import Text
from nexus.webhooks.events import kinds
from nexus.webhooks.models import Delivery, Subscription
from nexus.webhooks.sending import delivery_try
from nexus.webhooks.services import wanting

#: Registered by whoever carries out erasures; its ``object_id`` is the erasure's.
ERASED: Final = "contact.erased"
#: Why an erasure still waits.
NOT_TOLD: Final = "receiver"


class ReceiverStore:
    """Those who want to know of erasures."""

    key = "webhook_receivers"
    title = Text("Era system som får webhookar", "Your systems that get webhooks")
    #: Its turn comes when everything else has gone.
    at_last = True
    #: What :meth:`erase` answers is all of them, not those of this try.
    counts_all = True

    def find(self, subject: SubjectRef) -> int:
        return self._wanting().count()

    def prepare(self, subject: SubjectRef, origin_id: UUID) -> None:
        """Note whom to tell. Called again it adds nobody twice; a receiver that came later has nothing."""
        rows = Delivery.objects.filter(kind=ERASED, object_id=origin_id)
        with transaction.atomic():
            if rows.exists():
                return
            event_id, now = uuid7(), timezone.now()
            Delivery.objects.bulk_create(
                Delivery(
                    subscription=receiver,
                    event_id=event_id,
                    kind=ERASED,
                    object_id=origin_id,
                    created_at=now,
                    next_attempt_at=now,
                )
                for receiver in self._wanting()
            )

    def erase(self, subject: SubjectRef, origin_id: UUID) -> int:
        """Tell whoever is due; how many have been told. Raises :class:`StoreNotReady` while one may still be."""
        rows = Delivery.objects.filter(kind=ERASED, object_id=origin_id)
        due = rows.filter(state=Delivery.State.PENDING, next_attempt_at__lte=timezone.now())
        for row in list(due.select_related("subscription").order_by("pk")):
            # The erasure holds its own job; two workers at it at once would tell a receiver twice, no more.
            delivery_try(row, hold=lambda: None)
        if rows.filter(state=Delivery.State.PENDING).exists():
            raise StoreNotReady(NOT_TOLD)
        return rows.filter(state=Delivery.State.DELIVERED).count()

    def _wanting(self) -> QuerySet[Subscription]:
        if ERASED not in kinds():
            return Subscription.objects.none()
        return Subscription.objects.filter(wanting(ERASED)).order_by("pk")
