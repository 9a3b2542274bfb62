"""What a retention run has let go here and is still to be deleted at the SMS provider."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from nexus.crypto.ids import uuid7


class ProviderBacklog(models.Model):
    """The provider's ids of a batch of messages that have gone by age, in one row.

    Written in the transaction that deletes them, which holds locks and is to be short: a row for each message
    would cost it more than the deleting. The run's job makes a ``ProviderDeletion`` of each id and lets this
    row go. ``origin_id`` is the run.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    route_id = models.UUIDField()
    origin_id = models.UUIDField()
    external_ids = ArrayField(models.CharField(max_length=64))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["origin_id", "id"], name="provider_backlog_origin")]

    def __str__(self) -> str:
        return str(self.id)
