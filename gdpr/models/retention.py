"""How long things are kept, what is held back, and the runs that let the rest go."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Contact
from gdpr.models.certificates import Certificate
from nexus.crypto.fields import EncryptedTextField
from nexus.crypto.ids import uuid7


class RetentionPolicy(models.Model):
    """A version of the company's periods: ``periods`` maps a retention class's code to days.

    One is active. Shortening waits as ``proposed`` for a second person; lengthening is active at once.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        ACTIVE = "active", _("In force")
        REPLACED = "replaced", _("Replaced")
        REJECTED = "rejected", _("Rejected")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(unique=True)
    periods = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="policy_one_active"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="proposed"), name="policy_one_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.state}"


class Hold(models.Model):
    """A legal hold: what is about this contact stays, whatever its age, until it is lifted.

    ``reminded_on`` is the review date of which its owner has been reminded.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="holds")
    reason = EncryptedTextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    review_on = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"], name="hold_newest")]

    def __str__(self) -> str:
        return str(self.id)


class PurgeRun(models.Model):
    """A run of the retention engine. One goes on at a time.

    ``progress`` has the ``periods`` in days by class, how many persons were ``excepted``, and in ``steps``,
    by model and class, what was found and let go so far (:class:`gdpr.retention.purge.Progress`).
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    policy_version = models.PositiveIntegerField()
    # The moment that ages are counted from: the same through the whole run, also when it is resumed.
    cutoff_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    progress = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    certificate = models.ForeignKey(
        Certificate, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="purge_one_running")
        ]

    def __str__(self) -> str:
        return self.state
