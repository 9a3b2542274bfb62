"""An erasure: its plan, and how far its execution has come."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gdpr.models.cases import Case
from gdpr.models.certificates import Certificate
from nexus.crypto.fields import EncryptedJSONField
from nexus.crypto.ids import uuid7


class Erasure(models.Model):
    """The erasure of one person, carried out store by store and resumed where it stopped.

    ``subject`` is the person's identifiers and what the residue scan looks for, sealed; it is emptied when
    the erasure is done. ``contact_id`` is no foreign key, for the contact goes. ``plan`` holds counts.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        WAITING = "waiting", _("A store has failed; it is tried again")
        DONE = "done", _("Done")

    class Origin(models.TextChoices):
        CASE = "case", _("Case")
        COMMAND = "command", _("Command")
        REPLAY = "replay", _("Replay after a restore")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="erasures")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.CASE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    contact_id = models.UUIDField()
    subject = EncryptedJSONField(null=True, blank=True)
    plan = models.JSONField(default=dict)
    ledger_sequence = models.PositiveBigIntegerField(null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    certificate = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact_id"], condition=Q(finished_at__isnull=True), name="erasure_one_running"
            )
        ]

    def __str__(self) -> str:
        return self.state


class ErasureStep(models.Model):
    """One store of an erasure: a table, the job queue, the cache, the SMS provider, the residue scan."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waits")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed, is tried again")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    store = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    planned = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    ground = models.CharField(max_length=30, blank=True)
    error = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["erasure", "store"], name="erasure_store_once")]

    def __str__(self) -> str:
        return self.store
