"""The company's own systems that are told what happens, and what each has been told."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nexus.crypto.fields import EncryptedTextField
from nexus.crypto.ids import uuid7


class Subscription(models.Model):
    """A receiver: an address, the events it wants, and the secret that shows it that we are the sender.

    ``host`` is the address's name, for lists and logs: the rest of an address may be a secret of the
    receiver's. ``system`` is the customer register that the receiver keeps (:class:`crm.models.CrmLink`): it is
    then told that register's numbers only. ``failing_since`` is the first failure after which nothing went
    well. After a change of secret the one before it signs too, until ``previous_until``.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("On")
        PAUSED = "paused", _("Paused by you")
        FAILING = "failing", _("Paused: it does not answer")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    secret_url = EncryptedTextField()
    host = models.CharField(max_length=253)
    description = models.CharField(max_length=80, blank=True)
    system = models.CharField(max_length=40, blank=True)
    events = ArrayField(models.CharField(max_length=40))
    secret = EncryptedTextField()
    previous_secret = EncryptedTextField(null=True)
    previous_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    failing_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return self.host

    @property
    def url(self) -> str:
        """The address, opened."""
        return str(self.secret_url)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.description or self.host


class Delivery(models.Model):
    """One event for one receiver. Ids and codes only: what is sent is put together when it is sent, so that
    nothing which was erased or restricted meanwhile leaves the house.

        pending ──2xx──▶ delivered
          │  ▲────────── again, after longer and longer
          ├──── tries are used up ──▶ failed
          └──── must not be sent ──▶ refused (``reason``)

    ``event_id`` is the same for every receiver of an event and at every try: by it a receiver knows what it
    has seen. ``contact_id`` is whose event it is; no foreign key, for this app knows no customers. ``attempts``
    lists ``{"at", "status", "error", "milliseconds"}``, the latest last; ``tries`` counts since it was put in
    or last replayed.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        REFUSED = "refused", _("Not sent")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    event_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    contact_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    reason = models.CharField(max_length=20, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    attempts = models.JSONField(default=list)
    next_attempt_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event_id"], name="webhook_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["subscription", "-id"], name="webhook_delivery_newest"),
            models.Index(fields=["contact_id"], name="webhook_delivery_contact"),
            models.Index(fields=["object_id"], name="webhook_delivery_object"),
            models.Index(fields=["created_at"], name="webhook_delivery_age"),
        ]

    def __str__(self) -> str:
        return self.kind
